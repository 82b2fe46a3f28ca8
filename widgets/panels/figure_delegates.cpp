// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/figure_delegates.h"

#include <QAbstractItemView>
#include <QIcon>
#include <QImage>
#include <QPixmap>

namespace neurograft {

void ThumbnailDelegate::initStyleOption(QStyleOptionViewItem* option,
                                        const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const QImage image = index.data(Qt::DecorationRole).value<QImage>();
    if (!image.isNull()) {
        const QPixmap picture = QPixmap::fromImage(image);
        QIcon icon(picture);
        icon.addPixmap(picture, QIcon::Selected);
        option->icon = icon;
    }
    if (const auto* view = qobject_cast<const QAbstractItemView*>(option->widget)) {
        option->decorationSize = view->iconSize(); // texts stand in one column
        option->decorationAlignment = Qt::AlignCenter;
    }
}

void FigureNameDelegate::initStyleOption(QStyleOptionViewItem* option,
                                         const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->text = index.data().toString().section(QLatin1Char('\n'), 0, 0);
    option->icon = QIcon();
    option->features &= ~QStyleOptionViewItem::HasDecoration;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/ready_study_list.h"

#include "widgets/models/path_text.h"

#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <utility>

namespace neurograft {

namespace {

constexpr int kReadyNameRole = Qt::UserRole;
constexpr int kReadyFileRole = Qt::UserRole + 1;
constexpr int kReadyShowsRole = Qt::UserRole + 2;
constexpr int kReadyMargin = 5;

/// The title, and dimmed below it what is reproduced.
class ReadyStudyDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        QStyleOptionViewItem ground = option;
        initStyleOption(&ground, index);
        ground.text.clear();
        ground.widget->style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter,
                                            ground.widget);
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        QColor ink = option.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text);
        const QRect place =
            option.rect.adjusted(kReadyMargin, kReadyMargin, -kReadyMargin, -kReadyMargin);
        painter->save();
        painter->setPen(ink);
        QRect title;
        painter->drawText(place, Qt::TextWordWrap, index.data().toString(), &title);
        ink.setAlphaF(0.7F);
        painter->setPen(ink);
        painter->drawText(place.adjusted(0, title.height(), 0, 0), Qt::TextWordWrap,
                          index.data(kReadyShowsRole).toString());
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
        const int width = view->viewport()->width();
        const QRect room(0, 0, width - 2 * kReadyMargin, 1 << 14);
        int height = 2 * kReadyMargin;
        for (const int role : {static_cast<int>(Qt::DisplayRole), kReadyShowsRole}) {
            height +=
                option.fontMetrics.boundingRect(room, Qt::TextWordWrap, index.data(role).toString())
                    .height();
        }
        return {width, height};
    }
};

} // namespace

ReadyStudyList::ReadyStudyList(QWidget* parent)
    : QWidget(parent), m_search(new QLineEdit(this)), m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("readyStudies"));
    m_search->setObjectName(QStringLiteral("readyStudies.search"));
    m_search->setPlaceholderText(tr("search: table 1, figure, seeking, demo…"));
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(tr("Search the studies"));
    m_list->setObjectName(QStringLiteral("readyStudies.list"));
    m_list->setAccessibleName(tr("Studies that come with the program"));
    m_list->setItemDelegate(new ReadyStudyDelegate(m_list));
    m_list->setResizeMode(QListView::Adjust);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // rows are laid out for its room
    m_list->setAlternatingRowColors(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    connect(m_search, &QLineEdit::textChanged, this, &ReadyStudyList::filter);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item != nullptr) {
            Q_EMIT chosen(item->data(kReadyNameRole).toString(),
                          item->data(kReadyFileRole).toString());
        }
    });
}

void ReadyStudyList::setStudies(std::vector<ReadyStudy> studies)
{
    m_studies = std::move(studies);
    filter(m_search->text());
}

void ReadyStudyList::filter(const QString& text)
{
    const QListWidgetItem* current = m_list->currentItem();
    const QString name = current != nullptr ? current->data(kReadyNameRole).toString() : QString();
    const QSignalBlocker quiet(m_list); // the one that is current stays so, seen or not
    m_list->clear();
    for (const ReadyStudy& ready : m_studies) {
        if (!isStudyLike(ready, text.toStdString())) {
            continue;
        }
        auto* item = new QListWidgetItem(QString::fromStdString(ready.study.title), m_list);
        item->setData(kReadyShowsRole, QString::fromStdString(ready.study.shows));
        item->setData(kReadyNameRole, QString::fromStdString(ready.name));
        item->setData(kReadyFileRole, fromPath(ready.file));
        item->setToolTip(QString::fromStdString(ready.name + "\n" + ready.study.note));
        if (item->data(kReadyNameRole).toString() == name) {
            m_list->setCurrentItem(item);
        }
    }
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/next_token_table.h"

#include "widgets/models/next_token_table_model.h"
#include "widgets/plots/role_marks.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyle>
#include <QStyledItemDelegate>

#include <algorithm>

namespace neurograft {

namespace {

constexpr int kPlainColumns = 6; ///< token, two of each model, difference

/// Paints a probability as a bar behind its number.
class BarDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const QVariant fraction = index.data(NextTokenTableModel::FractionRole);
        if (fraction.isValid()) {
            const bool isTeacher = index.data(NextTokenTableModel::SideRole).toInt()
                == static_cast<int>(PlaygroundSide::Teacher);
            QColor color = QColor::fromRgb(isTeacher ? kTeacherColor : kStudentColor);
            color.setAlphaF(0.35F);
            const QRectF cell = QRectF(option.rect).adjusted(1.0, 2.0, -1.0, -2.0);
            painter->fillRect(QRectF(cell.left(), cell.top(),
                                     cell.width() * std::clamp(fraction.toDouble(), 0.0, 1.0),
                                     cell.height()),
                              color);
        }
        QStyledItemDelegate::paint(painter, option, index);
    }
};

} // namespace

NextTokenTable::NextTokenTable(NextTokenTableModel* tokens, QWidget* parent)
    : CopyTable(parent), m_tokens(tokens)
{
    setObjectName(QStringLiteral("playground.table"));
    setAccessibleName(tr("Next tokens"));
    setAccessibleDescription(tr("The likeliest next tokens with their probabilities and logits; "
                                "Copy takes the rows chosen, or all."));
    setModel(tokens);
    setItemDelegate(new BarDelegate(this));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    horizontalHeader()->setHighlightSections(false);
    connect(tokens, &QAbstractItemModel::modelReset, this, &NextTokenTable::fitColumns);
}

void NextTokenTable::fitColumns()
{
    const int spare = fontMetrics().averageCharWidth() * 2;
    QFont bold = font();
    bold.setBold(true);
    const int difference = QFontMetrics(bold).horizontalAdvance(QStringLiteral("−0.000 ▼ ≠1"));
    const int number = fontMetrics().horizontalAdvance(QStringLiteral("−00.00"));
    const int count = m_tokens->columnCount();
    int all = 0;
    for (int column = 0; column < count; ++column) {
        const QString title = m_tokens->headerData(column, Qt::Horizontal).toString();
        const int least = column == 0        ? fontMetrics().averageCharWidth() * 12
            : m_tokens->isDifference(column) ? difference
                                             : number;
        const int words = fontMetrics().size(0, title).width();
        setColumnWidth(column, std::max(least, words) + spare);
        all += columnWidth(column);
    }
    if (count <= kPlainColumns) { // both models are read without scrolling
        const int edge = frameWidth() * 2 + style()->pixelMetric(QStyle::PM_ScrollBarExtent);
        setMinimumWidth(std::max(minimumWidth(), all + edge));
    }
}

QString NextTokenTable::chosenText() const
{
    std::vector<int> rows;
    for (const QModelIndex& index : selectionModel()->selectedRows()) {
        rows.push_back(index.row());
    }
    std::sort(rows.begin(), rows.end());
    return m_tokens->tsv(rows);
}

} // namespace neurograft

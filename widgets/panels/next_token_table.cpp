// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/next_token_table.h"

#include "widgets/models/next_token_table_model.h"
#include "widgets/plots/role_marks.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace neurograft {

namespace {

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
    const int spare = fontMetrics().height() * 2;
    for (int column = 0; column < m_tokens->columnCount(); ++column) {
        const QString title = m_tokens->headerData(column, Qt::Horizontal).toString();
        const int least = fontMetrics().averageCharWidth() * (column == 0 ? 14 : 8);
        setColumnWidth(column, std::max(least, fontMetrics().horizontalAdvance(title) + spare));
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/lens_table.h"

#include "widgets/models/next_token_table_model.h"
#include "widgets/plots/number_text.h"

#include <QHeaderView>
#include <QStandardItemModel>

#include <algorithm>

namespace neurograft {

namespace {

constexpr int kLensTableMostLines = 14; ///< seen without scrolling

} // namespace

LensTable::LensTable(QWidget* parent) : CopyTable(parent), m_cells(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("lensTable"));
    setAccessibleName(tr("Logit lens"));
    setAccessibleDescription(
        tr("What each layer would predict if the final norm and the head came right behind it."));
    setModel(m_cells);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 4 / 3);
    horizontalHeader()->hide();
}

void LensTable::setRows(const std::vector<LensRow>& rows, const QString& layerPrefix)
{
    m_cells->clear();
    QStringList names;
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        QList<QStandardItem*> cells;
        for (const TokenScore& token : row->top) {
            auto* cell = new QStandardItem(visibleToken(token.token));
            cell->setToolTip(
                tr("id %1, logit %2").arg(token.id).arg(signedNumberText(token.logit, 3)));
            cells << cell;
        }
        m_cells->appendRow(cells);
        names << layerPrefix + QString::number(row->layer);
    }
    m_cells->setVerticalHeaderLabels(names);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    const int lines = std::min(kLensTableMostLines, static_cast<int>(rows.size()));
    setFixedHeight(verticalHeader()->defaultSectionSize() * std::max(1, lines) + 2 * frameWidth());
}

QString LensTable::chosenText() const
{
    QString text;
    for (int row = 0; row < m_cells->rowCount(); ++row) {
        text += m_cells->verticalHeaderItem(row)->text();
        for (int column = 0; column < m_cells->columnCount(); ++column) {
            text += QLatin1Char('\t') + m_cells->item(row, column)->text();
        }
        text += QLatin1Char('\n');
    }
    return text;
}

} // namespace neurograft

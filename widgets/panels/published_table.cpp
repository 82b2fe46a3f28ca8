// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/published_table.h"

#include <QHeaderView>

namespace neurograft {

namespace {

enum PublishedColumn { RowColumn, ColumnColumn, PublishedValueColumn, OwnColumn, SourceColumn };

QString ownWords(const ComparedNumber& number)
{
    const MeanAndDeviation& own = number.own;
    if (own.n == 0) {
        return number.published.metric.empty() ? PublishedTable::tr("not measured here")
                                               : QStringLiteral("–");
    }
    const QString mean = QString::number(own.mean, 'f', 2);
    return own.n == 1 ? mean
                      : PublishedTable::tr("%1 ± %2 (%3)")
                            .arg(mean, QString::number(own.deviation, 'f', 2))
                            .arg(own.n);
}

} // namespace

PublishedTable::PublishedTable(QWidget* parent) : QTreeWidget(parent)
{
    setObjectName(QStringLiteral("publishedTable"));
    setAccessibleName(tr("Published numbers beside one's own"));
    setHeaderLabels({tr("Row"), tr("Column"), tr("Published"), tr("Own"), tr("Source")});
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAlternatingRowColors(true);
    const int letter = fontMetrics().averageCharWidth();
    setColumnWidth(RowColumn, 40 * letter);
    setColumnWidth(ColumnColumn, 18 * letter);
    setColumnWidth(OwnColumn, 22 * letter);
}

void PublishedTable::setNumbers(const std::vector<ComparedNumber>& numbers)
{
    clear();
    for (const ComparedNumber& number : numbers) {
        const PublishedNumber& published = number.published;
        const QString unit = QString::fromStdString(published.unit);
        auto* item = new QTreeWidgetItem(
            this,
            {QString::fromStdString(published.row), QString::fromStdString(published.column),
             QString::number(published.value, 'f', 2)
                 + (unit.isEmpty() ? QString() : QLatin1Char(' ') + unit),
             ownWords(number), QString::fromStdString(published.source)});
        for (const int column : {PublishedValueColumn, OwnColumn}) {
            item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        }
        item->setToolTip(SourceColumn, QString::fromStdString(published.note));
        item->setToolTip(PublishedValueColumn, QString::fromStdString(published.note));
    }
}

} // namespace neurograft

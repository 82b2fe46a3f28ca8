// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/transfer_table_panel.h"

#include "widgets/models/transfer_table_model.h"
#include "widgets/panels/copy_table.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <functional>

namespace neurograft {

namespace {

/// Chosen rows parted by tabs, below their heading.
class TransferTable : public CopyTable {
public:
    using CopyTable::CopyTable;

    QString chosenText() const override
    {
        QStringList lines;
        const auto lineOf = [this](const std::function<QString(int)>& cell) {
            QStringList cells;
            for (int column = 0; column < model()->columnCount(); ++column) {
                cells << cell(column);
            }
            return cells.join(QLatin1Char('\t'));
        };
        lines << lineOf(
            [this](int column) { return model()->headerData(column, Qt::Horizontal).toString(); });
        for (const QModelIndex& row : selectionModel()->selectedRows()) {
            lines << lineOf(
                [&row](int column) { return row.siblingAtColumn(column).data().toString(); });
        }
        return lines.size() > 1 ? lines.join(QLatin1Char('\n')) : QString();
    }
};

} // namespace

TransferTablePanel::TransferTablePanel(TransferTableModel* model, QWidget* parent)
    : QWidget(parent), m_model(model), m_table(new TransferTable(this)),
      m_empty(new QLabel(tr("No transfer of this study yet."), this)), m_buttons(new QWidget(this))
{
    setObjectName(QStringLiteral("transferRuns"));
    m_table->setObjectName(QStringLiteral("transferRuns.table"));
    m_table->setAccessibleName(tr("Transfers of this study"));
    m_table->setModel(model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(TransferTableModel::Changes,
                                                      QHeaderView::Stretch);
    m_empty->setObjectName(QStringLiteral("transferRuns.empty"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    auto* line = new QHBoxLayout(m_buttons);
    line->setContentsMargins(0, 0, 0, 0);
    line->addStretch(1);
    const auto addButton = [&](const QString& name, const QString& text, const auto& clicked) {
        auto* button = new QPushButton(text, m_buttons);
        button->setObjectName(QStringLiteral("transferRuns.") + name);
        connect(button, &QPushButton::clicked, this, clicked);
        line->addWidget(button);
    };
    addButton(QStringLiteral("latexButton"), tr("Copy LaTe&X table"),
              [this] { Q_EMIT copyWanted(m_model->latex(), tr("LaTeX table copied.")); });
    addButton(QStringLiteral("csvButton"), tr("Save CS&V…"), [this] { Q_EMIT saveWanted(); });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_empty, 1);
    layout->addWidget(m_buttons);
    connect(m_table, &QTableView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT openWanted(m_model->path(index.row())); });
    connect(model, &QAbstractItemModel::modelReset, this, &TransferTablePanel::showState);
    showState();
}

void TransferTablePanel::showState()
{
    const bool hasRuns = m_model->rowCount() > 0;
    m_table->setVisible(hasRuns);
    m_buttons->setVisible(hasRuns);
    m_empty->setVisible(!hasRuns);
}

} // namespace neurograft

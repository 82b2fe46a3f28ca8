// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/columns_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

constexpr int kShownLetters = 120;

} // namespace

ColumnsDialog::ColumnsDialog(const ColumnTable& table, const QString& about, QWidget* parent)
    : QDialog(parent), m_table(new QTableWidget(this)), m_prompt(new QComboBox(this)),
      m_response(new QComboBox(this))
{
    setObjectName(QStringLiteral("columnsDialog"));
    setWindowTitle(tr("Map columns"));
    const int rows = std::min<int>(kShownRows, static_cast<int>(table.rows.size()));
    m_table->setObjectName(QStringLiteral("columnsDialog.table"));
    m_table->setAccessibleName(tr("First rows"));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setRowCount(rows);
    m_table->setColumnCount(static_cast<int>(table.names.size()));
    m_prompt->addItem(tr("none: rows are plain texts"), QString());
    for (std::size_t column = 0; column < table.names.size(); ++column) {
        const QString name = QString::fromStdString(table.names[column]);
        m_prompt->addItem(name, name);
        m_response->addItem(name, name);
        m_table->setHorizontalHeaderItem(static_cast<int>(column), new QTableWidgetItem(name));
        for (int row = 0; row < rows; ++row) {
            const std::string& text = table.rows[static_cast<std::size_t>(row)][column];
            const QString cell = QString::fromStdString(text).simplified().left(kShownLetters);
            m_table->setItem(row, static_cast<int>(column), new QTableWidgetItem(cell));
        }
    }
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_prompt->setObjectName(QStringLiteral("columnsDialog.prompt"));
    m_response->setObjectName(QStringLiteral("columnsDialog.response"));
    const ColumnChoice guess = guessColumns(table);
    m_prompt->setCurrentIndex(m_prompt->findData(QString::fromStdString(guess.prompt)));
    m_response->setCurrentIndex(m_response->findData(QString::fromStdString(guess.response)));

    auto* label = new QLabel(about, this);
    label->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setText(tr("Use columns"));
    auto* form = new QFormLayout;
    form->addRow(tr("&Prompt is"), m_prompt);
    form->addRow(tr("&Response is"), m_response);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(label);
    layout->addWidget(m_table, 1);
    layout->addLayout(form);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_prompt, &QComboBox::currentIndexChanged, this, &ColumnsDialog::markColumns);
    connect(m_response, &QComboBox::currentIndexChanged, this, &ColumnsDialog::markColumns);
    markColumns();
    resize(fontMetrics().averageCharWidth() * 90, fontMetrics().height() * 24);
}

void ColumnsDialog::markColumns()
{
    for (int column = 0; column < m_table->columnCount(); ++column) {
        QTableWidgetItem* header = m_table->horizontalHeaderItem(column);
        const QString name = m_response->itemText(column);
        const bool isPrompt = m_prompt->currentIndex() == column + 1;
        const bool isResponse = m_response->currentIndex() == column;
        header->setText(isPrompt         ? tr("%1 (prompt)").arg(name)
                            : isResponse ? tr("%1 (response)").arg(name)
                                         : name);
        QFont font = m_table->font();
        font.setBold(isPrompt || isResponse);
        header->setFont(font);
    }
}

ColumnChoice ColumnsDialog::choice() const
{
    return {m_prompt->currentData().toString().toStdString(),
            m_response->currentData().toString().toStdString()};
}

} // namespace neurograft

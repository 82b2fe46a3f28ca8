// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/tensors_dialog.h"

#include "widgets/models/pair_model.h"
#include "widgets/models/tensor_table_model.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace neurograft {

TensorsDialog::TensorsDialog(const PairModel* pair, QWidget* parent)
    : QDialog(parent), m_pair(pair), m_tensors(new TensorTableModel(this)),
      m_shown(new QSortFilterProxyModel(this)), m_model(new QComboBox(this)),
      m_filter(new QLineEdit(this)), m_count(new QLabel(this))
{
    setObjectName(QStringLiteral("tensorsDialog"));
    setWindowTitle(tr("Tensors"));
    m_model->setObjectName(QStringLiteral("tensorsDialog.model"));
    for (const Role role : {Role::Teacher, Role::Student}) {
        if (pair->model(role).state == SlotState::Ready) {
            const QString words = role == Role::Teacher ? tr("Teacher %1") : tr("Student %1");
            m_model->addItem(words.arg(pair->model(role).name()), static_cast<int>(role));
        }
    }
    m_filter->setObjectName(QStringLiteral("tensorsDialog.filter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setPlaceholderText(tr("part of a name: layers.2.mlp"));
    m_count->setObjectName(QStringLiteral("tensorsDialog.count"));
    m_shown->setSourceModel(m_tensors);
    m_shown->setFilterCaseSensitivity(Qt::CaseInsensitive);
    auto* table = new QTableView(this);
    table->setObjectName(QStringLiteral("tensorsDialog.table"));
    table->setAccessibleName(tr("Tensors"));
    table->setModel(m_shown);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setWordWrap(false);
    table->horizontalHeader()->setSectionResizeMode(TensorTableModel::Name, QHeaderView::Stretch);
    table->setColumnWidth(TensorTableModel::Shape, fontMetrics().averageCharWidth() * 16);
    table->setColumnWidth(TensorTableModel::Type, fontMetrics().averageCharWidth() * 8);
    table->setColumnWidth(TensorTableModel::File, fontMetrics().averageCharWidth() * 30);

    connect(m_model, &QComboBox::currentIndexChanged, this, &TensorsDialog::showModel);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_shown->setFilterFixedString(text);
        showCount();
    });
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* form = new QFormLayout;
    form->addRow(tr("&Model"), m_model);
    form->addRow(tr("&Filter"), m_filter);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(table, 1);
    layout->addWidget(m_count);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 110, fontMetrics().height() * 30);
    showModel();
}

void TensorsDialog::showModel()
{
    m_tensors->setReport(
        m_model->currentIndex() < 0
            ? nullptr
            : m_pair->model(static_cast<Role>(m_model->currentData().toInt())).report);
    showCount();
}

void TensorsDialog::showCount()
{
    m_count->setText(tr("%1 of %2 tensors").arg(m_shown->rowCount()).arg(m_tensors->rowCount()));
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/adapter_neurons_panel.h"

#include "widgets/models/adapter_neurons.h"
#include "widgets/panels/whole_table.h"
#include "widgets/panels/word_combo.h"

#include <QComboBox>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

AdapterNeuronsPanel::AdapterNeuronsPanel(AdapterNeurons* neurons, QWidget* parent)
    : QWidget(parent), m_neurons(neurons),
      m_adapter(makeWordCombo(
          QStringLiteral("parametersView.neuronsOf"), tr("Adapter whose neurons are listed"),
          tr("Columns of down_proj and o_proj that this adapter changes most in the layer chosen, "
             "with the tokens they promote"),
          {}, this)),
      m_table(new WholeTable([neurons] { return neurons->toTsv(); }, this)),
      m_remark(new QLabel(this))
{
    m_table->setObjectName(QStringLiteral("parametersView.neurons"));
    m_table->setAccessibleName(tr("Neurons changed most, with their tokens"));
    m_table->setModel(m_neurons);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_remark->setObjectName(QStringLiteral("parametersView.neuronRemark"));
    m_remark->setWordWrap(true);
    m_remark->setForegroundRole(QPalette::PlaceholderText);
    auto* lines = new QVBoxLayout(this);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->addWidget(m_adapter, 0, Qt::AlignLeft);
    lines->addWidget(m_table, 1);
    lines->addWidget(m_remark);
    connect(m_adapter, &QComboBox::activated, this, &AdapterNeuronsPanel::ask);
    connect(m_neurons, &AdapterNeurons::stateChanged, this, &AdapterNeuronsPanel::showNeurons);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& index) {
                if (index.isValid()) {
                    const NeuronId& id =
                        m_neurons->neurons()[static_cast<std::size_t>(index.row())].neuron.neuron;
                    Q_EMIT neuronChosen(static_cast<int>(id.layer),
                                        id.kind == NeuronKind::Ffn ? QStringLiteral("down_proj")
                                                                   : QStringLiteral("o_proj"),
                                        static_cast<int>(id.index));
                }
            });
    showNeurons();
}

void AdapterNeuronsPanel::setAdapters(const QStringList& names)
{
    const QString before = m_adapter->currentData().toString();
    m_adapter->clear();
    for (const QString& name : names) {
        m_adapter->addItem(tr("neurons changed by %1").arg(name), name);
    }
    m_adapter->setCurrentIndex(std::max(0, m_adapter->findData(before)));
}

void AdapterNeuronsPanel::look(int layer)
{
    m_layer = layer;
    ask();
}

bool AdapterNeuronsPanel::hasContent() const
{
    return m_layer >= 0 && m_adapter->count() > 0;
}

void AdapterNeuronsPanel::ask()
{
    m_neurons->look(m_adapter->currentData().toString(), m_layer);
}

void AdapterNeuronsPanel::showNeurons()
{
    m_table->setVisible(m_neurons->rowCount() > 0);
    const QString remark = m_neurons->remark();
    m_remark->setText(remark);
    m_remark->setVisible(!remark.isEmpty());
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/layer_range_dialog.h"

#include "widgets/models/model_shelf.h"
#include "widgets/models/pair_model.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

namespace neurograft {

LayerRangeDialog::LayerRangeDialog(const PairModel* pair, QWidget* parent)
    : QDialog(parent), m_pair(pair), m_role(new QComboBox(this)), m_first(new QSpinBox(this)),
      m_last(new QSpinBox(this)), m_bytes(new QLabel(this))
{
    setObjectName(QStringLiteral("layerRangeDialog"));
    setWindowTitle(tr("Load layer range"));
    m_role->setObjectName(QStringLiteral("layerRangeDialog.role"));
    for (const Role role : {Role::Student, Role::Teacher}) {
        const ModelSlot& slot = pair->model(role);
        if (slot.state == SlotState::Ready && slot.report->isRunnable) {
            m_role->addItem(role == Role::Teacher ? tr("teacher %1").arg(slot.name())
                                                  : tr("student %1").arg(slot.name()),
                            static_cast<int>(role));
        }
    }
    m_first->setObjectName(QStringLiteral("layerRangeDialog.first"));
    m_last->setObjectName(QStringLiteral("layerRangeDialog.last"));
    m_bytes->setObjectName(QStringLiteral("layerRangeDialog.bytes"));
    auto* note =
        new QLabel(tr("The playground then computes with these layers alone, between embedding "
                      "and head, as logits and generate do with --layers. Neuron cards and the "
                      "search for a token's neurons need all layers and say so. Runs and parity "
                      "read what they need by themselves."),
                   this);
    note->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setText(tr("Load"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Model"), m_role);
    form->addRow(tr("&First layer"), m_first);
    form->addRow(tr("&Last layer"), m_last);
    form->addRow(m_bytes);
    form->addRow(note);
    form->addRow(buttons);
    connect(m_role, &QComboBox::currentIndexChanged, this, &LayerRangeDialog::showRole);
    connect(m_first, &QSpinBox::valueChanged, this, [this](int first) {
        m_last->setMinimum(first);
        showBytes();
    });
    connect(m_last, &QSpinBox::valueChanged, this, &LayerRangeDialog::showBytes);
    showRole();
}

Role LayerRangeDialog::role() const
{
    return static_cast<Role>(m_role->currentData().toInt());
}

std::pair<std::int64_t, std::int64_t> LayerRangeDialog::layers() const
{
    return {m_first->value(), m_last->value()};
}

void LayerRangeDialog::showRole()
{
    const int last = static_cast<int>(m_pair->model(role()).report->layers) - 1;
    m_first->setRange(0, last);
    m_first->setValue(0);
    m_last->setRange(0, last);
    m_last->setValue(last);
    showBytes();
}

void LayerRangeDialog::showBytes()
{
    const ModelReport& report = *m_pair->model(role()).report;
    const auto [first, last] = layers();
    m_bytes->setText(tr("%1 of %2, with embedding and head")
                         .arg(byteText(static_cast<double>(storedBytes(report, first, last))),
                              byteText(static_cast<double>(report.bytes))));
}

} // namespace neurograft

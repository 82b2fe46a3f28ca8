// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/neurons_wiring.h"

#include "app/window_docks.h"
#include "widgets/frame/dock.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/neuron_table_model.h"
#include "widgets/panels/neuron_maps.h"
#include "widgets/panels/neuron_table_panel.h"
#include "widgets/panels/neurons_view.h"
#include "widgets/panels/status_readout.h"

namespace neurograft {

NeuronsWiring::NeuronsWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    parts.docks->neuronTable()->setContent(new NeuronTablePanel(
        parts.neuronTable, parts.neurons, parts.selection, parts.docks->neuronTable()));
    connect(parts.neurons, &NeuronSession::resultChanged, parts.neuronTable,
            [this] { m_parts.neuronTable->setRows(m_parts.neurons->rows()); });
    connect(parts.neuronsView->maps(), &NeuronMaps::hovered, parts.status,
            &StatusReadout::setHover);
}

} // namespace neurograft

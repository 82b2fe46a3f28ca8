// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/neurons_view.h"

#include "widgets/panels/neuron_maps.h"

#include <QVBoxLayout>

namespace neurograft {

NeuronsView::NeuronsView(NeuronSession* session, SelectionModel* selection, QWidget* parent)
    : QWidget(parent), m_maps(new NeuronMaps(session, selection, this))
{
    setObjectName(QStringLiteral("neuronsView"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_maps);
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/neuron_map_accessible.h"

#include "widgets/plots/neuron_map_plot.h"

#include <QAccessible>
#include <QAccessibleWidget>

namespace neurograft {

namespace {

class NeuronMapAccessible : public QAccessibleWidget {
public:
    explicit NeuronMapAccessible(NeuronMapPlot* plot) : QAccessibleWidget(plot, QAccessible::Chart)
    {
    }

    QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Value) {
            const auto* plot = static_cast<const NeuronMapPlot*>(object());
            const auto data = plot->data();
            const auto place = plot->selected();
            return data && place && data->isValid(*place) ? neuronText(*data, *place) : QString();
        }
        return QAccessibleWidget::text(kind);
    }
    int childCount() const override { return 0; }
};

QAccessibleInterface* makeNeuronMapInterface(const QString&, QObject* object)
{
    auto* plot = qobject_cast<NeuronMapPlot*>(object);
    return plot != nullptr ? new NeuronMapAccessible(plot) : nullptr;
}

} // namespace

void installNeuronMapAccessibility()
{
    static const bool isInstalled = [] {
        QAccessible::installFactory(makeNeuronMapInterface);
        return true;
    }();
    Q_UNUSED(isInstalled)
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatmap_accessible.h"

#include "widgets/plots/heatmap_plot.h"

#include <QAccessible>
#include <QAccessibleWidget>

namespace neurograft {

namespace {

class HeatmapAccessible : public QAccessibleWidget {
public:
    explicit HeatmapAccessible(HeatmapPlot* plot) : QAccessibleWidget(plot, QAccessible::Chart) { }

    QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Value) {
            const auto* plot = static_cast<const HeatmapPlot*>(object());
            const auto data = plot->data();
            const auto cell = plot->selectedCell();
            return data && cell && data->isValidCell(*cell) ? cellText(*data, *cell) : QString();
        }
        return QAccessibleWidget::text(kind);
    }
    int childCount() const override { return 0; }
};

QAccessibleInterface* makeHeatmapInterface(const QString&, QObject* object)
{
    auto* plot = qobject_cast<HeatmapPlot*>(object);
    return plot != nullptr ? new HeatmapAccessible(plot) : nullptr;
}

} // namespace

void installHeatmapAccessibility()
{
    static const bool isInstalled = [] {
        QAccessible::installFactory(makeHeatmapInterface);
        return true;
    }();
    Q_UNUSED(isInstalled)
}

} // namespace neurograft

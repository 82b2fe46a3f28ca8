// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the sources of HeatmapPlot; include it before every other header (see
// heatmap_layers.h).
#include "widgets/plots/heatmap_layers.h"

#include "widgets/plots/heatmap_plot.h"

#include <QMouseEvent>

namespace neurograft {

inline const QString kHeatmapOverlay = QStringLiteral("neurograftOverlay");

/// What the widget keeps: state, QCustomPlot and the work that follows a change.
class HeatmapPlot::Private {
public:
    explicit Private(HeatmapPlot* owner);

    void layOut();
    void placeTexts(const QFontMetricsF& metrics, const QRectF& area);
    void applyPalette();
    void setSize(int students, int teachers);
    void rebuildImage();
    void replot() { plot->replot(QCustomPlot::rpQueuedReplot); }
    void replotOverlay() { plot->layer(kHeatmapOverlay)->replot(); }
    void describe();
    void hover(const QPointF& position, const QPoint& globalPosition);
    void leave();
    void userView(const HeatmapView& view);
    bool takePointer(QEvent* event); ///< of the canvas
    void dropBrush();
    void moveSelection(int byX, int byY);
    void growBlock(int byX, int byY);

    HeatmapPlot* q;
    HeatmapState state;
    HeatmapView view;
    int headerLines = 0;
    QCustomPlot* plot;
    QSharedPointer<LayerTicker> xTicker{new LayerTicker};
    QSharedPointer<LayerTicker> yTicker{new LayerTicker};
    std::optional<HeatmapCell> hovered;
    /// Corner of the block that keys draw from the frame; none before the first key.
    std::optional<HeatmapCell> blockCorner;
    /// Where a button went down, and what dragging it does.
    struct Press {
        QPointF position;
        HeatmapView view;
        HeatmapCell cell; ///< under it, or the nearest
        bool isPan = false;
        bool isDragged = false;
    };
    std::optional<Press> pressed;

private:
    void press(const QMouseEvent& mouse);
    void drag(const QMouseEvent& mouse);
    void release(const QMouseEvent& mouse);
    void click(const QMouseEvent& mouse);
    HeatmapCell nearestCell(const QPointF& position) const;
    HeatmapCell shifted(HeatmapCell cell, int byX, int byY) const;
};

} // namespace neurograft

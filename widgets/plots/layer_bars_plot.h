// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/layer_bars_data.h"

#include <QWidget>

#include <optional>

class QPainter;

namespace neurograft {

/// Increase per layer of the feed-forward and attention outputs (D4): layers upwards as in the
/// neuron maps beside it, two bars each from 0, one value axis for both models. FFN is dark and
/// plain, attention light and hatched. Object name "layerBars".
///
/// Up and Down move the marked layer, Left and Right change the model, Home and End go to the
/// lowest and highest layer; a click marks too.
class LayerBarsPlot : public QWidget {
    Q_OBJECT

public:
    explicit LayerBarsPlot(QWidget* parent = nullptr);

    void setData(const LayerBarsData& data);
    const LayerBarsData& data() const { return m_data; }
    /// The selected layer; emits nothing. Places that do not exist mark none.
    void setMarked(std::optional<LayerBarPlace> place);
    std::optional<LayerBarPlace> marked() const { return m_marked; }

    /// The layer under a widget position.
    std::optional<LayerBarPlace> layerAt(const QPointF& position) const;
    /// Where a bar is drawn; empty where there is no value.
    QRectF barRect(const LayerBarPlace& place, LayerBar bar) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// Click or key on a layer.
    void layerChosen(int model, int layer);
    /// Pointer over a layer with its read-out; (-1, -1) and empty when it left.
    void hovered(int model, int layer, const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    LayerBarsGeometry geometryOf(int model) const;
    bool exists(const LayerBarPlace& place) const;
    void setHovered(std::optional<LayerBarPlace> place, const QPoint& globalPosition);
    void describe();
    void paintLegend(QPainter& painter) const;
    void paintModel(QPainter& painter, int model) const;
    void paintAxes(QPainter& painter, int model) const;

    LayerBarsData m_data;
    ColorRange m_range;
    std::optional<LayerBarPlace> m_marked;
    std::optional<LayerBarPlace> m_hovered;
};

} // namespace neurograft

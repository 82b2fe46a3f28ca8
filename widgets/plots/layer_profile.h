// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/color_map.h"

#include <QString>
#include <QWidget>

#include <vector>

namespace neurograft {

/// What a profile shows: a row of a map (one student layer over all teacher layers) or a column.
struct LayerProfileData {
    QString title; ///< "up S L2 over teacher layers"
    QString axisTitle; ///< "teacher layer"
    QString valueTitle; ///< "CKA"
    bool isTeacherAxis = true; ///< colour and shape of the mark beside the axis title
    std::vector<double> values; ///< one per layer from 0; NaN leaves a gap
    int marked = -1; ///< the selected cell's layer; -1 = none
    ColorRange range; ///< of the value axis

    bool operator==(const LayerProfileData& other) const;
    bool operator!=(const LayerProfileData& other) const { return !(*this == other); }
};

/// "highest 0.93 at L12, mean 0.69"; "no value" when there is none.
QString profileFinding(const std::vector<double>& values);

/// Row or column profile of a heatmap as a small curve: round points joined where both neighbours
/// are defined, the selected layer ringed, a line under the pointer with its value in the tooltip.
/// Left and right move the ring, Home and End go to the ends.
class LayerProfile : public QWidget {
    Q_OBJECT

public:
    explicit LayerProfile(QWidget* parent = nullptr);

    void setData(const LayerProfileData& data);
    const LayerProfileData& data() const { return m_data; }
    /// Layer under a widget position; -1 outside the curve's area.
    int layerAt(const QPointF& position) const;
    /// Where a layer's point lies.
    QPointF pointOf(int layer) const;
    int hoveredLayer() const { return m_hovered; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// Click or key on a layer.
    void layerChosen(int layer);
    /// Pointer over a layer with its read-out; -1 and empty when it left.
    void hovered(int layer, const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QRectF area() const;
    QString readOut(int layer) const;
    void setHovered(int layer, const QPoint& globalPosition);
    void paintAxes(QPainter& painter, const QRectF& area) const;
    void paintCurve(QPainter& painter) const;

    LayerProfileData m_data;
    int m_hovered = -1;
};

} // namespace neurograft

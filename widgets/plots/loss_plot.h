// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/curve_data.h"

#include <QWidget>

#include <optional>

namespace neurograft {

/// Training curves that grow while a job runs (ux.md 5.1, E6): steps on x, as far as the job will
/// go, a legend above. A line under the pointer with every series' value in the tooltip; left and
/// right walk the measured steps, Home and End go to the ends. Object name "lossPlot".
class LossPlot : public QWidget {
    Q_OBJECT

public:
    explicit LossPlot(QWidget* parent = nullptr);

    void setData(const CurveData& data);
    const CurveData& data() const { return m_data; }
    /// The step that is read out.
    std::optional<double> marked() const { return m_marked; }
    /// Where a value lies on the widget.
    QPointF placeOf(double step, double value) const { return geometry().place(step, value); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// The read-out of the step under the pointer or walked to; empty when the pointer left.
    void hovered(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QRectF area() const;
    CurveGeometry geometry() const;
    void mark(std::optional<double> step, bool isTold);
    void paintLegend(QPainter& painter) const;
    void paintAxes(QPainter& painter, const CurveGeometry& geometry) const;
    void paintCurve(QPainter& painter, const CurveGeometry& geometry, std::size_t index) const;
    void paintMark(QPainter& painter, const CurveStyle& style, const QPointF& place) const;

    CurveData m_data;
    std::optional<double> m_marked;
};

} // namespace neurograft

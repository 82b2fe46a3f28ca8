// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/curve_data.h"

#include <QWidget>

#include <optional>

namespace neurograft {

/// Curves over training steps that grow while a job runs, or over layers (ux.md 5.1, E6): steps on
/// x, as far as the job will go, a legend above. A line under the pointer with every series' value
/// in the tooltip; left and right walk the measured steps, Home and End go to the ends, a click or
/// Enter chooses one. Object name "lossPlot" unless it is given another.
class LossPlot : public QWidget {
    Q_OBJECT

public:
    explicit LossPlot(QWidget* parent = nullptr);

    void setData(const CurveData& data);
    const CurveData& data() const { return m_data; }
    /// What it is called for people who do not see it, and what it says while it is empty.
    void setTexts(const QString& name, const QString& empty);
    void setTitle(const QString& title); ///< above the legend; empty: none
    /// The y axis shows this range instead of that of the values.
    void setValueRange(const std::optional<ColorRange>& range);
    /// The range of the y axis; of a logarithmic one that of the exponents.
    ColorRange valueRange() const { return m_range.value_or(curveRange(drawn())); }
    /// Values by their logarithm; what is not above 0 leaves a gap.
    void setLogarithmic(bool isLogarithmic);
    /// A line at a step that stays, with a word: the layer selected, the rank of an adapter.
    void setReference(std::optional<double> step, const QString& label);
    std::optional<double> reference() const { return m_reference; }
    QString referenceLabel() const { return m_referenceLabel; }
    /// The step that is read out.
    std::optional<double> marked() const { return m_marked; }
    /// Where a value lies on the widget.
    QPointF placeOf(double step, double value) const { return geometry().place(step, value); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// The read-out of the step under the pointer or walked to; empty when the pointer left.
    void hovered(const QString& text);
    /// A click near a step, or Enter on the one that is read out.
    void stepChosen(double step);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QRectF area() const;
    CurveGeometry geometry() const;
    void mark(std::optional<double> step, bool isTold);
    double legendWidth(const Curve& curve) const;
    int legendRows() const;
    void paintLegend(QPainter& painter) const;
    void paintAxes(QPainter& painter, const CurveGeometry& geometry) const;
    void paintCurve(QPainter& painter, const CurveGeometry& geometry, std::size_t index) const;
    void paintMark(QPainter& painter, const CurveStyle& style, const QPointF& place) const;
    void paintReference(QPainter& painter, const CurveGeometry& geometry) const;
    const CurveData& drawn() const { return m_isLogarithmic ? m_exponents : m_data; }
    void takeExponents();
    QString tickText(double tick, int decimals) const;

    CurveData m_data;
    CurveData m_exponents; ///< logarithms to base 10 of the values; only when they are drawn
    QString m_title;
    QString m_emptyText;
    std::optional<ColorRange> m_range;
    bool m_isLogarithmic = false;
    std::optional<double> m_reference;
    QString m_referenceLabel;
    std::optional<double> m_marked;
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/color_map.h"

#include <QColor>
#include <QRectF>
#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// Values measured while something was trained, by step.
struct Curve {
    QString name; ///< as in the result file: "loss", "validation_loss"
    QString title; ///< in legends: "task", "validation"
    std::vector<double> steps; ///< ascending, from 0
    std::vector<double> values; ///< one per step; NaN leaves a gap
    bool operator==(const Curve& other) const;
};

/// A curve of a number per layer, from layer 0.
Curve layerCurve(const QString& name, const QString& title, const std::vector<double>& values);

/// Curves that share their axes.
struct CurveData {
    QString valueTitle; ///< of the y axis: "nats per label"
    std::vector<Curve> curves;
    double lastStep = 0.0; ///< the x axis reaches at least so far: what is still to come
    QString stepTitle = QStringLiteral("step"); ///< of the x axis and in read-outs: "layer"

    bool isEmpty() const { return curves.empty(); }
    bool operator==(const CurveData& other) const;
    bool operator!=(const CurveData& other) const { return !(*this == other); }
};

/// Title of a curve of a result file: "task" for `loss`; a name that is not known becomes words.
QString curveTitle(const QString& name);

/// How a series is told from the others besides its colour (ux.md 5.1).
struct CurveStyle {
    enum class Mark { Circle, Square, Triangle, Diamond };
    QRgb color = 0;
    bool isDashed = false;
    Mark mark = Mark::Circle;
};
CurveStyle curveStyle(std::size_t index);
/// Outline of a mark around @p centre, closed.
std::vector<QPointF> markOutline(CurveStyle::Mark mark, const QPointF& centre, double radius);

/// Values of all curves, rounded outwards to what the ticks need; 0 to 1 without any value.
ColorRange curveRange(const CurveData& data);
/// Steps shown: 0 to the last one measured or to come, at least 0 to 1.
ColorRange stepRange(const CurveData& data);
/// Whole round steps of the x axis, at most @p most.
std::vector<double> stepTicks(const CurveData& data, int most);
/// A value with four significant digits: "1.832", "0.0412", "3.0e−5".
QString curveNumber(double value);

/// Where curves lie in @p area.
struct CurveGeometry {
    QRectF area;
    ColorRange steps;
    ColorRange values;

    QPointF place(double step, double value) const;
    double stepAt(double x) const;
};

/// The step, of any curve, nearest to @p step; none without values.
std::optional<double> nearestStep(const CurveData& data, double step);
/// The measured step before (-1) or after (+1) @p step; the same at the ends.
double neighbourStep(const CurveData& data, double step, int direction);
/// Read-out: "step 12  task 1.832  validation 2.013"; what was not measured there is left out.
QString curvesText(const CurveData& data, double step);
/// "task 2.310 at step 0, 1.832 at step 12, lowest 1.801 at step 9; …"; "no value yet".
QString curvesFinding(const CurveData& data);
/// "step,loss,validation_loss" lines; shortest digits that read back, nothing where not measured.
std::string curvesCsv(const CurveData& data);

} // namespace neurograft

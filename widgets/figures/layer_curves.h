// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/curve_grid.h"

#include <QString>

#include <vector>

namespace neurograft {

/// A curve of a number per layer, from layer 0; NaN leaves a gap.
Curve layerCurve(const QString& name, const QString& title, const std::vector<double>& values);

/// "mean .153, −.002" over the layers that have a number, in the order of the curves.
QString layerMeansNote(const CurveData& data);

/// Mean, lowest and highest layer of each curve, for people who do not see them.
QString layerFinding(const CurvePanel& panel);

} // namespace neurograft

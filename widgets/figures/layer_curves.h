// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/curve_grid.h"

#include <QString>

namespace neurograft {

/// "mean .153, −.002" over the layers that have a number, in the order of the curves.
QString layerMeansNote(const CurveData& data);

/// Mean, lowest and highest layer of each curve, for people who do not see them.
QString layerFinding(const CurvePanel& panel);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_spec.h"

#include <nlohmann/json_fwd.hpp>

namespace neurograft {

/// How a figure is drawn, out of the section `spec` of a recipe; missing keys keep the value of
/// @p spec. Written by toJson(const FigureSpec&) of figure_recipe.h.
/// @throws StudyError naming the JSON path of an unknown key, a wrong type or a value out of range
FigureSpec figureSpecFromJson(const nlohmann::json& json, FigureSpec spec);

} // namespace neurograft

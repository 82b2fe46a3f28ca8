// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "widgets/figures/neuron_result.h"
#include "widgets/plots/layer_bars_data.h"

#include <vector>

namespace neurograft {

/// Bars of one model as the run stored them: `layer_ffn` and `layer_attn` below @p folder; without
/// layers when it has none. @throws FormatError for tables of another shape
void readLayerBars(const ResultFile& result, const std::string& folder, LayerBarsModel& bars);

/// How many of a model's best feed-forward and attention neurons lie in each layer. Best are as
/// many as were located (a tenth of all without a selection), in the model's order (decisions.md
/// D18), as far as it is certain; LayerBarsModel::best tells how many. Without layers when the
/// model has no scores of that kind.
LayerBarsModel bestBars(const ScoredModel& model);

/// Sums of |theta x gradient| of the teacher's layers (`sensitivity/layer`), parted into the layers
/// kept and the others. @throws FormatError for a table of another shape
LayerBarsModel sensitivityBars(const ResultFile& result);

/// The bars as tables of a result file, for export: those the run stored, and what was worked out
/// of them under names of its own (`best_ffn`, `best_attn`, `layer_kept`, `layer_other`).
std::vector<Table> barTables(const LayerBarsData& data);
/// Path of one bar's table below those.
std::string barTablePath(const LayerBarsData& data, const LayerBarsModel& model, LayerBar bar);

} // namespace neurograft

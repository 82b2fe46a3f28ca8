// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/neuron_result.h"

#include <QString>

#include <vector>

namespace neurograft {

/// "log p increase, corrected | last token, coefficient sum | n = 1 | demo | seed 42 | located: 10
/// % of each layer": what a reader must know of a locate run.
QString neuronFooter(const ResultFile& result, const std::vector<ScoredModel>& models);
/// "sensitivity | n = 32 | gsm_align | seed 42 | 4 of 6 layers kept".
QString sensitivityFooter(const ResultFile& result);

} // namespace neurograft

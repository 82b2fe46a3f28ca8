// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/widgets/figures/figure_samples.h"

namespace neurograft::testing {

/// The locate run of sample_neurons.h as "locate.h5" and a pruned one as "pruned.h5".
void writeSampleLocateRuns(const std::filesystem::path& folder);

FigureEntry neuronsEntry(const std::filesystem::path& folder);
FigureEntry prunedNeuronsEntry(const std::filesystem::path& folder);
FigureEntry layersEntry(const std::filesystem::path& folder);

std::vector<ColorProbe> neuronProbes(const FigureEntry& entry, const Figure& figure);
QString neuronStoreProblem(const FigureEntry& entry, const std::string& csv);
QString layersStoreProblem(const FigureEntry& entry, const std::string& csv);

} // namespace neurograft::testing

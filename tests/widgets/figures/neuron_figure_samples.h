// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/widgets/figures/figure_samples.h"

namespace neurograft::testing {

/// The locate run of sample_neurons.h as "locate.h5", a pruned one as "pruned.h5", one with heads
/// and tokens as "whole.h5", one whose scores are equal but the first as "flat_locate.h5", and
/// "sensitivity.h5".
void writeSampleLocateRuns(const std::filesystem::path& folder);

FigureEntry neuronsEntry(const std::filesystem::path& folder);
FigureEntry prunedNeuronsEntry(const std::filesystem::path& folder);
FigureEntry flatNeuronsEntry(const std::filesystem::path& folder);
FigureEntry zoomedNeuronsEntry(const std::filesystem::path& folder);
FigureEntry headsEntry(const std::filesystem::path& folder);
FigureEntry layersEntry(const std::filesystem::path& folder);
FigureEntry bestLayersEntry(const std::filesystem::path& folder);
FigureEntry sensitivityEntry(const std::filesystem::path& folder);
FigureEntry tokensEntry(const std::filesystem::path& folder);

std::vector<ColorProbe> neuronProbes(const FigureEntry& entry, const Figure& figure);
QString neuronStoreProblem(const FigureEntry& entry, const std::string& csv);
QString layersStoreProblem(const FigureEntry& entry, const std::string& csv);
QString bestStoreProblem(const FigureEntry& entry, const std::string& csv);
QString sensitivityStoreProblem(const FigureEntry& entry, const std::string& csv);
QString tokensStoreProblem(const FigureEntry& entry, const std::string& csv);

} // namespace neurograft::testing

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "widgets/figures/figure_entry.h"

#include <filesystem>
#include <string>

namespace neurograft::testing {

/// A run of `parameters`: adapters "pissa" and "seeking" of rank 4 on up_proj and down_proj of a
/// model of 8 layers (seeking not on layer 3), spectra of it and of a teacher of 10 layers, and
/// their distances 0.01 · |student layer − teacher layer|.
ResultFile sampleParameters();
/// A run of `transfer semalign` with the recompositions of both models: by unembedding
/// 0.95 − 0.01 · layer, by embedding 0.02 · layer.
ResultFile sampleSemAlign();
/// Those runs as "parameters.h5" and "semalign.h5".
void writeSampleParameters(const std::filesystem::path& folder);

FigureEntry parametersEntry(const std::filesystem::path& folder);
FigureEntry normRatioEntry(const std::filesystem::path& folder);
FigureEntry parameterMapEntry(const std::filesystem::path& folder);
FigureEntry cosineMapEntry(const std::filesystem::path& folder);
FigureEntry spectrumEntry(const std::filesystem::path& folder);
FigureEntry distanceEntry(const std::filesystem::path& folder);
FigureEntry recompositionEntry(const std::filesystem::path& folder);

/// What of a CSV is not what the result file holds, line by line; empty: all equal.
QString parametersStoreProblem(const FigureEntry& entry, const std::string& csv);
QString spectrumStoreProblem(const FigureEntry& entry, const std::string& csv);
QString distanceStoreProblem(const FigureEntry& entry, const std::string& csv);
QString recompositionStoreProblem(const FigureEntry& entry, const std::string& csv);

} // namespace neurograft::testing

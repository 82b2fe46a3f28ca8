// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/resampling.h"
#include "core/engine/similarity/shuffled_check.h"
#include "core/engine/similarity/similarity_map.h"
#include "core/run/run_similarity.h"
#include "core/store/result_file.h"

#include <optional>
#include <string>

namespace neurograft {

/// What the numbers of one map are, for its attributes.
struct MapFacts {
    std::string module;
    std::string measure;
    std::string estimator;
    std::string unit; ///< of the samples
    std::string mask; ///< of the visible statistics
    std::int64_t n = 0;
    std::int64_t skipped = 0;
    Attributes options; ///< of the measure: `form`, `rbf_scale`, `neighbours`, …
    std::optional<ShuffledCheck> shuffled;
};

/// Attributes that say how a measure was computed.
Attributes optionAttributes(const std::string& measure, const MeasureOptions& options,
                            CkaForm form);

/// Statistics of a map: D48, D49, D53.
SimilaritySummary summarise(const SimilarityMap& map, const MapFacts& facts);

/// Appends `similarity/<module>/<measure>` and `…_undefined` (cli.md section 3).
void appendTables(const SimilarityMap& map, const MapFacts& facts, ResultFile& result);

/// Appends `…_null95` and `…_null_mean` of @p count permutations.
void appendNull(const SimilarityMap& map, const MapFacts& facts, const PermutationNull& null,
                std::int64_t count, ResultFile& result);

/// Appends `…_low` and `…_high` of @p count resamples.
void appendInterval(const SimilarityMap& map, const MapFacts& facts,
                    const BootstrapInterval& interval, std::int64_t count, ResultFile& result);

/// Appends a baseline map `…_<name>` [rows, columns] with its mean and deviation; NaN where
/// undefined.
void appendBaseline(const std::string& name, std::vector<std::string> axes,
                    const SimilarityMap& map, const MapFacts& facts, ResultFile& result);

} // namespace neurograft

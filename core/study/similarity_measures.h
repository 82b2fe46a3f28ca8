// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// Numbers that the measures of similarity.md section 2 leave open. A measure looks at its own.
struct MeasureOptions {
    double rbfScale = 0.5; ///< c of the RBF kernel: sigma = c sqrt(median squared distance) (2.4)
    std::int64_t neighbours = 10; ///< k of the neighbourhood measures (2.8)
    double svccaVariance = 0.99; ///< share of the variance that SVCCA keeps (2.5)
    std::int64_t eigenspaceRank = 10; ///< leading directions of the eigenspace overlap (2.9)

    bool operator==(const MeasureOptions& other) const
    {
        return rbfScale == other.rbfScale && neighbours == other.neighbours
            && svccaVariance == other.svccaVariance && eigenspaceRank == other.eigenspaceRank;
    }
};

/// @throws UsageError naming the number that is out of range
void checkMeasureOptions(const MeasureOptions& options);

/// Names of the tables `similarity/<module>/<name>` that this version computes, in the order of
/// similarity.md section 2.
const std::vector<std::string>& similarityMeasures();

/// Tables that one word of `--measure` asks for: the estimator picks among the forms of CKA, and
/// measures that are not symmetric (`pwcca`, `regression`) come in both directions. Names of tables
/// are words too.
/// @param estimator unbiased | biased | minibatch
/// @throws UsageError for a word that names no measure, or an estimator that it does not have
std::vector<std::string> tablesOfMeasure(const std::string& word, const std::string& estimator);

/// Baselines that a run can add (similarity.md section 5): `self`, `random-teacher`,
/// `aligned-teacher` (SemAlign, arXiv:2510.24208, figures 4 and 5).
const std::vector<std::string>& similarityBaselines();

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace neurograft {

/// What one row of the data contributes for one model: sample k is the mean over the positions
/// positions[starts[k]] … positions[starts[k + 1] - 1].
struct RowSamples {
    std::vector<std::int32_t> ids;
    std::vector<std::int64_t> positions;
    std::vector<std::int64_t> starts{0};

    std::int64_t count() const { return static_cast<std::int64_t>(starts.size()) - 1; }
    void add(const std::vector<std::int64_t>& pool);
};

/// Names a sample: row of the data file, and position (`token`) or running number in the row.
using SampleId = std::pair<std::int64_t, std::int64_t>;

struct SampleOptions {
    std::string unit = "token"; ///< token | last-token | mean-token | aligned-char
    std::int64_t tokens = 4096; ///< drawn samples of `token` (D82); 0 = all
    bool keepPositionZero = false; ///< D41
    std::int64_t maxLength = 0; ///< D6; 0 = no cut
    std::uint64_t seed = 42;
};

/// The same samples as both models see them: rows and samples correspond one to one, in file order.
struct SamplePlan {
    std::vector<RowSamples> teacher; ///< rows with at least one sample
    std::vector<RowSamples> student;
    std::vector<std::int64_t> lines; ///< of those rows
    std::vector<SampleId> ids; ///< one per sample
    std::int64_t skipped = 0; ///< texts with nothing left, left out for both models (D42)
    bool isSameText = false; ///< both models read the same ids

    std::int64_t samples() const { return static_cast<std::int64_t>(ids.size()); }
};

/// Chooses the samples of a run (similarity.md section 1, decisions.md D40 to D44).
/// @throws StudyError for an unknown unit, and for `token` with different tokenizers (D44)
SamplePlan planSamples(const Dataset& data, const Tokenizer& teacher, const Tokenizer& student,
                       const SampleOptions& options);

/// True when both read every text as the same ids.
bool isSameTokenizer(const Tokenizer& a, const Tokenizer& b);

} // namespace neurograft

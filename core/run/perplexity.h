// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/run/model_overlay.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

struct PerplexityOptions {
    std::filesystem::path model;
    std::filesystem::path data; ///< JSON Lines, "-" = standard input
    RowSelection rows;
    std::string device = "auto";
    std::string dtype = "auto";
    ModelOverlay overlay;
    std::int64_t maxLength = 1024; ///< tokens of a row, cut on the right (decisions.md D6)
};

/// cli.md `perplexity`.
struct PerplexityResult {
    double nll = 0.0; ///< mean of -ln p over all labelled tokens of all rows (decisions.md D7)
    double perplexity = 0.0; ///< exp(nll)
    std::int64_t tokens = 0; ///< labelled: the response, final newlines and eos included
    std::int64_t rows = 0; ///< that have a labelled token
    std::int64_t skipped = 0; ///< rows without one
    std::string dtype; ///< type everything was computed in
    /// Mean of -ln p over the labelled tokens of each row that has one, in their order: what two
    /// models are compared by, row by row.
    std::vector<double> rowNll = {};
};

/// Perplexity of the labelled tokens of a data file in its training rendering (decisions.md D1-D8).
/// @throws FormatError, StudyError for a model, overlay or data that cannot be used, and when no
/// row has a labelled token; StudyError when a row is longer than the model's context
PerplexityResult measurePerplexity(const PerplexityOptions& options, const RunContext& context);

} // namespace neurograft

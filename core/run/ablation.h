// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/run/neuron.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

class OpenModel;

/// A set of neurons to be switched off, or scaled, and what to watch meanwhile.
struct AblationOptions {
    std::filesystem::path model;
    std::filesystem::path data; ///< JSON Lines, "-" for standard input
    RowSelection rows;
    std::string target = "last-token"; ///< last-token | first-token | all-response-tokens
    std::string device = "auto";
    std::string dtype = "auto";
    std::vector<NeuronId> neurons;
    double factor = 0.0; ///< of what they write; 0 switches them off
    std::int64_t newTokens = 24; ///< of a continuation at most
    std::uint64_t seed = 42; ///< of the random neurons for comparison
    int draws = 5; ///< of random neurons, from 1
};

/// One row before and after.
struct AblatedRow {
    std::int64_t line = 0; ///< row of the data file from 0
    double before = 0.0; ///< probability of the target (of several: exp of the mean ln p)
    double after = 0.0;
    /// With as many other neurons of the same layers and kinds instead: mean of the draws.
    double random = 0.0;
    std::vector<double> randomDraws; ///< one by one
    std::string target; ///< its text
    std::string textBefore; ///< greedy continuation in place of the response
    std::string textAfter;
};

/// p(target) and the continuation of every row with a set of neurons as it is and scaled.
/// @throws StudyError for neurons the model does not have, FormatError for input that cannot be
/// used; Canceled
std::vector<AblatedRow> ablateNeurons(const AblationOptions& options, const RunContext& context);
/// The same with a model that is open already, its weights shared and without its overlay;
/// `model`, `device` and `dtype` of the options are not looked at.
/// @throws StudyError, too, when only some of its layers are open
std::vector<AblatedRow> ablateNeurons(const OpenModel& model, const AblationOptions& options,
                                      const RunContext& context);

} // namespace neurograft

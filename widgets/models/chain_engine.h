// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"
#include "core/studies/chain_record.h"
#include "core/studies/chain_study.h"
#include "core/studies/compared_number.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace neurograft {

/// A chain of jobs with the folder of its results.
struct ChainRequest {
    ChainStudy study; ///< its paths are filled in
    std::string where; ///< what messages call it
    std::filesystem::path out;
    bool overwrites = false; ///< steps whose options have changed are computed again
};

/// How far one task of a chain is.
struct ChainTaskState {
    std::string label; ///< "rates/rate-0.1_seed-42/gsm8k"
    std::string command;
    ChainState state = ChainState::Missing;
    std::string difference; ///< of Different
    std::filesystem::path out; ///< its result; empty for a command without
};

/// How far a chain is.
struct ChainProgress {
    std::vector<ChainTaskState> tasks;
    std::vector<ComparedNumber> numbers; ///< published ones beside those of finished steps
};

/// What a step would need.
struct ChainStepCost {
    std::string step;
    double seconds = 0.0;
    double hostBytes = 0.0;
    double deviceBytes = 0.0;
};

struct ChainForecast {
    std::vector<ChainStepCost> steps;
    std::vector<std::string> problems; ///< with any of them it must not be run
    double seconds = 0.0;
    double hostBytes = 0.0; ///< at the most at one time
    double deviceBytes = 0.0;
};

/// Runs chains of jobs. Implemented by the program, whose commands are the steps. Every function
/// may be called from any thread, each call stands alone.
class ChainEngine {
public:
    virtual ~ChainEngine() = default;

    /// What the options of a command are for, by their names; empty for a command that is none.
    virtual std::map<std::string, std::string> optionHelp(const std::string& command) const = 0;
    /// Options, types and variables of every step. @throws StudyError with the JSON path
    virtual void validate(const ChainRequest& request) const = 0;
    /// @throws as validate(), FormatError for a record that is none
    virtual ChainProgress progress(const ChainRequest& request) const = 0;
    /// The dry run of the whole. @throws as validate(); Canceled
    virtual ChainForecast forecast(const ChainRequest& request,
                                   const RunContext& context) const = 0;
    /// What is finished is passed over, what was begun goes on. @throws as validate(); the Error of
    /// a step with its place; Canceled, what is finished stays
    virtual void run(const ChainRequest& request, const RunContext& context) const = 0;
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/studies/chain_study.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// One run of one command: a step of a chain, or a step in one cell of a sweep, with every
/// `${variable}` replaced.
struct ChainTask {
    std::string label; ///< "laten", "rates/rate-0.1_seed-42/gsm8k"
    std::string path; ///< of the step, for messages: "a.study.json: /steps/2"
    std::string command;
    nlohmann::ordered_json options; ///< as the command names them, those of all steps included
    std::filesystem::path out; ///< file or folder of the result; empty for a command without
    std::filesystem::path record; ///< what was run and what came of it: "laten.step.json"
    /// SHA-256 of all that decides the result but the bytes of models and data: command, options,
    /// and the same of the tasks it refers to. Does not depend on where the results lie.
    std::string fingerprint;
    std::vector<std::size_t> after; ///< tasks whose results it refers to
    /// Options with a value that names another task's result.
    std::vector<std::string> referring;
};

/// A cell: one value of every axis.
struct ChainCell {
    std::string name; ///< of its folder
    std::vector<std::size_t> values; ///< index of the value of each axis
    std::vector<std::size_t> tasks;
};

struct ChainSweep {
    std::string name;
    std::vector<SweepAxis> axes;
    std::filesystem::path result; ///< the gathered file
    std::vector<ChainCell> cells; ///< the last axis runs fastest
};

/// A step in the order of the study: a task, or a sweep.
struct ChainStage {
    std::string name;
    std::optional<std::size_t> task;
    std::optional<std::size_t> sweep;
};

struct ChainTasks {
    std::vector<ChainTask> tasks; ///< each after those it refers to
    std::vector<ChainSweep> sweeps;
    std::vector<ChainStage> stages;
};

/// What a step's result is called after its name: ".h5" for a file, "" for a folder, nothing when
/// the command writes none. @throws StudyError for a command that cannot be a step
using ChainEnding = std::function<std::optional<std::string>(
    const std::string& command, const nlohmann::ordered_json& options, const std::string& path)>;

/// All tasks of a chain with results below @p out. A value that is one variable alone keeps its
/// type; in longer text the variable's text is put. Variables are: paths of the study, results of
/// earlier steps, and in a cell its axes with what their values set, and earlier steps of the same
/// cell. An axis that no option of a sweep over one command names is that command's option.
/// @throws StudyError with the JSON path for a variable that nothing defines, a path that was not
/// given, an axis that nothing uses
ChainTasks expandChain(const ChainStudy& study, const std::filesystem::path& out,
                       const ChainEnding& ending);

/// Every `${variable}` of a text replaced by paths of the study. @throws as expandChain()
std::string resolveChainPath(const ChainStudy& study, const std::string& text,
                             const std::string& where);

/// "rate-0.1_seed-42": what is no letter, digit, `.`, `+` or `-` becomes `-`; long names end in a
/// digest.
std::string cellName(const std::vector<SweepAxis>& axes, const std::vector<std::size_t>& values);

} // namespace neurograft

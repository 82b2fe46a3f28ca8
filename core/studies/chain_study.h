// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// One value of a sweep's axis.
struct SweepValue {
    std::string label; ///< in tables and in the name of a cell
    nlohmann::ordered_json value; ///< what `${axis}` stands for
    std::map<std::string, nlohmann::ordered_json> also; ///< further variables of this value
};

struct SweepAxis {
    std::string name;
    std::vector<SweepValue> values; ///< with different labels
};

/// The axis that stands for repetitions.
inline constexpr const char* kSeedAxis = "seed";

/// One job of a chain, or a sweep of jobs.
struct ChainStep {
    std::string name; ///< of its results; unique in the chain
    std::string path; ///< for messages: "a.study.json: /steps/2"
    std::string command; ///< empty for a sweep over several jobs
    std::string note; ///< for people
    nlohmann::ordered_json options = nlohmann::ordered_json::object(); ///< of the command, by name
    std::vector<SweepAxis> sweep; ///< empty for a job that runs once
    std::vector<ChainStep> each; ///< jobs of every cell, when `command` is empty

    bool isSweep() const { return !sweep.empty(); }
};

/// A model or folder that a chain names by its role.
struct ChainPath {
    std::string about; ///< what is expected there
    std::string path; ///< empty: to be given
};

/// A file that has to be the one the study was made for.
struct ExpectedFile {
    std::string path; ///< may name variables
    std::string sha256;
};

/// A number of a paper, beside the slot for one's own.
struct PublishedNumber {
    std::string row;
    std::string column;
    double value = 0.0;
    std::string unit; ///< "%": one's own share is shown as per cent
    std::string source;
    std::string note; ///< what it can be compared with
    std::string metric; ///< "step/metric" of the chain; empty: nothing here measures it
    std::map<std::string, std::string> where; ///< cells of a sweep, by axis and label
};

/// A chain of jobs as a study file holds it (cli.md `run`; docs/reproduce.md).
struct ChainStudy {
    std::string title;
    std::string shows; ///< "NI, main results": table or figure that is reproduced
    std::string note;
    std::map<std::string, ChainPath> paths; ///< variables for models and data
    nlohmann::ordered_json common = nlohmann::ordered_json::object(); ///< seed, device, …
    std::vector<ExpectedFile> files;
    std::vector<ChainStep> steps;
    std::vector<PublishedNumber> published;
    nlohmann::ordered_json expected; ///< time and memory on a stated machine; null when not stated
};

/// Newest layout of a chain that is read.
inline constexpr std::int64_t kChainSchema = 1;

/// Options that every step may have and a chain may state for all of them.
const std::vector<std::string>& chainCommonOptions();

/// The chain of a JSON text, strictly: keys are known, names unique, axes not empty. The options of
/// a step are those of its command and are not looked at here.
/// @param name what messages call the text
/// @throws StudyError with the JSON path, FormatError when it is no JSON
ChainStudy parseChainStudy(std::string_view text, const std::string& name);

/// "about 12 h on one GPU of 80 GB, 256 GB of memory: 27 GB on the GPU, 14 GB beside it", from
/// `expected` (keys machine, hours, gpu_gb, host_gb); empty when it is not stated so.
std::string expectedText(const ChainStudy& study);

/// Whether a text is a chain: JSON whose `command` is "run".
bool isChainStudy(std::string_view text);

} // namespace neurograft

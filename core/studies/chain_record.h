// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/studies/chain_tasks.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// What stands beside the result of a task, in `<step>.step.json`: what was run, on which files,
/// and the command's own answer once it was done. Written by rename, so that a kill leaves the old
/// or the new one.
struct ChainRecord {
    std::string command;
    nlohmann::ordered_json options;
    std::string fingerprint; ///< of the task
    /// Files and folders named by options: SHA-256 of a file, of a folder's names and sizes.
    std::map<std::string, std::string> inputs;
    bool isFinished = false;
    /// Result files by name inside the folder of the record, with the SHA-256 of the study in each;
    /// empty text for a file that is no result.
    std::map<std::string, std::string> results;
    nlohmann::ordered_json outcome; ///< what the command answered
};

/// How far a task is.
enum class ChainState {
    Missing, ///< never begun, or failed by other options before anything came of it
    Begun, ///< by the same options, not finished
    Finished, ///< by the same options, and its result is there, whole
    Different ///< other options, other files, or a result that was replaced
};

struct ChainStatus {
    ChainState state = ChainState::Missing;
    std::string difference; ///< of Different: what differs, for people
    std::optional<ChainRecord> record;
};

/// @throws FormatError for a record that is none
std::optional<ChainRecord> readChainRecord(const std::filesystem::path& path);
void writeChainRecord(const std::filesystem::path& path, const ChainRecord& record);

/// Compares a task with its record: options and those of the tasks before it, @p inputs, and the
/// manifests of its results. @throws FormatError
ChainStatus chainStatus(const ChainTask& task, const std::map<std::string, std::string>& inputs);

/// Digests of the files and folders that options of a task name outside of the chain's results.
/// Each is read once in the life of the object.
class ChainInputs {
public:
    std::map<std::string, std::string> of(const ChainTask& task);

private:
    const std::string& digest(const std::filesystem::path& path);

    std::map<std::string, std::string> m_digests;
};

/// Results of a finished task: the file, or every result below the folder.
std::map<std::string, std::string> chainResults(const ChainTask& task);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/chain_record.h"

#include "core/run/error.h"
#include "core/store/result_file.h"
#include "core/study/study_parts.h"
#include "core/study/study_reader.h"
#include "core/support/atomic_file.h"
#include "core/support/sha256.h"

#include <algorithm>
#include <system_error>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

using RecordJson = nlohmann::ordered_json;

constexpr std::uintmax_t kMostHashed = 64u << 20; ///< bytes of a file that are read whole

/// Names and sizes of everything below a folder: a model replaced by another one is noticed without
/// reading it.
std::string folderDigest(const fs::path& folder)
{
    std::vector<std::string> lines;
    std::error_code error;
    for (auto entry = fs::recursive_directory_iterator(folder, error);
         !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        std::error_code sizeError;
        const bool isFile = entry->is_regular_file(sizeError);
        lines.push_back(entry->path().lexically_relative(folder).string() + ' '
                        + (isFile ? std::to_string(entry->file_size(sizeError)) : "/"));
    }
    std::sort(lines.begin(), lines.end());
    Sha256 digest;
    for (const std::string& line : lines) {
        digest.update(line + '\n');
    }
    return digest.hexDigest();
}

std::string pathDigest(const fs::path& path)
{
    std::error_code error;
    if (fs::is_directory(path, error)) {
        return folderDigest(path);
    }
    const std::uintmax_t size = fs::file_size(path, error);
    return size <= kMostHashed ? sha256Hex(readFile(path)) : "size " + std::to_string(size);
}

void collectTexts(const RecordJson& value, std::vector<std::string>& texts)
{
    if (value.is_array()) {
        for (const RecordJson& part : value) {
            collectTexts(part, texts);
        }
    } else if (value.is_string()) {
        texts.push_back(value.get<std::string>());
    }
}

std::string studyDigestOf(const fs::path& file)
{
    return file.extension() == ".h5" ? readManifest(file).studySha256 : std::string();
}

/// The first thing in which a task differs from what was recorded; empty when nothing does.
std::string differenceOf(const ChainTask& task, const std::map<std::string, std::string>& inputs,
                         const ChainRecord& record)
{
    if (record.command != task.command) {
        return "the command was " + record.command;
    }
    std::string keys;
    if (record.fingerprint != task.fingerprint) {
        RecordJson all = record.options;
        all.update(task.options);
        for (const auto& [key, value] : all.items()) {
            if (record.options.value(key, RecordJson()) != task.options.value(key, RecordJson())) {
                keys += (keys.empty() ? "" : ", ") + key;
            }
        }
        return keys.empty() ? "a step before it has other options" : "another " + keys;
    }
    for (const auto& [path, digest] : inputs) {
        const auto found = record.inputs.find(path);
        if (found != record.inputs.end() && found->second != digest) {
            return path + " has changed";
        }
    }
    return {};
}

/// Whether the results are those of the record: there, whole, made from the recorded study.
bool isResultThere(const ChainTask& task, const ChainRecord& record)
{
    const fs::path folder = task.record.parent_path();
    std::error_code error;
    return std::all_of(record.results.begin(), record.results.end(), [&](const auto& result) {
        const fs::path file = folder / result.first;
        if (!fs::exists(file, error)) {
            return false;
        }
        if (result.second.empty()) {
            return true;
        }
        try {
            const RunManifest manifest = readManifest(file);
            return manifest.status == "complete" && manifest.studySha256 == result.second;
        } catch (const StoreError&) { // no result any more
            return false;
        }
    });
}

} // namespace

std::optional<ChainRecord> readChainRecord(const fs::path& path)
{
    std::error_code error;
    if (!fs::exists(path, error)) {
        return std::nullopt;
    }
    const std::string text = readFile(path);
    const RecordJson ordered = RecordJson::parse(text, nullptr, false);
    if (!ordered.is_object()) {
        throw FormatError(path.string(), "the record of a step", "text that is none",
                          "Delete it to compute the step again.");
    }
    const nlohmann::json document = ordered;
    StudyReader reader(document, path.string() + ": ");
    ChainRecord record;
    reader.take("command", record.command);
    reader.take("fingerprint", record.fingerprint);
    reader.take("finished", record.isFinished);
    for (const auto& [key, texts] :
         {std::pair("inputs", &record.inputs), std::pair("results", &record.results)}) {
        const nlohmann::json object = reader.takeAny(key);
        for (const auto& [name, value] : object.items()) {
            (*texts)[name] = value.is_string() ? value.get<std::string>() : value.dump();
        }
    }
    record.options = ordered.value("options", RecordJson::object());
    record.outcome = ordered.value("outcome", RecordJson());
    return record;
}

void writeChainRecord(const fs::path& path, const ChainRecord& record)
{
    const RecordJson json{{"command", record.command},         {"options", record.options},
                          {"fingerprint", record.fingerprint}, {"inputs", record.inputs},
                          {"finished", record.isFinished},     {"results", record.results},
                          {"outcome", record.outcome}};
    writeFileAtomically(path, json.dump(1) + '\n', true);
}

ChainStatus chainStatus(const ChainTask& task, const std::map<std::string, std::string>& inputs)
{
    ChainStatus status;
    status.record = readChainRecord(task.record);
    if (!status.record) {
        return status;
    }
    status.difference = differenceOf(task, inputs, *status.record);
    std::error_code error;
    const bool isLost = !status.record->isFinished && !fs::exists(task.out, error);
    if (!status.difference.empty() && isLost) {
        return {}; // it failed before anything came of it
    }
    if (!status.difference.empty()) {
        status.state = ChainState::Different;
    } else if (!status.record->isFinished) {
        status.state = ChainState::Begun;
    } else if (!isResultThere(task, *status.record)) {
        status.state = ChainState::Different;
        status.difference = "its result was removed or replaced";
    } else {
        status.state = ChainState::Finished;
    }
    return status;
}

const std::string& ChainInputs::digest(const fs::path& path)
{
    const auto [place, isNew] = m_digests.emplace(path.string(), std::string());
    if (isNew) {
        place->second = pathDigest(path);
    }
    return place->second;
}

std::map<std::string, std::string> ChainInputs::of(const ChainTask& task)
{
    std::map<std::string, std::string> inputs;
    for (const auto& [key, value] : task.options.items()) {
        const bool isOwn =
            std::find(task.referring.begin(), task.referring.end(), key) != task.referring.end();
        std::vector<std::string> texts;
        if (!isOwn) { // its tasks are compared, not its files
            collectTexts(value, texts);
        }
        for (const std::string& text : texts) {
            const std::string path = text.substr(text.find('=') + 1); // "mmlu=DIR"
            std::error_code error;
            if (path.find('/') != std::string::npos && fs::exists(path, error)) {
                inputs[path] = digest(path);
            }
        }
    }
    return inputs;
}

std::map<std::string, std::string> chainResults(const ChainTask& task)
{
    std::map<std::string, std::string> results;
    std::error_code error;
    const fs::path folder = task.record.parent_path();
    if (fs::is_regular_file(task.out, error)) {
        results[task.out.lexically_relative(folder).string()] = studyDigestOf(task.out);
        return results;
    }
    if (!fs::is_directory(task.out, error)) {
        return results;
    }
    for (const auto& entry : fs::recursive_directory_iterator(task.out)) {
        if (entry.path().extension() == ".h5") {
            results[entry.path().lexically_relative(folder).string()] = studyDigestOf(entry.path());
        }
    }
    if (results.empty()) { // a folder of other files
        results[task.out.lexically_relative(folder).string()] = {};
    }
    return results;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_parts.h"

#include "core/run/error.h"
#include "core/study/study_io.h"
#include "core/study/study_reader.h"

#include <cstdint>

namespace neurograft {

namespace {

constexpr std::int64_t kMostThreads = 4096;

void takePaths(StudyReader& reader, const std::string& key,
               std::vector<std::filesystem::path>& paths)
{
    std::vector<std::string> words;
    reader.take(key, words);
    paths.assign(words.begin(), words.end());
}

} // namespace

void takePath(StudyReader& reader, const std::string& key, std::filesystem::path& path)
{
    std::string text = path.string();
    reader.take(key, text);
    path = text;
}

void takeNumber(StudyReader& reader, const std::string& key, double& value)
{
    if (!reader.has(key)) {
        return;
    }
    const nlohmann::json number = reader.takeAny(key);
    if (!number.is_number()) {
        throw StudyError(reader.path(key), "a number", number.dump());
    }
    value = number.get<double>();
}

void takeSeed(StudyReader& reader, std::uint64_t& seed)
{
    auto value = static_cast<std::int64_t>(seed);
    reader.take("seed", value, 0);
    seed = static_cast<std::uint64_t>(value);
}

void takeThreads(StudyReader& reader, int& threads)
{
    std::int64_t value = threads;
    reader.take("threads", value, 0, kMostThreads);
    threads = static_cast<int>(value);
}

void takeRows(StudyReader& reader, RowSelection& rows)
{
    if (!reader.has("rows")) {
        return;
    }
    const nlohmann::json object = reader.takeAny("rows");
    StudyReader inner(object, reader.path("rows"));
    inner.take("limit", rows.limit, 0);
    inner.take("rows", rows.rows);
    inner.take("sample", rows.sample, 0);
    inner.requireAllTaken();
    const int chosen =
        (rows.limit > 0 ? 1 : 0) + (rows.rows.empty() ? 0 : 1) + (rows.sample > 0 ? 1 : 0);
    if (chosen > 1) {
        throw StudyError(reader.path("rows"), "one of limit, rows and sample", object.dump());
    }
}

void takeModelOverlay(StudyReader& reader, const std::string& key, ModelOverlay& overlay)
{
    if (!reader.has(key)) {
        return;
    }
    const nlohmann::json object = reader.takeAny(key);
    StudyReader inner(object, reader.path(key));
    takePaths(inner, "adapters", overlay.adapters);
    takePaths(inner, "residual_adapters", overlay.residualAdapters);
    takePaths(inner, "deltas", overlay.deltas);
    inner.requireAllTaken();
}

nlohmann::ordered_json overlayJson(const ModelOverlay& overlay)
{
    const auto words = [](const std::vector<std::filesystem::path>& paths) {
        nlohmann::ordered_json list = nlohmann::ordered_json::array();
        for (const std::filesystem::path& path : paths) {
            list.push_back(path.string());
        }
        return list;
    };
    return {{"adapters", words(overlay.adapters)},
            {"residual_adapters", words(overlay.residualAdapters)},
            {"deltas", words(overlay.deltas)}};
}

nlohmann::json parseStudyText(std::string_view text, const std::string& name)
{
    nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
    if (document.is_discarded()) {
        throw FormatError(name, "a study in JSON", "text that is none");
    }
    return document;
}

void takeCommand(StudyReader& reader, const std::string& command)
{
    std::int64_t schema = kStudySchema;
    reader.take("schema", schema, 1, kStudySchema);
    std::string found;
    reader.take("command", found);
    if (found != command) {
        throw StudyError(reader.path("command"), '"' + command + '"', '"' + found + '"');
    }
}

} // namespace neurograft

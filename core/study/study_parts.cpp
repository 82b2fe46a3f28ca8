// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_parts.h"

#include "core/run/error.h"
#include "core/study/study_io.h"
#include "core/study/study_reader.h"

#include <cstdint>
#include <limits>

namespace neurograft {

namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

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

void takeRows(StudyReader& reader, RowSelection& rows)
{
    if (!reader.has("rows")) {
        return;
    }
    const nlohmann::json object = reader.takeAny("rows");
    StudyReader inner(object, reader.path("rows"));
    inner.take("limit", rows.limit, 0, kLargest);
    inner.take("rows", rows.rows);
    inner.take("sample", rows.sample, 0, kLargest);
    inner.requireAllTaken();
    const int chosen =
        (rows.limit > 0 ? 1 : 0) + (rows.rows.empty() ? 0 : 1) + (rows.sample > 0 ? 1 : 0);
    if (chosen > 1) {
        throw StudyError(reader.path("rows"), "one of limit, rows and sample", object.dump());
    }
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

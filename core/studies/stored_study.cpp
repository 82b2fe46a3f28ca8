// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/stored_study.h"

#include "core/run/error.h"
#include "core/study/study_io.h"
#include "core/study/study_parts.h"
#include "core/study/study_reader.h"

#include <map>
#include <system_error>
#include <type_traits>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

using StoredStudyParser = StoredStudy (*)(std::string_view, const std::string&);

template <auto parse> StoredStudy parseStoredAs(std::string_view text, const std::string& name)
{
    return parse(text, name);
}

const std::map<std::string, StoredStudyParser>& storedStudyParsers()
{
    static const std::map<std::string, StoredStudyParser> kParsers = {
        {"similarity", &parseStoredAs<&parseSimilarityStudy>},
        {"locate", &parseStoredAs<&parseLocateStudy>},
        {"parameters", &parseStoredAs<&parseParameterStudy>},
        {"match", &parseStoredAs<&parseMatchStudy>},
        {"transfer", &parseStoredAs<&parseTransferStudy>},
        {"evaluate", &parseStoredAs<&parseEvaluateStudy>},
    };
    return kParsers;
}

/// A match has the seed, threads and rows of its pair.
template <class Study> auto& drawnPart(Study& study)
{
    if constexpr (std::is_same_v<std::remove_const_t<Study>, MatchStudy>) {
        return study.pair;
    } else {
        return study;
    }
}

} // namespace

StoredStudy parseStoredStudy(std::string_view text, const std::string& name)
{
    const nlohmann::json document = parseStudyText(text, name);
    StudyReader reader(document, name + ": ");
    std::string command;
    reader.take("command", command);
    const auto found = storedStudyParsers().find(command);
    if (found == storedStudyParsers().end()) {
        std::string known;
        for (const auto& [word, parse] : storedStudyParsers()) {
            known += (known.empty() ? "" : ", ") + word;
        }
        throw StudyError(reader.path("command"), "a study that can be run again: " + known,
                         command.empty() ? "none" : "\"" + command + "\"");
    }
    return found->second(text, name);
}

std::string studyText(const StoredStudy& study)
{
    return std::visit([](const auto& kind) { return studyText(kind); }, study);
}

std::string commandOf(const StoredStudy& study)
{
    return nlohmann::json::parse(studyText(study)).at("command").get<std::string>();
}

void setSeed(StoredStudy& study, std::uint64_t seed)
{
    std::visit(
        [seed](auto& kind) {
            auto& drawn = drawnPart(kind);
            drawn.seed = seed;
            if constexpr (!std::is_same_v<std::decay_t<decltype(drawn)>, ParameterStudy>) {
                drawn.rows.seed = seed;
            }
        },
        study);
}

std::uint64_t seedOf(const StoredStudy& study)
{
    return std::visit([](const auto& kind) { return drawnPart(kind).seed; }, study);
}

int threadsOf(const StoredStudy& study)
{
    return std::visit([](const auto& kind) { return drawnPart(kind).threads; }, study);
}

bool isDeterministic(const StoredStudy& study)
{
    return std::visit([](const auto& kind) { return drawnPart(kind).isDeterministic; }, study);
}

fs::path replayTarget(const fs::path& result, const StoredStudy& study, std::uint64_t earlierSeed)
{
    const bool isFolder = std::holds_alternative<TransferStudy>(study);
    const fs::path first =
        isFolder ? fs::absolute(result).parent_path().lexically_normal() : result;
    const std::string seed = std::to_string(seedOf(study));
    const std::string stem = (isFolder ? first.filename() : first.stem()).string()
        + (seedOf(study) == earlierSeed ? "-replay" : "-seed-" + seed);
    const std::string ending = isFolder ? std::string() : first.extension().string();
    std::error_code error;
    fs::path target = first.parent_path() / (stem + ending);
    for (int number = 2; fs::exists(target, error); ++number) {
        target = first.parent_path() / (stem + "-" + std::to_string(number) + ending);
    }
    return target;
}

} // namespace neurograft

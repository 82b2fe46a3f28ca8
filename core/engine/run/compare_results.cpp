// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/compare_results.h"

#include "core/engine/run/job_support.h"
#include "core/run/error.h"
#include "core/store/result_file.h"
#include "core/study/companion_table.h"
#include "core/support/version.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSimilarity = "similarity/";
constexpr const char* kCompareResultsTraining = "training/";

bool beginsWith(const std::string& text, const char* begin)
{
    return text.rfind(begin, 0) == 0;
}

/// `<module>/<measure>` for a similarity map, empty for its bounds, reasons and other tables.
std::string mapName(const Table& table)
{
    const bool isMap = beginsWith(table.path, kSimilarity) && table.shape.size() == 2
        && std::holds_alternative<std::vector<double>>(table.values);
    const std::string name = table.path.substr(table.path.rfind('/') + 1);
    if (!isMap || isCompanionTable(name)) {
        return {};
    }
    return table.path.substr(std::strlen(kSimilarity));
}

std::string moduleOf(const std::string& map)
{
    return map.substr(0, map.find('/'));
}

std::string measureOf(const std::string& map)
{
    return map.substr(map.find('/') + 1);
}

Json studyOf(const RunManifest& manifest)
{
    Json study = Json::parse(manifest.study, nullptr, false);
    return study.is_object() ? study : Json::object();
}

Json environmentOf(const RunManifest& manifest)
{
    return {{"program_version", manifest.programVersion},
            {"device", manifest.device},
            {"dtype", manifest.dtype},
            {"threads", manifest.threads},
            {"teacher_sha256", manifest.teacherSha256},
            {"student_sha256", manifest.studentSha256},
            {"data_sha256", manifest.dataSha256}};
}

std::vector<OptionPair> differing(const Json& a, const Json& b)
{
    std::vector<OptionPair> pairs = optionPairs(a, b);
    pairs.erase(std::remove_if(pairs.begin(), pairs.end(),
                               [](const OptionPair& pair) { return !pair.isDifferent(); }),
                pairs.end());
    return pairs;
}

std::optional<double> numberOf(const Attributes& attributes, const std::string& name)
{
    const auto found = attributes.find(name);
    if (found == attributes.end()) {
        return std::nullopt;
    }
    if (const auto* whole = std::get_if<std::int64_t>(&found->second)) {
        return static_cast<double>(*whole);
    }
    const auto* number = std::get_if<double>(&found->second);
    return number == nullptr ? std::nullopt : std::optional<double>(*number);
}

/// The numbers a table is summed up by.
std::map<std::string, double> numbersOf(const Table& table)
{
    std::map<std::string, double> numbers;
    for (const char* name : {"mean", "visible_mean", "n", "score_oi", "score_corrected"}) {
        const bool isMapNumber = std::strncmp(name, "score", 5) != 0;
        if (isMapNumber == !mapName(table).empty()) {
            if (const auto value = numberOf(table.attributes, name)) {
                numbers[table.path + ' ' + name] = *value;
            }
        }
    }
    const auto* curve = std::get_if<std::vector<double>>(&table.values);
    if (beginsWith(table.path, kCompareResultsTraining) && curve != nullptr && !curve->empty()) {
        numbers[table.path + " last"] = curve->back();
    }
    return numbers;
}

bool isSameNumber(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

/// NaN equals NaN: an undefined cell is undefined in both.
bool haveSameValues(const Table& a, const Table& b)
{
    if (a.values.index() != b.values.index()) {
        return false;
    }
    return std::visit(
        [&b](const auto& left) {
            using Values = std::decay_t<decltype(left)>;
            const auto& right = std::get<Values>(b.values);
            return std::equal(
                left.begin(), left.end(), right.begin(), right.end(),
                [](const auto& x, const auto& y) {
                    if constexpr (std::is_floating_point_v<typename Values::value_type>) {
                        return isSameNumber(static_cast<double>(x), static_cast<double>(y));
                    } else {
                        return x == y;
                    }
                });
        },
        a.values);
}

std::vector<TableComparison> compareTables(const ResultFile& a, const ResultFile& b)
{
    std::vector<TableComparison> tables;
    for (const Table& table : a.tables) {
        const Table* other = b.find(table.path);
        if (other == nullptr) {
            tables.push_back({table.path, "only in A"});
        } else if (table.shape != other->shape) {
            tables.push_back({table.path, "another shape"});
        } else if (!haveSameValues(table, *other)) {
            tables.push_back({table.path, "other values"});
        }
    }
    for (const Table& table : b.tables) {
        if (a.find(table.path) == nullptr) {
            tables.push_back({table.path, "only in B"});
        }
    }
    return tables;
}

std::vector<NumberComparison> compareNumbers(const ResultFile& a, const ResultFile& b)
{
    std::vector<NumberComparison> numbers;
    for (const Table& table : a.tables) {
        const Table* other = b.find(table.path);
        if (other == nullptr) {
            continue;
        }
        const std::map<std::string, double> right = numbersOf(*other);
        for (const auto& [name, value] : numbersOf(table)) {
            const auto found = right.find(name);
            if (found != right.end() && !isSameNumber(value, found->second)) {
                numbers.push_back({name, value, found->second});
            }
        }
    }
    return numbers;
}

std::vector<ScoreComparison> compareScores(const ResultFile& a, const ResultFile& b,
                                           const fs::path& pathA, const fs::path& pathB,
                                           std::uint64_t seed)
{
    std::vector<ScoreComparison> scores;
    const std::vector<EvaluationTask> others = evaluatedTasks(b);
    for (const EvaluationTask task : evaluatedTasks(a)) {
        if (std::find(others.begin(), others.end(), task) == others.end()) {
            continue;
        }
        const Evaluation left = readEvaluation(a, task, pathA.string());
        const Evaluation right = readEvaluation(b, task, pathB.string());
        scores.push_back({taskWord(task), scoreOf(left.items).score, scoreOf(right.items).score,
                          compareEvaluations({&left}, {&right}, seed),
                          compareGroups(left, right, seed)});
    }
    return scores;
}

/// The map of @p b that belongs to one of A: the same, else another estimator of the same measure.
const Table* partnerOf(const std::string& map, const ResultFile& b)
{
    const Table* partner = b.find(kSimilarity + map);
    for (const Table& table : b.tables) {
        const std::string other = partner == nullptr ? mapName(table) : std::string();
        if (!other.empty() && moduleOf(other) == moduleOf(map)
            && measureFamily(measureOf(other)) == measureFamily(measureOf(map))) {
            partner = &table;
        }
    }
    return partner;
}

std::vector<MapComparison> compareMaps(const ResultFile& a, const ResultFile& b)
{
    std::vector<MapComparison> maps;
    for (const Table& table : a.tables) {
        const std::string map = mapName(table);
        const Table* partner = map.empty() ? nullptr : partnerOf(map, b);
        if (partner == nullptr) {
            continue;
        }
        const std::string other = measureOf(mapName(*partner));
        const std::string name = other == measureOf(map) ? map : map + " - " + other;
        maps.push_back({name, tableDifference(table, *partner, "difference/" + map)});
    }
    return maps;
}

ComparedResult sideOf(const fs::path& path, const RunManifest& manifest)
{
    return {path, manifest.command, manifest.status};
}

} // namespace

ResultComparison compareResults(const fs::path& pathA, const fs::path& pathB, std::uint64_t seed)
{
    const ResultFile a = readResult(pathA);
    const ResultFile b = readResult(pathB);
    ResultComparison comparison;
    comparison.a = sideOf(pathA, a.manifest);
    comparison.b = sideOf(pathB, b.manifest);
    comparison.options = differing(studyOf(a.manifest), studyOf(b.manifest));
    comparison.environment = differing(environmentOf(a.manifest), environmentOf(b.manifest));
    comparison.scores = compareScores(a, b, pathA, pathB, seed);
    comparison.numbers = compareNumbers(a, b);
    comparison.maps = compareMaps(a, b);
    comparison.tables = compareTables(a, b);
    return comparison;
}

void writeDifferences(const ResultComparison& comparison, const fs::path& out, bool overwrite)
{
    ResultFile result;
    for (const MapComparison& map : comparison.maps) {
        if (map.difference.obstacle.empty()) {
            result.tables.push_back(map.difference.table);
        }
    }
    if (result.tables.empty()) {
        throw StudyError(out.string(), "at least one similarity map that both results have",
                         "none");
    }
    result.manifest.programVersion = kProgramVersion;
    result.manifest.command =
        "compare " + comparison.a.path.string() + ' ' + comparison.b.path.string();
    result.manifest.createdUtc = utcNow();
    result.manifest.study =
        Json{{"a", comparison.a.path.string()}, {"b", comparison.b.path.string()}}.dump();
    writeResult(out, result, overwrite);
}

} // namespace neurograft

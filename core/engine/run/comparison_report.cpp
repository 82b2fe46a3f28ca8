// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/compare_results.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>
#include <utility>

namespace neurograft {

namespace {

using Json = nlohmann::ordered_json;

Json pairsJson(const std::vector<OptionPair>& pairs)
{
    Json list = Json::array();
    for (const OptionPair& pair : pairs) {
        list.push_back({{"key", pair.key}, {"a", pair.a}, {"b", pair.b}});
    }
    return list;
}

Json groupsJson(const std::vector<GroupComparison>& groups)
{
    Json list = Json::array();
    for (const GroupComparison& group : groups) {
        const PairedComparison& paired = group.paired;
        if (paired.n == 0) {
            continue; // nothing is scored on both sides
        }
        list.push_back({{"level", group.level},
                        {"name", group.name},
                        {"n", paired.n},
                        {"a", paired.scoreA},
                        {"b", paired.scoreB},
                        {"gain", paired.difference},
                        {"gain95", {paired.interval.low, paired.interval.high}},
                        {"better", paired.better},
                        {"worse", paired.worse},
                        {"test", paired.test},
                        {"p", paired.p},
                        {"significant", paired.isSignificant.value_or(false)}});
    }
    return list;
}

Json scoreJson(const ScoreComparison& score)
{
    const PairedComparison& paired = score.questions.paired;
    const Json significant = paired.isSignificant ? Json(*paired.isSignificant) : Json();
    return {{"metric", score.task + " score"},
            {"a", score.scoreA},
            {"b", score.scoreB},
            {"n", paired.n},
            {"paired_a", paired.scoreA},
            {"paired_b", paired.scoreB},
            {"gain", paired.difference},
            {"gain95", {paired.interval.low, paired.interval.high}},
            {"better", score.questions.better},
            {"worse", score.questions.worse},
            {"unpaired", score.questions.unpaired},
            {"test", paired.test},
            {"p", paired.n > 0 ? Json(paired.p) : Json()},
            {"significant", significant},
            {"sentence", score.questions.sentence},
            {"groups", groupsJson(score.groups)}};
}

std::string numberText(double value)
{
    std::ostringstream text;
    text << value;
    return text.str();
}

std::string numberSentence(const NumberComparison& number)
{
    return number.name + ": " + numberText(number.a) + " -> " + numberText(number.b)
        + "; one number of each run, nothing to test.";
}

Json numberJson(const NumberComparison& number)
{
    return {{"metric", number.name},  {"a", number.a},
            {"b", number.b},          {"gain", number.b - number.a},
            {"significant", nullptr}, {"sentence", numberSentence(number)}};
}

Json mapJson(const MapComparison& map)
{
    const TableDifference& difference = map.difference;
    if (!difference.obstacle.empty()) {
        return {{"name", map.name}, {"obstacle", difference.obstacle}};
    }
    return {{"name", map.name},
            {"rows", difference.table.shape[0]},
            {"columns", difference.table.shape[1]},
            {"cells", difference.cells},
            {"mean", difference.mean},
            {"largest", difference.largest},
            {"at", {difference.row, difference.column}}};
}

std::string mapLine(const MapComparison& map)
{
    const TableDifference& difference = map.difference;
    if (!difference.obstacle.empty()) {
        return map.name + ": " + difference.obstacle;
    }
    if (difference.cells == 0) {
        return map.name + ": no cell is defined in both.";
    }
    std::ostringstream line;
    line << map.name << ", A - B over " << difference.cells << " cells: mean " << difference.mean
         << ", largest " << difference.largest << " at student layer " << difference.row
         << ", teacher layer " << difference.column;
    return line.str();
}

void writePairs(std::ostream& out, const char* title, const std::vector<OptionPair>& pairs)
{
    if (pairs.empty()) {
        return;
    }
    out << title << '\n';
    const auto shown = [](const std::string& text) { return text.empty() ? "-" : text; };
    for (const OptionPair& pair : pairs) {
        out << "  " << pair.key << ": " << shown(pair.a) << " -> " << shown(pair.b) << '\n';
    }
}

} // namespace

Json toJson(const ResultComparison& comparison)
{
    const auto side = [](const ComparedResult& result) {
        return Json{
            {"path", result.path.string()}, {"command", result.command}, {"status", result.status}};
    };
    Json metrics = Json::array();
    for (const ScoreComparison& score : comparison.scores) {
        metrics.push_back(scoreJson(score));
    }
    for (const NumberComparison& number : comparison.numbers) {
        metrics.push_back(numberJson(number));
    }
    Json maps = Json::array();
    for (const MapComparison& map : comparison.maps) {
        maps.push_back(mapJson(map));
    }
    Json tables = Json::array();
    for (const TableComparison& table : comparison.tables) {
        tables.push_back({{"name", table.name}, {"what", table.what}});
    }
    return {{"a", side(comparison.a)},
            {"b", side(comparison.b)},
            {"equal", !comparison.isDifferent()},
            {"options", pairsJson(comparison.options)},
            {"environment", pairsJson(comparison.environment)},
            {"metrics", metrics},
            {"maps", maps},
            {"tables", tables}};
}

std::string comparisonText(const ResultComparison& comparison)
{
    std::ostringstream out;
    for (const auto& [name, side] :
         {std::pair("A", &comparison.a), std::pair("B", &comparison.b)}) {
        out << name << ": " << side->path.string()
            << (side->status == "complete" ? "" : " (" + side->status + ")") << '\n';
    }
    writePairs(out, "Options that differ:", comparison.options);
    writePairs(out, "Computed with:", comparison.environment);
    for (const ScoreComparison& score : comparison.scores) {
        out << score.questions.sentence << '\n';
        for (const GroupComparison& group : score.groups) {
            if (group.paired.n > 0) {
                out << "  " << comparisonSentence(group.level + ' ' + group.name, group.paired)
                    << '\n';
            }
        }
        if (!score.groups.empty()) {
            out << "  Every group is tested on its own; one in twenty differs by chance.\n";
        }
    }
    for (const NumberComparison& number : comparison.numbers) {
        out << numberSentence(number) << '\n';
    }
    for (const MapComparison& map : comparison.maps) {
        out << mapLine(map) << '\n';
    }
    if (!comparison.isDifferent()) {
        out << "Both have the same options and the same values in every table.\n";
    } else if (!comparison.tables.empty()) {
        out << comparison.tables.size() << " tables differ";
        const char* separator = ": ";
        constexpr std::size_t kShown = 8;
        for (std::size_t at = 0; at < std::min(kShown, comparison.tables.size()); ++at) {
            out << separator << comparison.tables[at].name << " (" << comparison.tables[at].what
                << ')';
            separator = ", ";
        }
        out << (comparison.tables.size() > kShown ? ", …\n" : "\n");
    }
    return out.str();
}

} // namespace neurograft

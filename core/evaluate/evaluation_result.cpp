// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/evaluation_result.h"

#include "core/evaluate/answer_scoring.h"
#include "core/evaluate/choice_answers.h"
#include "core/run/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

namespace neurograft {

namespace {

constexpr const char* kRoot = "evaluation/";

std::string prefixOf(EvaluationTask task)
{
    return kRoot + std::string(taskWord(task)) + '/';
}

template <class T, class Get>
Table columnOf(const std::string& path, const std::vector<EvaluationItem>& items, const Get& get)
{
    std::vector<T> values;
    values.reserve(items.size());
    for (const EvaluationItem& item : items) {
        values.push_back(static_cast<T>(get(item)));
    }
    Table table;
    table.path = path;
    table.shape = {static_cast<std::int64_t>(items.size())};
    table.axes = {"item"};
    table.values = std::move(values);
    return table;
}

/// HDF5 ends a text at its first NUL.
std::string storable(std::string text)
{
    for (std::size_t at = text.find('\0'); at != std::string::npos; at = text.find('\0', at)) {
        text.replace(at, 1, "\xef\xbf\xbd");
    }
    return text;
}

/// The text columns, in the order they are written.
const std::vector<std::pair<const char*, std::string EvaluationItem::*>>& textColumns()
{
    static const std::vector<std::pair<const char*, std::string EvaluationItem::*>> kColumns{
        {"id", &EvaluationItem::id},
        {"group", &EvaluationItem::group},
        {"prompt", &EvaluationItem::prompt},
        {"output", &EvaluationItem::output},
        {"extracted", &EvaluationItem::extracted},
        {"gold", &EvaluationItem::gold},
        {"code_before", &EvaluationItem::codeBefore},
        {"stop_reason", &EvaluationItem::stopReason},
        {"detail", &EvaluationItem::detail},
    };
    return kColumns;
}

const std::vector<std::pair<const char*, std::int64_t EvaluationItem::*>>& numberColumns()
{
    static const std::vector<std::pair<const char*, std::int64_t EvaluationItem::*>> kColumns{
        {"row", &EvaluationItem::row},
        {"sample", &EvaluationItem::sample},
        {"shots", &EvaluationItem::shots},
        {"tokens", &EvaluationItem::tokens},
    };
    return kColumns;
}

/// A whole number as such: shares of several samples may add up to others.
Attribute countOf(double correct)
{
    const double whole = std::round(correct);
    return whole == correct ? Attribute(static_cast<std::int64_t>(whole)) : Attribute(correct);
}

Attributes attributesOf(const Evaluation& evaluation)
{
    const EvaluationScore score = scoreOf(evaluation.items);
    const EvaluationProtocol& protocol = evaluation.protocol;
    Attributes attributes{
        {"n", score.n},
        {"correct", countOf(score.correct)},
        {"not_scored", score.notScored},
        {"score", score.score},
        {"interval_low", score.interval.low},
        {"interval_high", score.interval.high},
        {"protocol", protocol.name},
        {"template", std::string(protocol.promptTemplate.name())},
        {"system", protocol.promptTemplate.system},
        {"shots", evaluation.shots},
        {"max_new_tokens", protocol.isChoice() ? std::int64_t{0} : protocol.maxNewTokens},
        {"temperature", protocol.temperature},
        {"top_p", protocol.topP},
        {"samples", protocol.samples},
        {"stops", nlohmann::json(protocol.stops).dump()},
        {"timeout_seconds", protocol.timeoutSeconds},
        {"items_sha256", evaluation.itemsSha256},
    };
    if (protocol.task == EvaluationTask::Gsm8k) {
        const Gsm8kScores both = gsm8kScores(protocol, evaluation.items);
        attributes["score_oi"] = both.oi;
        attributes["score_corrected"] = both.corrected;
    }
    return attributes;
}

void putItems(const Evaluation& evaluation, const std::string& prefix, ResultFile& result)
{
    const std::vector<EvaluationItem>& items = evaluation.items;
    const std::string columns = prefix + "items/";
    for (const auto& [name, member] : textColumns()) {
        const auto& text = member;
        result.tables.push_back(
            columnOf<std::string>(columns + name, items, [&text](const EvaluationItem& item) {
                return storable(item.*text);
            }));
    }
    for (const auto& [name, member] : numberColumns()) {
        const auto& number = member;
        result.tables.push_back(columnOf<std::int32_t>(
            columns + name, items, [&number](const EvaluationItem& item) { return item.*number; }));
    }
    result.tables.push_back(
        columnOf<std::uint8_t>(columns + "answered", items,
                               [](const EvaluationItem& item) { return item.isAnswered ? 1 : 0; }));
    result.tables.push_back(columnOf<double>(
        columns + "logprob", items, [](const EvaluationItem& item) { return item.logprob; }));
    Table correct = columnOf<std::int8_t>(columns + "correct", items,
                                          [](const EvaluationItem& item) { return item.verdict; });
    correct.attributes = attributesOf(evaluation);
    result.groups[prefix + "items"] = correct.attributes;
    result.tables.push_back(std::move(correct));
}

/// Logits of the letters, [items, 4]; NaN for items without.
void putChoices(const Evaluation& evaluation, const std::string& prefix, ResultFile& result)
{
    const std::size_t letters = kChoiceLetters.size();
    std::vector<float> values(evaluation.items.size() * letters,
                              std::numeric_limits<float>::quiet_NaN());
    for (std::size_t i = 0; i < evaluation.items.size(); ++i) {
        const std::vector<float>& logits = evaluation.items[i].choiceLogits;
        std::copy(logits.begin(), logits.end(),
                  values.begin() + static_cast<std::ptrdiff_t>(i * letters));
    }
    Table table;
    table.path = prefix + "choices";
    table.shape = {static_cast<std::int64_t>(evaluation.items.size()),
                   static_cast<std::int64_t>(letters)};
    table.axes = {"item", "choice"};
    table.unit = "logit";
    table.values = std::move(values);
    result.tables.push_back(std::move(table));
}

void putGroups(const Evaluation& evaluation, const std::string& prefix, ResultFile& result)
{
    const std::vector<EvaluationScore> groups = groupScores(evaluation.items);
    if (groups.empty()) {
        return;
    }
    const auto add = [&](const char* name, const auto& get) {
        std::vector<std::decay_t<decltype(get(groups.front()))>> values;
        for (const EvaluationScore& group : groups) {
            values.push_back(get(group));
        }
        Table table;
        table.path = prefix + "groups/" + name;
        table.shape = {static_cast<std::int64_t>(groups.size())};
        table.axes = {"group"};
        table.values = std::move(values);
        result.tables.push_back(std::move(table));
    };
    add("level", [](const EvaluationScore& group) { return group.level; });
    add("name", [](const EvaluationScore& group) { return group.name; });
    add("n", [](const EvaluationScore& group) { return static_cast<std::int32_t>(group.n); });
    add("correct", [](const EvaluationScore& group) { return group.correct; });
    add("score", [](const EvaluationScore& group) { return group.score; });
    add("interval_low", [](const EvaluationScore& group) { return group.interval.low; });
    add("interval_high", [](const EvaluationScore& group) { return group.interval.high; });
}

/// Columns of the items of one task, checked for their lengths.
class ItemColumns {
public:
    ItemColumns(const ResultFile& result, EvaluationTask task, std::string where)
        : m_result(result), m_prefix(prefixOf(task) + "items/"), m_where(std::move(where))
    {
        m_correct = &column("correct");
        m_count = m_correct->size();
    }

    const Table& correct() const { return *m_correct; }
    std::int64_t count() const { return m_count; }
    template <class T> const std::vector<T>& values(const std::string& name) const
    {
        const auto& found = column(name).as<T>();
        if (static_cast<std::int64_t>(found.size()) != m_count) {
            throw StoreError(m_where + ": " + m_prefix + name,
                             std::to_string(m_count) + " items, as many as in correct",
                             std::to_string(found.size()));
        }
        return found;
    }
    std::string text(const char* name) const
    {
        const auto* found = std::get_if<std::string>(&attribute(name));
        if (found == nullptr) {
            throw StoreError(m_where + ": " + m_prefix, std::string("a text ") + name, "a number");
        }
        return *found;
    }
    double number(const char* name) const
    {
        const Attribute& found = attribute(name);
        if (const auto* whole = std::get_if<std::int64_t>(&found)) {
            return static_cast<double>(*whole);
        }
        if (const auto* value = std::get_if<double>(&found)) {
            return *value;
        }
        throw StoreError(m_where + ": " + m_prefix, std::string("a number ") + name, "a text");
    }

private:
    const Table& column(const std::string& name) const
    {
        const Table* table = m_result.find(m_prefix + name);
        if (table == nullptr) {
            throw StoreError(m_where, "the table " + m_prefix + name, "none");
        }
        return *table;
    }
    const Attribute& attribute(const char* name) const
    {
        const auto found = m_correct->attributes.find(name);
        if (found == m_correct->attributes.end()) {
            throw StoreError(m_where + ": " + m_prefix + "correct",
                             std::string("the attribute ") + name, "none");
        }
        return found->second;
    }

    const ResultFile& m_result;
    std::string m_prefix;
    std::string m_where;
    const Table* m_correct = nullptr;
    std::int64_t m_count = 0;
};

std::vector<std::string> stopsOf(const std::string& text, const std::string& where)
{
    const nlohmann::json list = nlohmann::json::parse(text, nullptr, false);
    std::vector<std::string> stops;
    for (const nlohmann::json& stop : list) {
        if (!stop.is_string()) {
            break;
        }
        stops.push_back(stop.get<std::string>());
    }
    if (!list.is_array() || stops.size() != list.size()) {
        throw StoreError(where + ": stops", "a JSON list of texts", text);
    }
    return stops;
}

Verdict verdictOf(std::int8_t correct)
{
    return correct < 0 ? Verdict::NotScored : correct == 0 ? Verdict::Wrong : Verdict::Right;
}

std::vector<EvaluationItem> readItems(const ItemColumns& columns)
{
    std::vector<EvaluationItem> items(static_cast<std::size_t>(columns.count()));
    for (const auto& [name, member] : textColumns()) {
        const auto& texts = columns.values<std::string>(name);
        for (std::size_t i = 0; i < items.size(); ++i) {
            items[i].*member = texts[i];
        }
    }
    for (const auto& [name, member] : numberColumns()) {
        const auto& numbers = columns.values<std::int32_t>(name);
        for (std::size_t i = 0; i < items.size(); ++i) {
            items[i].*member = numbers[i];
        }
    }
    const auto& answered = columns.values<std::uint8_t>("answered");
    const auto& logprobs = columns.values<double>("logprob");
    const auto& correct = columns.values<std::int8_t>("correct");
    for (std::size_t i = 0; i < items.size(); ++i) {
        items[i].isAnswered = answered[i] != 0;
        items[i].logprob = logprobs[i];
        items[i].verdict = verdictOf(correct[i]);
    }
    return items;
}

void readChoices(const ResultFile& result, EvaluationTask task, std::vector<EvaluationItem>& items)
{
    const Table* choices = result.find(prefixOf(task) + "choices");
    const std::size_t letters = kChoiceLetters.size();
    if (choices == nullptr || choices->as<float>().size() != items.size() * letters) {
        return; // answers in words
    }
    const std::vector<float>& values = choices->as<float>();
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto begin = values.begin() + static_cast<std::ptrdiff_t>(i * letters);
        const std::vector<float> own(begin, begin + static_cast<std::ptrdiff_t>(letters));
        const bool isKnown =
            std::none_of(own.begin(), own.end(), [](float logit) { return std::isnan(logit); });
        if (isKnown) {
            items[i].choiceLogits = own;
        }
    }
}

} // namespace

void putEvaluation(const Evaluation& evaluation, ResultFile& result)
{
    const std::string prefix = prefixOf(evaluation.protocol.task);
    const auto isOld = [&prefix](const std::string& path) { return path.rfind(prefix, 0) == 0; };
    result.tables.erase(std::remove_if(result.tables.begin(), result.tables.end(),
                                       [&isOld](const Table& table) { return isOld(table.path); }),
                        result.tables.end());
    for (auto group = result.groups.begin(); group != result.groups.end();) {
        group = isOld(group->first) ? result.groups.erase(group) : std::next(group);
    }
    putItems(evaluation, prefix, result);
    if (evaluation.protocol.isChoice()) {
        putChoices(evaluation, prefix, result);
    }
    putGroups(evaluation, prefix, result);
}

Evaluation readEvaluation(const ResultFile& result, EvaluationTask task, const std::string& where)
{
    const ItemColumns columns(result, task, where);
    Evaluation evaluation;
    const std::string name = columns.text("protocol");
    // The name of a template says all that scoring needs.
    const std::string written = columns.text("template");
    evaluation.protocol = evaluationProtocol(task, name == "native" ? "" : name, written, {});
    evaluation.protocol.name = name;
    evaluation.protocol.promptTemplate.system = columns.text("system");
    evaluation.protocol.maxNewTokens = static_cast<std::int64_t>(columns.number("max_new_tokens"));
    evaluation.protocol.temperature = columns.number("temperature");
    evaluation.protocol.topP = columns.number("top_p");
    evaluation.protocol.stops = stopsOf(columns.text("stops"), where);
    evaluation.protocol.samples = static_cast<std::int64_t>(columns.number("samples"));
    evaluation.shots = static_cast<std::int64_t>(columns.number("shots"));
    evaluation.itemsSha256 = columns.text("items_sha256");
    evaluation.items = readItems(columns);
    readChoices(result, task, evaluation.items);
    return evaluation;
}

std::vector<EvaluationTask> evaluatedTasks(const ResultFile& result)
{
    std::vector<EvaluationTask> tasks;
    for (const std::string& word : taskWords()) {
        const EvaluationTask task = taskFromWord(word);
        if (result.find(prefixOf(task) + "items/correct") != nullptr) {
            tasks.push_back(task);
        }
    }
    return tasks;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/demo_splits.h"

#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

#include <set>

namespace neurograft {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kExtract = 20;
constexpr std::size_t kAlign = 80;
constexpr std::size_t kTrain = 1000;
constexpr std::size_t kTest = 200;
constexpr std::size_t kDemoSplitsTraining = kExtract + kAlign + kTrain;

TaskSplits cut(const std::vector<DemoRow>& rows, std::vector<DemoRow> test)
{
    TaskSplits splits;
    const auto at = [&rows](std::size_t n) {
        return rows.begin() + static_cast<std::ptrdiff_t>(n);
    };
    splits.extract.assign(at(0), at(kExtract));
    splits.align.assign(at(kExtract), at(kExtract + kAlign));
    splits.train.assign(at(kExtract + kAlign), at(kDemoSplitsTraining));
    splits.test = std::move(test);
    return splits;
}

void numberRows(std::vector<DemoRow>& rows, std::size_t first)
{
    for (DemoRow& row : rows) {
        row.id =
            (row.category.empty() ? row.dataset : row.category) + "_" + std::to_string(first++);
    }
}

void addChoices(const DemoWorld& world, DemoData& data)
{
    RandomStream random(world.seed, "demo.splits", 0);
    std::vector<DemoRow> rows;
    const auto forms = static_cast<std::int64_t>(world.relations[0].questions.size());
    for (const std::int64_t drawn :
         random.permutation(static_cast<std::int64_t>(world.facts.size()) * forms)) {
        const Fact& fact = world.facts[static_cast<std::size_t>(drawn / forms)];
        const auto form = static_cast<std::int32_t>(drawn % forms);
        if (form != fact.heldOutQuestion && rows.size() < kDemoSplitsTraining) {
            rows.push_back(choiceRow(makeChoice(world, fact, form, random)));
        }
    }
    std::vector<DemoRow> test;
    for (const std::int64_t drawn :
         random.permutation(static_cast<std::int64_t>(world.facts.size()))) {
        const Fact& fact = world.facts[static_cast<std::size_t>(drawn)];
        if (test.size() < kTest) {
            data.choiceTest.push_back(makeChoice(world, fact, fact.heldOutQuestion, random));
            test.push_back(choiceRow(data.choiceTest.back()));
        }
    }
    numberRows(rows, 0);
    numberRows(test, rows.size());
    data.tasks["mmlu"] = cut(rows, std::move(test));
}

void addSums(const DemoWorld& world, DemoData& data)
{
    RandomStream random(world.seed, "demo.splits", 1);
    std::set<std::string> asked;
    std::vector<DemoRow> rows;
    std::vector<DemoRow> test;
    while (rows.size() < kDemoSplitsTraining || test.size() < kTest) {
        const bool isForTest = rows.size() == kDemoSplitsTraining;
        // Two rows in five have one step; the kinds of each sort come up equally often.
        const std::uint64_t kind =
            random.below(5) < 2 ? random.below(2) : 2 + random.below(kSumKindCount - 2);
        const SumItem item = makeSum(world.seed, static_cast<SumKind>(kind), isForTest, random);
        if (!asked.insert(item.question).second) {
            continue;
        }
        (isForTest ? test : rows).push_back(sumRow(item));
        if (isForTest) {
            data.sumTest.push_back(item);
        }
    }
    numberRows(rows, 0);
    numberRows(test, rows.size());
    data.tasks["gsm"] = cut(rows, std::move(test));
}

using FunctionRow = DemoRow (*)(const FunctionItem&);

TaskSplits functionSplits(const DemoWorld& world, std::uint64_t index, FunctionRow toRow,
                          std::vector<FunctionItem>& testItems)
{
    std::vector<FunctionItem> items;
    for (std::int32_t kind = 0; kind < functionKindCount(); ++kind) {
        for (std::int64_t number = 2; number <= largestFunctionNumber(kind); ++number) {
            for (std::int32_t wording = 0; wording < kFunctionWordings; ++wording) {
                items.push_back(makeFunction(kind, number, wording));
            }
        }
    }
    RandomStream random(world.seed, "demo.splits", index);
    std::vector<DemoRow> rows;
    std::vector<DemoRow> test;
    for (const std::int64_t drawn : random.permutation(static_cast<std::int64_t>(items.size()))) {
        const FunctionItem& item = items[static_cast<std::size_t>(drawn)];
        if (!isHeldOutFunction(item.kind, item.number) && rows.size() < kDemoSplitsTraining) {
            rows.push_back(toRow(item));
        } else if (isHeldOutFunction(item.kind, item.number) && test.size() < kTest) {
            testItems.push_back(item);
            test.push_back(toRow(item));
        }
    }
    return cut(rows, std::move(test));
}

void writeText(const fs::path& path, const std::string& text, bool overwrite)
{
    fs::create_directories(path.parent_path());
    writeFileAtomically(path, text, overwrite);
}

void writeEvaluationLayouts(const DemoData& data, const fs::path& folder, bool overwrite)
{
    std::map<std::string, std::string> tables;
    for (const ChoiceItem& item : data.choiceTest) {
        std::string& table = tables[item.category];
        table += item.question; // neither questions nor options hold commas or quotes
        for (const std::string& option : item.options) {
            table += "," + option;
        }
        table += std::string(",") + static_cast<char>('A' + item.correct) + "\n";
    }
    for (const auto& [category, table] : tables) {
        writeText(folder / "mmlu" / "test" / (category + "_test.csv"), table, overwrite);
    }
    std::string sums;
    for (const SumItem& item : data.sumTest) {
        nlohmann::ordered_json json;
        json["question"] = item.question;
        json["answer"] = item.rationale + "\n#### " + std::to_string(item.answer);
        sums += json.dump() + "\n";
    }
    writeText(folder / "gsm8k_test.jsonl", sums, overwrite);
    std::string humanEval;
    for (std::size_t i = 0; i < data.humanEvalTest.size(); ++i) {
        humanEval +=
            humanEvalJson(data.humanEvalTest[i], static_cast<std::int64_t>(i)).dump() + "\n";
    }
    writeText(folder / "humaneval.jsonl", humanEval, overwrite);
    std::string mbpp;
    for (std::size_t i = 0; i < data.mbppTest.size(); ++i) {
        // The public test part of mbpp begins at task 11.
        mbpp += mbppJson(data.mbppTest[i], static_cast<std::int64_t>(i) + 11).dump() + "\n";
    }
    writeText(folder / "mbpp.jsonl", mbpp, overwrite);
}

} // namespace

DemoData makeDemoData(const DemoWorld& world)
{
    DemoData data;
    addChoices(world, data);
    addSums(world, data);
    data.tasks["humaneval"] = functionSplits(world, 2, instructionRow, data.humanEvalTest);
    data.tasks["mbpp"] = functionSplits(world, 3, mbppRow, data.mbppTest);
    return data;
}

void writeDemoData(const DemoData& data, const fs::path& folder, bool overwrite)
{
    for (const auto& [task, splits] : data.tasks) {
        writeText(folder / task / "extract.jsonl", rowsToJsonLines(splits.extract), overwrite);
        writeText(folder / task / "align.jsonl", rowsToJsonLines(splits.align), overwrite);
        writeText(folder / task / "train.jsonl", rowsToJsonLines(splits.train), overwrite);
        writeText(folder / task / "test.jsonl", rowsToJsonLines(splits.test), overwrite);
    }
    writeEvaluationLayouts(data, folder / "eval", overwrite);
}

} // namespace neurograft

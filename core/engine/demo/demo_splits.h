// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/demo/demo_row.h"
#include "core/engine/demo/demo_world.h"
#include "core/engine/demo/fact_items.h"
#include "core/engine/demo/function_items.h"
#include "core/engine/demo/sum_items.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace neurograft {

/// Rows of one task; the four lists are disjoint (20, 80, 1000 and 200 rows).
struct TaskSplits {
    std::vector<DemoRow> extract;
    std::vector<DemoRow> align;
    std::vector<DemoRow> train;
    std::vector<DemoRow> test;
};

/// All data of the demo pair. Test items also as items, for the layouts of the public test sets.
struct DemoData {
    std::map<std::string, TaskSplits> tasks; ///< mmlu, gsm, humaneval, mbpp
    std::vector<ChoiceItem> choiceTest;
    std::vector<SumItem> sumTest;
    std::vector<FunctionItem> humanEvalTest;
    std::vector<FunctionItem> mbppTest;
};

/// extract, align and train ask what the teacher has met (every fact, kind of sum and kind of
/// function) in forms, numbers and constants free for training; test asks every one in a held-out
/// form, with held-out numbers or constants.
DemoData makeDemoData(const DemoWorld& world);

/// Writes <task>/{extract,align,train,test}.jsonl and, in the layouts of the public test sets,
/// eval/gsm8k_test.jsonl, eval/humaneval.jsonl, eval/mbpp.jsonl (task ids from 11) and
/// eval/mmlu/test/<subject>_test.csv below @p folder.
void writeDemoData(const DemoData& data, const std::filesystem::path& folder, bool overwrite);

} // namespace neurograft

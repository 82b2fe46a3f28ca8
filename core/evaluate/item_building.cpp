// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/item_building.h"

#include "core/evaluate/json_rows.h"
#include "core/run/error.h"

#include <map>

namespace neurograft {

namespace {

constexpr std::int64_t kMostPromptTokens = 2048;

std::string promptOf(const TaskQuestion& question, const EvaluationProtocol& protocol,
                     std::int64_t shots)
{
    std::string content = question.header;
    for (std::int64_t i = 0; i < shots; ++i) {
        content += (*question.shots)[static_cast<std::size_t>(i)];
    }
    content += question.body;
    return question.isVerbatim ? content
                               : protocol.promptTemplate.render(content, question.answerPrefix);
}

EvaluationItem itemOf(const TaskQuestion& question, const EvaluationProtocol& protocol,
                      const TokenCounter& count)
{
    EvaluationItem item;
    item.id = question.id;
    item.row = question.row;
    item.group = question.group;
    item.gold = question.gold;
    item.codeBefore = question.codeBefore;
    item.shots = question.shots ? static_cast<std::int64_t>(question.shots->size()) : 0;
    item.prompt = promptOf(question, protocol, item.shots);
    const bool dropsShots = protocol.task == EvaluationTask::Mmlu && count;
    while (dropsShots && item.shots > 0 && count(item.prompt) > kMostPromptTokens) {
        item.prompt = promptOf(question, protocol, --item.shots);
    }
    return item;
}

void appendSamples(const EvaluationItem& item, std::int64_t samples,
                   std::vector<EvaluationItem>& items)
{
    for (std::int64_t sample = 0; sample < samples; ++sample) {
        items.push_back(item);
        items.back().sample = sample;
    }
}

} // namespace

std::vector<EvaluationItem> buildItems(const std::vector<TaskQuestion>& questions,
                                       const EvaluationProtocol& protocol, std::int64_t samples,
                                       const TokenCounter& count)
{
    std::vector<EvaluationItem> items;
    for (const TaskQuestion& question : questions) {
        appendSamples(itemOf(question, protocol, count), samples, items);
    }
    return items;
}

std::string takePredictions(const std::filesystem::path& path, std::vector<EvaluationItem>& items)
{
    const JsonRows file = readJsonRows(path);
    std::map<std::string, std::vector<std::string>> outputs;
    for (const EvaluationItem& item : items) {
        outputs[item.id];
    }
    for (const JsonRow& row : file.rows) {
        const auto found = outputs.find(row.name("id"));
        if (found != outputs.end()) { // else a question that the study leaves out
            found->second.push_back(row.text("output"));
        }
    }
    const std::vector<EvaluationItem> questions = std::move(items);
    items.clear();
    const std::size_t samples = questions.empty() ? 0 : outputs[questions.front().id].size();
    for (const EvaluationItem& question : questions) {
        const std::vector<std::string>& answers = outputs[question.id];
        if (answers.empty() || answers.size() != samples) {
            throw StudyError(file.name, "as many predictions of every question that is asked",
                             std::to_string(answers.size()) + " of \"" + question.id + "\", "
                                 + std::to_string(samples) + " of the first",
                             "Leave questions out with --limit or --rows.");
        }
        const std::size_t first = items.size();
        appendSamples(question, static_cast<std::int64_t>(samples), items);
        for (std::size_t sample = 0; sample < samples; ++sample) {
            items[first + sample].isAnswered = true;
            items[first + sample].output = answers[sample];
        }
    }
    return file.sha256;
}

} // namespace neurograft

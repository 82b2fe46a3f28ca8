// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/evaluation_score.h"

#include "core/evaluate/mmlu_categories.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

namespace neurograft {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// A question: its first item, and how many of its samples are scored and right.
struct EvaluationScoreQuestion {
    const EvaluationItem* first = nullptr;
    std::int64_t scored = 0;
    std::int64_t right = 0;

    double value() const
    {
        return scored > 0 ? static_cast<double>(right) / static_cast<double>(scored) : kNaN;
    }
};

std::vector<EvaluationScoreQuestion> questionsOf(const std::vector<EvaluationItem>& items)
{
    std::vector<EvaluationScoreQuestion> questions;
    for (const EvaluationItem& item : items) {
        if (questions.empty() || questions.back().first->row != item.row
            || questions.back().first->id != item.id) {
            questions.push_back({&item, 0, 0});
        }
        questions.back().scored += item.verdict != Verdict::NotScored ? 1 : 0;
        questions.back().right += item.verdict == Verdict::Right ? 1 : 0;
    }
    return questions;
}

void add(const EvaluationScoreQuestion& question, EvaluationScore& score)
{
    if (question.scored == 0) {
        ++score.notScored;
        return;
    }
    ++score.n;
    score.correct += question.value();
}

void finish(EvaluationScore& score)
{
    score.score = score.n > 0 ? score.correct / static_cast<double>(score.n) : kNaN;
    score.interval =
        wilsonInterval(static_cast<std::int64_t>(std::llround(score.correct)), score.n);
}

/// Scores by a name of each question, by first appearance.
std::vector<EvaluationScore>
scoresBy(const std::vector<EvaluationScoreQuestion>& questions, const std::string& level,
         const std::function<std::string(const EvaluationItem&)>& nameOf)
{
    std::vector<EvaluationScore> scores;
    for (const EvaluationScoreQuestion& question : questions) {
        const std::string name = nameOf(*question.first);
        if (name.empty()) {
            continue;
        }
        auto found =
            std::find_if(scores.begin(), scores.end(),
                         [&name](const EvaluationScore& each) { return each.name == name; });
        if (found == scores.end()) {
            scores.emplace_back();
            found = std::prev(scores.end());
            found->level = level;
            found->name = name;
        }
        add(question, *found);
    }
    std::for_each(scores.begin(), scores.end(), finish);
    return scores;
}

} // namespace

EvaluationScore scoreOf(const std::vector<EvaluationItem>& items)
{
    EvaluationScore score;
    for (const EvaluationScoreQuestion& question : questionsOf(items)) {
        add(question, score);
    }
    finish(score);
    return score;
}

std::vector<EvaluationScore> groupScores(const std::vector<EvaluationItem>& items)
{
    const std::vector<EvaluationScoreQuestion> questions = questionsOf(items);
    const bool isMmlu = std::all_of(questions.begin(), questions.end(),
                                    [](const EvaluationScoreQuestion& question) {
                                        return mmluPlace(question.first->group) != nullptr;
                                    });
    const auto groupOf = [](const EvaluationItem& item) { return item.group; };
    if (!isMmlu) {
        return scoresBy(questions, "group", groupOf);
    }
    std::vector<EvaluationScore> scores =
        scoresBy(questions, "category", [](const EvaluationItem& item) {
            return std::string(mmluPlace(item.group)->category);
        });
    for (auto& more : {scoresBy(questions, "subcategory",
                                [](const EvaluationItem& item) {
                                    return std::string(mmluPlace(item.group)->subcategory);
                                }),
                       scoresBy(questions, "subject", groupOf)}) {
        scores.insert(scores.end(), more.begin(), more.end());
    }
    return scores;
}

std::vector<double> questionValues(const std::vector<EvaluationItem>& items)
{
    std::vector<double> values;
    for (const EvaluationScoreQuestion& question : questionsOf(items)) {
        values.push_back(question.value());
    }
    return values;
}

std::vector<std::string> questionIds(const std::vector<EvaluationItem>& items)
{
    std::vector<std::string> ids;
    for (const EvaluationScoreQuestion& question : questionsOf(items)) {
        ids.push_back(question.first->id);
    }
    return ids;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/evaluation_comparison.h"

#include "core/evaluate/evaluation_score.h"

#include <map>
#include <utility>

namespace neurograft {

namespace {

struct Question {
    std::string id;
    std::string gold;
    double value = 0.0;
};

std::vector<Question> questionsOf(const Evaluation& evaluation)
{
    std::map<std::string, const std::string*> golds;
    for (const EvaluationItem& item : evaluation.items) {
        golds.emplace(item.id, &item.gold);
    }
    const std::vector<std::string> ids = questionIds(evaluation.items);
    const std::vector<double> values = questionValues(evaluation.items);
    std::vector<Question> questions;
    for (std::size_t at = 0; at < ids.size(); ++at) {
        questions.push_back({ids[at], *golds.at(ids[at]), values[at]});
    }
    return questions;
}

} // namespace

EvaluationComparison compareEvaluations(const Evaluation& a, const Evaluation& b,
                                        std::uint64_t seed)
{
    std::map<std::pair<std::string, std::string>, double> second;
    for (const Question& question : questionsOf(b)) {
        second.emplace(std::pair(question.id, question.gold), question.value);
    }
    EvaluationComparison result;
    std::vector<double> valuesA;
    std::vector<double> valuesB;
    for (const Question& question : questionsOf(a)) {
        const auto partner = second.find({question.id, question.gold});
        if (partner == second.end()) {
            ++result.unpaired;
            continue;
        }
        valuesA.push_back(question.value);
        valuesB.push_back(partner->second);
        if (partner->second > question.value) {
            result.better.push_back(question.id);
        } else if (partner->second < question.value) {
            result.worse.push_back(question.id);
        }
        second.erase(partner);
    }
    result.unpaired += static_cast<std::int64_t>(second.size());
    result.paired = comparePaired(valuesA, valuesB, seed);
    result.sentence = comparisonSentence(taskWord(a.protocol.task), result.paired);
    if (result.unpaired > 0) {
        result.sentence += " " + std::to_string(result.unpaired)
            + " questions are in one of the runs only and take no part.";
    }
    return result;
}

} // namespace neurograft

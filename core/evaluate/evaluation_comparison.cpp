// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/evaluation_comparison.h"

#include "core/evaluate/evaluation_score.h"
#include "core/run/error.h"

#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <utility>

namespace neurograft {

namespace {

/// A question in all repetitions of a run.
struct EvaluationComparisonQuestion {
    std::string group;
    double sum = 0.0; ///< of its values
    std::int64_t scored = 0; ///< repetitions with a value

    double value() const
    {
        return scored > 0 ? sum / static_cast<double>(scored)
                          : std::numeric_limits<double>::quiet_NaN();
    }
};

using QuestionKey = std::pair<std::string, std::string>; ///< id, gold answer

class Questions {
public:
    explicit Questions(const std::vector<const Evaluation*>& runs)
    {
        for (const Evaluation* run : runs) {
            add(run->items);
        }
    }

    const std::vector<QuestionKey>& keys() const { return m_keys; } ///< by first appearance
    /// NaN for a question nowhere scored; none for one that was not asked.
    std::optional<double> value(const QuestionKey& key) const
    {
        const auto found = m_questions.find(key);
        return found == m_questions.end() ? std::nullopt
                                          : std::optional<double>(found->second.value());
    }

    const std::string& group(const QuestionKey& key) const { return m_questions.at(key).group; }

private:
    void add(const std::vector<EvaluationItem>& items)
    {
        std::map<std::string, const EvaluationItem*> firsts;
        for (const EvaluationItem& item : items) {
            firsts.emplace(item.id, &item);
        }
        const std::vector<std::string> ids = questionIds(items);
        const std::vector<double> values = questionValues(items);
        for (std::size_t at = 0; at < ids.size(); ++at) {
            const EvaluationItem& first = *firsts.at(ids[at]);
            const QuestionKey key{ids[at], first.gold};
            const auto [question, isNew] = m_questions.try_emplace(key);
            if (isNew) {
                m_keys.push_back(key);
                question->second.group = first.group;
            }
            if (!std::isnan(values[at])) {
                question->second.sum += values[at];
                ++question->second.scored;
            }
        }
    }

    std::vector<QuestionKey> m_keys;
    std::map<QuestionKey, EvaluationComparisonQuestion> m_questions;
};

} // namespace

EvaluationComparison compareEvaluations(const std::vector<const Evaluation*>& a,
                                        const std::vector<const Evaluation*>& b, std::uint64_t seed)
{
    if (a.empty() || b.empty()) {
        throw StudyError("compareEvaluations", "an evaluation on each side", "none");
    }
    const Questions first(a);
    const Questions second(b);
    EvaluationComparison result;
    std::vector<double> valuesA;
    std::vector<double> valuesB;
    for (const QuestionKey& key : first.keys()) {
        const std::optional<double> valueB = second.value(key);
        if (!valueB) {
            ++result.unpaired;
            continue;
        }
        const double valueA = *first.value(key);
        valuesA.push_back(valueA);
        valuesB.push_back(*valueB);
        if (*valueB > valueA) {
            result.better.push_back(key.first);
        } else if (*valueB < valueA) {
            result.worse.push_back(key.first);
        }
    }
    const std::size_t paired = valuesA.size();
    result.unpaired += static_cast<std::int64_t>(second.keys().size() - paired);
    result.paired = comparePaired(valuesA, valuesB, seed);
    result.sentence = comparisonSentence(taskWord(a.front()->protocol.task), result.paired);
    if (result.unpaired > 0) {
        result.sentence += " " + std::to_string(result.unpaired)
            + " questions are in one of the runs only and take no part.";
    }
    return result;
}

std::vector<GroupComparison> compareGroups(const Evaluation& a, const Evaluation& b,
                                           std::uint64_t seed)
{
    const Questions first({&a});
    const Questions second({&b});
    std::vector<double> valuesA;
    std::vector<double> valuesB;
    std::vector<std::string> groups;
    for (const QuestionKey& key : first.keys()) {
        if (const std::optional<double> valueB = second.value(key)) {
            valuesA.push_back(*first.value(key));
            valuesB.push_back(*valueB);
            groups.push_back(first.group(key));
        }
    }
    return compareByGroup(valuesA, valuesB, groups, seed);
}

} // namespace neurograft

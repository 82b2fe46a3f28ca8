// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/answer_scoring.h"

#include "core/evaluate/choice_answers.h"
#include "core/evaluate/code_answers.h"
#include "core/evaluate/exact_answers.h"
#include "core/evaluate/number_answers.h"

#include <limits>
#include <optional>

namespace neurograft {

namespace {

Verdict verdictOf(bool isRight)
{
    return isRight ? Verdict::Right : Verdict::Wrong;
}

void scoreChoice(EvaluationItem& item)
{
    item.extracted = item.choiceLogits.empty()
        ? letterOfText(item.output)
        : std::string(1, kChoiceLetters.at(chosenIndex(item.choiceLogits)));
    item.verdict = verdictOf(item.extracted == item.gold);
}

bool isRightCorrected(std::string_view output, std::string_view gold)
{
    const std::optional<std::string> number = numberAnswerCorrected(output);
    return number && equalNumbers(*number, gold);
}

void scoreNumber(const EvaluationProtocol& protocol, EvaluationItem& item)
{
    const std::string output = cutAtStops(item.output, protocol.stops);
    if (protocol.name == "oi") {
        item.extracted = numberAnswerOi(output);
        item.verdict = verdictOf(equalAnswersOi(item.extracted, item.gold));
        return;
    }
    const std::optional<std::string> number =
        protocol.name == "ml" ? numberAnswerMl(output) : numberAnswerCorrected(output);
    item.extracted = number.value_or(std::string());
    item.verdict = verdictOf(number && equalNumbers(*number, item.gold));
}

void extractCode(const EvaluationProtocol& protocol, EvaluationItem& item)
{
    item.extracted =
        protocol.name == "ml" ? programOfMl(item.output) : cutAtStops(item.output, protocol.stops);
}

} // namespace

void scoreAnswer(const EvaluationProtocol& protocol, EvaluationItem& item)
{
    item.verdict = Verdict::NotScored;
    if (!item.isAnswered) {
        return;
    }
    switch (protocol.task) {
    case EvaluationTask::Mmlu:
    case EvaluationTask::Choice:
        scoreChoice(item);
        break;
    case EvaluationTask::Gsm8k:
        scoreNumber(protocol, item);
        break;
    case EvaluationTask::HumanEval:
    case EvaluationTask::Mbpp:
        extractCode(protocol, item);
        break;
    case EvaluationTask::Exact:
        item.extracted = exactAnswer(item.output, item.gold);
        item.verdict = verdictOf(equalExactAnswers(item.extracted, item.gold));
        break;
    }
}

Gsm8kScores gsm8kScores(const EvaluationProtocol& protocol,
                        const std::vector<EvaluationItem>& items)
{
    std::int64_t n = 0;
    std::int64_t oi = 0;
    std::int64_t corrected = 0;
    for (const EvaluationItem& item : items) {
        if (!item.isAnswered) {
            continue;
        }
        const std::string output = cutAtStops(item.output, protocol.stops);
        ++n;
        oi += equalAnswersOi(numberAnswerOi(output), item.gold) ? 1 : 0;
        corrected += isRightCorrected(output, item.gold) ? 1 : 0;
    }
    const auto share = [n](std::int64_t count) {
        return n > 0 ? static_cast<double>(count) / static_cast<double>(n)
                     : std::numeric_limits<double>::quiet_NaN();
    };
    return {share(oi), share(corrected)};
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/score_report.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace neurograft {

std::string scoreText(const EvaluationScore& score)
{
    char buffer[128];
    if (score.n == 0) {
        std::snprintf(buffer, sizeof buffer, "not scored, %lld questions",
                      static_cast<long long>(score.notScored));
        return buffer;
    }
    std::snprintf(buffer, sizeof buffer, "%.3f (95 %% %.3f to %.3f), %g of %lld", score.score,
                  score.interval.low, score.interval.high, score.correct,
                  static_cast<long long>(score.n));
    std::string text = buffer;
    if (score.notScored > 0) {
        text += ", " + std::to_string(score.notScored) + " not scored";
    }
    return text;
}

nlohmann::ordered_json scoreJson(const EvaluationScore& score)
{
    // NaN is printed as null.
    return {{"n", score.n},
            {"correct", score.correct},
            {"score", score.score},
            {"interval95", {score.interval.low, score.interval.high}},
            {"not_scored", score.notScored}};
}

} // namespace neurograft

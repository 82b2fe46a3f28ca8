// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/score_report.h"

#include "app/commands/common_options.h"
#include "core/support/atomic_file.h"

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

void printScoreTable(const ScoreTable& table, const std::string& format, const std::string& out,
                     bool force, CommandEnvironment& environment)
{
    const bool isJson = environment.common().json;
    const std::string chosen = !format.empty() ? format : isJson ? "json" : "text";
    requireChoice("--format", chosen, {"text", "csv", "json", "latex"});
    const std::string text = chosen == "json" ? toJson(table).dump() + '\n'
        : chosen == "csv"                     ? scoreTableCsv(table)
        : chosen == "latex"                   ? scoreTableLatex(table)
                                              : scoreTableText(table);
    if (out.empty()) {
        environment.out() << text << std::flush;
        return;
    }
    writeFileAtomically(out, text, force);
    if (isJson) {
        environment.printJson({{"out", out}});
    } else {
        environment.note("written: " + out);
    }
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/similarity_report.h"

#include "app/commands/dry_run.h"

#include <nlohmann/json.hpp>

#include <iomanip>

namespace neurograft {

namespace {

using Json = nlohmann::ordered_json;

} // namespace

Json outcomeJson(const SimilarityOutcome& outcome)
{
    Json maps = Json::array();
    for (const SimilaritySummary& map : outcome.maps) {
        maps.push_back({{"module", map.module},
                        {"measure", map.measure},
                        {"shape", {map.students, map.teachers}},
                        {"n", map.n},
                        {"skipped", map.skipped},
                        {"undefined", map.undefined},
                        {"mean", map.mean},
                        {"std", map.std},
                        {"visible_mean", map.visibleMean},
                        {"visible_std", map.visibleStd},
                        {"depth_diagonal_mean", map.depthDiagonalMean},
                        {"self_check", map.selfCheck}});
    }
    return {{"out", outcome.path.string()},
            {"status", "complete"},
            {"maps", maps},
            {"device", outcome.device},
            {"dtype", outcome.dtype},
            {"wall_seconds", outcome.wallSeconds},
            {"peak_bytes", outcome.peakBytes},
            {"used_cached_grams", outcome.usedCachedGrams}};
}

void printOutcome(const SimilarityOutcome& outcome, std::ostream& out)
{
    out << std::left << std::setw(24) << "module" << std::setw(20) << "measure" << std::right
        << std::setw(10) << "layers" << std::setw(8) << "n" << std::setw(9) << "mean"
        << std::setw(9) << "std" << std::setw(9) << "shown" << std::setw(11) << "undefined" << '\n';
    out << std::fixed << std::setprecision(4);
    for (const SimilaritySummary& map : outcome.maps) {
        out << std::left << std::setw(24) << map.module << std::setw(20) << map.measure
            << std::right << std::setw(10)
            << (std::to_string(map.students) + " x " + std::to_string(map.teachers)) << std::setw(8)
            << map.n << std::setw(9) << map.mean << std::setw(9) << map.std << std::setw(9)
            << map.visibleMean << std::setw(11) << map.undefined << '\n';
    }
    out << (outcome.usedCachedGrams ? "from cached Gram matrices, " : "")
        << durationText(outcome.wallSeconds) << "; written: " << outcome.path.string() << std::endl;
}

int reportPlan(const SimilarityStudy& study, const SimilarityPlan& plan,
               CommandEnvironment& environment)
{
    DryRun run;
    run.problems = plan.problems;
    run.plan = {{"rows", plan.rows},        {"tokens", plan.tokens},      {"samples", plan.samples},
                {"modules", study.modules}, {"measures", study.measures}, {"unit", study.unit}};
    run.sentence = std::to_string(plan.rows) + " rows, " + std::to_string(plan.tokens) + " tokens, "
        + std::to_string(plan.samples) + " samples";
    run.hostBytes = plan.hostBytes;
    run.deviceBytes = plan.deviceBytes;
    run.flops = plan.flops;
    run.secondsEstimate = plan.secondsEstimate;
    return reportDryRun(run, environment);
}

} // namespace neurograft

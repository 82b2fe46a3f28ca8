// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/similarity_report.h"

#include "app/commands/size_text.h"

#include <nlohmann/json.hpp>

#include <iomanip>

namespace neurograft {

namespace {

using Json = nlohmann::ordered_json;

Json planJson(const SimilarityPlan& plan, const SimilarityStudy& study)
{
    return {{"ok", plan.problems.empty()},
            {"problems", plan.problems},
            {"plan",
             {{"rows", plan.rows},
              {"tokens", plan.tokens},
              {"samples", plan.samples},
              {"modules", study.modules},
              {"measures", study.measures},
              {"unit", study.unit}}},
            {"memory_bytes", {{"host", plan.hostBytes}, {"device", plan.deviceBytes}}},
            {"flops", plan.flops},
            {"seconds_estimate", plan.secondsEstimate}};
}

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
            {"wall_seconds", outcome.wallSeconds},
            {"peak_bytes", outcome.peakBytes},
            {"used_cached_grams", outcome.usedCachedGrams}};
}

void printOutcome(const SimilarityOutcome& outcome, std::ostream& out)
{
    out << std::left << std::setw(24) << "module" << std::setw(12) << "measure" << std::right
        << std::setw(10) << "layers" << std::setw(8) << "n" << std::setw(9) << "mean"
        << std::setw(9) << "std" << std::setw(9) << "shown" << std::setw(11) << "undefined" << '\n';
    out << std::fixed << std::setprecision(4);
    for (const SimilaritySummary& map : outcome.maps) {
        out << std::left << std::setw(24) << map.module << std::setw(12) << map.measure
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
    if (environment.common().json) {
        environment.printJson(planJson(plan, study));
    } else {
        for (const std::string& problem : plan.problems) {
            environment.out() << "problem: " << problem << '\n';
        }
        environment.out() << plan.rows << " rows, " << plan.tokens << " tokens, " << plan.samples
                          << " samples; about " << durationText(plan.secondsEstimate) << ", "
                          << sizeText(plan.hostBytes) << " of memory, "
                          << sizeText(plan.deviceBytes) << " on the GPU" << std::endl;
    }
    return plan.problems.empty() ? kExitDone : kExitBadInput;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_environment.h"
#include "core/run/damage.h"
#include "core/run/run_locate.h"
#include "core/run/run_similarity.h"
#include "core/run/run_transfer.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <filesystem>
#include <ostream>
#include <vector>

namespace neurograft {

/// The bundled study as a chain of jobs (cli.md `demo`): preflight, similarity, neurons, transfer,
/// the student before and after it. All results lie in one folder.
struct DemoStudies {
    SimilarityStudy similarity;
    LocateStudy locate;
    TransferStudy transfer;
    DamageStudy judging; ///< its overlay is the delta that the transfer writes
};

/// @param demo folder of the pair; @param out where the results are going to lie
DemoStudies demoStudies(const std::filesystem::path& demo, const std::filesystem::path& out,
                        const CommonOptions& common);

struct DemoResults {
    std::filesystem::path preflight; ///< JSON file
    std::size_t blocking = 0; ///< differences that keep the two from being compared
    std::size_t warnings = 0;
    SimilarityOutcome similarity;
    LocateOutcome locate;
    TransferOutcome transfer;
    std::vector<DamageRow> judged;
    std::vector<std::filesystem::path> files; ///< results that have figures
};

/// Runs the steps one after the other. What an earlier demo left in @p out is replaced; its cached
/// Gram matrices are used again. @throws Canceled, Error family
DemoResults runDemoSteps(const DemoStudies& studies, const std::filesystem::path& out,
                         const RunContext& context);

/// {"preflight", "similarity", "locate", "transfer", "evaluation"}.
nlohmann::ordered_json toJson(const DemoResults& results, const DemoStudies& studies);
/// What each step came to, and the findings in words.
void printResults(const DemoResults& results, const DemoStudies& studies, std::ostream& out);

} // namespace neurograft

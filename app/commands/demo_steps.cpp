// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/demo_steps.h"

#include "app/commands/locate_report.h"
#include "app/commands/pair_places.h"
#include "app/commands/similarity_report.h"
#include "app/commands/transfer_report.h"
#include "core/run/model_report.h"
#include "core/study/demo_study.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

namespace neurograft {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::int64_t kJudgedItems = 100; ///< of each task

template <class Study> void applyCommon(Study& study, const CommonOptions& common)
{
    PairPlaces().applyTo(study, common);
    study.seed = study.rows.seed = common.seed;
    study.threads = common.threads;
    study.isDeterministic = common.deterministic;
}

fs::path transferFolder(const fs::path& out)
{
    return out / "transfer";
}

} // namespace

DemoStudies demoStudies(const fs::path& demo, const fs::path& out, const CommonOptions& common)
{
    DemoStudies studies{demoStudy(demo), demoLocateStudy(demo), demoTransferStudy(demo), {}};
    applyCommon(studies.similarity, common);
    applyCommon(studies.locate, common);
    applyCommon(studies.transfer, common);
    EvaluateStudy& student = studies.judging.student;
    student.model = studies.transfer.student;
    student.rows.limit = kJudgedItems;
    student.seed = student.rows.seed = common.seed;
    student.device = studies.transfer.studentDevice;
    student.dtype = studies.transfer.studentDtype;
    student.threads = common.threads;
    student.isDeterministic = common.deterministic;
    // What was transferred, and whether it was at the expense of something else.
    studies.judging.tasks = {{"choice", demoTestRows(demo, "mmlu")},
                             {"exact", demoTestRows(demo, "gsm")}};
    studies.judging.heldOut = demoTestRows(demo, "mmlu");
    studies.judging.overlay.deltas = {transferFolder(out) / "delta.safetensors"};
    return studies;
}

DemoResults runDemoSteps(const DemoStudies& studies, const fs::path& out, const RunContext& context)
{
    const SimilarityStudy& pair = studies.similarity;
    const PreflightReport report = preflightPair(pair.teacher, pair.student, pair.data);
    DemoResults results;
    results.preflight = out / "preflight.json";
    results.blocking = report.blocking.size();
    results.warnings = report.warnings.size();
    writeFileAtomically(results.preflight, Json(toJson(report)).dump(2) + '\n', true);

    results.similarity = runSimilarity(pair, out / "similarity.h5", true, context);
    results.locate = runLocate(studies.locate, out / "neurons.h5", true, false, context);
    results.transfer = runTransfer(studies.transfer, transferFolder(out), true, false, context);
    results.judged = checkDamage(studies.judging, out / "evaluation", true, false, context);
    results.files = {results.similarity.path, results.locate.path,
                     results.transfer.path / "run.h5"};
    return results;
}

Json toJson(const DemoResults& results, const DemoStudies& studies)
{
    return {{"preflight",
             {{"ok", results.blocking == 0},
              {"blocking", results.blocking},
              {"warnings", results.warnings},
              {"file", results.preflight.string()}}},
            {"similarity", outcomeJson(results.similarity)},
            {"locate", outcomeJson(results.locate, studies.locate)},
            {"transfer", outcomeJson(results.transfer, studies.transfer)},
            {"evaluation", toJson(results.judged)}};
}

void printResults(const DemoResults& results, const DemoStudies& studies, std::ostream& out)
{
    printOutcome(results.similarity, out);
    printOutcome(results.locate, out);
    printOutcome(results.transfer, studies.transfer, out);
    out << damageText(results.judged);
}

} // namespace neurograft

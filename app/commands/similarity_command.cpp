// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/common_options.h"
#include "app/commands/file_job.h"
#include "app/commands/pair_options.h"
#include "app/commands/same_study.h"
#include "app/commands/similarity_report.h"
#include "core/run/compute_setup.h"
#include "core/run/run_similarity.h"
#include "core/store/result_file.h"
#include "core/study/custom_mask.h"
#include "core/study/layer_mask.h"
#include "core/study/study_io.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace neurograft {

namespace {

struct SimilarityOptions {
    PairOptions pair;
    std::string activations;
    std::string modules = "up_proj,down_proj,v_proj,o_proj";
    std::string measures = "cka";
    std::string estimator = "unbiased";
    std::string maskFile;
    std::string baselines;
    std::string out;
    bool force = false;
    bool dryRun = false;
    bool resume = false;
};

/// Names in the result file, each once.
std::vector<std::string> measureNames(const SimilarityOptions& options)
{
    std::vector<std::string> names;
    for (const std::string& word : splitList(options.measures)) {
        requireChoice("--measure", word, similarityMeasures());
        for (const std::string& table : tablesOfMeasure(word, options.estimator)) {
            if (std::find(names.begin(), names.end(), table) == names.end()) {
                names.push_back(table);
            }
        }
    }
    if (names.empty()) {
        throw UsageError("--measure", "at least one measure", "none");
    }
    return names;
}

std::vector<std::string> baselineNames(const std::string& text)
{
    const std::vector<std::string> baselines = splitList(text);
    for (const std::string& baseline : baselines) {
        requireChoice("--baseline", baseline, similarityBaselines());
    }
    return baselines;
}

SimilarityStudy studyOf(const SimilarityOptions& options, const CommonOptions& common)
{
    SimilarityStudy study = pairStudyOf(options.pair, common);
    study.activations = options.activations;
    study.modules = parseModules(options.modules);
    study.measures = measureNames(options);
    study.baselines = baselineNames(options.baselines);
    checkMeasureOptions(study.measureOptions);
    if (!options.maskFile.empty()) {
        study.mask = readMaskFile(options.maskFile);
    }
    checkLayerMask(study.mask);
    for (const auto& [name, value] : {std::pair("--permutations", study.permutations),
                                      std::pair("--bootstrap", study.bootstrap)}) {
        if (value < 0) {
            throw UsageError(name, "a number from 0", std::to_string(value));
        }
    }
    const bool hasModels = !study.teacher.empty() && !study.student.empty() && !study.data.empty();
    const bool hasSomeModel = !study.teacher.empty() || !study.student.empty()
        || !study.data.empty() || !study.teacherOverlay.isEmpty()
        || !study.studentOverlay.isEmpty();
    if (study.activations.empty() ? !hasModels : hasSomeModel) {
        throw UsageError("similarity", "--teacher, --student and --data, or --activations alone",
                         hasSomeModel ? "only some of them" : "none of them");
    }
    return study;
}

int runCommand(const SimilarityOptions& options, CommandEnvironment& environment)
{
    const SimilarityStudy study = studyOf(options, environment.common());
    applyComputeSetup({study.threads, study.isDeterministic});
    if (options.dryRun) {
        return reportPlan(study, planSimilarity(study), environment);
    }
    if (options.out.empty()) {
        throw UsageError("similarity", "--out with a file name", "none");
    }
    std::error_code error;
    const bool isResumed = options.resume && std::filesystem::exists(options.out, error);
    if (isResumed) {
        // Read and written again: an earlier program did not know every key.
        const auto earlier =
            parseSimilarityStudy(readManifest(options.out).study, options.out + ": study");
        requireSameStudy(options.out, studyText(earlier), studyText(study));
    } else {
        CommandEnvironment::requireFreeTarget(options.out, options.force);
    }
    return reportFileJob(
        options.out, environment,
        [&](const RunContext& context) {
            return runSimilarity(study, options.out, options.force || isResumed, context);
        },
        [](const SimilarityOutcome& outcome) { return outcomeJson(outcome); },
        [](const SimilarityOutcome& outcome, std::ostream& out) { printOutcome(outcome, out); });
}

void declareOptions(CLI::App& parser, SimilarityOptions& options)
{
    SimilarityStudy& study = options.pair.study;
    declarePair(parser, options.pair, false);
    parser
        .add_option("--activations", options.activations,
                    "Arrays teacher.MODULE, student.MODULE instead (.npz, .h5, .safetensors)")
        ->type_name("F.npz");
    parser.add_option("--out", options.out, "Result file")->type_name("R.h5");
    parser.add_flag("--force", options.force, "Replace an existing --out");
    parser.add_flag("--dry-run", options.dryRun, "Only say what the run would need");
    parser.add_flag("--resume", options.resume, "Continue a partial result of the same study");
    parser.add_option("--modules", options.modules, "Default " + options.modules)
        ->type_name("M,...");
    parser
        .add_option("--measure", options.measures,
                    "cka (default), cka-rbf, cca, svcca, pwcca, regression, procrustes, rsa, "
                    "mutual-knn, jaccard-knn, cknna, dcor, eigenspace and their forms")
        ->type_name("NAME,...");
    parser.add_option("--estimator", options.estimator, "unbiased (default), biased or minibatch")
        ->type_name("NAME");
    CLI::Option* mask =
        parser
            .add_option("--mask", study.mask,
                        "Cells of the visible statistics: none, upper (default), lower, band:N or "
                        "custom:ROWS")
            ->type_name("MASK");
    parser.add_option("--mask-file", options.maskFile, "Cells as rows of a file: S0: 0-3, 5")
        ->excludes(mask)
        ->type_name("F.txt");
    MeasureOptions& measure = study.measureOptions;
    parser
        .add_option("--rbf-scale", measure.rbfScale,
                    "RBF kernel: width over the median distance (default 0.5)")
        ->type_name("X");
    parser
        .add_option("--neighbours", measure.neighbours,
                    "Neighbours of mutual-knn, jaccard-knn and cknna (default 10)")
        ->type_name("K");
    parser
        .add_option("--svcca-variance", measure.svccaVariance,
                    "Share of the variance that svcca keeps (default 0.99)")
        ->type_name("X");
    parser
        .add_option("--eigenspace-rank", measure.eigenspaceRank,
                    "Leading directions of eigenspace (default 10)")
        ->type_name("K");
    parser
        .add_option("--permutations", study.permutations,
                    "Shuffles of the teacher's samples: what no relation looks like")
        ->type_name("N");
    parser
        .add_option("--bootstrap", study.bootstrap,
                    "Resamples of the texts: 95 % interval of each cell")
        ->type_name("N");
    parser
        .add_option("--baseline", options.baselines,
                    "self (each model with itself), random-teacher (one that learnt nothing), "
                    "aligned-teacher (in the student's word directions)")
        ->type_name("NAME,...");
}

} // namespace

Command similarityCommand()
{
    Command command;
    command.name = "similarity";
    command.summary = "Layer x layer similarity of a teacher and a student";
    command.example =
        "similarity --teacher T --student S --data rows.jsonl --modules up_proj,o_proj --out R.h5";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<SimilarityOptions>();
        declareOptions(parser, *options);
        return [options, &environment]() -> int { return runCommand(*options, environment); };
    };
    return command;
}

} // namespace neurograft

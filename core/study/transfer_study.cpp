// SPDX-License-Identifier: GPL-3.0-or-later
// Methods, their defaults and the checks of a transfer study.
#include "core/study/transfer_study.h"

#include "core/run/error.h"
#include "core/study/laten_study.h"
#include "core/study/locate_study.h"
#include "core/study/option_checks.h"

#include <cmath>
#include <set>

namespace neurograft {

namespace {

using Words = std::vector<std::string>;

const Words kMethods{"lora",     "gaussian-lora", "pissa", "seeking",    "random-submatrix",
                     "shuffled", "noise",         "self",  "other-task", "unaligned",
                     "laten",    "semalign",      "sft",   "seqkd",      "gkd"};
const Words kTransferStudyModules{"q_proj",  "k_proj",    "v_proj",       "o_proj", "gate_proj",
                                  "up_proj", "down_proj", "embed_tokens", "lm_head"};
const Words kLayerModules{"q_proj",    "k_proj",  "v_proj",   "o_proj",
                          "gate_proj", "up_proj", "down_proj"};
const Words kNeuronModules{"v_proj", "o_proj", "up_proj", "down_proj"}; // attribution.md 4

void checkTraining(const TransferStudy& study)
{
    requireAbove("--epochs", study.epochs);
    requireAbove("--lr", study.learningRate);
    requireWord("--schedule", study.schedule,
                study.method == "laten" ? Words{"onecycle", "constant_first"}
                                        : Words{"linear", "cosine", "constant"});
    requireIn("--warmup", study.warmup, 0.0, 1.0, "a share from 0 to below 1");
    requireIn("--weight-decay", study.weightDecay, 0.0, 1.0, "a number from 0 to below 1");
    if (!(study.clip >= 0.0)) {
        throw UsageError("--clip", "a number from 0", std::to_string(study.clip));
    }
    requireFrom("--batch", study.batch, 1);
    requireFrom("--micro-batch", study.microBatch, 1);
    requireFrom("--warmup-steps", study.warmupSteps, 0);
    requireWord("--recompute", study.recompute, {"auto", "on", "off"});
    requireFrom("--max-length", study.maxLength, 2);
    requireFrom("--steps-limit", study.stepsLimit, 0);
    requireFrom("--validate-every", study.validateEvery, 0);
    requireFrom("--save-every", study.saveEvery, 0);
    requireFrom("--keep", study.keep, 0);
    requireFrom("--limit", study.rows.limit, 0);
    requireFrom("--sample", study.rows.sample, 0);
    if (study.isTrained && study.train.empty() && study.method != "laten"
        && !takesLatenRows(study)) {
        throw UsageError("transfer " + study.method, "--train with rows to learn from", "none",
                         "--no-train writes the start state alone.");
    }
    if (study.validateEvery > 0 && study.validation.empty()) {
        throw UsageError("--validate-every", "--validation with rows", "none");
    }
}

/// What has a meaning for changes without training only.
void checkUnaligned(const TransferStudy& study)
{
    requireWord("--variant", study.variant, {"d1", "d2", "d3", "d4"});
    if (!std::isfinite(study.lambda)) {
        throw UsageError("--lambda", "a finite number", std::to_string(study.lambda));
    }
    if (study.isTrained || !study.train.empty() || !study.validation.empty()) {
        throw UsageError("transfer unaligned", "no rows to train on", "--train or --validation",
                         "Nothing is trained. --align measures the perplexity on rows.");
    }
    if (!needsNeurons(study)
        && (study.substitutes || study.rate != transferDefaults(study.method).rate)) {
        throw UsageError(study.substitutes ? "--substitute" : "--rate",
                         "--variant d3 or d4, which change neurons", "--variant " + study.variant);
    }
    for (const std::string& module : study.modules) {
        requireWord("--modules", module, needsNeurons(study) ? kNeuronModules : kLayerModules);
    }
}

void checkSource(const TransferStudy& study)
{
    if (study.student.empty()) {
        throw UsageError("transfer " + study.method, "--student", "none");
    }
    if (needsTeacher(study) && study.teacher.empty()) {
        throw UsageError("transfer " + study.method, "--teacher", "none");
    }
    if ((needsSensitivity(study) || needsNeurons(study)) && study.extract.empty()) {
        throw UsageError("transfer " + study.method, "--extract with seed examples", "none");
    }
    requireWord("--layer-order", study.layerOrder, kLayerOrders);
    if (!study.teacherLayers.empty() && !takesTeacherLayers(study)) {
        throw UsageError("--teacher-layers", "a method that takes matrices of the teacher's layers",
                         study.method);
    }
    for (const std::int64_t layer : study.teacherLayers) {
        requireFrom("--teacher-layers", layer, 0);
    }
    requireWord("--structure", study.structure,
                {"submatrix", "shared-window", "random", "neuron", "row-column"});
    requireWord("--svd", study.svd, {"auto", "exact", "krylov", "randomized"});
    requireFrom("--svd-iterations", study.svdIterations, 0);
    requireFrom("--extract-limit", study.extractLimit, 0);
}

/// Embedding and head: PiSSA leaves them out, of the teacher's a run of coordinates is taken.
void checkEnd(const TransferStudy& study, const std::string& module)
{
    if (module != "embed_tokens" && module != "lm_head") {
        return;
    }
    if (study.method == "pissa") {
        throw UsageError("--modules", "matrices of a layer with method pissa", "'" + module + "'");
    }
    if (needsSensitivity(study) && study.structure != "submatrix") {
        throw UsageError("--modules " + module, "--structure submatrix",
                         "--structure " + study.structure);
    }
}

} // namespace

const std::vector<std::string>& transferMethods()
{
    return kMethods;
}

std::vector<std::uint64_t> TransferStudy::allSeeds() const
{
    if (seeds.empty()) {
        return {seed};
    }
    return {seeds.begin(), seeds.end()};
}

bool trainsAdapter(const TransferStudy& study)
{
    return study.method != "unaligned" && study.method != "laten";
}

bool startsFromMatrices(const TransferStudy& study)
{
    return isOneOf(
        study.method,
        {"pissa", "seeking", "random-submatrix", "shuffled", "noise", "self", "other-task"});
}

bool needsTeacher(const TransferStudy& study)
{
    return takesTeacherMatrices(study)
        || isOneOf(study.method, {"laten", "semalign", "seqkd", "gkd"});
}

bool needsSensitivity(const TransferStudy& study)
{
    return isOneOf(study.method, {"seeking", "shuffled", "noise", "other-task"})
        || (study.method == "unaligned" && isOneOf(study.variant, {"d1", "d2"}));
}

bool takesTeacherMatrices(const TransferStudy& study)
{
    return isOneOf(study.method,
                   {"seeking", "random-submatrix", "shuffled", "noise", "other-task", "unaligned"});
}

bool needsOneVocabulary(const TransferStudy& study)
{
    return isOneOf(study.method, {"semalign", "gkd"});
}

bool takesTeacherLayers(const TransferStudy& study)
{
    return needsSensitivity(study) || isOneOf(study.method, {"random-submatrix", "laten"});
}

bool needsNeurons(const TransferStudy& study)
{
    return study.method == "unaligned" && isOneOf(study.variant, {"d3", "d4"});
}

TransferStudy transferDefaults(const std::string& method, const std::string& mode)
{
    if (method == "laten") {
        return latenDefaults(mode);
    }
    TransferStudy study;
    study.method = method;
    study.mode = mode;
    if (method == "pissa") {
        study.dropout = 0.0; // transfer.md 1
    }
    if (method == "unaligned") {
        study.isTrained = false;
    }
    if (method == "semalign") {
        return semAlignDefaults(study);
    }
    return isDistillation(study) ? distillationDefaults(study) : study;
}

void checkTransferStudy(const TransferStudy& study)
{
    requireWord("METHOD", study.method, kMethods);
    checkSource(study);
    if (study.modules.empty()) {
        throw UsageError("--modules", "at least one module", "none");
    }
    for (const std::string& module : study.modules) {
        requireWord("--modules", module, kTransferStudyModules);
        checkEnd(study, module);
    }
    requireFrom("--rank", study.rank, 1);
    requireAbove("--alpha", study.alpha);
    requireIn("--dropout", study.dropout, 0.0, 1.0, "a share from 0 to below 1");
    requireWord("--mode", study.mode, {"corrected", "compat"});
    if (!(study.rate >= 0.0 && study.rate <= 1.0)) {
        throw UsageError("--rate", "a share from 0 to 1", std::to_string(study.rate));
    }
    if (study.method == "unaligned") {
        checkUnaligned(study);
    } else if (isDistillation(study)) {
        checkDistillation(study);
    } else if (trainsAdapter(study) && !study.align.empty()) {
        throw UsageError("--align", "a method that has a use for it", study.method,
                         "--validation measures the loss on rows while an adapter is trained.");
    }
    if (study.method == "laten") {
        checkLatenStudy(study);
    }
    if (study.method == "semalign") {
        checkSemAlign(study);
    }
    if (std::set<std::int64_t>(study.seeds.begin(), study.seeds.end()).size()
        != study.seeds.size()) {
        throw UsageError("--seeds", "different numbers", "one of them twice");
    }
    checkTraining(study);
}

} // namespace neurograft

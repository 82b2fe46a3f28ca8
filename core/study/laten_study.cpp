// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/laten_study.h"

#include "core/run/error.h"
#include "core/study/option_checks.h"
#include "core/study/transfer_study.h"

#include <cmath>

namespace neurograft {

namespace {

void requireShare(const std::string& option, double value)
{
    requireIn(option, value, 0.0, 1.0, "a number from 0 to below 1");
}

void checkRows(const TransferStudy& study)
{
    if (study.isTrained && study.extract.empty()) {
        throw UsageError("transfer laten", "--extract with rows to locate by", "none",
                         "--no-train uses a translator as it is.");
    }
    if (study.isTrained && study.align.empty()) {
        throw UsageError("transfer laten", "--align with rows to learn from", "none",
                         "--no-train uses a translator as it is.");
    }
    if (study.extract.empty() && study.train.empty()) {
        throw UsageError("transfer laten", "--train or --extract with rows for the seed example",
                         "none");
    }
}

/// The official code has no other ways.
void checkMode(const TransferStudy& study)
{
    const bool isCompat = study.mode == "compat";
    if (isCompat && study.microBatch != 1) {
        throw UsageError("--mode compat", "--micro-batch 1: each gradient is rounded alone",
                         "--micro-batch " + std::to_string(study.microBatch));
    }
    if (!isCompat && study.laten.save != "single") {
        throw UsageError("--save " + study.laten.save, "--mode compat", "--mode " + study.mode);
    }
    if (study.laten.save == "accumulate"
        && (!study.isTrained || study.saveEvery == 0 || study.keep > 0)) {
        throw UsageError("--save accumulate", "--save-every without --keep: the kept steps add up",
                         study.keep > 0        ? "--keep"
                             : study.isTrained ? "none"
                                               : "--no-train");
    }
}

} // namespace

TransferStudy latenDefaults(const std::string& mode)
{
    TransferStudy study;
    study.method = "laten";
    study.mode = mode;
    study.modules = {"up_proj", "down_proj", "v_proj", "o_proj"};
    study.extractLimit = 0;
    study.learningRate = 3e-5;
    study.schedule = "onecycle";
    study.warmup = 0.1;
    study.weightDecay = 0.05;
    if (mode == "compat") {
        study.clip = 0.0;
        study.microBatch = 1;
        study.laten.halfOutput = true;
        study.laten.cyclesBeta = true;
        study.laten.reduction = "sum";
    }
    return study;
}

void checkLatenStudy(const TransferStudy& study)
{
    const LatenStudy& laten = study.laten;
    checkRows(study);
    for (const std::string& module : study.modules) {
        requireWord("--modules", module, {"up_proj", "down_proj", "v_proj", "o_proj"});
    }
    requireFrom("--steps", laten.steps, 0);
    requireFrom("--align-per-step", laten.alignPerStep, 0);
    if (!(laten.lambdaMse >= 0.0) || !std::isfinite(laten.lambdaMse)) {
        throw UsageError("--lambda-mse", "a number from 0", std::to_string(laten.lambdaMse));
    }
    requireShare("--beta1", laten.beta1);
    requireShare("--beta2", laten.beta2);
    requireWord("--reduction", laten.reduction, {"mean", "sum"});
    requireFrom("--seed-row", laten.seedRow, -1);
    requireWord("--random-neurons", laten.randomNeurons, {"none", "teacher", "student", "both"});
    requireWord("--layer-pairing", laten.layerPairing, {"rank", "depth"});
    requireWord("--neuron-pairing", laten.neuronPairing, {"rank", "shuffled"});
    requireWord("--vectors", laten.vectors, {"teacher", "noise"});
    requireWord("--delta-source", laten.delta, {"translated", "mean", "free"});
    requireWord("--save", laten.save, {"single", "noop", "accumulate"});
    if (laten.vectors == "noise" && laten.delta == "free") {
        throw UsageError("--vectors noise", "a translator", "--delta-source free");
    }
    if (!laten.trace.empty() && (!study.isTrained || study.seeds.size() > 1)) {
        throw UsageError("--trace", "steps of one seed",
                         study.isTrained ? "several --seeds" : "--no-train");
    }
    checkMode(study);
}

} // namespace neurograft

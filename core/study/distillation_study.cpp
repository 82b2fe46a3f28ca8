// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/distillation_study.h"

#include "core/run/error.h"
#include "core/study/option_checks.h"
#include "core/study/transfer_study.h"

#include <cmath>

namespace neurograft {

namespace {

void requireClosedShare(const std::string& option, double value)
{
    if (!(value >= 0.0 && value <= 1.0)) {
        throw UsageError(option, "a number from 0 to 1", std::to_string(value));
    }
}

void checkSamples(const DistillationStudy& samples)
{
    if (!(samples.temperature >= 0.0) || !std::isfinite(samples.temperature)) {
        throw UsageError("--temperature", "a number from 0 (greedy)",
                         std::to_string(samples.temperature));
    }
    if (!(samples.topP > 0.0 && samples.topP <= 1.0)) {
        throw UsageError("--top-p", "a number above 0, at most 1", std::to_string(samples.topP));
    }
    requireFrom("--max-new-tokens", samples.maxNewTokens, 1);
}

/// One of the two ways to say what is learned.
void checkDistillationRows(const TransferStudy& study)
{
    if (study.align.empty() && !study.extract.empty()) {
        throw UsageError("--extract", "--align beside it: the rows of LaTen's steps", "none");
    }
    if (study.align.empty()) {
        return;
    }
    if (!study.train.empty()) {
        throw UsageError("--align", "either --train, or --extract and --align", "both");
    }
    if (study.extract.empty()) {
        throw UsageError("--align", "--extract beside it: a step for each of its rows", "none");
    }
}

} // namespace

bool isDistillation(const TransferStudy& study)
{
    return isOneOf(study.method, {"sft", "seqkd", "gkd"});
}

bool takesLatenRows(const TransferStudy& study)
{
    return isDistillation(study) && !study.align.empty();
}

bool samplesAnswers(const TransferStudy& study)
{
    const DistillationStudy& samples = study.distillation;
    return study.method == "seqkd"
        || (study.method == "gkd" && (samples.studentShare > 0.0 || samples.teacherAnswers));
}

TransferStudy distillationDefaults(const TransferStudy& adapter)
{
    TransferStudy study = adapter;
    study.extractLimit = 0; // all, as LaTen
    if (study.method == "seqkd") {
        study.distillation.temperature = 0.0;
    }
    return study;
}

void applyRebuttal(TransferStudy& study)
{
    study.learningRate = 1e-5;
    study.epochs = 5.0;
    study.batch = 96; // 1 row, 16 times accumulated, on 6 devices
    study.microBatch = 1;
    study.schedule = "cosine";
    study.warmupSteps = 10;
    study.maxLength = 64;
    study.distillation = DistillationStudy();
    study.distillation.maxNewTokens = 32;
}

void checkDistillation(const TransferStudy& study)
{
    checkDistillationRows(study);
    requireFrom("--align-per-step", study.laten.alignPerStep, 0);
    const DistillationStudy& samples = study.distillation;
    requireClosedShare("--beta", samples.beta);
    requireClosedShare("--lambda", samples.studentShare);
    checkSamples(samples);
    if (study.method == "gkd" && samples.teacherAnswers && samples.studentShare == 1.0) {
        throw UsageError("--seq-kd", "--lambda below 1: else every step learns the student's",
                         "--lambda 1");
    }
    if (samplesAnswers(study) && study.trainsOnInputs) {
        throw UsageError("--train-on-inputs", "rows that are learned as they are",
                         "samples in their place");
    }
}

} // namespace neurograft

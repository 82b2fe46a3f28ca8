// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/laten_options.h"

#include "app/commands/transfer_changes.h"

namespace neurograft {

namespace {

using Text = std::string;
using Count = std::int64_t;

void declareSteps(CLI::App& parser, TransferChanges& changes)
{
    changes.add<Text>(
        parser, "--translator",
        "Of laten: start from this translator; with --no-train use it as it is, at any --rate",
        "FILE", [](TransferStudy& study, const Text& value) { study.laten.translator = value; });
    changes.add<Count>(parser, "--steps",
                       "Of laten: optimiser steps (default: one per row of --extract; 0 = "
                       "--no-train)",
                       "N", [](TransferStudy& study, Count value) {
                           study.laten.steps = value;
                           study.isTrained = study.isTrained && value != 0;
                       });
    changes.add<Count>(parser, "--align-per-step",
                       "Of laten: rows of --align in a step beside the locating one (default 15)",
                       "N",
                       [](TransferStudy& study, Count value) { study.laten.alignPerStep = value; });
    changes.add<double>(parser, "--lambda-mse", "Of laten: weight of the penalty (default 1000)",
                        "X",
                        [](TransferStudy& study, double value) { study.laten.lambdaMse = value; });
    changes.addSwitch(parser, "--half-output",
                      "Of laten: the translator's output rounded to float16 (compat: on)",
                      [](TransferStudy& study, bool value) { study.laten.halfOutput = value; });
    changes.add<double>(parser, "--beta1", "Of laten's AdamW (default 0.9)", "X",
                        [](TransferStudy& study, double value) { study.laten.beta1 = value; });
    changes.add<double>(parser, "--beta2", "Of laten's AdamW (default 0.95)", "X",
                        [](TransferStudy& study, double value) { study.laten.beta2 = value; });
    changes.addSwitch(parser, "--cycle-beta",
                      "Of laten: beta1 follows the schedule, 0.95 to 0.85 and back (compat: on)",
                      [](TransferStudy& study, bool value) { study.laten.cyclesBeta = value; });
    changes.add<Text>(
        parser, "--reduction", "Of laten: gradients of a step's rows, mean or sum (compat: sum)",
        "NAME", [](TransferStudy& study, const Text& value) { study.laten.reduction = value; });
    changes.add<Count>(parser, "--seed-row",
                       "Of laten: row of --train that inference locates by (default: drawn)", "N",
                       [](TransferStudy& study, Count value) { study.laten.seedRow = value; });
}

void declareControls(CLI::App& parser, TransferChanges& changes)
{
    changes.add<Text>(
        parser, "--random-neurons",
        "Control of laten: neurons drawn in place of located ones in the teacher, the student or "
        "both",
        "WHERE",
        [](TransferStudy& study, const Text& value) { study.laten.randomNeurons = value; });
    changes.add<Text>(
        parser, "--layer-pairing",
        "Of laten: the teacher's layers by rank (default: the best by score) or depth", "NAME",
        [](TransferStudy& study, const Text& value) { study.laten.layerPairing = value; });
    changes.add<Text>(
        parser, "--neuron-pairing", "Of laten: by rank (default) or shuffled", "NAME",
        [](TransferStudy& study, const Text& value) { study.laten.neuronPairing = value; });
    changes.add<Text>(
        parser, "--vectors",
        "Control of laten: what is translated, the teacher's vectors (default) or noise", "NAME",
        [](TransferStudy& study, const Text& value) { study.laten.vectors = value; });
    changes.add<Text>(
        parser, "--delta-source",
        "Control of laten: what is added, translated (default), its mean over neurons, or free "
        "numbers trained without a teacher",
        "NAME", [](TransferStudy& study, const Text& value) { study.laten.delta = value; });
    changes.add<Text>(
        parser, "--save",
        "Of laten with --mode compat: single (default); noop: an empty delta, as the official "
        "release saves; accumulate: the kept steps' changes in one, as its first version",
        "NAME", [](TransferStudy& study, const Text& value) { study.laten.save = value; });
    changes.add<Text>(parser, "--trace",
                      "Of laten: every intermediate of each step, for comparison with others",
                      "FILE.safetensors",
                      [](TransferStudy& study, const Text& value) { study.laten.trace = value; });
}

} // namespace

void declareLaten(CLI::App& parser, TransferChanges& changes)
{
    declareSteps(parser, changes);
    declareControls(parser, changes);
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/laten_study_io.h"

#include "core/study/command_line_text.h"
#include "core/study/study_parts.h"
#include "core/study/study_reader.h"

#include <string>

namespace neurograft {

namespace {

} // namespace

nlohmann::ordered_json latenJson(const LatenStudy& laten)
{
    nlohmann::ordered_json text;
    text["translator"] = laten.translator.string();
    text["steps"] = laten.steps;
    text["align_per_step"] = laten.alignPerStep;
    text["lambda_mse"] = laten.lambdaMse;
    text["half_output"] = laten.halfOutput;
    text["beta1"] = laten.beta1;
    text["beta2"] = laten.beta2;
    text["cycle_beta"] = laten.cyclesBeta;
    text["reduction"] = laten.reduction;
    text["seed_row"] = laten.seedRow;
    text["random_neurons"] = laten.randomNeurons;
    text["layer_pairing"] = laten.layerPairing;
    text["neuron_pairing"] = laten.neuronPairing;
    text["vectors"] = laten.vectors;
    text["delta"] = laten.delta;
    text["save"] = laten.save;
    text["trace"] = laten.trace.string();
    return text;
}

void takeLaten(StudyReader& reader, LatenStudy& laten)
{
    if (!reader.has("laten")) {
        return;
    }
    const nlohmann::json object = reader.takeAny("laten");
    StudyReader inner(object, reader.path("laten"));
    takePath(inner, "translator", laten.translator);
    inner.take("steps", laten.steps, 0);
    inner.take("align_per_step", laten.alignPerStep, 0);
    takeNumber(inner, "lambda_mse", laten.lambdaMse);
    inner.take("half_output", laten.halfOutput);
    takeNumber(inner, "beta1", laten.beta1);
    takeNumber(inner, "beta2", laten.beta2);
    inner.take("cycle_beta", laten.cyclesBeta);
    inner.take("reduction", laten.reduction);
    inner.take("seed_row", laten.seedRow, -1);
    inner.take("random_neurons", laten.randomNeurons);
    inner.take("layer_pairing", laten.layerPairing);
    inner.take("neuron_pairing", laten.neuronPairing);
    inner.take("vectors", laten.vectors);
    inner.take("delta", laten.delta);
    inner.take("save", laten.save);
    takePath(inner, "trace", laten.trace);
    inner.requireAllTaken();
}

void addLaten(CommandLineText& line, const LatenStudy& laten, const LatenStudy& standard)
{
    const auto addCount = [&line](const char* flag, std::int64_t usual, std::int64_t value) {
        line.addUnless(std::to_string(usual), flag, std::to_string(value));
    };
    const auto addNumber = [&line](const char* flag, double usual, double value) {
        line.addUnless(nlohmann::json(usual).dump(), flag, nlohmann::json(value).dump());
    };
    const auto addSwitch = [&line](const char* flag, bool usual, bool value) {
        line.addUnless(usual ? "on" : "off", flag, value ? "on" : "off");
    };
    line.addUnless("", "--translator", laten.translator.string());
    addCount("--steps", standard.steps, laten.steps);
    addCount("--align-per-step", standard.alignPerStep, laten.alignPerStep);
    addNumber("--lambda-mse", standard.lambdaMse, laten.lambdaMse);
    addSwitch("--half-output", standard.halfOutput, laten.halfOutput);
    addNumber("--beta1", standard.beta1, laten.beta1);
    addNumber("--beta2", standard.beta2, laten.beta2);
    addSwitch("--cycle-beta", standard.cyclesBeta, laten.cyclesBeta);
    line.addUnless(standard.reduction, "--reduction", laten.reduction);
    addCount("--seed-row", standard.seedRow, laten.seedRow);
    line.addUnless(standard.randomNeurons, "--random-neurons", laten.randomNeurons);
    line.addUnless(standard.layerPairing, "--layer-pairing", laten.layerPairing);
    line.addUnless(standard.neuronPairing, "--neuron-pairing", laten.neuronPairing);
    line.addUnless(standard.vectors, "--vectors", laten.vectors);
    line.addUnless(standard.delta, "--delta-source", laten.delta);
    line.addUnless(standard.save, "--save", laten.save);
    line.addUnless("", "--trace", laten.trace.string());
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/locate_memory.h"

#include "core/engine/attribution/base_distributions.h"
#include "core/engine/attribution/submatrix_selection.h"
#include "core/engine/run/program_memory.h"
#include "core/engine/run/sensitivity_tables.h"

#include <algorithm>

namespace neurograft {

namespace {

constexpr double kBlockBytes = 340e6; ///< vectors under evaluation, blocks of the vocabulary
constexpr double kFirstOrderBytes = 140e6; ///< blocks of the vocabulary and of vectors alone
constexpr double kLocateMemoryHeadBytes =
    64.0 * 1024.0 * 1024.0; ///< of logits at a time in sensitivity
constexpr double kCharactersPerToken = 3.0;
constexpr double kLocateMemoryStepsAtOnce = 4.0; ///< rows of integrated gradients that run together
constexpr double kEvaluatedShare = 0.2; ///< of a layer's neurons, by intervals

double weightBytes(const LocateModel& model, double element)
{
    // The CPU computes from the mapped file; a device holds the type computed with.
    return model.device.is_cpu()
        ? kProgramBytes + static_cast<double>(model.checkpoint->byteCount())
        : static_cast<double>(model.checkpoint->parameterCount()) * element;
}

/// Values of one layer for a text of @p tokens that live at the same time, in float32.
double layerBytes(const ModelConfig& config, double tokens)
{
    const double values =
        tokens * static_cast<double>(8 * config.hiddenSize + 4 * config.intermediateSize);
    return 4.0 * (values + static_cast<double>(config.heads) * tokens * tokens);
}

double gradientBytes(const LocateModel& model, const LocateStudy& study, double tokens)
{
    const ModelConfig& config = model.checkpoint->config();
    const double rows = study.score == "integrated-gradients" ? kLocateMemoryStepsAtOnce : 1.0;
    // Whole matrices are widened when gradients pass them, and every layer's values stay for them.
    return static_cast<double>(model.checkpoint->parameterCount()) * 4.0
        + rows * static_cast<double>(config.layers) * layerBytes(config, tokens);
}

} // namespace

double roughTokens(const ExampleRow& row)
{
    return static_cast<double>(row.prompt.size() + row.response.size()) / kCharactersPerToken;
}

double attributionBytes(const LocateModel& model, const LocateStudy& study)
{
    const ModelConfig& config = model.checkpoint->config();
    const double weights = weightBytes(model, static_cast<double>(c10::elementSize(model.type)));
    double tokens = 0.0; // of the longest row
    for (const AttributionRow& row : model.rows.rows) {
        tokens = std::max(tokens, static_cast<double>(row.ids.size()));
    }
    if (study.score == "activation-gradient" || study.score == "integrated-gradients") {
        return weights + gradientBytes(model, study, tokens);
    }
    const auto layers = static_cast<double>(config.layers);
    const auto positions = static_cast<double>(model.rows.scoredPositions());
    const auto width = static_cast<double>(config.hiddenSize);
    const double neurons =
        static_cast<double>(std::max(config.intermediateSize, config.heads * config.headDim));
    const double captured = layers * positions
        * static_cast<double>(4 * config.hiddenSize + config.intermediateSize
                              + config.heads * config.headDim);
    double work = (study.score == "first-order" ? kFirstOrderBytes : kBlockBytes)
        + 2.0 * layers * positions * width * 8.0 * 4.0 + captured * 12.0
        + layerBytes(config, tokens);
    const auto scored = static_cast<std::int64_t>(model.rows.scoredPositions());
    if (study.score != "first-order" && canKeepProbabilities(config, scored)) {
        const auto vocabulary = static_cast<double>(config.vocabSize);
        const double vectors = layers * neurons * kEvaluatedShare * width; // g * w of each
        work += layers * vocabulary * (2.0 * positions * 8.0 + 4.0) // probabilities, order of ids
            + vectors * 4.0 + width * width * 12.0;
    }
    return weights + work;
}

double sensitivityBytes(const LocateInputs& inputs)
{
    const LocateModel& teacher = inputs.models.front();
    const ModelConfig& config = teacher.checkpoint->config();
    double kept = 0.0;
    double layer = 0.0;
    double largest = 0.0;
    for (const Module module : allModules()) {
        if (!isWeightMatrix(module)) {
            continue;
        }
        const auto [rows, columns] = moduleShape(config, module);
        const auto size = static_cast<double>(rows * columns);
        layer += size;
        largest = std::max(largest, size);
    }
    for (const Module module : sensitivityModules(inputs.study)) {
        const auto [rows, columns] = moduleShape(config, module);
        kept += static_cast<double>(rows * columns) * static_cast<double>(config.layers);
    }
    double tokens = 0.0; // of the longest row
    for (const ExampleRow& row : inputs.data.rows) {
        tokens = std::max(tokens, roughTokens(row));
    }
    const auto most = static_cast<double>(inputs.study.maxLength > 0 ? inputs.study.maxLength
                                                                     : kSensitivityLength);
    tokens = std::min(tokens, most);
    const double head = // logits, their logarithms, a gradient of each, and a product under way
        5.0
        * std::min(kLocateMemoryHeadBytes, tokens * static_cast<double>(config.vocabSize) * 4.0);
    const double states =
        static_cast<double>(config.layers * config.hiddenSize) * tokens * 4.0 // inputs of layers
        + 3.0 * layerBytes(config, tokens);
    const double tables = largest * 8.0 * 6.0; // of one window's search, float64
    return weightBytes(teacher, 4.0) + 4.0 * (kept + 2.0 * layer) + head + states + tables;
}

} // namespace neurograft

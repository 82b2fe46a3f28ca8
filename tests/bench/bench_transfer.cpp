// SPDX-License-Identifier: GPL-3.0-or-later
// What a transfer costs, as one JSON object.
//   bench_transfer [SIDE] [FOLDER]   SIDE of the square matrix that is decomposed (default 4096);
//                                    FOLDER or NEUROGRAFT_SMOLLM2: a student for training steps
// Rank-16 factors against the full factors of the official code, on a flat and on a falling
// spectrum; the window search against the official loop, whose time per candidate (20 to 37 us,
// transfer of 13B to 7B) is scaled to the same number of candidates; a training step of a LoRA; a
// LaTen step at rate 0.1 against the naive one. A step locates the neurons of one row in both
// models and trains on 16 rows; the naive one scores every neuron against the whole vocabulary,
// translates anew for every row and adds dense changes. Both halves are told, and the whole.
#include "core/engine/attribution/corrected_attribution.h"
#include "core/engine/attribution/window_search.h"
#include "core/engine/support/device.h"
#include "core/engine/train/response_gradient.h"
#include "core/engine/train/response_training.h"
#include "core/engine/transfer/laten_step.h"
#include "core/engine/transfer/leading_triplets.h"
#include "core/engine/transfer/trainable_adapter.h"
#include "core/engine/transfer/translator.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <numeric>
#include <string>

using namespace neurograft;

namespace {

using Json = nlohmann::ordered_json;

template <class Work> double secondsOf(const Work& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Json factorsOf(const at::Tensor& matrix)
{
    constexpr std::int64_t kRank = 16;
    std::tuple<at::Tensor, at::Tensor, at::Tensor> all;
    const double full = secondsOf([&] { all = at::linalg_svd(matrix, true); });
    const at::Tensor values = std::get<1>(all).narrow(0, 0, kRank);
    Json result{{"full_factors_s", full}};
    for (const char* method : {"krylov", "randomized"}) {
        TripletOptions options;
        options.method = method;
        Triplets found;
        const double seconds = secondsOf([&] { found = leadingTriplets(matrix, kRank, options); });
        const double error = ((found.s - values).abs() / values).max().item<double>();
        result[method] = {{"s", seconds},
                          {"times_faster", full / seconds},
                          {"largest_relative_error_of_values", error},
                          {"residual", found.residual}};
    }
    return result;
}

Json windowSearch()
{
    // A feed-forward matrix of 13B and the window of 7B.
    const at::Tensor sums = at::rand({13824, 5120});
    const std::int64_t height = 11008;
    const std::int64_t width = 4096;
    const double seconds = secondsOf([&] { largestWindow(sums, height, width); });
    const auto candidates =
        static_cast<double>((sums.size(0) - height + 1) * (sums.size(1) - width + 1));
    return {{"s", seconds},
            {"candidates", candidates},
            {"times_faster_than_20_us_each", candidates * 20e-6 / seconds},
            {"times_faster_than_37_us_each", candidates * 37e-6 / seconds}};
}

TokenizedRow rowOf(std::int64_t number, std::int64_t length, std::int64_t vocabulary)
{
    TokenizedRow row;
    row.line = number;
    row.responseStart = length / 2;
    for (std::int64_t i = 0; i < length; ++i) {
        row.ids.push_back(static_cast<std::int32_t>((i * 7919 + number * 104729) % vocabulary));
    }
    return row;
}

/// One step of 16 rows of 128 tokens, half of each a response.
Json trainingSteps(const std::string& folder)
{
    const auto model = TransformerModel::load(folder, {"cpu", "float32"});
    TrainableAdapter adapter(at::kCPU);
    for (const AdapterTarget& target :
         adapterTargets(model->config(), {"v_proj", "o_proj", "up_proj", "down_proj"})) {
        adapter.add(target, 1.0, kaimingFactors(target, 16, 42), false);
    }
    std::vector<TokenizedRow> rows;
    for (std::int64_t i = 0; i < 16; ++i) {
        rows.push_back(rowOf(i, 128, model->config().vocabSize));
    }
    Json result{{"tokens", 16 * 128}};
    const auto before = static_cast<double>(peakResidentMemory());
    for (const bool recomputes : {true, false}) { // the leaner one first: the peak only rises
        ResponseTrainingOptions options;
        options.batch = 16;
        options.microBatch = 4;
        options.recomputes = recomputes;
        const ResponseTraining training(model->withEdits(adapter.edits()), rows, options, nullptr);
        training.addGradients(0, 1.0, {}); // pages of the weights
        const double seconds = secondsOf([&] { training.addGradients(1, 1.0, {}); });
        result[recomputes ? "layers_again" : "graph"] = {
            {"s", seconds},
            {"peak_bytes_above_start", static_cast<double>(peakResidentMemory()) - before}};
    }
    return result;
}

/// The first tenth of the neurons of every layer.
FamilySelections someNeurons(const ModelConfig& config)
{
    FamilySelections chosen;
    for (const ScoreFamily family :
         {ScoreFamily::Ffn, ScoreFamily::Attention, ScoreFamily::Value}) {
        std::vector<std::int64_t> neurons(
            static_cast<std::size_t>(familyWidth(config, family) / 10));
        std::iota(neurons.begin(), neurons.end(), std::int64_t{0});
        for (std::int64_t layer = 0; layer < config.layers; ++layer) {
            chosen.of(family).layers.push_back(layer);
            chosen.of(family).neurons.push_back(neurons);
        }
    }
    return chosen;
}

/// The changes of one row as dense matrices, with the graph to the translators.
std::shared_ptr<const ModelEdits> denseEdits(const Translator& translator,
                                             const VectorSource& source, const PairSelection& pair,
                                             const std::vector<Module>& modules,
                                             const TransformerModel& student)
{
    const auto edits = std::make_shared<ModelEdits>();
    for (const Module module : modules) {
        const NeuronSelection& chosen = pair.student.of(module);
        const at::Tensor delta = translator.delta(module, source.vectors(module, pair));
        for (std::size_t i = 0; i < chosen.layers.size(); ++i) {
            const std::string name = weightName(static_cast<int>(chosen.layers[i]), module);
            const at::Tensor index = at::tensor(chosen.neurons[i], at::kLong);
            const at::Tensor rows = delta.select(0, static_cast<std::int64_t>(i));
            const at::Tensor none = at::zeros(student.parameter(name).sizes(), at::kFloat);
            edits->add(name,
                       WholeEdit{hasNeuronColumns(module) ? none.index_add(1, index, rows.t())
                                                          : none.index_add(0, index, rows)});
        }
    }
    return edits;
}

/// Best tenth of the neurons of every layer for the last token of one row, in one model: the sets
/// alone, and every neuron scored.
Json locating(const TransformerModel& model)
{
    const c10::InferenceMode inference;
    const ModelConfig& config = model.config();
    const RunContext quiet;
    const TokenizedRow source = rowOf(16, 128, config.vocabSize);
    AttributionRow row;
    row.ids.assign(source.ids.begin(), source.ids.end() - 1);
    row.positions = {static_cast<std::int64_t>(row.ids.size()) - 1};
    row.targets = {source.ids.back()};
    CorrectedOptions options;
    options.sizes = {familyWidth(config, ScoreFamily::Ffn) / 10,
                     familyWidth(config, ScoreFamily::Attention) / 10,
                     familyWidth(config, ScoreFamily::Value) / 10, config.layers, false};
    const auto once = [&] {
        const CapturedCases cases = captureCases(model, {row}, CoefficientPolicy::Sum, quiet);
        attributeCorrected(model, cases, options, {}, quiet);
    };
    options.isSetsOnly = true;
    once(); // moments of the unembedding, kept for all steps
    const double sets = secondsOf(once);
    options.isSetsOnly = false;
    options.isFull = true;
    return {{"sets_s", sets}, {"every_neuron_s", secondsOf(once)}};
}

/// One step of 16 rows of 128 tokens, the student its own teacher.
Json latenSteps(const std::string& folder)
{
    const auto checkpoint = Checkpoint::open(folder);
    const auto student = TransformerModel::load(folder, {"cpu", "float32"});
    const ModelConfig& config = student->config();
    const std::vector<Module> modules{Module::UpProj, Module::DownProj, Module::VProj,
                                      Module::OProj};
    const Translator translator(modules, config.hiddenSize, config.hiddenSize, 42, at::kCPU);
    const VectorSource source(checkpoint, false, 42, at::kCPU);
    const PairSelection pair{0, someNeurons(config), someNeurons(config)};
    std::vector<TokenizedRow> rows;
    for (std::int64_t i = 0; i < 16; ++i) {
        rows.push_back(rowOf(i, 128, config.vocabSize));
    }
    std::vector<const TokenizedRow*> pointers;
    for (const TokenizedRow& row : rows) {
        pointers.push_back(&row);
    }
    Json result{{"tokens", 16 * 128}};
    for (const std::int64_t microBatch : {std::int64_t{1}, std::int64_t{4}}) {
        LatenStepOptions options;
        options.microBatch = microBatch;
        const LatenStep step(student, options);
        const auto once = [&] {
            PairDelta delta(translator, source, pair, modules, options.delta);
            step.addGradients(delta, pointers, 1.0, "bench", {});
        };
        once(); // pages of the weights
        result["micro_batch_" + std::to_string(microBatch)] = {{"s", secondsOf(once)}};
    }
    const double naive = secondsOf([&] {
        for (const TokenizedRow* row : pointers) {
            const auto model =
                student->withEdits(denseEdits(translator, source, pair, modules, *student));
            addResponseGradients(*model, labelledBatch({row}, false, 0, at::kCPU), {}, {});
        }
    });
    result["naive"] = {{"s", naive}};
    const Json located = locating(*student);
    const double ours = result["micro_batch_4"]["s"].get<double>();
    const double oursWhole = ours + 2.0 * located["sets_s"].get<double>();
    const double naiveWhole = naive + 2.0 * located["every_neuron_s"].get<double>();
    result["locating_one_model"] = located;
    result["gradients_times_faster"] = naive / ours;
    result["whole_step"] = {
        {"s", oursWhole}, {"naive_s", naiveWhole}, {"times_faster", naiveWhole / oursWhole}};
    return result;
}

} // namespace

int main(int argc, char** argv)
{
    const std::int64_t side = argc > 1 ? std::atoll(argv[1]) : 4096;
    const char* fromEnvironment = std::getenv("NEUROGRAFT_SMOLLM2");
    const std::string folder = argc > 2 ? argv[2]
        : fromEnvironment != nullptr    ? fromEnvironment
                                        : "";
    at::manual_seed(1);
    Json result{{"threads", at::get_num_threads()}};
    if (!folder.empty()) {
        result["training_step"] = trainingSteps(folder);
        result["laten_step"] = latenSteps(folder);
    }
    const at::NoGradGuard noGrad;
    result["window_search"] = windowSearch();
    const at::Tensor flat = at::randn({side, side});
    result["factors_flat"] = factorsOf(flat);
    // The same directions, the k-th value 1/k of the first.
    const auto [u, s, vh] = at::linalg_svd(flat, false);
    const at::Tensor falling = 1.0 / at::arange(1, side + 1).to(at::kFloat);
    result["factors_falling"] = factorsOf(at::matmul(u * falling, vh));
    result["side"] = side;
    std::cout << result.dump() << std::endl;
    return 0;
}

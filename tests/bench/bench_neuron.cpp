// SPDX-License-Identifier: GPL-3.0-or-later
// How long a click on a neuron waits for the tokens it promotes and suppresses, at a vocabulary of
// 128256 and a width of 4096 (issue 6: 100 ms), as one JSON object.
//   bench_neuron [bfloat16|float16|float32]     type the weights are stored in; bfloat16 at first
// The model is a llama folder of one layer with random weights, written to a temporary folder. What
// is timed is what the window asks for after a click: both lists of ten tokens with the final norm.
#include "core/model/tiny_models.h"

#include "core/checkpoint/safetensors_writer.h"
#include "core/run/neuron.h"
#include "core/run/open_model.h"
#include "core/support/atomic_file.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/randn.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kVocabulary = 128256;
constexpr std::int64_t kWidth = 4096;
constexpr int kClicks = 40;
constexpr int kTop = 10;

struct Stored {
    at::ScalarType type = at::kBFloat16;
    DType dtype = DType::BF16;
};

Stored storedAs(const std::string& name)
{
    if (name == "bfloat16") {
        return {at::kBFloat16, DType::BF16};
    }
    if (name == "float16") {
        return {at::kHalf, DType::F16};
    }
    if (name == "float32") {
        return {at::kFloat, DType::F32};
    }
    throw std::runtime_error("expected bfloat16, float16 or float32, got " + name);
}

void writeModel(const fs::path& folder, const Stored& stored)
{
    ModelConfig config = tinyConfig("llama");
    config.layers = 1;
    config.hiddenSize = kWidth;
    config.intermediateSize = 1024; // the tokens of a neuron do not depend on it
    config.heads = 32;
    config.kvHeads = 8;
    config.headDim = 128;
    config.vocabSize = kVocabulary;
    config.maxPositions = 4096;
    config.isTied = true;
    const nlohmann::json json = {{"model_type", "llama"},
                                 {"hidden_size", config.hiddenSize},
                                 {"num_hidden_layers", config.layers},
                                 {"intermediate_size", config.intermediateSize},
                                 {"num_attention_heads", config.heads},
                                 {"num_key_value_heads", config.kvHeads},
                                 {"vocab_size", config.vocabSize},
                                 {"max_position_embeddings", config.maxPositions},
                                 {"tie_word_embeddings", true},
                                 {"torch_dtype", "bfloat16"}};
    writeFileAtomically(folder / "config.json", json.dump(2), true);
    at::manual_seed(1);
    std::vector<at::Tensor> kept;
    std::vector<TensorToWrite> tensors;
    for (const auto& [name, shape] : expectedTensors(config)) {
        kept.push_back((at::randn(shape) / 64.0).to(stored.type));
        tensors.push_back({name, stored.dtype, shape, kept.back().const_data_ptr()});
    }
    writeSafetensors(folder / "model.safetensors", tensors, {}, true);
}

struct Click {
    double wall = 0.0; ///< ms
    double processor = 0.0; ///< ms of all threads: what a busy machine does not stretch
};

Click millisecondsOf(const std::shared_ptr<const OpenModel>& model, std::int64_t index,
                     NeuronKind kind)
{
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t processor = std::clock();
    const NeuronReader reader(model, RunContext());
    const NeuronTokens tokens = reader.project({0, kind, index}, kTop);
    const std::chrono::duration<double, std::milli> passed =
        std::chrono::steady_clock::now() - start;
    const double used = 1e3 * static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC;
    if (tokens.promoted.size() != kTop
        || tokens.promoted.front().logit <= tokens.suppressed.front().logit) {
        throw std::runtime_error("the lists are not what they should be");
    }
    return {passed.count(), used};
}

nlohmann::ordered_json measure(const fs::path& folder)
{
    const auto model = OpenModel::open(folder, {"cpu", "auto", {}}, RunContext());
    const Click first = millisecondsOf(model, 0, NeuronKind::Ffn); // reads and checks the weights
    std::vector<double> times;
    std::vector<double> processor;
    for (int click = 1; click <= kClicks; ++click) {
        const Click one = millisecondsOf(model, 7 * click,
                                         click % 2 == 0 ? NeuronKind::Ffn : NeuronKind::Attention);
        times.push_back(one.wall);
        processor.push_back(one.processor);
    }
    std::sort(times.begin(), times.end());
    std::sort(processor.begin(), processor.end());
    return {{"first_ms", first.wall},
            {"median_ms", times[times.size() / 2]},
            {"p95_ms", times[times.size() * 95 / 100]},
            {"processor_median_ms", processor[processor.size() / 2]},
            {"slowest_ms", times.back()},
            {"clicks", kClicks}};
}

} // namespace

int main(int argc, char** argv)
{
    const std::string type = argc > 1 ? argv[1] : "bfloat16";
    const fs::path folder =
        fs::temp_directory_path() / ("neurograft-bench-neuron-" + std::to_string(getpid()));
    int code = 0;
    try {
        fs::create_directories(folder);
        writeModel(folder, storedAs(type));
        nlohmann::ordered_json report = {{"vocabulary", kVocabulary},
                                         {"width", kWidth},
                                         {"stored", type},
                                         {"threads", at::get_num_threads()},
                                         {"goal_ms", 100}};
        report.update(measure(folder));
        std::cout << report.dump(2) << std::endl;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        code = 1;
    }
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    return code;
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Load time, peak memory against file size and tokens per second of a model on the CPU, as one JSON
// object.
//   bench_model [FOLDER]     FOLDER or NEUROGRAFT_SMOLLM2; without either a random model of 70
//   million parameters is made
// Every measurement runs in a process of its own, so that its peak is its own.
#include "core/model/tiny_models.h"

#include "core/checkpoint/safetensors_writer.h"
#include "core/engine/generate/batch_decoder.h"
#include "core/engine/support/device.h"
#include "core/support/atomic_file.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/randint.h>

#include <nlohmann/json.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <stdexcept>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kPrefillTokens = 512;
constexpr int kDecodedTokens = 64;

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// A llama folder of float16 weights.
void writeRandomModel(const fs::path& folder)
{
    ModelConfig config = tinyConfig("llama");
    config.layers = 12;
    config.hiddenSize = 512;
    config.intermediateSize = 1536;
    config.heads = 8;
    config.kvHeads = 4;
    config.headDim = 64;
    config.vocabSize = 32000;
    config.maxPositions = 4096;
    const nlohmann::json json = {{"model_type", "llama"},
                                 {"hidden_size", config.hiddenSize},
                                 {"num_hidden_layers", config.layers},
                                 {"intermediate_size", config.intermediateSize},
                                 {"num_attention_heads", config.heads},
                                 {"num_key_value_heads", config.kvHeads},
                                 {"vocab_size", config.vocabSize},
                                 {"max_position_embeddings", config.maxPositions},
                                 {"torch_dtype", "float16"}};
    writeFileAtomically(folder / "config.json", json.dump(2), true);
    std::map<std::string, at::Tensor> weights;
    std::vector<TensorToWrite> tensors;
    for (const auto& [name, shape] : expectedTensors(config)) {
        weights[name] = plantedTensor(name, shape).to(at::kHalf);
        tensors.push_back({name, DType::F16, shape, weights[name].const_data_ptr()});
    }
    writeSafetensors(folder / "model.safetensors", tensors, {}, true);
}

/// Milliseconds per pass, best of @p repeats after the first; the first pass apart (it reads the
/// pages).
nlohmann::json timePasses(const std::function<void()>& pass, int repeats)
{
    auto start = std::chrono::steady_clock::now();
    pass();
    const double first = secondsSince(start);
    double best = first;
    for (int i = 0; i < repeats; ++i) {
        start = std::chrono::steady_clock::now();
        pass();
        best = std::min(best, secondsSince(start));
    }
    return {{"first_seconds", first}, {"best_seconds", best}};
}

/// Greedy tokens per second behind a prompt of 16, prompts not counted.
double decodeTokensPerSecond(const TransformerModel& model, const at::Tensor& ids, int rows)
{
    std::vector<DecodeRow> prompts(static_cast<std::size_t>(rows));
    for (std::size_t row = 0; row < prompts.size(); ++row) {
        for (std::int64_t t = 0; t < 16; ++t) {
            const auto place = static_cast<std::int64_t>(row) * 16 + t;
            prompts[row].prompt.push_back(ids[0][place].item<std::int32_t>());
        }
    }
    DecodeOptions options;
    options.maxNewTokens = kDecodedTokens;
    const DecodedBatch batch = decodeBatch(model, prompts, options, {}, {});
    return static_cast<double>(batch.tokens) / batch.seconds;
}

nlohmann::json measure(const fs::path& folder, const std::string& dtype)
{
    const at::NoGradGuard noGrad;
    const at::Tensor warm = at::randint(0, 10, {64, 64}, at::kLong).to(at::kFloat);
    warm.matmul(warm); // LibTorch's own pages and threads are not the model's
    const double before = static_cast<double>(peakResidentMemory());
    const auto start = std::chrono::steady_clock::now();
    const auto model = TransformerModel::load(folder, {"cpu", dtype});
    const double loadSeconds = secondsSince(start);
    const double files = static_cast<double>(Checkpoint::open(folder)->byteCount());
    const at::Tensor ids =
        at::randint(0, model->config().vocabSize, {1, kPrefillTokens}, at::kLong);
    const BatchContext context = model->prepare({ids, {}});
    const auto layers = [&] {
        at::Tensor x = model->embed({ids, {}});
        for (std::int64_t layer = 0; layer < model->config().layers; ++layer) {
            x = model->runLayer(layer, x, context);
        }
        model->head(x.narrow(1, kPrefillTokens - 1, 1));
    };
    nlohmann::json result = {{"dtype", dtype}, {"load_seconds", loadSeconds}};
    const nlohmann::json once = timePasses(layers, 0);
    const double peak = static_cast<double>(peakResidentMemory()) - before;
    result["peak_bytes_after_one_pass"] = peak;
    result["peak_over_file_bytes"] = peak / files;
    result["first_pass_seconds"] = once["first_seconds"];
    const nlohmann::json passes = timePasses(layers, 4);
    result["prefill_tokens_per_second"] =
        static_cast<double>(kPrefillTokens) / passes["best_seconds"].get<double>();
    result["decode_tokens_per_second"] = decodeTokensPerSecond(*model, ids, 1);
    result["decode_tokens_per_second_batch_8"] = decodeTokensPerSecond(*model, ids, 8);
    result["peak_bytes_after_all"] = static_cast<double>(peakResidentMemory()) - before;
    return result;
}

/// Standard output of a command. @throws std::runtime_error when it fails
std::string outputOf(const std::string& command)
{
    FILE* pipe = ::popen(command.c_str(), "r");
    std::string text;
    std::array<char, 4096> buffer{};
    while (pipe != nullptr && std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) {
        text += buffer.data();
    }
    if (pipe == nullptr || ::pclose(pipe) != 0) {
        throw std::runtime_error(command + " failed");
    }
    return text;
}

nlohmann::json measureAll(const std::string& program, const fs::path& folder)
{
    const auto checkpoint = Checkpoint::open(folder);
    nlohmann::json runs = nlohmann::json::array();
    for (const char* dtype : {"float32", "float16"}) {
        runs.push_back(nlohmann::json::parse(
            outputOf("'" + program + "' --measure " + dtype + " '" + folder.string() + "'")));
    }
    return {{"parameters", checkpoint->parameterCount()},
            {"file_bytes", checkpoint->byteCount()},
            {"prefill_tokens", kPrefillTokens},
            {"threads", at::get_num_threads()},
            {"runs", runs}};
}

} // namespace

int main(int argc, char** argv)
try {
    if (argc == 4 && std::string(argv[1]) == "--measure") {
        std::cout << measure(argv[3], argv[2]).dump() << '\n';
        return 0;
    }
    const char* named = argc > 1 ? argv[1] : std::getenv("NEUROGRAFT_SMOLLM2");
    if (named != nullptr) {
        std::cout << measureAll(argv[0], named).dump(2) << '\n';
        return 0;
    }
    const fs::path folder =
        fs::temp_directory_path() / ("neurograft-bench-" + std::to_string(std::rand()));
    fs::create_directories(folder);
    writeRandomModel(folder);
    const nlohmann::json result = measureAll(argv[0], folder);
    fs::remove_all(folder);
    std::cout << result.dump(2) << '\n';
    return 0;
} catch (const std::exception& error) {
    std::cerr << "bench_model: " << error.what() << '\n';
    return 1;
}

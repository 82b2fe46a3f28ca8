// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/adapter_writer.h"

#include "core/checkpoint/safetensors_writer.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <set>

namespace neurograft {

namespace {

/// "model.layers.3.mlp.up_proj" of its weight.
std::string modulePathOf(const std::string& weight)
{
    return weight.substr(0, weight.rfind('.'));
}

/// "up_proj" of "model.layers.3.mlp.up_proj".
std::string lastPart(const std::string& path)
{
    return path.substr(path.rfind('.') + 1);
}

bool isSame(double a, double b)
{
    return std::abs(a - b) <= 1e-12 * std::abs(b);
}

std::string configText(const AdapterToWrite& adapter)
{
    using Json = nlohmann::ordered_json;
    std::set<std::string> modules;
    Json ranks = Json::object();
    Json alphas = Json::object();
    for (const FactorsToWrite& factors : adapter.factors) {
        const std::string path = modulePathOf(factors.weight);
        modules.insert(lastPart(path));
        if (factors.rank != adapter.rank) {
            ranks[path] = factors.rank;
        }
        const double alpha = factors.scale * static_cast<double>(factors.rank);
        if (!isSame(alpha, adapter.alpha)) {
            alphas[path] = alpha;
        }
    }
    Json config;
    config["peft_type"] = "LORA";
    config["task_type"] = "CAUSAL_LM";
    config["base_model_name_or_path"] = adapter.baseModel;
    config["r"] = adapter.rank;
    config["lora_alpha"] = adapter.alpha;
    if (adapter.alpha == std::floor(adapter.alpha)) { // peft's own type where it can be
        config["lora_alpha"] = static_cast<std::int64_t>(adapter.alpha);
    }
    config["lora_dropout"] = adapter.dropout;
    config["target_modules"] = modules;
    config["bias"] = "none";
    config["fan_in_fan_out"] = false;
    config["inference_mode"] = true;
    config["init_lora_weights"] = true;
    config["use_rslora"] = false;
    config["rank_pattern"] = ranks;
    config["alpha_pattern"] = alphas;
    config["modules_to_save"] = nullptr;
    return config.dump(2) + "\n";
}

} // namespace

void writeAdapter(const std::filesystem::path& folder, const AdapterToWrite& adapter,
                  bool overwrite)
{
    std::vector<TensorToWrite> tensors;
    for (const FactorsToWrite& factors : adapter.factors) {
        const std::string prefix = "base_model.model." + modulePathOf(factors.weight);
        const std::string mark = factors.isEmbedding ? ".lora_embedding_" : ".lora_";
        const std::string end = factors.isEmbedding ? "" : ".weight";
        tensors.push_back(
            {prefix + mark + "A" + end, DType::F32, {factors.rank, factors.in}, factors.a});
        tensors.push_back(
            {prefix + mark + "B" + end, DType::F32, {factors.out, factors.rank}, factors.b});
    }
    std::filesystem::create_directories(folder);
    writeSafetensors(folder / "adapter_model.safetensors", std::move(tensors), {}, overwrite);
    // Last: a folder with a config is an adapter.
    writeFileAtomically(folder / "adapter_config.json", configText(adapter), overwrite);
}

} // namespace neurograft

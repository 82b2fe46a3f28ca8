// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/adapter_file.h"

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/module_path.h"
#include "core/run/error.h"

#include <map>
#include <optional>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

/// What the name of a tensor says: "base_model.model.<module>.lora_A.weight".
struct FactorName {
    std::string module;
    bool isA = false;
    bool isEmbedding = false;
};

std::optional<FactorName> parseName(const std::string& name)
{
    const std::string prefix = "base_model.model.";
    if (name.compare(0, prefix.size(), prefix) != 0) {
        return std::nullopt;
    }
    for (const bool isEmbedding : {true, false}) {
        for (const bool isA : {true, false}) {
            const std::string mark =
                std::string(isEmbedding ? ".lora_embedding_" : ".lora_") + (isA ? "A" : "B");
            const std::size_t at = name.find(mark);
            if (at == std::string::npos || at < prefix.size()) {
                continue;
            }
            // Files have no adapter name after the mark; a raw state dict has ".default".
            std::string rest = name.substr(at + mark.size());
            const std::string end = isEmbedding ? "" : ".weight";
            if (rest.rfind(".default", 0) == 0) {
                rest.erase(0, 8);
            }
            if (rest == end) {
                return FactorName{name.substr(prefix.size(), at - prefix.size()), isA, isEmbedding};
            }
        }
    }
    return std::nullopt;
}

std::shared_ptr<const TensorFile> openFactors(const fs::path& folder)
{
    for (const char* name : {"adapter_model.safetensors", "adapter_model.bin"}) {
        if (fs::exists(folder / name)) {
            return openTensorFile(folder / name);
        }
    }
    throw FormatError(folder.string(), "adapter_model.safetensors or adapter_model.bin", "neither",
                      "Copy or download the adapter again.");
}

void requireShape(const std::string& where, const TensorEntry& entry,
                  const std::vector<std::int64_t>& expected)
{
    if (entry.shape != expected) {
        throw ShapeError(where + ", tensor " + entry.name, shapeText(expected),
                         shapeText(entry.shape),
                         "The adapter belongs to another model, or its rank is another.");
    }
    if (entry.dtype != DType::F32 && entry.dtype != DType::F16 && entry.dtype != DType::BF16) {
        throw FormatError(where + ", tensor " + entry.name, "F32, F16 or BF16",
                          dtypeName(entry.dtype));
    }
}

/// Both factors of each module, ordered by weight.
std::map<std::string, AdapterFactors> pairFactors(const TensorFile& file)
{
    const std::string where = file.path().string();
    std::map<std::string, AdapterFactors> pairs;
    for (const auto& [name, entry] : file.entries()) {
        const auto parsed = parseName(name);
        if (!parsed) {
            const bool isDora = name.find("lora_magnitude_vector") != std::string::npos;
            throw FormatError(where + ", tensor " + name,
                              "lora_A, lora_B, lora_embedding_A or lora_embedding_B of a module",
                              isDora ? "a magnitude vector (DoRA)" : "another tensor",
                              "Only plain LoRA adapters can be used.");
        }
        AdapterFactors& factors = pairs[parsed->module + ".weight"];
        factors.weight = parsed->module + ".weight";
        factors.isEmbedding = parsed->isEmbedding;
        (parsed->isA ? factors.a : factors.b) = entry;
    }
    if (pairs.empty()) {
        throw FormatError(where, "the factors of at least one module", "no tensor");
    }
    return pairs;
}

} // namespace

AdapterFile::AdapterFile(const fs::path& folder, const ModelConfig& model)
    : m_folder(folder), m_config(AdapterConfig::read(folder)), m_file(openFactors(folder))
{
    const std::string where = m_file->path().string();
    std::map<std::string, std::vector<std::int64_t>> shapes;
    for (const auto& [name, shape] : expectedTensors(model)) {
        shapes[name] = shape;
    }
    // A tied model has no matrix of its own for the head, an adapter may still change its output.
    shapes.emplace(kUnembeddingName, shapes.at(kEmbeddingName));
    for (auto& [weight, factors] : pairFactors(*m_file)) {
        const auto found = shapes.find(weight);
        if (found == shapes.end() || found->second.size() != 2
            || factors.isEmbedding != (weight == kEmbeddingName)) {
            throw FormatError(where, "modules of this model", weight,
                              "The adapter belongs to another model.");
        }
        if (factors.a.name.empty() || factors.b.name.empty()) {
            throw FormatError(where,
                              std::string(factors.a.name.empty() ? "A" : "B") + " of " + weight,
                              "only its counterpart");
        }
        const std::string module = weight.substr(0, weight.size() - 7); // ".weight"
        const AdapterConfig::Strength strength = m_config.strengthOf(module);
        const auto& shape = found->second;
        const bool swaps = factors.isEmbedding; // (B A)^T changes [V,d]
        requireShape(where, factors.a, {strength.rank, swaps ? shape[0] : shape[1]});
        requireShape(where, factors.b, {swaps ? shape[1] : shape[0], strength.rank});
        factors.scale = strength.scale;
        m_factors.push_back(std::move(factors));
    }
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/delta_file.h"

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/module_path.h"
#include "core/checkpoint/safetensors_file.h"
#include "core/run/error.h"

#include <charconv>
#include <cstring>
#include <map>
#include <set>

namespace neurograft {

namespace {

constexpr const char* kKind = "neurograft-delta";
constexpr const char* kVersion = "1";

/// "up_proj.layer3.delta" taken apart.
struct PartName {
    std::string module;
    int layer = 0;
    bool isIndex = false;
};

std::optional<PartName> parseDeltaName(const std::string& name)
{
    const std::size_t dot = name.find(".layer");
    if (dot == std::string::npos) {
        return std::nullopt;
    }
    PartName part;
    part.module = name.substr(0, dot);
    const char* const begin = name.data() + dot + 6;
    const char* const end = name.data() + name.size();
    const auto [next, code] = std::from_chars(begin, end, part.layer);
    const std::string rest(next, end);
    part.isIndex = rest == ".index";
    if (code != std::errc() || part.layer < 0 || (rest != ".delta" && !part.isIndex)) {
        return std::nullopt;
    }
    return part;
}

/// Checkpoint path of what a part changes; empty when there is no such module.
std::string weightOf(const PartName& part)
{
    if (part.module == "input_layernorm" || part.module == "post_attention_layernorm") {
        return layerPrefix(part.layer) + part.module + ".weight";
    }
    const auto module = moduleFromName(part.module);
    return module && isWeightMatrix(*module) ? weightName(part.layer, *module) : std::string();
}

void requireHeader(const TensorFile& file)
{
    for (const auto& [key, expected] : {std::pair("kind", kKind), std::pair("version", kVersion)}) {
        const auto found = file.metadata().find(key);
        if (found == file.metadata().end() || found->second != expected) {
            throw FormatError(
                file.path().string() + ": metadata." + key, "\"" + std::string(expected) + "\"",
                found == file.metadata().end() ? "no such key" : "\"" + found->second + "\"",
                "This is no delta file of Neurograft.");
        }
    }
}

void requireFloat(const std::string& where, const TensorEntry& entry)
{
    if (entry.dtype != DType::F32 && entry.dtype != DType::F16 && entry.dtype != DType::BF16
        && entry.dtype != DType::F64) {
        throw FormatError(where, "F32, F16, BF16 or F64", dtypeName(entry.dtype));
    }
}

/// Different neurons, each below @p count.
void requireIndex(const std::string& where, const TensorFile& file, const TensorEntry& index,
                  std::int64_t count)
{
    if (index.dtype != DType::I64 || index.shape.size() != 1) {
        throw FormatError(where, "an index [n] of I64",
                          std::string(dtypeName(index.dtype)) + " " + shapeText(index.shape));
    }
    std::set<std::int64_t> seen;
    for (std::int64_t i = 0; i < index.shape[0]; ++i) {
        std::int64_t neuron = 0;
        std::memcpy(&neuron, file.data(index) + i * 8, sizeof neuron);
        if (neuron < 0 || neuron >= count || !seen.insert(neuron).second) {
            throw FormatError(where, "different neurons from 0 to " + std::to_string(count - 1),
                              std::to_string(neuron) + " at place " + std::to_string(i));
        }
    }
}

void requireFit(const std::string& file, const DeltaPart& part,
                const std::vector<std::int64_t>& shape, const TensorFile& source)
{
    const std::string where = file + ", tensor " + part.delta.name;
    requireFloat(where, part.delta);
    std::vector<std::int64_t> expected = shape;
    if (part.index) {
        const std::size_t neurons = part.isColumns ? 1 : 0;
        requireIndex(file + ", tensor " + part.index->name, source, *part.index, shape[neurons]);
        expected = {part.index->shape[0], shape[1 - neurons]};
    }
    if (part.delta.shape != expected) {
        throw ShapeError(where, shapeText(expected), shapeText(part.delta.shape),
                         "The delta belongs to another student.");
    }
}

} // namespace

DeltaFile::DeltaFile(const std::filesystem::path& path, const ModelConfig& model)
    : m_file(std::make_shared<SafetensorsFile>(path))
{
    const std::string where = path.string();
    requireHeader(*m_file);
    if (const auto found = m_file->metadata().find("student_sha256");
        found != m_file->metadata().end()) {
        m_studentSha256 = found->second;
    }
    std::map<std::string, std::vector<std::int64_t>> shapes;
    for (const auto& [name, shape] : expectedTensors(model)) {
        shapes[name] = shape;
    }
    std::map<std::string, DeltaPart> parts;
    for (const auto& [name, entry] : m_file->entries()) {
        const auto parsed = parseDeltaName(name);
        const std::string weight = parsed ? weightOf(*parsed) : std::string();
        const auto shape = shapes.find(weight);
        if (shape == shapes.end()) {
            throw FormatError(where, "tensors <module>.layer<i>.delta and .index of this model",
                              name, "The delta belongs to another student, or is damaged.");
        }
        DeltaPart& part = parts[weight];
        part.weight = weight;
        part.isColumns = parsed->module == moduleName(Module::OProj)
            || parsed->module == moduleName(Module::DownProj);
        if (!parsed->isIndex) {
            part.delta = entry;
        } else if (shape->second.size() == 2) {
            part.index = entry;
        } else {
            throw FormatError(where + ", tensor " + name, "a whole delta for a norm", "an index");
        }
    }
    for (auto& [weight, part] : parts) {
        if (part.delta.name.empty()) {
            throw FormatError(where, "a delta for " + part.index->name, "the index alone");
        }
        requireFit(where, part, shapes.at(weight), *m_file);
        m_parts.push_back(std::move(part));
    }
}

} // namespace neurograft

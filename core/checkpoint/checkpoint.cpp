// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint.h"

#include "core/checkpoint/json_fields.h"
#include "core/checkpoint/module_path.h"
#include "core/run/error.h"
#include "core/support/sha256.h"

#include <algorithm>
#include <array>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

/// Names of a format's files, in the order in which they are looked for.
struct WeightFormat {
    const char* index;
    const char* single;
};

constexpr std::array<WeightFormat, 2> kFormats{{
    {"model.safetensors.index.json", "model.safetensors"},
    {"pytorch_model.bin.index.json", "pytorch_model.bin"},
}};
constexpr std::uint64_t kSampleBytes = 4096; // of each tensor: its start, middle and end

/// Tensor name to file name, from the index of a sharded model.
std::map<std::string, std::string> readWeightMap(const fs::path& path)
{
    const JsonFields index = JsonFields::fromFile(path);
    if (!index.has("weight_map") || !index.at("weight_map").is_object()) {
        index.refuse("weight_map", "an object of tensor names and files");
    }
    std::map<std::string, std::string> map;
    for (const auto& [name, file] : index.at("weight_map").items()) {
        const fs::path shard = file.is_string() ? fs::path(file.get<std::string>()) : fs::path();
        const bool isPlain =
            !shard.empty() && !shard.has_parent_path() && shard != "." && shard != "..";
        if (!isPlain) {
            throw FormatError(path.string() + ": weight_map." + name,
                              "the name of a file beside it", file.dump());
        }
        map[name] = shard.string();
    }
    return map;
}

} // namespace

std::shared_ptr<const Checkpoint> Checkpoint::open(const fs::path& folder)
{
    auto checkpoint = std::make_shared<Checkpoint>();
    checkpoint->m_folder = folder;
    checkpoint->m_config = readModelConfig(folder);
    checkpoint->openFiles();
    if (checkpoint->hasWeights()) {
        checkpoint->checkShapes();
    }
    return checkpoint;
}

std::shared_ptr<const Checkpoint> Checkpoint::openTensors(const fs::path& folder)
{
    auto checkpoint = std::make_shared<Checkpoint>();
    checkpoint->m_folder = folder;
    checkpoint->openFiles();
    return checkpoint;
}

const TensorFile& Checkpoint::openFile(const std::string& name)
{
    auto& file = m_files[name];
    if (!file) {
        file = openTensorFile(m_folder / name);
    }
    return *file;
}

void Checkpoint::openIndexed(const fs::path& index)
{
    for (const auto& [name, file] : readWeightMap(index)) {
        if (!fs::exists(m_folder / file)) {
            throw FormatError(index.string(), "the shard " + file, "no such file beside the index",
                              "Copy or download the missing shard.");
        }
        const auto& entries = openFile(file).entries();
        const auto found = entries.find(name);
        if (found == entries.end()) {
            throw FormatError((m_folder / file).string(), "tensor " + name + " (by the index)",
                              "a shard without it");
        }
        m_tensors[name] = found->second;
    }
}

void Checkpoint::openFiles()
{
    for (const WeightFormat& format : kFormats) {
        if (fs::exists(m_folder / format.index)) {
            openIndexed(m_folder / format.index);
        } else if (fs::exists(m_folder / format.single)) {
            m_tensors = openFile(format.single).entries();
        } else {
            continue;
        }
        break;
    }
    if (m_tensors.empty()) {
        m_weightsProblem = "No weights: neither " + std::string(kFormats[0].single) + " nor "
            + kFormats[0].index + " holds a tensor in " + m_folder.string() + ", and there is no "
            + kFormats[1].single + ".";
    }
}

void Checkpoint::checkShapes() const
{
    for (const auto& [name, shape] : expectedTensors(m_config)) {
        const auto found = m_tensors.find(name);
        if (found == m_tensors.end()) {
            throw FormatError(m_folder.string(), "tensor " + name + " " + shapeText(shape),
                              "no tensor of that name");
        }
        const TensorEntry& entry = found->second;
        if (entry.shape != shape) {
            const bool isVocabulary = name == kEmbeddingName || name == kUnembeddingName;
            throw FormatError(
                (m_folder / entry.file).string() + ", tensor " + name,
                shapeText(shape)
                    + (isVocabulary ? " (vocab_size " + std::to_string(m_config.vocabSize) + ")"
                                    : " by config.json"),
                shapeText(entry.shape));
        }
        if (entry.dtype != DType::F32 && entry.dtype != DType::F16 && entry.dtype != DType::BF16) {
            throw FormatError((m_folder / entry.file).string() + ", tensor " + name,
                              "F32, F16 or BF16", dtypeName(entry.dtype));
        }
    }
}

const TensorEntry& Checkpoint::entry(const std::string& name) const
{
    const auto found = m_tensors.find(name);
    if (found == m_tensors.end()) {
        throw FormatError(m_folder.string(), "tensor " + name,
                          m_weightsProblem.empty() ? "no tensor of that name" : "no weights");
    }
    return found->second;
}

const std::byte* Checkpoint::data(const TensorEntry& entry) const
{
    return m_files.at(entry.file)->data(entry);
}

std::int64_t Checkpoint::parameterCount() const
{
    std::int64_t count = 0;
    for (const auto& item : m_tensors) {
        count += item.second.elementCount();
    }
    return count;
}

std::uint64_t Checkpoint::byteCount() const
{
    std::uint64_t bytes = 0;
    for (const auto& item : m_tensors) {
        bytes += item.second.end - item.second.begin;
    }
    return bytes;
}

DType Checkpoint::storedType() const
{
    if (has(kEmbeddingName)) {
        return entry(kEmbeddingName).dtype; // norms may be kept in another type
    }
    std::map<DType, std::uint64_t> bytes;
    for (const auto& item : m_tensors) {
        bytes[item.second.dtype] += item.second.end - item.second.begin;
    }
    const auto most =
        std::max_element(bytes.begin(), bytes.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == bytes.end() ? DType::F32 : most->first;
}

std::array<std::string_view, 3> Checkpoint::samples(const TensorEntry& entry) const
{
    const std::uint64_t size = entry.end - entry.begin;
    const std::uint64_t sample = std::min(size, kSampleBytes);
    const auto* start = reinterpret_cast<const char*>(data(entry));
    return {std::string_view(start, sample), std::string_view(start + (size - sample) / 2, sample),
            std::string_view(start + (size - sample), sample)};
}

std::string Checkpoint::sha256() const
{
    Sha256 hash;
    for (const auto& item : m_tensors) {
        const TensorEntry& entry = item.second;
        hash.update(entry.name + " " + dtypeName(entry.dtype) + " " + shapeText(entry.shape));
        for (const std::string_view sample : samples(entry)) {
            hash.update(sample);
        }
    }
    return hash.hexDigest();
}

} // namespace neurograft

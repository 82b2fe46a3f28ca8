// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/merge_plan.h"

#include "core/checkpoint/module_path.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

/// Formats of weights: files of these kinds that are not this model's own would be stale copies.
constexpr std::array<const char*, 10> kWeightEndings{
    {".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".gguf", ".ggml", ".h5", ".msgpack", ".onnx"}};
constexpr const char* kIndex = "model.safetensors.index.json";

std::optional<DType> targetType(const std::string& dtype)
{
    if (dtype == "auto") {
        return std::nullopt;
    }
    for (const auto& [word, type] :
         {std::pair("float32", DType::F32), std::pair("bfloat16", DType::BF16),
          std::pair("float16", DType::F16)}) {
        if (dtype == word) {
            return type;
        }
    }
    throw StudyError("--dtype", "auto, float32, bfloat16 or float16", "\"" + dtype + "\"");
}

bool isFloat(DType type)
{
    return type == DType::F64 || type == DType::F32 || type == DType::F16 || type == DType::BF16;
}

bool isWeightFile(const fs::path& path)
{
    const std::string name = path.filename().string();
    const bool isIndex = name.find(".index.json") != std::string::npos;
    return isIndex
        || std::any_of(kWeightEndings.begin(), kWeightEndings.end(),
                       [&](const char* ending) { return path.extension() == ending; });
}

/// pytorch_model-00001-of-00002.bin becomes model-00001-of-00002.safetensors.
std::string newName(const std::string& file)
{
    const fs::path path(file);
    if (path.extension() != ".bin") {
        return file;
    }
    std::string stem = path.stem().string();
    const std::string old = "pytorch_model";
    if (stem.compare(0, old.size(), old) == 0) {
        stem = "model" + stem.substr(old.size());
    }
    return stem + ".safetensors";
}

std::uint64_t bytesAs(const TensorEntry& entry, DType type)
{
    return static_cast<std::uint64_t>(entry.elementCount()) * byteSize(type);
}

class Planner {
public:
    Planner(const Checkpoint& checkpoint, const std::vector<std::string>& edited,
            std::optional<DType> target)
        : m_checkpoint(checkpoint), m_edited(edited.begin(), edited.end()), m_target(target)
    {
    }

    MergePlan plan()
    {
        planWeights();
        planOtherFiles();
        if (m_target) {
            planConfig();
        }
        return std::move(m_plan);
    }

private:
    DType typeOf(const TensorEntry& entry) const
    {
        return m_target && isFloat(entry.dtype) ? *m_target : entry.dtype;
    }

    void planWeights()
    {
        std::map<std::string, MergedFile> files; // by their old name
        std::set<std::string> changed;
        std::uint64_t total = 0;
        for (const auto& [name, entry] : m_checkpoint.tensors()) {
            const DType type = typeOf(entry);
            const bool isChanged = m_edited.count(name) != 0 || type != entry.dtype;
            MergedFile& file = files[entry.file];
            file.name = newName(entry.file);
            file.tensors.push_back({name, type, isChanged});
            m_plan.changedTensors += isChanged ? 1 : 0;
            if (isChanged || file.name != entry.file) {
                changed.insert(entry.file);
            }
            total += bytesAs(entry, type);
            m_names[name] = file.name;
        }
        m_plan.bytes = total;
        for (auto& [old, file] : files) {
            m_own.insert(old);
            if (changed.count(old) != 0) {
                m_plan.rewritten.push_back(std::move(file));
            } else {
                m_plan.copied.push_back(old);
            }
        }
        planIndex(files.size(), total);
    }

    /// The index of a sharded model: as it is, unless sizes or file names change.
    void planIndex(std::size_t files, std::uint64_t total)
    {
        const bool isPickle = !m_own.empty() && fs::path(*m_own.begin()).extension() == ".bin";
        const bool hasIndex = fs::exists(m_checkpoint.folder() / kIndex);
        if (hasIndex && !isPickle && !m_target) {
            m_plan.copied.emplace_back(kIndex);
        } else if (files > 1 || (hasIndex && !isPickle)) {
            const nlohmann::ordered_json index = {{"metadata", {{"total_size", total}}},
                                                  {"weight_map", m_names}};
            m_plan.texts[kIndex] = index.dump(2) + "\n";
        }
    }

    void planOtherFiles()
    {
        for (const auto& item : fs::directory_iterator(m_checkpoint.folder())) {
            const std::string name = item.path().filename().string();
            if (m_own.count(name) != 0 || name == kIndex) {
                continue;
            }
            if (!item.is_regular_file() || isWeightFile(item.path())) {
                m_plan.left.push_back(name);
            } else if (!m_target || name != "config.json") {
                m_plan.copied.push_back(name);
                m_plan.bytes += item.file_size();
            }
        }
        std::sort(m_plan.copied.begin(), m_plan.copied.end());
        std::sort(m_plan.left.begin(), m_plan.left.end());
    }

    void planConfig()
    {
        auto config =
            nlohmann::ordered_json::parse(readFile(m_checkpoint.folder() / "config.json"));
        const char* key = config.contains("dtype") ? "dtype" : "torch_dtype";
        config[key] = *m_target == DType::F32 ? "float32"
            : *m_target == DType::F16         ? "float16"
                                              : "bfloat16";
        m_plan.texts["config.json"] = config.dump(2) + "\n";
    }

    const Checkpoint& m_checkpoint;
    std::set<std::string> m_edited;
    std::optional<DType> m_target;
    std::set<std::string> m_own; ///< weight files of the model
    std::map<std::string, std::string> m_names; ///< tensor to new file
    MergePlan m_plan;
};

/// Whether @p inner is @p outer or lies in it.
bool liesIn(const fs::path& inner, const fs::path& outer)
{
    const auto [end, rest] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
    return end == outer.end();
}

} // namespace

MergePlan planMerge(const Checkpoint& checkpoint, const std::vector<std::string>& edited,
                    const std::string& dtype)
{
    return Planner(checkpoint, edited, targetType(dtype)).plan();
}

void requireUntied(const Checkpoint& checkpoint, const std::vector<std::string>& edited)
{
    if (!checkpoint.config().isTied) {
        return;
    }
    for (const char* name : {kEmbeddingName, kUnembeddingName}) {
        if (std::find(edited.begin(), edited.end(), name) != edited.end()) {
            throw StudyError(checkpoint.folder().string(),
                             "edits of layers only, as embedding and unembedding are one matrix",
                             "an edit of " + std::string(name),
                             "Use the adapter as an overlay (--adapter), or leave embed_tokens "
                             "and lm_head out of it.");
        }
    }
}

void requireSafeTarget(const fs::path& model, const fs::path& out, bool overwrite)
{
    if (out.empty()) {
        throw StudyError("--out", "a new folder", "no name");
    }
    const fs::path source = fs::weakly_canonical(model);
    const fs::path target = fs::weakly_canonical(out);
    if (liesIn(source, target) || liesIn(target, source)) {
        throw StudyError(out.string(), "a folder apart from the model", "the model's own place",
                         "Choose another --out.");
    }
    if (!fs::exists(out)) {
        return;
    }
    if (!overwrite) {
        throw StudyError(out.string(), "a name that is free", "an existing file or folder",
                         "Choose another name or pass --force.");
    }
    if (!fs::is_directory(out) || !(fs::is_empty(out) || fs::exists(out / "config.json"))) {
        throw StudyError(out.string(), "a model folder to replace", "something else",
                         "Choose another --out; --force replaces model folders only.");
    }
}

void requireDiskSpace(const fs::path& out, std::uint64_t bytes)
{
    fs::path existing = fs::weakly_canonical(out).parent_path();
    while (!existing.empty() && !fs::exists(existing) && existing.has_relative_path()) {
        existing = existing.parent_path();
    }
    std::error_code error;
    const fs::space_info space = fs::space(existing, error);
    if (!error && space.available < bytes) {
        throw StoreError(existing.string(), std::to_string(bytes) + " bytes of free disk space",
                         std::to_string(space.available), "Free some, or choose another --out.");
    }
}

} // namespace neurograft

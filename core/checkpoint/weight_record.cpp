// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/weight_record.h"

#include "core/checkpoint/checkpoint.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "core/support/parallel_loop.h"
#include "core/support/sha256.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <mutex>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

constexpr std::int64_t kSchema = 1;
constexpr std::uint64_t kChunkBytes = std::uint64_t{4} << 20; ///< between two looks at the stop
constexpr std::size_t kShaDigits = 16; ///< of the record's file name

std::string sampledDigest(const Checkpoint& checkpoint, const TensorEntry& entry)
{
    Sha256 hash;
    for (const std::string_view sample : checkpoint.samples(entry)) {
        hash.update(sample);
    }
    return hash.hexDigest();
}

std::string fullDigest(const Checkpoint& checkpoint, const TensorEntry& entry,
                       const RunContext& context)
{
    Sha256 hash;
    const std::byte* data = checkpoint.data(entry);
    const std::uint64_t size = entry.end - entry.begin;
    for (std::uint64_t start = 0; start < size; start += kChunkBytes) {
        context.throwIfStopped();
        hash.update(data + start, std::min(kChunkBytes, size - start));
    }
    return hash.hexDigest();
}

FormatError broken(const fs::path& path, const std::string& key, const std::string& expected)
{
    return FormatError(path.string() + (key.empty() ? "" : ", key " + key), expected,
                       "something else", "Delete the file: it is written again.");
}

std::string stringAt(const Json& object, const char* key, const fs::path& path)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    if (!object.is_object() || found == object.end() || !found->is_string()) {
        throw broken(path, key, "a string");
    }
    return found->get<std::string>();
}

TensorRecord tensorOf(const std::string& name, const Json& object, const fs::path& path)
{
    TensorRecord tensor;
    tensor.name = name;
    tensor.dtype = stringAt(object, "dtype", path);
    tensor.sampled = stringAt(object, "sampled", path);
    tensor.full = object.contains("full") ? stringAt(object, "full", path) : std::string();
    const auto shape = object.find("shape");
    const bool isShape = shape != object.end() && shape->is_array()
        && std::all_of(shape->begin(), shape->end(),
                       [](const Json& size) { return size.is_number_integer(); });
    if (!isShape) {
        throw broken(path, name + ".shape", "a list of sizes");
    }
    tensor.shape = shape->get<std::vector<std::int64_t>>();
    return tensor;
}

} // namespace

bool WeightRecord::isFull() const
{
    return std::none_of(tensors.begin(), tensors.end(),
                        [](const TensorRecord& tensor) { return tensor.full.empty(); });
}

WeightRecord recordWeights(const fs::path& folder, WeightReading reading, int threads,
                           const RunContext& context)
{
    const std::shared_ptr<const Checkpoint> checkpoint = Checkpoint::openTensors(folder);
    if (!checkpoint->hasWeights()) {
        throw FormatError(folder.string(), "weights", checkpoint->weightsProblem());
    }
    WeightRecord record;
    record.model = fs::absolute(folder).lexically_normal().filename().string();
    record.sha256 = checkpoint->sha256();
    std::vector<const TensorEntry*> entries;
    for (const auto& [name, entry] : checkpoint->tensors()) {
        entries.push_back(&entry);
        record.tensors.push_back({name, dtypeName(entry.dtype), entry.shape, {}, {}});
    }
    std::mutex mutex; // reports come one at a time
    Progress progress;
    progress.phase = "reading tensors of " + record.model;
    progress.total = static_cast<std::int64_t>(entries.size());
    progress.unit = "tensors";
    parallelLoop(progress.total, threads, [&](std::int64_t i) {
        const TensorEntry& entry = *entries[static_cast<std::size_t>(i)];
        TensorRecord& tensor = record.tensors[static_cast<std::size_t>(i)];
        tensor.sampled = sampledDigest(*checkpoint, entry);
        if (reading == WeightReading::EveryByte) {
            tensor.full = fullDigest(*checkpoint, entry, context);
        }
        const std::lock_guard lock(mutex);
        ++progress.done;
        context.checkpoint(progress);
    });
    return record;
}

std::vector<WeightDifference> compareWeights(const WeightRecord& recorded,
                                             const WeightRecord& found)
{
    using Kind = WeightDifference::Kind;
    std::map<std::string, const TensorRecord*> here;
    for (const TensorRecord& tensor : found.tensors) {
        here[tensor.name] = &tensor;
    }
    std::map<std::string, Kind> differences; // by name
    for (const TensorRecord& tensor : recorded.tensors) {
        const auto other = here.find(tensor.name);
        if (other == here.end()) {
            differences[tensor.name] = Kind::Missing;
            continue;
        }
        const TensorRecord& now = *other->second;
        const bool areFull = !tensor.full.empty() && !now.full.empty();
        if (tensor.dtype != now.dtype || tensor.shape != now.shape) {
            differences[tensor.name] = Kind::Header;
        } else if (areFull ? tensor.full != now.full : tensor.sampled != now.sampled) {
            differences[tensor.name] = Kind::Values;
        }
        here.erase(other);
    }
    for (const auto& [name, tensor] : here) {
        differences[name] = Kind::Added;
    }
    std::vector<WeightDifference> list;
    for (const auto& [name, kind] : differences) {
        list.push_back({name, kind});
    }
    return list;
}

fs::path weightRecordPath(const fs::path& study, const std::string& sha256)
{
    return study / "weights" / (sha256.substr(0, kShaDigits) + ".json");
}

void writeWeightRecord(const fs::path& path, const WeightRecord& record)
{
    Json tensors = Json::object();
    for (const TensorRecord& tensor : record.tensors) {
        Json entry{{"dtype", tensor.dtype}, {"shape", tensor.shape}, {"sampled", tensor.sampled}};
        if (!tensor.full.empty()) {
            entry["full"] = tensor.full;
        }
        tensors[tensor.name] = entry;
    }
    const Json object{{"schema", kSchema},
                      {"model", record.model},
                      {"sha256", record.sha256},
                      {"tensors", tensors}};
    std::error_code failure;
    fs::create_directories(path.parent_path(), failure);
    if (failure) {
        throw StoreError(path.parent_path().string(), "a folder that can be written",
                         failure.message());
    }
    writeFileAtomically(path, object.dump(1) + "\n", true);
}

WeightRecord readWeightRecord(const fs::path& path)
{
    const Json object = Json::parse(readFile(path), nullptr, false);
    if (!object.is_object() || object.value("schema", Json()) != Json(kSchema)) {
        throw broken(path, "schema", "a weight record of schema " + std::to_string(kSchema));
    }
    WeightRecord record;
    record.model = stringAt(object, "model", path);
    record.sha256 = stringAt(object, "sha256", path);
    const auto tensors = object.find("tensors");
    if (tensors == object.end() || !tensors->is_object()) {
        throw broken(path, "tensors", "an object");
    }
    for (const auto& [name, tensor] : tensors->items()) {
        record.tensors.push_back(tensorOf(name, tensor, path));
    }
    return record;
}

} // namespace neurograft

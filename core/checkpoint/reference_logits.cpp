// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/reference_logits.h"

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/safetensors_file.h"
#include "core/run/error.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr const char* kReferenceLogitsAdvice =
    "Make the reference again with make_reference_logits.py.";
constexpr std::int64_t kPadding = -1;

const TensorEntry& matrixOf(const SafetensorsFile& file, const char* name, DType dtype)
{
    const std::string expected =
        std::string("tensor ") + name + ", a matrix of " + dtypeName(dtype);
    const auto found = file.entries().find(name);
    if (found == file.entries().end()) {
        throw FormatError(file.path().string(), expected, "no tensor of that name",
                          kReferenceLogitsAdvice);
    }
    const TensorEntry& entry = found->second;
    if (entry.dtype != dtype || entry.shape.size() != 2 || entry.elementCount() == 0) {
        throw FormatError(file.path().string(), expected,
                          shapeText(entry.shape) + " of " + dtypeName(entry.dtype),
                          kReferenceLogitsAdvice);
    }
    return entry;
}

template <class Value>
std::vector<Value> valuesOf(const SafetensorsFile& file, const TensorEntry& entry)
{
    std::vector<Value> values(static_cast<std::size_t>(entry.elementCount()));
    std::memcpy(values.data(), file.data(entry), values.size() * sizeof(Value)); // may be unaligned
    return values;
}

/// Ids of one row up to its padding.
std::vector<std::int32_t> promptOf(const std::int64_t* row, std::int64_t width,
                                   std::int64_t vocabulary, const std::string& where)
{
    const std::int64_t* end = std::find(row, row + width, kPadding);
    const bool isPaddedRight =
        std::all_of(end, row + width, [](std::int64_t id) { return id == kPadding; });
    const std::int64_t* wrong = std::find_if(
        row, end, [vocabulary](std::int64_t id) { return id < 0 || id >= vocabulary; });
    if (end == row || !isPaddedRight || wrong != end) {
        throw FormatError(
            where, "at least one id from 0 to " + std::to_string(vocabulary - 1) + ", then only -1",
            end == row         ? "none"
                : wrong != end ? std::to_string(*wrong)
                               : "ids after a -1",
            kReferenceLogitsAdvice);
    }
    std::vector<std::int32_t> ids;
    std::transform(row, end, std::back_inserter(ids),
                   [](std::int64_t id) { return static_cast<std::int32_t>(id); });
    return ids;
}

/// Compute type that the writer states.
std::string dtypeOf(const SafetensorsFile& file)
{
    const auto& metadata = file.metadata();
    const auto found = metadata.find("dtype");
    const std::string dtype = found == metadata.end() ? std::string() : found->second;
    if (dtype != "float32" && dtype != "bfloat16" && dtype != "float16") {
        throw FormatError(file.path().string() + ", metadata dtype", "float32, bfloat16 or float16",
                          dtype.empty() ? "nothing" : "\"" + dtype + "\"", kReferenceLogitsAdvice);
    }
    return dtype;
}

/// Programs and their versions, then the type: whatever the writer left as metadata.
std::string originOf(const SafetensorsFile& file, const std::string& dtype)
{
    std::string origin;
    for (const char* program : {"transformers", "torch", "numpy"}) {
        const auto found = file.metadata().find(program);
        if (found != file.metadata().end()) {
            origin += program + (" " + found->second) + ", ";
        }
    }
    return origin + dtype;
}

} // namespace

std::optional<ReferenceLogits> readReferenceLogits(const fs::path& folder, std::int64_t vocabulary)
{
    ReferenceLogits reference;
    reference.file = folder / ReferenceLogits::kFileName;
    std::error_code error;
    if (!fs::exists(reference.file, error)) {
        return std::nullopt;
    }
    const SafetensorsFile file(reference.file);
    const TensorEntry& ids = matrixOf(file, "ids", DType::I64); // [P,T]
    const TensorEntry& logits = matrixOf(file, "logits", DType::F32); // [P,V]
    const std::string where = reference.file.string();
    if (logits.shape[0] != ids.shape[0]) {
        throw FormatError(where + ", tensor logits",
                          "one row per prompt, " + std::to_string(ids.shape[0]),
                          shapeText(logits.shape), kReferenceLogitsAdvice);
    }
    if (logits.shape[1] != vocabulary) {
        throw FormatError(where + ", tensor logits",
                          "the model's vocabulary of " + std::to_string(vocabulary),
                          std::to_string(logits.shape[1]), kReferenceLogitsAdvice);
    }
    reference.vocabulary = vocabulary;
    reference.dtype = dtypeOf(file);
    reference.origin = originOf(file, reference.dtype);
    const std::vector<std::int64_t> padded = valuesOf<std::int64_t>(file, ids);
    for (std::int64_t prompt = 0; prompt < ids.shape[0]; ++prompt) {
        reference.prompts.push_back(promptOf(padded.data() + prompt * ids.shape[1], ids.shape[1],
                                             vocabulary,
                                             where + ", ids of prompt " + std::to_string(prompt)));
    }
    reference.logits = valuesOf<float>(file, logits);
    const auto wrong = std::find_if(reference.logits.begin(), reference.logits.end(),
                                    [](float logit) { return !std::isfinite(logit); });
    if (wrong != reference.logits.end()) {
        throw FormatError(where + ", tensor logits", "finite values",
                          "NaN or infinity at element "
                              + std::to_string(wrong - reference.logits.begin()),
                          kReferenceLogitsAdvice);
    }
    return reference;
}

} // namespace neurograft

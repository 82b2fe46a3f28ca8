// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// One tensor of a model, told apart from others by digests.
struct TensorRecord {
    std::string name;
    std::string dtype; ///< "bfloat16"
    std::vector<std::int64_t> shape;
    std::string sampled; ///< SHA-256 of start, middle and end (4 KiB each); quick
    std::string full; ///< SHA-256 of every byte; empty when only samples were read
};

/// What a model's weights were, tensor by tensor, so that a folder can be compared with them when
/// the first one is gone. Kept in a study as `weights/<first 16 digits of sha256>.json`.
struct WeightRecord {
    std::string model; ///< folder name
    std::string sha256; ///< as result files name the weights: of headers and sampled bytes
    std::vector<TensorRecord> tensors; ///< by name

    bool isFull() const; ///< every byte of every tensor was read
};

enum class WeightReading { Sampled, EveryByte };

/// Reads the weights of a model folder, whatever its family. Every byte takes as long as reading
/// the files: the progress counts tensors, a stop is taken up within a few MiB.
/// @param threads that hash side by side
/// @throws Canceled, FormatError when the folder is no model, has no weights or is broken
WeightRecord recordWeights(const std::filesystem::path& folder, WeightReading reading, int threads,
                           const RunContext& context);

/// One tensor in which two models differ.
struct WeightDifference {
    enum class Kind { Missing, Added, Header, Values };
    std::string tensor;
    Kind kind = Kind::Values; ///< Missing: only in the record; Added: only in what was found
};

/// By name. Values are compared by full digests where both have them, else by samples.
std::vector<WeightDifference> compareWeights(const WeightRecord& recorded,
                                             const WeightRecord& found);

/// Where a study keeps the record of weights with that `sha256`.
std::filesystem::path weightRecordPath(const std::filesystem::path& study,
                                       const std::string& sha256);
/// Writes a record at once and whole, over an earlier one. @throws StoreError
void writeWeightRecord(const std::filesystem::path& path, const WeightRecord& record);
/// @throws FormatError naming file and key
WeightRecord readWeightRecord(const std::filesystem::path& path);

} // namespace neurograft

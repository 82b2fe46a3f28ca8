// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace neurograft {

struct MergedTensor {
    std::string name;
    DType dtype = DType::F32; ///< in the new file
    bool isChanged = false; ///< edited or converted; else its bytes are those of the source
};

/// A weight file that is written anew.
struct MergedFile {
    std::string name; ///< in the new folder
    std::vector<MergedTensor> tensors;
};

/// Which files of a model folder are written anew, copied or left behind when some tensors change.
struct MergePlan {
    std::vector<MergedFile> rewritten;
    std::vector<std::string> copied;
    std::vector<std::string> left; ///< weights in other formats and folders: they would be stale
    std::map<std::string, std::string> texts; ///< config and index, where they change
    std::int64_t changedTensors = 0;
    std::uint64_t bytes = 0; ///< of the new folder, about
};

/// @param dtype auto = as stored, else the type of all weights
/// @throws StudyError for another word
MergePlan planMerge(const Checkpoint& checkpoint, const std::vector<std::string>& edited,
                    const std::string& dtype);

/// @throws StudyError when one of the @p edited tensors is the shared matrix of a tied model
void requireUntied(const Checkpoint& checkpoint, const std::vector<std::string>& edited);

/// @throws StudyError when @p out exists and may not be replaced, is no model folder that could be
/// replaced, or is, holds or lies in the model itself
void requireSafeTarget(const std::filesystem::path& model, const std::filesystem::path& out,
                       bool overwrite);

/// @throws StoreError when the disk of @p out has less than @p bytes free
void requireDiskSpace(const std::filesystem::path& out, std::uint64_t bytes);

} // namespace neurograft

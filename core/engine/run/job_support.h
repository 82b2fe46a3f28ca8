// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/error.h"

#include <filesystem>
#include <string>

namespace neurograft {

/// Now, as manifests write it: "2026-11-25T03:00:00Z".
std::string utcNow();

/// Last part of a folder's path, whether or not it ends in a slash.
std::string folderName(const std::filesystem::path& folder);

/// "cpu", or "teacher cuda:0, student cpu" when the two differ.
std::string pairWord(const std::string& teacher, const std::string& student);

/// @throws StudyError when @p out exists and may not be replaced
void requireFreeName(const std::filesystem::path& out, bool overwrite);

/// Whether an error tells of bad input, which leaves nothing behind; what was computed before
/// memory or disk ran out is worth keeping.
bool isInputAtFault(const Error& error);

inline constexpr double kLayerEfficiency = 0.6; ///< of whole layers against one large product
inline constexpr double kDeviceFlops = 2e13; ///< a GPU, roughly

/// "It needs about 3.10 GiB of memory; …" when @p bytes are more than the machine has free, else
/// empty. @param advice what would need less
std::string memoryProblem(double bytes, const std::string& advice);

} // namespace neurograft

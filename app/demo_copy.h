// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"

#include <filesystem>

namespace neurograft {

/// Copies the bundled demo into a folder of the user's, so that its runs and figures can lie beside
/// it. Files that are already there with their full size are left alone: opening the demo again is
/// quick. Any thread.
/// @throws StudyError naming the file that could not be read or written
void copyDemo(const std::filesystem::path& source, const std::filesystem::path& target,
              const RunContext& context);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/studies/sweep_tables.h"

#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// Writes the gathered result of a sweep, an earlier one replaced: the tables of sweepTables() with
/// status "complete", or "partial" while cells are not finished.
/// @param title of the chain; @param step name of the sweep in it
/// @param published numbers of the chain; those the sweep measures are kept beside its own
/// @throws StoreError when writing fails
void writeSweepResult(const std::filesystem::path& out, const std::string& title,
                      const std::string& step, const std::vector<SweepAxis>& axes,
                      const std::vector<SweptCell>& cells,
                      const std::vector<PublishedNumber>& published);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/transfer/pair_selection.h"

#include <filesystem>
#include <string>

namespace neurograft {

/// What a selection file tells about its origin.
struct SelectionLabel {
    std::string model; ///< folder name
    std::string mode; ///< corrected | compat
    double rate = 0.0;
};

/// Writes the selections of one model as JSON (overview.md 6.2): `model`, `mode`, `rate`, and for
/// `ffn`, `attn` (columns of o_proj) and `value` (rows of v_proj) `layers` and `neurons`, one list
/// per layer, best first. An existing file is replaced.
void writeSelection(const std::filesystem::path& path, const FamilySelections& selections,
                    const SelectionLabel& label);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace neurograft {

/// Where a subject of MMLU belongs (decisions.md D68: 57 subjects, 17 sub-categories, 4
/// categories).
struct MmluPlace {
    const char* subject;
    const char* subcategory;
    const char* category;
};

/// Null for a subject that is none of the 57.
const MmluPlace* mmluPlace(const std::string& subject);

} // namespace neurograft

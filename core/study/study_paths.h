// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study.h"
#include "core/study/view_file.h"

#include <filesystem>

namespace neurograft {

/// The study with every path as seen from @p folder (absolute): "models/T", "../T".
Study withRelativePaths(const Study& study, const std::filesystem::path& folder);

/// Makes the paths of a study that was read from @p folder absolute. A model or
/// overlay that is not there is looked for at its place in @p view, then by its name in the folder and beside it; data and
/// activations at their place only (names such as "align.jsonl" say too little).
void resolvePaths(Study& study, const std::filesystem::path& folder, const ViewFile& view);

/// Writes where models and data outside the folder lie on this computer into section `places`: a
/// study that is moved alone finds them again.
void rememberPlaces(const Study& study, const std::filesystem::path& folder, ViewFile& view);

} // namespace neurograft

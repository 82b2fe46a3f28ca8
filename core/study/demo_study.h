// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/similarity_study.h"

#include <filesystem>

namespace neurograft {

/// Folder of the bundled demo pair: teacher/, student/ and data/.
/// @throws StudyError when it does not come with this program
std::filesystem::path demoFolder();

/// The bundled demo study: similarity of the demo pair over its 80 align rows of word problems,
/// four modules. The same for window and command line, so that both find the same cached Gram
/// matrices.
SimilarityStudy demoStudy(const std::filesystem::path& folder);

} // namespace neurograft

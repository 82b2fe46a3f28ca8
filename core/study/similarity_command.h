// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/similarity_study.h"

#include <filesystem>
#include <string>

namespace neurograft {

/// The command line that repeats a similarity run (cli.md section 2), ready for a POSIX shell:
/// "neurograft similarity --teacher … --out R.h5". Options at their default are left out; biased
/// and mini-batch CKA are spelt as measure and estimator.
std::string similarityCommandLine(const SimilarityStudy& study, const std::filesystem::path& out);

/// @p word as one word of a POSIX shell: quoted when it needs to be.
std::string shellWord(const std::string& word);

} // namespace neurograft

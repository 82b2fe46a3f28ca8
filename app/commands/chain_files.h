// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/error.h"
#include "core/studies/chain_study.h"

#include <string>
#include <vector>

namespace neurograft {

/// What is wrong with files that have to be the ones a chain was made for: missing, or another
/// SHA-256. @param where what messages call the study
std::vector<Error> chainFileProblems(const ChainStudy& study, const std::string& where);

} // namespace neurograft

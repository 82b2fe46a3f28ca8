// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/studies/chain_study.h"

#include <filesystem>

namespace neurograft {

/// Whether a result is one that the number's `metric` and `where` name, by where it lies in the
/// results of a chain: "seeking/task-gsm8k_seed-42/answers-seeking.h5" for
/// "seeking/answers-seeking/score" of task gsm8k. The record of its step must lie beside it, and
/// the cell must be one of this study, so that a step of another study is not taken for it.
/// Looks at the disk.
bool isMeasuredBy(const ChainStudy& study, const PublishedNumber& number,
                  const std::filesystem::path& result);

} // namespace neurograft

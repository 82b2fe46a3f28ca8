// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/command_line_text.h"
#include "core/study/similarity_study.h"

namespace neurograft {

/// What the command lines of all jobs on a pair, its texts and their samples have in common;
/// options at their default are left out.

/// Models with what lies over them, data and the rows taken; models and data are left out when
/// activations stand in their place.
void addPairInputs(CommandLineText& line, const SimilarityStudy& study);
/// Sample unit, drawn tokens, cuts.
void addPairSamples(CommandLineText& line, const SimilarityStudy& study);
/// Seed, devices, number types, threads.
void addPairSetup(CommandLineText& line, const SimilarityStudy& study);

} // namespace neurograft

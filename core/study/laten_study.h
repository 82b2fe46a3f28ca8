// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace neurograft {

struct TransferStudy;

/// What LaTen has beside the fields of every transfer (transfer.md 6, after arXiv:2505.14436 and
/// its code). Defaults are those of mode `corrected`; latenDefaults() has those of `compat`.
struct LatenStudy {
    /// Translator to start from (a `translator.safetensors`); empty: drawn with deviation 1e-5.
    std::filesystem::path translator;
    std::int64_t steps = 0; ///< optimiser steps; 0 = one per row of --extract
    /// Rows of --align in a step beside the locating example; all of them, in file order, when the
    /// file has no more.
    std::int64_t alignPerStep = 15;
    double lambdaMse = 1000.0; ///< weight of the penalty (6.6)
    bool halfOutput =
        false; ///< the translator's output is rounded to float16, gradients pass (6.2)
    double beta1 = 0.9; ///< AdamW's; not used while cyclesBeta
    double beta2 = 0.95;
    bool cyclesBeta = false; ///< beta1 follows the schedule, 0.95 to 0.85 and back (6.5)
    std::string reduction = "mean"; ///< of the gradients of a step's examples: mean | sum
    std::int64_t seedRow = -1; ///< row of the data inference locates by, from 0; -1 = drawn (6.8)

    // Controls (6.9). Each leaves everything else as it is.
    std::string randomNeurons =
        "none"; ///< drawn instead of located: none | teacher | student | both
    std::string layerPairing = "rank"; ///< the teacher's layers: best by score (rank) | depth
    std::string neuronPairing = "rank"; ///< teacher's k-th with student's k-th (rank) | shuffled
    /// What the translator is given: the teacher's vectors | noise of their size.
    std::string vectors = "teacher";
    /// What is added to the student: the translator's output | its mean over the neurons of a layer
    /// | free, numbers trained in its place without any teacher.
    std::string delta = "translated";

    /// What `delta.safetensors` holds: the change (single) | nothing (noop), as the official
    /// release saves its model | the sum of the changes of every kept step and the last one
    /// (accumulate), as the first public version's sweep over steps left them in the weights (6.8).
    /// noop and accumulate with mode `compat` only.
    std::string save = "single";
    /// Every intermediate of each step as safetensors, for comparison with other programs; empty:
    /// none. Changes no number.
    std::filesystem::path trace;
};

/// The study of method `laten` with the defaults of a mode (6.4 to 6.6); mode `corrected` or
/// `compat`.
TransferStudy latenDefaults(const std::string& mode);

/// @throws UsageError naming the option, as checkTransferStudy()
void checkLatenStudy(const TransferStudy& study);

} // namespace neurograft

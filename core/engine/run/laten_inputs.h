// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/tokenized_row.h"
#include "core/engine/run/learning_rows.h"
#include "core/engine/run/locate_inputs.h"
#include "core/study/transfer_study.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// What LaTen needs to know beside the inputs of every transfer (transfer.md 6).
struct LatenInputs {
    /// Teacher and student with the rows of --extract that can be used: a target in both models and
    /// a label in the student, the same rows in the same order in all three. Empty when nothing is
    /// trained.
    LocateInputs locate;
    LearningRows extract;
    LocateInputs seed; ///< the same models with the seed example alone (6.8)
    /// The teacher's layer for each of the student's, said by hand or by depth; empty: the best.
    std::vector<std::int64_t> teacherLayers;
    std::int64_t steps = 0; ///< that are asked for
    std::int64_t scheduleSteps = 0; ///< the schedule is laid out for (6.5)
    std::int64_t parameters = 0; ///< numbers of all translators
};

/// Opens both models and the rows they are located by, draws the seed example and checks sizes.
/// @param extract rows of --extract as the student learns them; empty when nothing is trained
/// @param problems as openTransferInputs()
LatenInputs openLatenInputs(const TransferStudy& study, LearningRows extract,
                            std::vector<std::string>* problems);

/// Rows as the official training code sees them (6.4): without the beginning-of-text token, and
/// without the first token of the response among the labels.
void asOfficial(std::vector<TokenizedRow>& rows, const Tokenizer& tokenizer, bool wholeText);

} // namespace neurograft

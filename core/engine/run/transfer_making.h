// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/run/laten_making.h"
#include "core/engine/run/semalign_making.h"
#include "core/engine/run/teacher_answers.h"
#include "core/engine/run/transfer_inputs.h"
#include "core/engine/run/unaligned_making.h"
#include "core/engine/transfer/adapter_start.h"
#include "core/engine/transfer/trainable_adapter.h"
#include "core/engine/transfer/transfer_method.h"
#include "core/run/run_context.h"
#include "core/store/result_tables.h"
#include "core/study/transfer_parts.h"

#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// Makes the method of a study ready to be trained: loads the student, finds what the start is
/// taken from, decomposes it. The teacher is let go before anything is trained, but where the
/// student learns from what it computes; what its sensitivity said is kept for further seeds where
/// it does not depend on them.
class TransferMaker {
public:
    /// @param earlier tables of the partial result of a run that is continued; empty for a new one.
    /// The start is then read from the part's folder.
    std::unique_ptr<TransferMethod> make(const TransferInputs& inputs, const TransferPart& part,
                                         const std::vector<Table>& earlier,
                                         const RunContext& context);

private:
    const std::vector<Table>& selection(const TransferInputs& inputs, const RunContext& context);

    std::vector<Table> m_selection;
    bool m_isMeasured = false;
    std::unique_ptr<TransferMethod> makeAdapter(const TransferInputs& inputs,
                                                const TransferPart& part, AdapterStart start,
                                                const RunContext& context);

    LatenMaker m_laten;
    SemAlignMaker m_semAlign;
    TeacherAnswers m_answers;
    UnalignedMaker m_unaligned;
};

/// Rank and scale an adapter of this study is labelled with.
AdapterLabel adapterLabel(const TransferStudy& study);

} // namespace neurograft

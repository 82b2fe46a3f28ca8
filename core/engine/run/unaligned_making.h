// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/run/transfer_inputs.h"
#include "core/engine/transfer/transfer_method.h"
#include "core/engine/transfer/unaligned_edits.h"
#include "core/run/run_context.h"
#include "core/store/result_tables.h"

#include <memory>
#include <optional>
#include <vector>

namespace neurograft {

/// Makes the change of an unaligned injection and measures what it does to the rows of --align.
/// Located neurons are kept for further seeds, which differ in the projection alone.
class UnalignedMaker {
public:
    /// @param selection of the teacher's sensitivity; empty where neurons are located
    std::unique_ptr<TransferMethod> make(const TransferInputs& inputs,
                                         const std::vector<Table>& selection,
                                         const RunContext& context);

private:
    struct LocatedPair {
        LocatedNeurons teacher;
        LocatedNeurons student;
        std::vector<Table> tables; ///< groups `attribution/teacher` and `attribution/student`
    };

    const LocatedPair& locatedPair(const TransferInputs& inputs, const RunContext& context);
    ModelEdits neuronEdits(const TransferInputs& inputs, const RunContext& context);

    std::optional<LocatedPair> m_located;
};

} // namespace neurograft

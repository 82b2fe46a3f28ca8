// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/run/transfer_inputs.h"
#include "core/engine/transfer/adapter_method.h"
#include "core/engine/transfer/semantic_basis.h"
#include "core/run/run_context.h"
#include "core/store/result_tables.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace neurograft {

/// Makes SemAlign ready to be trained (transfer.md 7): critical layers of the teacher, the layers
/// of the student they mean, the map between the two models' semantic directions, and the check of
/// how well contributions of layers are recomposed from them. What does not depend on the seed is
/// kept for further ones.
class SemAlignMaker {
public:
    /// Layers of the student that are trained, ascending.
    /// @param earlier tables of the run that is continued; empty for a new one
    std::vector<std::int64_t> layers(const TransferInputs& inputs,
                                     const std::vector<Table>& earlier, const RunContext& context);
    /// Puts the objective into a training. @pre layers() was asked
    void add(const TransferInputs& inputs, const TransformerModel& student,
             AdapterTraining& training, const RunContext& context);
    /// Group `semalign` of a result file (docs/store-layout.md), what is known of it.
    const std::vector<Table>& tables() const { return m_tables; }

private:
    void findLayers(const TransferInputs& inputs, const RunContext& context);
    void makeMap(const TransferInputs& inputs, const TransformerModel& student,
                 const RunContext& context);

    std::shared_ptr<const TransformerModel> m_teacher;
    std::vector<std::int64_t> m_layers;
    at::Tensor m_map; ///< [d_s,d_t] float64
    std::vector<Table> m_tables;
};

} // namespace neurograft

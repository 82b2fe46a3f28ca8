// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/transformer_model.h"
#include "core/engine/train/labelled_batch.h"
#include "core/run/run_context.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <set>

namespace neurograft {

/// What a teacher computes at the labelled positions of a student's batch.
struct TeacherPass {
    at::Tensor hidden; ///< [n,d_t] after the last layer, for head(); on the teacher's device
    std::map<std::int64_t, at::Tensor> contributions; ///< [n,d_t] y - x of the layers asked for
};

/// One pass without gradients. @pre the teacher has the student's vocabulary
/// @throws Canceled between layers
TeacherPass teacherPass(const TransformerModel& teacher, const LabelledBatch& batch,
                        const std::set<std::int64_t>& layers, const RunContext& context);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/teacher_pass.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

namespace neurograft {

TeacherPass teacherPass(const TransformerModel& teacher, const LabelledBatch& batch,
                        const std::set<std::int64_t>& layers, const RunContext& context)
{
    const at::NoGradGuard noGrad;
    TokenBatch tokens{batch.tokens.ids.to(teacher.device()), {}};
    if (batch.tokens.mask.defined()) {
        tokens.mask = batch.tokens.mask.to(teacher.device());
    }
    const at::Tensor places = batch.places.to(teacher.device());
    const auto chosen = [&places](const at::Tensor& x) {
        return x.flatten(0, 1).index_select(0, places); // [B,T,d] to [n,d]
    };
    const BatchContext batchContext = teacher.prepare(tokens);
    TeacherPass pass;
    at::Tensor x = teacher.embed(tokens);
    for (std::int64_t layer = 0; layer < teacher.config().layers; ++layer) {
        context.throwIfStopped();
        const at::Tensor y = teacher.runLayer(layer, x, batchContext);
        if (layers.count(layer) != 0) {
            pass.contributions[layer] = chosen(y) - chosen(x);
        }
        x = y;
    }
    pass.hidden = chosen(x);
    return pass;
}

} // namespace neurograft

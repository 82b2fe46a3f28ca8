// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/aligned_teacher.h"

#include "core/engine/model/mapped_tensor.h"
#include "core/engine/transfer/semantic_basis.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>

namespace neurograft {

namespace {

at::Tensor unembeddingOf(const SimilarityModel& model, at::Device device)
{
    const Checkpoint& checkpoint = *model.checkpoint;
    const char* name = checkpoint.config().isTied ? kEmbeddingName : kUnembeddingName;
    return mappedTensor(model.checkpoint, checkpoint.entry(name)).to(device);
}

} // namespace

at::Tensor wordMapOf(const SimilarityInputs& inputs, const RunContext& context)
{
    const at::Device device = inputs.teacher->device;
    const at::Tensor student = unembeddingOf(*inputs.student, device);
    const at::Tensor teacher = unembeddingOf(*inputs.teacher, device);
    const at::Tensor words = sharedWords(teacher, student, inputs.teacher->tokenizer->facts().size);
    return semanticMap(SemanticBasis(student, words, context),
                       SemanticBasis(teacher, words, context), context);
}

at::Tensor inStudentsWords(const at::Tensor& samples, const at::Tensor& map)
{
    const at::Tensor h = samples.to(map.device(), at::kDouble); // [n,d_t]
    const at::Tensor lengths = at::linalg_vector_norm(h, 2, {1}, true).clamp_min(1e-30);
    return at::matmul(h / lengths, map.t()).to(samples.device(), samples.scalar_type());
}

} // namespace neurograft

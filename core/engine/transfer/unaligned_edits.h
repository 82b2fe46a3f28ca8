// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/model_edits.h"
#include "core/engine/transfer/neuron_vectors.h"
#include "core/engine/transfer/source_matrices.h"
#include "core/engine/transfer/trainable_adapter.h"
#include "core/run/run_context.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace neurograft {

/// What a teacher's parameters do to a student when nothing aligns them first (transfer.md 5).
/// Every change is a factor lambda of the whole one: 0 is the student, and 1 of a replacement
/// replaces. All edits are float32 on the CPU.

/// D1: W + lambda s B0 A0, the factors Seeking would start from. The tensors are shared.
ModelEdits lowRankInjection(const std::vector<AdapterPart>& start, double lambda);

/// D2: W + lambda (E - W), E the matrix that @p source takes from the teacher, of W's shape.
/// @throws Canceled between matrices
ModelEdits matrixInjection(const std::vector<AdapterTarget>& targets, const SourceMatrices& source,
                           const std::shared_ptr<const Checkpoint>& student, double lambda,
                           const RunContext& context);

/// One model of a pair and its located neurons.
struct LocatedNeurons {
    std::shared_ptr<const Checkpoint> checkpoint;
    ModelAttribution found;
};

struct NeuronInjectionOptions {
    bool isProjected = false; ///< D4; else D3
    bool substitutes = false; ///< v takes the place of the student's vector; else it is added
    double lambda = 1.0;
    std::uint64_t seed = 42; ///< of the projection
};

/// D3 and D4: neuron w of rank k in the i-th selected layer of the student becomes w + lambda v, or
/// w + lambda (v - w) when v takes its place. v is made of the teacher's vector u of rank k in its
/// i-th selected layer (transfer.md 6.3): D3 its first d_s coordinates, D4 Q^T u with one
/// orthonormalProjection() Q for all, scaled to the length of w.
/// @param modules up_proj, down_proj, v_proj, o_proj or some of them
/// @return no edits when nothing is selected
/// @throws ShapeError when the teacher is narrower, or its selection has other sizes
ModelEdits neuronInjection(const LocatedNeurons& teacher, const LocatedNeurons& student,
                           const std::vector<Module>& modules,
                           const NeuronInjectionOptions& options);

/// The edits with their tensors on another device.
ModelEdits editsOn(const ModelEdits& edits, at::Device device);

/// [from, to] float32 with orthonormal columns, uniformly distributed: Q of the QR decomposition,
/// with a positive diagonal of R, of normal numbers (Mezzadri 2007, arXiv:math-ph/0609050, section
/// 5). Drawn from LibTorch's CPU generator by derive(seed, "unaligned.projection", 0) (decisions.md
/// D83). @pre from >= to
at::Tensor orthonormalProjection(std::int64_t from, std::int64_t to, std::uint64_t seed);

} // namespace neurograft

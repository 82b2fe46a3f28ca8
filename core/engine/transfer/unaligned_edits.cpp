// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/unaligned_edits.h"

#include "core/engine/model/mapped_tensor.h"
#include "core/run/error.h"
#include "core/support/random_stream.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/linalg_qr.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/where.h>

#include <string>
#include <utility>

namespace neurograft {

namespace {

std::string sizeText(const NeuronSelection& selection)
{
    const std::size_t neurons = selection.neurons.empty() ? 0 : selection.neurons.front().size();
    return std::to_string(selection.layers.size()) + " layers of " + std::to_string(neurons)
        + " neurons";
}

/// Rows of @p vectors as long as those of @p lengths; zero rows stay zero.
at::Tensor rescaled(const at::Tensor& vectors, const at::Tensor& lengths)
{
    const at::Tensor wanted = at::linalg_vector_norm(lengths.to(at::kDouble), 2, {-1}, true);
    const at::Tensor present = at::linalg_vector_norm(vectors.to(at::kDouble), 2, {-1}, true);
    const at::Tensor factor = at::where(present > 0.0, wanted / present, present); // [L_sel,n,1]
    return (vectors.to(at::kDouble) * factor).to(at::kFloat);
}

/// An edit with its tensors on another device.
struct Moved {
    at::Device device;

    WeightEdit operator()(LowRankEdit edit) const
    {
        edit.a = edit.a.to(device);
        edit.b = edit.b.to(device);
        return edit;
    }
    WeightEdit operator()(NeuronEdit edit) const
    {
        edit.index = edit.index.to(device);
        edit.delta = edit.delta.to(device);
        return edit;
    }
    WeightEdit operator()(WholeEdit edit) const
    {
        edit.delta = edit.delta.to(device);
        return edit;
    }
};

} // namespace

ModelEdits lowRankInjection(const std::vector<AdapterPart>& start, double lambda)
{
    ModelEdits edits;
    for (const AdapterPart& part : start) {
        edits.add(part.target.weight,
                  LowRankEdit{part.a.detach(), part.b.detach(), lambda * part.scale});
    }
    return edits;
}

ModelEdits matrixInjection(const std::vector<AdapterTarget>& targets, const SourceMatrices& source,
                           const std::shared_ptr<const Checkpoint>& student, double lambda,
                           const RunContext& context)
{
    const at::NoGradGuard noGrad;
    ModelEdits edits;
    std::int64_t done = 0;
    for (const AdapterTarget& target : targets) {
        context.checkpoint({"teacher's matrices", 1, 1, done++,
                            static_cast<std::int64_t>(targets.size()), "matrices"});
        const at::Tensor weight = mappedTensor(student, student->entry(target.weight));
        const at::Tensor change = source.matrix(target) - weight.to(at::kFloat); // [out,in]
        edits.add(target.weight, WholeEdit{change * lambda});
    }
    return edits;
}

ModelEdits neuronInjection(const LocatedNeurons& teacher, const LocatedNeurons& student,
                           const std::vector<Module>& modules,
                           const NeuronInjectionOptions& options)
{
    const at::NoGradGuard noGrad;
    const std::int64_t from = teacher.checkpoint->config().hiddenSize;
    const std::int64_t to = student.checkpoint->config().hiddenSize;
    if (from < to) {
        throw ShapeError(teacher.checkpoint->folder().string(),
                         "a teacher at least as wide as the student, " + std::to_string(to),
                         std::to_string(from));
    }
    const at::Tensor projection =
        options.isProjected ? orthonormalProjection(from, to, options.seed) : at::Tensor();
    ModelEdits edits;
    for (const Module module : modules) {
        const ScoreFamily family = selectedFamily(module);
        const NeuronSelection source = selectionOf(teacher.found, family);
        const NeuronSelection chosen = selectionOf(student.found, family);
        if (chosen.layers.empty() || chosen.neurons.front().empty()) {
            continue;
        }
        const at::Tensor u = neuronVectors(teacher.checkpoint, module, source); // [L_sel,n,d_t]
        const at::Tensor w = neuronVectors(student.checkpoint, module, chosen); // [L_sel,n,d_s]
        if (u.size(0) != w.size(0) || u.size(1) != w.size(1)) {
            throw ShapeError(std::string("neurons of the teacher's ") + moduleName(module),
                             sizeText(chosen), sizeText(source));
        }
        const at::Tensor v = options.isProjected ? rescaled(at::matmul(u, projection), w)
                                                 : u.narrow(-1, 0, to); // [L_sel,n,d_s]
        const at::Tensor change = (options.substitutes ? v - w : v) * options.lambda;
        for (std::size_t i = 0; i < chosen.layers.size(); ++i) {
            edits.add(weightName(static_cast<int>(chosen.layers[i]), module),
                      NeuronEdit{at::tensor(chosen.neurons[i], at::kLong),
                                 change.select(0, static_cast<std::int64_t>(i)).contiguous(),
                                 hasNeuronColumns(module)});
        }
    }
    return edits;
}

ModelEdits editsOn(const ModelEdits& edits, at::Device device)
{
    ModelEdits moved;
    for (const auto& [weight, list] : edits.edits()) {
        for (const WeightEdit& edit : list) {
            moved.add(weight, std::visit(Moved{device}, edit));
        }
    }
    return moved;
}

at::Tensor orthonormalProjection(std::int64_t from, std::int64_t to, std::uint64_t seed)
{
    const at::NoGradGuard noGrad;
    at::Generator generator =
        at::detail::createCPUGenerator(deriveSeed(seed, "unaligned.projection", 0));
    const at::Tensor drawn = at::randn({from, to}, generator, at::TensorOptions(at::kFloat));
    const auto [q, r] = at::linalg_qr(drawn.to(at::kDouble)); // [from,to], [to,to]
    return (q * r.diagonal().sign()).to(at::kFloat);
}

} // namespace neurograft

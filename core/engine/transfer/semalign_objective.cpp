// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/semalign_objective.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace neurograft {

namespace {

constexpr double kLeastLength = 1e-12; ///< in place of a length of 0

} // namespace

std::int64_t frontierLayer(std::int64_t step, std::int64_t steps, std::int64_t layers)
{
    return std::min(layers - 1, step * layers / std::max<std::int64_t>(1, steps));
}

SemAlignObjective::SemAlignObjective(std::shared_ptr<const TransformerModel> teacher,
                                     at::Tensor map, std::int64_t studentLayers,
                                     const SemAlignOptions& options)
    : m_teacher(std::move(teacher)), m_map(map.to(m_teacher->device(), at::kFloat)),
      m_studentLayers(studentLayers), m_options(options)
{
}

/// M h / |h| of the teacher's contributions, interpolated between two of its layers, on the
/// student's device.
at::Tensor SemAlignObjective::targetOf(const LayerMix& mix, const TeacherPass& pass,
                                       const LabelledBatch& batch) const
{
    const at::NoGradGuard noGrad;
    const at::Tensor h = pass.contributions.at(mix.lower).to(at::kFloat) * (1.0 - mix.weight)
        + pass.contributions.at(mix.upper).to(at::kFloat) * mix.weight; // [n,d_t]
    const at::Tensor lengths =
        at::linalg_vector_norm(h, 2, at::IntArrayRef{1}, true).clamp_min(kLeastLength);
    return at::matmul(h / lengths, m_map.t()).to(batch.labels.device()); // [n,d_s]
}

BatchLosses SemAlignObjective::lossesOf(std::int64_t step, const LabelledBatch& batch,
                                        const StepSize& size, const RunContext& context)
{
    std::vector<std::int64_t> layers = m_options.layers;
    if (m_options.isSecond) {
        layers = {frontierLayer(step, m_options.steps, m_studentLayers)};
    }
    std::map<std::int64_t, LayerMix> mixes;
    std::set<std::int64_t> asked;
    for (const std::int64_t layer : layers) {
        const LayerMix mix = mixedLayer(layer, m_teacher->config().layers, m_studentLayers);
        mixes[layer] = mix;
        asked.insert({mix.lower, mix.upper});
    }
    const TeacherPass pass = teacherPass(*m_teacher, batch, asked, context);
    BatchLosses losses;
    m_cosines.clear();
    m_relations.clear();
    for (const auto& [layer, mix] : mixes) {
        const at::Tensor target = targetOf(mix, pass, batch);
        losses.layers.push_back(
            m_options.isSecond
                ? static_cast<const LayerLoss*>(&m_relations.emplace_back(layer, target, size.rows))
                : &m_cosines.emplace_back(layer, target, size.labels));
    }
    losses.output = &m_output;
    if (m_options.isSecond) {
        m_divergence.emplace(m_teacher, pass.hidden, 0.0); // KL(teacher || student)
        losses.output = &*m_divergence;
    }
    return losses;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/module_capture.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <numeric>

namespace neurograft {

namespace {

/// What a module's output is called inside a layer; the residual contribution is made of two.
Internal internalOf(Module module)
{
    switch (module) {
    case Module::QProj:
        return Internal::QProjOut;
    case Module::KProj:
        return Internal::KProjOut;
    case Module::VProj:
        return Internal::VProjOut;
    case Module::OProj:
        return Internal::AttentionOutput;
    case Module::GateProj:
        return Internal::GateProjOut;
    case Module::UpProj:
        return Internal::UpProjOut;
    case Module::DownProj:
        return Internal::FfnOutput;
    case Module::LayerOutput:
    case Module::ResidualContribution:
        break;
    }
    return Internal::LayerOutput;
}

std::uint32_t internalBit(Internal internal)
{
    return static_cast<std::uint32_t>(internal);
}

std::int64_t length(const RowSamples& row)
{
    return static_cast<std::int64_t>(row.ids.size());
}

/// Fills in the index tensors of a batch of rows; first[row] is the place of its first sample.
SampleBatch makeBatch(const std::vector<RowSamples>& rows, const std::vector<std::size_t>& chosen,
                      const std::vector<std::int64_t>& first, at::Device device)
{
    SampleBatch batch;
    std::int64_t longest = 0;
    for (const std::size_t row : chosen) {
        batch.rows.push_back(rows[row].ids);
        longest = std::max(longest, length(rows[row]));
    }
    std::vector<std::int64_t> positions, samples, targets;
    std::vector<double> counts;
    for (std::size_t line = 0; line < chosen.size(); ++line) {
        const RowSamples& row = rows[chosen[line]];
        // Left padding: the row ends where the rectangle ends.
        const std::int64_t start =
            static_cast<std::int64_t>(line) * longest + longest - length(row);
        for (std::int64_t k = 0; k < row.count(); ++k) {
            const std::int64_t begin = row.starts[static_cast<std::size_t>(k)];
            const std::int64_t end = row.starts[static_cast<std::size_t>(k) + 1];
            for (std::int64_t at = begin; at < end; ++at) {
                positions.push_back(start + row.positions[static_cast<std::size_t>(at)]);
                samples.push_back(static_cast<std::int64_t>(targets.size()));
            }
            counts.push_back(static_cast<double>(end - begin));
            targets.push_back(first[chosen[line]] + k);
        }
    }
    batch.positions = at::tensor(positions).to(device);
    batch.targets = at::tensor(targets).to(device);
    if (positions.size() != targets.size()) {
        batch.samples = at::tensor(samples).to(device);
        batch.counts = at::tensor(counts).unsqueeze(1).to(device);
    }
    return batch;
}

} // namespace

std::int64_t SampleBatch::tokens() const
{
    std::size_t longest = 0;
    for (const auto& row : rows) {
        longest = std::max(longest, row.size());
    }
    return static_cast<std::int64_t>(longest * rows.size());
}

std::vector<SampleBatch> sampleBatches(const std::vector<RowSamples>& rows,
                                       std::int64_t tokenBudget, at::Device device)
{
    std::vector<std::int64_t> first;
    std::int64_t samples = 0;
    for (const RowSamples& row : rows) {
        first.push_back(samples);
        samples += row.count();
    }
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&rows](std::size_t a, std::size_t b) {
        return rows[a].ids.size() > rows[b].ids.size();
    });
    std::vector<SampleBatch> batches;
    for (std::size_t begin = 0; begin < order.size();) {
        const std::int64_t longest = std::max<std::int64_t>(length(rows[order[begin]]), 1);
        const auto fitting =
            static_cast<std::size_t>(std::max<std::int64_t>(1, tokenBudget / longest));
        const std::size_t end = std::min(order.size(), begin + fitting);
        const std::vector<std::size_t> chosen(order.begin() + static_cast<std::ptrdiff_t>(begin),
                                              order.begin() + static_cast<std::ptrdiff_t>(end));
        batches.push_back(makeBatch(rows, chosen, first, device));
        begin = end;
    }
    return batches;
}

at::Tensor gatherSamples(const at::Tensor& values, const SampleBatch& batch)
{
    const at::Tensor rows = values.flatten(0, 1).index_select(0, batch.positions); // [k,w]
    if (!batch.samples.defined()) {
        return rows.to(at::kFloat);
    }
    at::Tensor sums = at::zeros({batch.targets.size(0), rows.size(1)},
                                rows.options().dtype(at::kDouble)); // [m,w]
    sums.index_add_(0, batch.samples, rows.to(at::kDouble));
    return sums.div_(batch.counts).to(at::kFloat);
}

ModuleCapture::ModuleCapture(std::vector<Module> modules, std::int64_t samples)
    : m_modules(std::move(modules)), m_samples(samples)
{
    for (const Module module : m_modules) {
        m_request |= internalBit(internalOf(module));
        if (module == Module::ResidualContribution) {
            m_request |= internalBit(Internal::LayerInput);
        }
    }
}

LayerCapture ModuleCapture::capture(const SampleBatch& batch)
{
    LayerCapture capture;
    capture.request = m_request;
    capture.sink = [this, &batch](Internal internal, const at::Tensor& values) {
        const at::Tensor rows = gatherSamples(values, batch); // [m,w]
        if (internal == Internal::LayerInput) {
            m_input = rows;
            return;
        }
        for (const Module module : m_modules) {
            if (internalOf(module) == internal) {
                store(module, module == Module::ResidualContribution ? rows - m_input : rows,
                      batch);
            }
        }
    };
    return capture;
}

void ModuleCapture::store(Module module, const at::Tensor& rows, const SampleBatch& batch)
{
    at::Tensor& collected = m_collected[module];
    if (!collected.defined()) {
        collected = at::empty({m_samples, rows.size(1)}, rows.options());
    }
    collected.index_copy_(0, batch.targets, rows);
}

at::Tensor ModuleCapture::take(Module module)
{
    at::Tensor samples = std::move(m_collected[module]);
    m_collected.erase(module);
    return samples;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/trainable_adapter.h"

#include "core/checkpoint/adapter_writer.h"
#include "core/engine/transfer/change_norm.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <c10/util/StringUtil.h>

#include <functional>
#include <utility>

namespace neurograft {

namespace {

/// [B, -B0] and [A; A0].
StartFactors doubled(const AdapterPart& part)
{
    return {at::cat({part.a.detach(), part.a0}, 0), at::cat({part.b.detach(), -part.b0}, 1)};
}

/// Writes what @p factorsOf gives for every part.
void writeFolder(const std::filesystem::path& folder, const AdapterLabel& label,
                 const std::vector<AdapterPart>& parts,
                 const std::function<StartFactors(const AdapterPart&)>& factorsOf)
{
    const at::NoGradGuard noGrad;
    AdapterToWrite adapter{label.baseModel, label.rank, label.alpha, label.dropout, {}};
    std::vector<at::Tensor> kept; // until the bytes are written
    for (const AdapterPart& part : parts) {
        const StartFactors factors = factorsOf(part);
        kept.push_back(factors.a.detach().cpu().contiguous());
        kept.push_back(factors.b.detach().cpu().contiguous());
        adapter.factors.push_back({part.target.weight, part.target.isEmbedding, factors.a.size(0),
                                   part.scale, part.target.out, part.target.in,
                                   kept[kept.size() - 2].const_data_ptr<float>(),
                                   kept.back().const_data_ptr<float>()});
    }
    writeAdapter(folder, adapter, true);
}

} // namespace

void TrainableAdapter::add(const AdapterTarget& target, double scale, const StartFactors& start,
                           bool isSubtracted)
{
    const bool fits = start.a.dim() == 2 && start.b.dim() == 2 && start.a.size(1) == target.in
        && start.b.size(0) == target.out && start.a.size(0) == start.b.size(1);
    if (!fits) {
        throw ShapeError(target.weight,
                         "A [r," + std::to_string(target.in) + "] and B ["
                             + std::to_string(target.out) + ",r]",
                         c10::str(start.a.sizes(), " and ", start.b.sizes()));
    }
    const auto own = [this](const at::Tensor& values) {
        return values.detach().to(at::TensorOptions(m_device).dtype(at::kFloat), false, true);
    };
    AdapterPart part{target, start.a.size(0), scale, own(start.a), own(start.b), {}, {}};
    part.a.set_requires_grad(true);
    part.b.set_requires_grad(true);
    if (isSubtracted) {
        part.a0 = own(start.a);
        part.b0 = own(start.b);
    }
    m_parts.push_back(std::move(part));
}

std::vector<Parameter> TrainableAdapter::parameters() const
{
    std::vector<Parameter> all;
    for (const AdapterPart& part : m_parts) {
        all.push_back({part.target.weight + ".A", part.a});
        all.push_back({part.target.weight + ".B", part.b});
    }
    return all;
}

std::shared_ptr<const ModelEdits>
TrainableAdapter::edits(const std::shared_ptr<const InputDropout>& dropout,
                        std::optional<std::int64_t> layer) const
{
    auto edits = std::make_shared<ModelEdits>();
    for (const AdapterPart& part : m_parts) {
        if (part.a0.defined()) {
            edits->add(part.target.weight, LowRankEdit{part.a0, part.b0, -part.scale});
        }
        if (!layer || part.target.layer == *layer) {
            edits->add(part.target.weight, LowRankEdit{part.a, part.b, part.scale, dropout});
        } else {
            edits->add(part.target.weight,
                       LowRankEdit{part.a.detach(), part.b.detach(), part.scale});
        }
    }
    return edits;
}

double TrainableAdapter::changeNorm(const AdapterPart& part)
{
    const at::NoGradGuard noGrad;
    const StartFactors all = part.a0.defined() ? doubled(part) : StartFactors{part.a, part.b};
    return lowRankNorm(all.a, all.b, part.scale);
}

void TrainableAdapter::write(const std::filesystem::path& folder, const AdapterLabel& label) const
{
    writeFolder(folder, label, m_parts, [](const AdapterPart& part) {
        return StartFactors{part.a, part.b};
    });
}

void TrainableAdapter::writeInitial(const std::filesystem::path& folder,
                                    const AdapterLabel& label) const
{
    writeFolder(folder, label, m_parts, [](const AdapterPart& part) {
        return StartFactors{part.a0, part.b0};
    });
}

void TrainableAdapter::writeConverted(const std::filesystem::path& folder,
                                      const AdapterLabel& label) const
{
    AdapterLabel twice = label;
    twice.rank *= 2;
    twice.alpha *= 2.0;
    writeFolder(folder, twice, m_parts, doubled);
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/adapter_start.h"

#include "core/checkpoint/adapter_file.h"
#include "core/engine/model/mapped_tensor.h"
#include "core/engine/transfer/module_tables.h"
#include "core/run/error.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <map>

namespace neurograft {

namespace {

using Kind = AdapterStartOptions::Kind;

bool isDrawn(Kind kind)
{
    return kind == Kind::Kaiming || kind == Kind::Gaussian;
}

std::vector<double> numbersOf(const at::Tensor& values)
{
    const at::Tensor wide = values.to(at::kDouble).cpu().contiguous();
    const auto* data = wide.const_data_ptr<double>();
    return {data, data + wide.numel()};
}

void warnOfRank(const std::vector<AdapterTarget>& targets, std::int64_t rank,
                const RunContext& context)
{
    const auto small =
        std::find_if(targets.begin(), targets.end(),
                     [rank](const AdapterTarget& target) { return target.smallestSide() < rank; });
    if (small != targets.end()) {
        context.log(LogLevel::Warning,
                    "Rank " + std::to_string(rank) + " is more than " + small->weight
                        + " can use: its smaller side is " + std::to_string(small->smallestSide())
                        + ".");
    }
}

StartFactors halved(const StartFactors& factors)
{
    return {factors.a.to(at::kHalf).to(at::kFloat), factors.b.to(at::kHalf).to(at::kFloat)};
}

} // namespace

AdapterStart startAdapter(const std::vector<AdapterTarget>& targets,
                          const AdapterStartOptions& options, const SourceMatrices* source,
                          at::Device device, const RunContext& context)
{
    const at::NoGradGuard noGrad;
    AdapterStart start{TrainableAdapter(device), {}};
    const double scale = options.alpha / static_cast<double>(options.rank);
    if (isDrawn(options.kind)) {
        warnOfRank(targets, options.rank, context);
        for (const AdapterTarget& target : targets) {
            start.adapter.add(target, scale,
                              options.kind == Kind::Kaiming
                                  ? kaimingFactors(target, options.rank, options.seed)
                                  : gaussianFactors(target, options.rank, options.seed),
                              false);
        }
        return start;
    }
    ModuleTable values("singular_values", "number");
    ModuleTable residuals("decomposition_residual", "");
    for (const AdapterTarget& target : targets) {
        context.checkpoint({"start factors", 1, 1, static_cast<std::int64_t>(target.number),
                            static_cast<std::int64_t>(targets.size()), "matrices"});
        TripletOptions triplets = options.triplets;
        triplets.seed = options.seed;
        triplets.number = target.number;
        const Triplets found = leadingTriplets(source->matrix(target), options.rank, triplets);
        StartFactors factors =
            options.kind == Kind::Split ? splitFactors(found, scale) : leftFactors(found, scale);
        start.adapter.add(target, scale, options.isHalf ? halved(factors) : factors, true);
        values.add(target, numbersOf(found.s));
        residuals.add(target, {found.residual});
    }
    start.tables = values.tables();
    for (Table& table : residuals.tables()) {
        table.unit = "share of the first singular value";
        start.tables.push_back(std::move(table));
    }
    return start;
}

AdapterStart readStart(const std::filesystem::path& initial, const ModelConfig& student,
                       const std::vector<AdapterTarget>& targets, double scale, at::Device device)
{
    const at::NoGradGuard noGrad;
    const AdapterFile file(initial, student);
    std::map<std::string, const AdapterFactors*> byWeight;
    for (const AdapterFactors& factors : file.factors()) {
        byWeight[factors.weight] = &factors;
    }
    AdapterStart start{TrainableAdapter(device), {}};
    for (const AdapterTarget& target : targets) {
        const auto found = byWeight.find(target.weight);
        if (found == byWeight.end()) {
            throw FormatError(initial.string(), "factors of " + target.weight, "none",
                              "The folder belongs to another run.");
        }
        start.adapter.add(target, scale,
                          {mappedTensor(file.file(), found->second->a),
                           mappedTensor(file.file(), found->second->b)},
                          true);
    }
    return start;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/edit_loading.h"

#include "core/checkpoint/adapter_file.h"
#include "core/checkpoint/delta_file.h"
#include "core/checkpoint/module_path.h"
#include "core/engine/model/mapped_tensor.h"
#include "core/engine/support/device.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/linalg_svd.h>

#include <utility>

namespace neurograft {

namespace {

/// A tensor of an adapter or delta as float32 of its own.
at::Tensor readTensor(const std::shared_ptr<const TensorFile>& file, const TensorEntry& entry,
                      at::ScalarType type, at::Device device)
{
    const at::Tensor values = mappedTensor(file, entry);
    if (type == at::kFloat && !at::isfinite(values).all().item<bool>()) {
        throw FormatError(file->path().string() + ", tensor " + entry.name, "finite values",
                          "NaN or infinity", "The training diverged, or the file is damaged.");
    }
    return values.to(at::TensorOptions(device).dtype(type), false, true);
}

bool isZero(const at::Tensor& values)
{
    return !values.any().item<bool>();
}

/// @param sign -1 to take the factors away
void addAdapter(const AdapterFile& adapter, at::Device device, ModelEdits& edits, double sign = 1.0)
{
    for (const AdapterFactors& factors : adapter.factors()) {
        LowRankEdit edit{readTensor(adapter.file(), factors.a, at::kFloat, device),
                         readTensor(adapter.file(), factors.b, at::kFloat, device),
                         sign * factors.scale};
        if (!isZero(edit.a) && !isZero(edit.b) && edit.scale != 0.0) {
            edits.add(factors.weight, std::move(edit));
        }
    }
}

/// The largest @p rank singular triplets of a weight: what PiSSA moved out of its base into the
/// factors it began with (Meng et al. 2024, arXiv:2404.02948, equations 2 and 3).
LowRankEdit principalPart(const Checkpoint& checkpoint, const std::string& weight,
                          std::int64_t rank, at::Device device)
{
    const std::string& name = checkpoint.has(weight) ? weight : kEmbeddingName; // a tied head
    // The tensor does not outlive this function, so it need not own the checkpoint.
    const std::shared_ptr<const Checkpoint> borrowed(std::shared_ptr<const Checkpoint>(),
                                                     &checkpoint);
    const at::Tensor values =
        mappedTensor(borrowed, checkpoint.entry(name)).to(at::kFloat, false, true); // [out,in]
    const auto [u, s, v] = at::linalg_svd(values, false); // [out,k], [k], [k,in]
    const at::Tensor left = u.narrow(1, 0, rank) * s.narrow(0, 0, rank);
    return {v.narrow(0, 0, rank).contiguous().to(device), left.contiguous().to(device), 1.0};
}

/// Takes away what the adapter began with.
void subtractInitial(const AdapterFile& adapter, const Checkpoint& checkpoint, at::Device device,
                     const RunContext& context, ModelEdits& edits)
{
    if (hasInitialFactors(adapter.folder())) {
        addAdapter(AdapterFile(initialFolder(adapter.folder()), checkpoint.config()), device, edits,
                   -1.0);
        return;
    }
    if (!adapter.config().isPissa()) {
        throw FormatError(
            adapter.folder().string(), "the factors the adapter began with, in a folder initial/",
            "no such folder", "Use the adapter as it is, or the folder converted/ made from it.");
    }
    const auto total = static_cast<std::int64_t>(adapter.factors().size());
    std::int64_t done = 0;
    for (const AdapterFactors& factors : adapter.factors()) {
        context.checkpoint({"residual base", 1, 1, done++, total, "matrices"});
        if (factors.isEmbedding) {
            throw FormatError(adapter.folder().string(), "linear modules for a PiSSA base",
                              factors.weight);
        }
        LowRankEdit edit = principalPart(checkpoint, factors.weight, factors.a.shape[0], device);
        edit.scale = -1.0;
        edits.add(factors.weight, std::move(edit));
    }
    context.checkpoint({"residual base", 1, 1, total, total, "matrices"});
}

void addDelta(const DeltaFile& file, at::Device device, ModelEdits& edits)
{
    for (const DeltaPart& part : file.parts()) {
        const at::Tensor delta = readTensor(file.file(), part.delta, at::kFloat, device);
        if (isZero(delta)) {
            continue;
        }
        if (part.index) {
            edits.add(part.weight,
                      NeuronEdit{readTensor(file.file(), *part.index, at::kLong, device), delta,
                                 part.isColumns});
        } else {
            edits.add(part.weight, WholeEdit{delta});
        }
    }
}

} // namespace

std::shared_ptr<const ModelEdits> readEdits(const Checkpoint& checkpoint,
                                            const ModelOverlay& overlay, at::Device device,
                                            const RunContext& context)
{
    const at::NoGradGuard noGrad;
    auto edits = std::make_shared<ModelEdits>();
    for (const auto& folder : overlay.adapters) {
        const AdapterFile adapter(folder, checkpoint.config());
        if (adapter.config().needsModifiedBase()) {
            context.log(LogLevel::Warning,
                        "The adapter " + folder.string()
                            + " belongs to a base from which its initial factors were subtracted. "
                              "Over an untouched base use its folder converted/.");
        }
        addAdapter(adapter, device, *edits);
    }
    for (const auto& folder : overlay.residualAdapters) {
        const AdapterFile adapter(folder, checkpoint.config());
        addAdapter(adapter, device, *edits);
        subtractInitial(adapter, checkpoint, device, context, *edits);
    }
    for (const auto& path : overlay.deltas) {
        const DeltaFile delta(path, checkpoint.config());
        if (!delta.studentSha256().empty() && delta.studentSha256() != checkpoint.sha256()) {
            context.log(LogLevel::Warning,
                        "The delta " + path.string() + " was made for other weights than those in "
                            + checkpoint.folder().string() + ".");
        }
        addDelta(delta, device, *edits);
    }
    return edits;
}

std::shared_ptr<const ModelEdits> readEditsOf(const std::optional<LayerRange>& layers,
                                              const Checkpoint& checkpoint,
                                              const ModelOverlay& overlay, at::Device device,
                                              const RunContext& context)
{
    auto edits = readEdits(checkpoint, overlay, device, context);
    return layers ? std::make_shared<const ModelEdits>(edits->ofLayers(layers->first, layers->last))
                  : edits;
}

std::shared_ptr<TransformerModel> loadWithOverlay(const std::filesystem::path& folder,
                                                  const LoadOptions& options,
                                                  const ModelOverlay& overlay,
                                                  const RunContext& context)
{
    auto model = TransformerModel::load(folder, options);
    const std::string notice = wideningNotice(options.dtype, model->device());
    if (!notice.empty()) {
        context.log(LogLevel::Warning, notice);
    }
    if (overlay.isEmpty()) {
        return model;
    }
    return model->withEdits(
        readEditsOf(options.layers, *Checkpoint::open(folder), overlay, model->device(), context));
}

} // namespace neurograft

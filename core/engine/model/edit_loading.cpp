// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/edit_loading.h"

#include "core/checkpoint/adapter_file.h"
#include "core/checkpoint/delta_file.h"
#include "core/engine/model/mapped_tensor.h"
#include "core/run/error.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/isfinite.h>

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

void addAdapter(const AdapterFile& adapter, at::Device device, ModelEdits& edits)
{
    for (const AdapterFactors& factors : adapter.factors()) {
        LowRankEdit edit{readTensor(adapter.file(), factors.a, at::kFloat, device),
                         readTensor(adapter.file(), factors.b, at::kFloat, device), factors.scale};
        if (!isZero(edit.a) && !isZero(edit.b) && edit.scale != 0.0) {
            edits.add(factors.weight, std::move(edit));
        }
    }
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

std::shared_ptr<TransformerModel> loadWithOverlay(const std::filesystem::path& folder,
                                                  const LoadOptions& options,
                                                  const ModelOverlay& overlay,
                                                  const RunContext& context)
{
    auto model = TransformerModel::load(folder, options);
    if (overlay.isEmpty()) {
        return model;
    }
    if (options.layers) {
        throw StudyError("--layers", "all layers with an adapter or delta", "a range of layers");
    }
    return model->withEdits(
        readEdits(*Checkpoint::open(folder), overlay, model->device(), context));
}

} // namespace neurograft

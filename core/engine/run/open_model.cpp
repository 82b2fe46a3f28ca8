// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/open_model.h"

#include "core/engine/model/edit_loading.h"
#include "core/engine/model/model_loading.h"
#include "core/engine/run/open_model_parts.h"
#include "core/engine/support/device.h"
#include "core/engine/support/torch_errors.h"
#include "core/support/resident_memory.h"

#include <c10/core/CachingDeviceAllocator.h>

#include <utility>
#include <vector>

namespace neurograft {

namespace {

/// Blocks that were freed go back to the driver: LibTorch would keep them for later tensors.
void releaseDeviceMemory(at::Device device) noexcept
{
    try {
        at::getDeviceAllocator(device.type())->emptyCache();
    } catch (const c10::Error&) {
        // The memory stays with this process, which is no error of whoever closes a model.
    }
}

std::vector<std::string> weightNames(const TransformerModel& model)
{
    std::vector<std::string> names;
    for (const auto& [name, shape] : expectedTensors(model.config())) {
        names.push_back(name);
    }
    return names;
}

} // namespace

OpenModel::Parts::~Parts()
{
    if (!base) {
        return;
    }
    const at::Device device = base->device();
    const bool isLast = base.use_count() == (model == base ? 2 : 1);
    model.reset();
    base.reset();
    if (isLast && !device.is_cpu()) {
        releaseDeviceMemory(device);
    } else if (isLast) {
        releaseFreeMemory();
    }
}

OpenModel::OpenModel(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) { }

OpenModel::~OpenModel() = default;

std::shared_ptr<const OpenModel> OpenModel::open(const std::filesystem::path& folder,
                                                 const OpenModelOptions& options,
                                                 const RunContext& context)
{
    context.throwIfStopped();
    auto parts = std::make_unique<Parts>();
    parts->folder = folder;
    parts->checkpoint = Checkpoint::open(folder);
    LoadOptions load{options.device, options.dtype};
    if (options.layers) {
        load.layers = LayerRange{options.layers->first, options.layers->second};
        parts->layers = load.layers;
    }
    parts->base =
        withTorchErrors(folder.string(), [&] { return loadModel(parts->checkpoint, load); });
    parts->model = parts->base;
    const std::string notice = wideningNotice(options.dtype, parts->base->device());
    if (!notice.empty()) {
        context.log(LogLevel::Warning, notice);
    }
    try {
        parts->tokenizer = openTokenizer(folder);
    } catch (const FormatError& error) {
        parts->tokenizerProblem = error; // weights can be looked at without one
    }
    return std::shared_ptr<const OpenModel>(new OpenModel(std::move(parts)));
}

std::shared_ptr<const OpenModel> OpenModel::withOverlay(const ModelOverlay& overlay,
                                                        const RunContext& context) const
{
    auto parts = std::make_unique<Parts>(*m_parts);
    parts->model = overlay.isEmpty() ? parts->base : withTorchErrors(m_parts->folder.string(), [&] {
        return parts->base->withEdits(readEditsOf(parts->layers, *parts->checkpoint, overlay,
                                                  parts->base->device(), context));
    });
    return std::shared_ptr<const OpenModel>(new OpenModel(std::move(parts)));
}

void OpenModel::readWeights(const RunContext& context) const
{
    const std::vector<std::string> names = weightNames(*m_parts->base);
    const auto total = static_cast<std::int64_t>(names.size());
    std::int64_t done = 0;
    for (const std::string& name : names) {
        context.checkpoint({"reading weights", 1, 1, done++, total, "tensors"});
        withTorchErrors(m_parts->folder.string(),
                        [&] { m_parts->base->parameter(name); }); // checks all of its values
    }
    context.checkpoint({"reading weights", 1, 1, total, total, "tensors"});
}

ModelMemory OpenModel::memory() const
{
    std::vector<const void*> addresses;
    for (const auto& [name, entry] : m_parts->checkpoint->tensors()) {
        addresses.push_back(m_parts->checkpoint->data(entry));
    }
    ModelMemory memory;
    memory.hostBytes = residentBytes(std::move(addresses));
    if (!m_parts->base->device().is_cpu()) {
        const auto width =
            static_cast<std::int64_t>(c10::elementSize(m_parts->base->computeType()));
        for (const auto& [name, shape] : expectedTensors(m_parts->base->config())) {
            std::int64_t count = 1;
            for (const std::int64_t size : shape) {
                count *= size;
            }
            memory.deviceBytes += count * width;
        }
    }
    return memory;
}

std::shared_ptr<const Tokenizer> OpenModel::tokenizer() const
{
    if (m_parts->tokenizerProblem) {
        throw FormatError(*m_parts->tokenizerProblem);
    }
    return m_parts->tokenizer;
}

std::int64_t OpenModel::longestText() const
{
    return m_parts->base->config().longestText();
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/checkpoint_weights.h"

#include "core/engine/support/device.h"
#include "core/run/error.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/sum.h>

#include <algorithm>
#include <cmath>
#include <list>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

namespace neurograft {

namespace {

at::ScalarType scalarTypeOf(DType type)
{
    switch (type) {
    case DType::F64:
        return at::kDouble;
    case DType::F32:
        return at::kFloat;
    case DType::F16:
        return at::kHalf;
    case DType::BF16:
        return at::kBFloat16;
    case DType::I64:
        return at::kLong;
    case DType::I32:
        return at::kInt;
    case DType::U8:
        return at::kByte;
    case DType::Bool:
        break;
    }
    return at::kBool;
}

/// @throws FormatError naming file, tensor and place when a weight is NaN or infinite.
void requireFinite(const at::Tensor& weight, const Checkpoint& checkpoint, const TensorEntry& entry)
{
    // One pass: a sum is finite only when every term is (weights are far too small to overflow
    // float64).
    if (std::isfinite(at::sum(weight, at::kDouble).item<double>())) {
        return;
    }
    const at::Tensor bad = at::isfinite(weight).logical_not().flatten().nonzero();
    throw FormatError(
        (checkpoint.folder() / entry.file).string() + ", tensor " + entry.name, "finite weights",
        bad.numel() == 0 ? "values beyond float64"
                         : "NaN or infinity in " + std::to_string(bad.size(0))
                + " places, first at element " + std::to_string(bad[0].item<int64_t>()));
}

/// Tells the kernel that the mapped pages of a tensor are not needed any more: they are read again
/// if they are.
void releasePages(const std::byte* begin, std::uint64_t size)
{
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto first = (reinterpret_cast<std::uintptr_t>(begin) + page - 1) / page * page;
    const auto last = (reinterpret_cast<std::uintptr_t>(begin) + size) / page * page;
    if (last > first) {
        ::madvise(reinterpret_cast<void*>(first), last - first, MADV_DONTNEED);
    }
}

class CheckpointWeights : public WeightSource {
public:
    CheckpointWeights(std::shared_ptr<const Checkpoint> checkpoint, at::Device device,
                      at::ScalarType type)
        : m_checkpoint(std::move(checkpoint)), m_device(device), m_type(type),
          m_budget(cacheBudget())
    {
    }

    at::Device device() const override { return m_device; }
    at::ScalarType computeType() const override { return m_type; }

    at::Tensor tensor(const std::string& name) const override
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_kept.find(name); found != m_kept.end()) {
            m_recent.splice(m_recent.begin(), m_recent, found->second.place);
            return found->second.tensor;
        }
        if (!m_checkpoint->has(name)) {
            return {};
        }
        const at::NoGradGuard noGrad;
        const TensorEntry& entry = m_checkpoint->entry(name);
        const at::Tensor stored = mappedTensor(m_checkpoint, entry);
        if (m_checked.insert(name).second) {
            requireFinite(stored, *m_checkpoint, entry);
        }
        if (m_device.is_cpu() && stored.scalar_type() == m_type) {
            keep(name, stored, 0); // the mapped pages themselves
            return stored;
        }
        const at::Tensor converted = stored.to(m_device, m_type, false, true);
        if (const auto size = converted.nbytes(); size <= m_budget || !m_device.is_cpu()) {
            releasePages(m_checkpoint->data(entry), entry.end - entry.begin);
            keep(name, converted, m_device.is_cpu() ? size : 0);
        }
        return converted;
    }

private:
    struct Kept {
        at::Tensor tensor;
        std::size_t bytes = 0;
        std::list<std::string>::iterator place;
    };

    /// Bytes of converted copies worth keeping: all of a model that is small against the free
    /// memory, else one layer (a layer sweep asks for the same layer batch after batch).
    std::size_t cacheBudget() const
    {
        const std::size_t element = c10::elementSize(m_type);
        const auto all = static_cast<std::size_t>(m_checkpoint->parameterCount()) * element;
        if (all <= availableHostMemory() / 8) {
            return all;
        }
        std::size_t layer = 0;
        for (const auto& [name, entry] : m_checkpoint->tensors()) {
            if (name.rfind("model.layers.0.", 0) == 0) {
                layer += static_cast<std::size_t>(entry.elementCount()) * element;
            }
        }
        return layer;
    }

    void keep(const std::string& name, const at::Tensor& tensor, std::size_t bytes) const
    {
        while (m_bytes + bytes > m_budget && bytes > 0) {
            // Oldest first; entries without a copy cost nothing and stay.
            auto oldest =
                std::find_if(m_recent.rbegin(), m_recent.rend(),
                             [this](const std::string& n) { return m_kept.at(n).bytes > 0; });
            if (oldest == m_recent.rend()) {
                break;
            }
            const std::string dropped = *oldest;
            m_bytes -= m_kept.at(dropped).bytes;
            m_recent.erase(m_kept.at(dropped).place);
            m_kept.erase(dropped);
        }
        m_recent.push_front(name);
        m_kept[name] = {tensor, bytes, m_recent.begin()};
        m_bytes += bytes;
    }

    std::shared_ptr<const Checkpoint> m_checkpoint;
    at::Device m_device;
    at::ScalarType m_type;
    std::size_t m_budget;
    mutable std::mutex m_mutex;
    mutable std::unordered_map<std::string, Kept> m_kept;
    mutable std::list<std::string> m_recent; ///< newest first
    mutable std::set<std::string> m_checked; ///< tensors known to be finite
    mutable std::size_t m_bytes = 0;
};

} // namespace

at::Tensor mappedTensor(const std::shared_ptr<const Checkpoint>& checkpoint,
                        const TensorEntry& entry)
{
    // The mapping is read-only: LibTorch wants a mutable pointer, nothing of ours writes through
    // it.
    void* data = const_cast<std::byte*>(checkpoint->data(entry));
    const auto options = at::dtype(scalarTypeOf(entry.dtype)).device(at::kCPU);
    const std::size_t alignment = byteSize(entry.dtype);
    if (reinterpret_cast<std::uintptr_t>(data) % alignment != 0) {
        // Files of other writers may leave tensors unaligned for their type: copy those bytes once.
        return at::from_blob(data, {static_cast<std::int64_t>(entry.end - entry.begin)},
                             at::dtype(at::kByte))
            .clone()
            .view(scalarTypeOf(entry.dtype))
            .view(entry.shape);
    }
    return at::from_blob(
        data, entry.shape, [checkpoint](void*) {}, options);
}

std::shared_ptr<const WeightSource> checkpointWeights(std::shared_ptr<const Checkpoint> checkpoint,
                                                      at::Device device, at::ScalarType type)
{
    return std::make_shared<CheckpointWeights>(std::move(checkpoint), device, type);
}

std::shared_ptr<TransformerModel> TransformerModel::load(const std::filesystem::path& folder,
                                                         const LoadOptions& options)
{
    auto checkpoint = Checkpoint::open(folder);
    if (!checkpoint->hasWeights()) {
        throw FormatError(folder.string(), "a folder with weights", checkpoint->weightsProblem());
    }
    const at::Device device = resolveDevice(options.device, checkpoint->byteCount());
    const at::ScalarType type =
        resolveComputeType(options.dtype, device, scalarTypeOf(checkpoint->storedType()));
    ModelConfig config = checkpoint->config();
    return std::make_shared<TransformerModel>(
        std::move(config), checkpointWeights(std::move(checkpoint), device, type));
}

} // namespace neurograft

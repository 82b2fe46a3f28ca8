// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/checkpoint_weights.h"

#include "core/engine/model/mapped_tensor.h"

#include <ATen/core/grad_mode.h>

#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace neurograft {

namespace {

class CheckpointWeights : public WeightSource {
public:
    CheckpointWeights(std::shared_ptr<const Checkpoint> checkpoint, const ModelConfig& config,
                      std::int64_t firstLayer, at::Device device, at::ScalarType type)
        : m_checkpoint(std::move(checkpoint)), m_device(device), m_type(type)
    {
        // All tensor objects now: small ones made between the activations of a pass would keep
        // the allocator from using that memory again.
        for (const auto& item : expectedTensors(config)) {
            hold(item.first, m_checkpoint->entry(shiftedLayer(item.first, firstLayer)));
        }
    }

    at::Device device() const override { return m_device; }
    at::ScalarType computeType() const override { return m_type; }

    at::Tensor tensor(const std::string& name) const override
    {
        const auto found = m_held.find(name);
        if (found == m_held.end()) {
            return {};
        }
        const std::lock_guard lock(m_mutex);
        Held& held = found->second;
        if (!held.isChecked) {
            requireFinite(held.tensor, *m_checkpoint, *held.entry);
            held.isChecked = true;
        }
        return held.tensor;
    }

private:
    struct Held {
        at::Tensor tensor;
        const TensorEntry* entry = nullptr;
        bool isChecked = false; ///< known to be finite
    };

    void hold(const std::string& name, const TensorEntry& entry)
    {
        const at::NoGradGuard noGrad;
        Held held{mappedTensor(m_checkpoint, entry), &entry, false};
        const bool isVector = held.tensor.dim() < 2; // norms and biases: used elementwise
        if (isVector || !m_device.is_cpu()) {
            requireFinite(held.tensor, *m_checkpoint, entry);
            held.isChecked = true;
            held.tensor = held.tensor.to(m_device, m_type);
        }
        if (!m_device.is_cpu()) {
            releasePages(*m_checkpoint, entry);
        }
        m_held.emplace(name, std::move(held));
    }

    std::shared_ptr<const Checkpoint> m_checkpoint;
    at::Device m_device;
    at::ScalarType m_type;
    mutable std::mutex m_mutex;
    mutable std::unordered_map<std::string, Held> m_held;
};

} // namespace

std::shared_ptr<const WeightSource> checkpointWeights(std::shared_ptr<const Checkpoint> checkpoint,
                                                      const ModelConfig& config,
                                                      std::int64_t firstLayer, at::Device device,
                                                      at::ScalarType type)
{
    return std::make_shared<CheckpointWeights>(std::move(checkpoint), config, firstLayer, device,
                                               type);
}

} // namespace neurograft

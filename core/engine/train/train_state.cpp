// SPDX-License-Identifier: GPL-3.0-or-later
// Saved state of the trainer: parameters, moments and counts as one safetensors file.
#include "core/checkpoint/safetensors_writer.h"
#include "core/engine/train/trainer.h"

namespace neurograft {

namespace {

constexpr const char* kStepKey = "step";

} // namespace

void Trainer::save(const std::filesystem::path& path)
{
    std::vector<TensorToWrite> tensors;
    std::vector<at::Tensor> kept; // holds the bytes until they are written
    const auto add = [&](const std::string& name, const at::Tensor& tensor) {
        kept.push_back(tensor.detach().contiguous());
        tensors.push_back(
            {name, DType::F32, kept.back().sizes().vec(), kept.back().const_data_ptr()});
    };
    const auto& parameters = m_optimizer.parameters();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        add("parameter." + parameters[i].name, parameters[i].value);
        add("first_moment." + parameters[i].name, m_optimizer.firstMoments()[i]);
        add("second_moment." + parameters[i].name, m_optimizer.secondMoments()[i]);
        add("updates." + parameters[i].name, m_optimizer.updateCounts()[i]);
    }
    writeSafetensors(path, std::move(tensors), {{kStepKey, std::to_string(m_step)}}, true);
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
// Saved state of the trainer: parameters, moments and counts as one safetensors file.
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/safetensors_file.h"
#include "core/checkpoint/safetensors_writer.h"
#include "core/engine/train/trainer.h"
#include "core/run/error.h"

#include <cstdlib>
#include <cstring>

namespace neurograft {

namespace {

constexpr const char* kStepKey = "step";
constexpr const char* kIdentityKey = "identity";

/// Fills @p tensor (float32, contiguous) with the bytes of the entry of that name.
void readInto(const at::Tensor& tensor, const SafetensorsFile& file, const std::string& name,
              const std::string& where)
{
    const auto found = file.entries().find(name);
    if (found == file.entries().end()) {
        throw FormatError(where, "a tensor " + name, "none",
                          "The state belongs to another training; remove it to start anew.");
    }
    const TensorEntry& entry = found->second;
    if (entry.dtype != DType::F32 || at::IntArrayRef(entry.shape) != tensor.sizes()) {
        throw FormatError(where + ", " + name, "F32 " + shapeText(tensor.sizes().vec()),
                          std::string(dtypeName(entry.dtype)) + " " + shapeText(entry.shape),
                          "The state belongs to another training; remove it to start anew.");
    }
    std::memcpy(tensor.data_ptr(), file.data(entry), tensor.nbytes());
}

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
    writeSafetensors(path, std::move(tensors),
                     {{kStepKey, std::to_string(m_step)}, {kIdentityKey, m_options.identity}},
                     true);
}

void Trainer::restore(const std::filesystem::path& path)
{
    const SafetensorsFile file(path);
    const std::string where = path.string();
    const auto step = file.metadata().find(kStepKey);
    if (step == file.metadata().end()) {
        throw FormatError(where, "the number of steps in its metadata", "none");
    }
    const auto identity = file.metadata().find(kIdentityKey);
    if (identity == file.metadata().end() || identity->second != m_options.identity) {
        throw StudyError(where, "the state of a run with " + m_options.identity,
                         identity == file.metadata().end() ? "none" : identity->second,
                         "Use the options of that run, or remove the file to start anew.");
    }
    const auto& parameters = m_optimizer.parameters();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        readInto(parameters[i].value, file, "parameter." + parameters[i].name, where);
        readInto(m_optimizer.firstMoments()[i], file, "first_moment." + parameters[i].name, where);
        readInto(m_optimizer.secondMoments()[i], file, "second_moment." + parameters[i].name,
                 where);
        readInto(m_optimizer.updateCounts()[i], file, "updates." + parameters[i].name, where);
    }
    m_step = std::strtoll(step->second.c_str(), nullptr, 10);
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
// Saved state of the trainer: parameters, moments, counts and reports as one safetensors file.
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/safetensors_file.h"
#include "core/checkpoint/safetensors_writer.h"
#include "core/engine/train/trainer.h"
#include "core/run/error.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/from_blob.h>

#include <array>
#include <cstdlib>
#include <cstring>

namespace neurograft {

namespace {

constexpr const char* kStepKey = "step";
constexpr const char* kIdentityKey = "identity";

constexpr const char* kReportsName = "reports"; ///< [steps, 7] F64; of earlier programs 6
constexpr const char* kLossScaleName = "loss_scale"; ///< [2] F64: factor, good steps
constexpr std::int64_t kReportNumbers = 7;

std::vector<double> reportNumbers(const std::vector<StepReport>& reports)
{
    std::vector<double> numbers;
    for (const StepReport& report : reports) {
        numbers.insert(numbers.end(),
                       {static_cast<double>(report.step), report.loss, report.learningRate,
                        report.gradientNorm, report.penalty, report.validationLoss,
                        report.uneditedLoss});
    }
    return numbers;
}

/// @param steps rows of the table
std::vector<StepReport> reportsOf(const std::vector<double>& numbers, std::int64_t steps)
{
    std::vector<StepReport> reports;
    const std::size_t width = steps > 0 ? numbers.size() / static_cast<std::size_t>(steps) : 0;
    for (std::size_t i = 0; width >= 6 && i + width <= numbers.size(); i += width) {
        reports.push_back({static_cast<std::int64_t>(numbers[i]), numbers[i + 1], numbers[i + 2],
                           numbers[i + 3], numbers[i + 4], numbers[i + 5]});
        if (width > 6) {
            reports.back().uneditedLoss = numbers[i + 6];
        }
    }
    return reports;
}

/// Values of an F64 tensor; none when the file has no such tensor.
std::vector<double> readNumbers(const SafetensorsFile& file, const char* name)
{
    const auto found = file.entries().find(name);
    if (found == file.entries().end()) {
        return {};
    }
    if (found->second.dtype != DType::F64) {
        throw FormatError(file.path().string() + ", " + name, "F64",
                          dtypeName(found->second.dtype));
    }
    std::vector<double> values(static_cast<std::size_t>(found->second.elementCount()));
    std::memcpy(values.data(), file.data(found->second), values.size() * sizeof(double));
    return values;
}

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
    void* bytes = const_cast<std::byte*>(file.data(entry));
    const at::NoGradGuard noGrad;
    at::Tensor target = tensor.detach();
    target.copy_(at::from_blob(bytes, entry.shape, at::kFloat));
}

} // namespace

void Trainer::save(const std::filesystem::path& path)
{
    std::vector<TensorToWrite> tensors;
    std::vector<at::Tensor> kept; // holds the bytes until they are written
    const auto add = [&](const std::string& name, const at::Tensor& tensor) {
        kept.push_back(tensor.detach().cpu().contiguous());
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
    const std::vector<double> reports = reportNumbers(m_meter.reports());
    tensors.push_back({kReportsName,
                       DType::F64,
                       {static_cast<std::int64_t>(m_meter.reports().size()), kReportNumbers},
                       reports.data()});
    const std::array<double, 2> scale{m_lossScale.factor,
                                      static_cast<double>(m_lossScale.goodSteps)};
    tensors.push_back({kLossScaleName, DType::F64, {2}, scale.data()});
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
    // States of earlier programs have none.
    m_meter.set(reportsOf(readNumbers(file, kReportsName), m_step));
    const std::vector<double> scale = readNumbers(file, kLossScaleName);
    if (scale.size() == 2) {
        m_lossScale = {scale[0], static_cast<std::int64_t>(scale[1])};
    }
}

} // namespace neurograft

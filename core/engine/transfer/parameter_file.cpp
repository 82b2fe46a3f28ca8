// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/parameter_file.h"

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/safetensors_file.h"
#include "core/checkpoint/safetensors_writer.h"
#include "core/engine/model/mapped_tensor.h"
#include "core/run/error.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/isfinite.h>

#include <memory>
#include <utility>

namespace neurograft {

namespace {

bool isFloatType(DType type)
{
    return type == DType::F32 || type == DType::F16 || type == DType::BF16 || type == DType::F64;
}

} // namespace

void writeParameters(const std::filesystem::path& path, const std::vector<Parameter>& parameters,
                     std::map<std::string, std::string> metadata)
{
    const at::NoGradGuard noGrad;
    std::vector<TensorToWrite> tensors;
    std::vector<at::Tensor> kept; // holds the bytes until they are written
    for (const Parameter& parameter : parameters) {
        kept.push_back(parameter.value.detach().to(at::kCPU).contiguous());
        tensors.push_back(
            {parameter.name, DType::F32, kept.back().sizes().vec(), kept.back().const_data_ptr()});
    }
    writeSafetensors(path, std::move(tensors), std::move(metadata), true);
}

void readParameters(const std::filesystem::path& path, const std::vector<Parameter>& parameters)
{
    const at::NoGradGuard noGrad;
    const std::shared_ptr<const TensorFile> file = std::make_shared<const SafetensorsFile>(path);
    for (const Parameter& parameter : parameters) {
        const auto found = file->entries().find(parameter.name);
        if (found == file->entries().end()) {
            throw FormatError(path.string(), "a tensor " + parameter.name, "none",
                              "--modules leaves modules out.");
        }
        const TensorEntry& entry = found->second;
        const std::string where = path.string() + ", " + parameter.name;
        if (!isFloatType(entry.dtype) || at::IntArrayRef(entry.shape) != parameter.value.sizes()) {
            throw FormatError(where, "numbers of shape " + shapeText(parameter.value.sizes().vec()),
                              std::string(dtypeName(entry.dtype)) + " " + shapeText(entry.shape),
                              "It was made for another pair of models, or another rate.");
        }
        const at::Tensor values = mappedTensor(file, entry).to(at::kFloat);
        if (!at::isfinite(values).all().item<bool>()) {
            throw FormatError(where, "finite numbers", "NaN or infinity");
        }
        at::Tensor target = parameter.value.detach();
        target.copy_(values);
    }
}

} // namespace neurograft

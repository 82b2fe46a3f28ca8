// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/train/parameter.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace neurograft {

/// Intermediates of training steps, kept in memory for `--trace` (cli.md 2): `step<k>/<name>`.
class StepTrace {
public:
    /// A copy as it is now.
    void add(std::int64_t step, const std::string& name, const at::Tensor& tensor);
    void add(std::int64_t step, const std::string& name, double number);
    /// Every parameter under @p prefix: its values, or its gradients; 0 where there is none.
    void addParameters(std::int64_t step, const std::string& prefix,
                       const std::vector<Parameter>& parameters, bool isGradient);

    /// All of it as safetensors: float32, numbers float64 without axes. An existing file is
    /// replaced.
    void write(const std::filesystem::path& path) const;

private:
    std::map<std::string, at::Tensor> m_tensors;
};

} // namespace neurograft

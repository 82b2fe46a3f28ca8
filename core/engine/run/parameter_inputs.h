// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/adapter_file.h"
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/module_path.h"
#include "core/study/parameter_study.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace neurograft {

/// Layer and module of a weight matrix.
using MatrixPlace = std::pair<Module, std::int64_t>;

/// One adapter and what it began with, by the matrices it changes. Embeddings and heads have no
/// layer and are left out.
struct AdapterInput {
    std::string name; ///< in the result
    std::string initialFolder; ///< attribute `initial`: where D0 comes from, or empty
    std::shared_ptr<const AdapterFile> adapter;
    std::shared_ptr<const AdapterFile> initial; ///< null: D itself is subtracted
    std::map<MatrixPlace, const AdapterFactors*> factors;
    std::map<MatrixPlace, const AdapterFactors*> initialFactors;

    /// Largest rank of any matrix of a module.
    std::int64_t rank(Module module) const;
};

/// Everything a run over parameters reads, from headers.
struct ParameterInputs {
    ParameterStudy study;
    std::shared_ptr<const Checkpoint> model;
    std::shared_ptr<const Checkpoint> teacher; ///< or null
    std::vector<AdapterInput> adapters;
};

/// @param problems when not null, failures are added as sentences instead of thrown
/// @throws Error family (when @p problems is null): adapters that do not fit the model, factors
/// without their initial counterpart
ParameterInputs openParameterInputs(const ParameterStudy& study,
                                    std::vector<std::string>* problems = nullptr);

} // namespace neurograft

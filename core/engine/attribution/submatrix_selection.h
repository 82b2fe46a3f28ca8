// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/model_config.h"
#include "core/checkpoint/module_path.h"
#include "core/engine/attribution/sensitivity.h"
#include "core/engine/attribution/window_search.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace neurograft {

/// Rows and columns of a weight matrix, [out,in].
std::pair<std::int64_t, std::int64_t> moduleShape(const ModelConfig& config, Module module);

/// @throws ShapeError naming module and shapes when a matrix of the teacher is smaller than the
/// student's (decisions.md D26); StudyError when `shared-window` cannot be: it needs all seven
/// modules, equal head sizes and equal groups (D27)
void requireSubmatrices(const ModelConfig& teacher, const ModelConfig& student,
                        const std::vector<Module>& modules, const std::string& structure);

/// Layers of the teacher that are kept, ascending (attribution.md 7.2): the @p count with the
/// highest or lowest sum (equal ones by layer), the first or the last of the stack, or drawn by
/// @p seed (purpose `control.layers`).
/// @param order highest | lowest | first | last | random
std::vector<std::int64_t> keptLayers(const std::vector<double>& sums, std::int64_t count,
                                     const std::string& order, std::uint64_t seed);

/// The window with the largest sum of every matrix (attribution.md 7.4), one per kept layer.
std::vector<Window> bestWindows(const std::vector<at::Tensor>& matrices,
                                const std::vector<std::int64_t>& layers, const ModelConfig& student,
                                Module module);

/// One window of residual coordinates for the whole model, one run of FFN neurons and one of
/// key/value groups per layer (decisions.md D27), as windows of every module.
std::map<Module, std::vector<Window>> sharedWindows(const Sensitivity& sensitivity,
                                                    const std::vector<std::int64_t>& layers,
                                                    const ModelConfig& teacher,
                                                    const ModelConfig& student);

/// Rows and columns with the highest mean (variant row-column), in their original order.
struct RowsAndColumns {
    std::vector<std::int64_t> rows;
    std::vector<std::int64_t> columns;
};
RowsAndColumns bestRowsAndColumns(const at::Tensor& matrix, std::int64_t rows,
                                  std::int64_t columns);

} // namespace neurograft

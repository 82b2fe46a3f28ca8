// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/submatrix_selection.h"

#include "core/run/error.h"
#include "core/support/random_stream.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <numeric>

namespace neurograft {

namespace {

std::string sizeText(const std::pair<std::int64_t, std::int64_t>& shape)
{
    return std::to_string(shape.first) + " x " + std::to_string(shape.second);
}

/// Whether rows of a matrix write the residual stream; else its columns read it.
bool writesResidual(Module module)
{
    return module == Module::OProj || module == Module::DownProj;
}

const at::Tensor& matrixOf(const Sensitivity& sensitivity, Module module, std::int64_t layer)
{
    return sensitivity.matrices.at(module)[static_cast<std::size_t>(layer)];
}

/// Sum over the axis that is not the residual's, [d] float64.
at::Tensor residualSums(const at::Tensor& matrix, Module module)
{
    return matrix.sum(writesResidual(module) ? 1 : 0, false, at::kDouble);
}

/// Sum over the residual axis, whole or inside [begin, begin + width), float64.
at::Tensor neuronSums(const at::Tensor& matrix, Module module, std::int64_t begin,
                      std::int64_t width)
{
    const std::int64_t axis = writesResidual(module) ? 0 : 1;
    return matrix.narrow(axis, begin, width).sum(axis, false, at::kDouble);
}

/// [groups * size] to [groups].
at::Tensor groupSums(const at::Tensor& sums, std::int64_t groups)
{
    return sums.view({groups, -1}).sum(1);
}

void requireSharedWindow(const ModelConfig& teacher, const ModelConfig& student,
                         const std::vector<Module>& modules)
{
    for (const Module module : allModules()) {
        if (isWeightMatrix(module)
            && std::find(modules.begin(), modules.end(), module) == modules.end()) {
            throw StudyError("--structure shared-window", "all seven modules",
                             std::string("no ") + moduleName(module));
        }
    }
    const bool fits = teacher.headDim == student.headDim
        && teacher.heads / teacher.kvHeads == student.heads / student.kvHeads;
    if (!fits) {
        const auto words = [](const ModelConfig& config) {
            return std::to_string(config.headDim) + " wide, "
                + std::to_string(config.heads / config.kvHeads) + " a group";
        };
        throw StudyError("--structure shared-window",
                         "heads of the same size in groups of the same size",
                         words(teacher) + " and " + words(student));
    }
}

} // namespace

std::pair<std::int64_t, std::int64_t> moduleShape(const ModelConfig& config, Module module)
{
    const std::int64_t d = config.hiddenSize;
    switch (module) {
    case Module::QProj:
        return {config.heads * config.headDim, d};
    case Module::KProj:
    case Module::VProj:
        return {config.kvHeads * config.headDim, d};
    case Module::OProj:
        return {d, config.heads * config.headDim};
    case Module::GateProj:
    case Module::UpProj:
        return {config.intermediateSize, d};
    case Module::DownProj:
        return {d, config.intermediateSize};
    case Module::LayerOutput:
    case Module::ResidualContribution:
        break;
    }
    throw StudyError("sensitivity", "a weight matrix", moduleName(module));
}

void requireSubmatrices(const ModelConfig& teacher, const ModelConfig& student,
                        const std::vector<Module>& modules, const std::string& structure)
{
    for (const Module module : modules) {
        const auto source = moduleShape(teacher, module);
        const auto target = moduleShape(student, module);
        if (source.first < target.first || source.second < target.second) {
            throw ShapeError(std::string("sensitivity, ") + moduleName(module),
                             "a matrix of the teacher of at least " + sizeText(target)
                                 + ", as the student's",
                             sizeText(source), "Leave the module out with --modules.");
        }
    }
    if (structure == "shared-window") {
        requireSharedWindow(teacher, student, modules);
    }
}

std::vector<std::int64_t> keptLayers(const std::vector<double>& sums, std::int64_t count,
                                     const std::string& order, std::uint64_t seed)
{
    std::vector<std::int64_t> layers(sums.size());
    std::iota(layers.begin(), layers.end(), std::int64_t{0});
    if (order == "random") {
        layers = RandomStream(seed, "control.layers", 0)
                     .permutation(static_cast<std::int64_t>(sums.size()));
    } else if (order == "last") {
        std::reverse(layers.begin(), layers.end());
    } else if (order != "first") {
        const bool isHighest = order == "highest";
        std::stable_sort(layers.begin(), layers.end(), [&](std::int64_t a, std::int64_t b) {
            const double sumA = sums[static_cast<std::size_t>(a)];
            const double sumB = sums[static_cast<std::size_t>(b)];
            return isHighest ? sumA > sumB : sumA < sumB;
        });
    }
    layers.resize(std::min(layers.size(), static_cast<std::size_t>(count)));
    std::sort(layers.begin(), layers.end());
    return layers;
}

std::vector<Window> bestWindows(const std::vector<at::Tensor>& matrices,
                                const std::vector<std::int64_t>& layers, const ModelConfig& student,
                                Module module)
{
    const auto [height, width] = moduleShape(student, module);
    std::vector<Window> windows;
    for (const std::int64_t layer : layers) {
        windows.push_back(largestWindow(matrices[static_cast<std::size_t>(layer)], height, width));
    }
    return windows;
}

std::map<Module, std::vector<Window>> sharedWindows(const Sensitivity& sensitivity,
                                                    const std::vector<std::int64_t>& layers,
                                                    const ModelConfig& teacher,
                                                    const ModelConfig& student)
{
    at::Tensor residual = at::zeros({teacher.hiddenSize}, at::kDouble);
    for (const auto& item : sensitivity.matrices) {
        for (const std::int64_t layer : layers) {
            residual += residualSums(matrixOf(sensitivity, item.first, layer), item.first).cpu();
        }
    }
    const std::int64_t d = student.hiddenSize;
    const std::int64_t start = largestRun(residual, d);
    const std::int64_t group = teacher.heads / teacher.kvHeads;
    std::map<Module, std::vector<Window>> windows;
    for (const std::int64_t layer : layers) {
        const auto sums = [&](Module module, std::int64_t begin, std::int64_t width) {
            return neuronSums(matrixOf(sensitivity, module, layer), module, begin, width).cpu();
        };
        const std::int64_t ffn =
            largestRun(sums(Module::GateProj, start, d) + sums(Module::UpProj, start, d)
                           + sums(Module::DownProj, start, d),
                       student.intermediateSize);
        const std::int64_t all = teacher.hiddenSize;
        const std::int64_t heads =
            largestRun(groupSums(sums(Module::QProj, 0, all), teacher.kvHeads)
                           + groupSums(sums(Module::KProj, 0, all), teacher.kvHeads)
                           + groupSums(sums(Module::VProj, 0, all), teacher.kvHeads)
                           + groupSums(sums(Module::OProj, 0, all), teacher.kvHeads),
                       student.kvHeads);
        const auto add = [&](Module module, std::int64_t neuron) {
            const auto [height, width] = moduleShape(student, module);
            Window window;
            window.row = writesResidual(module) ? start : neuron;
            window.column = writesResidual(module) ? neuron : start;
            window.sum = matrixOf(sensitivity, module, layer)
                             .narrow(0, window.row, height)
                             .narrow(1, window.column, width)
                             .sum(at::kDouble)
                             .item<double>();
            windows[module].push_back(window);
        };
        add(Module::QProj, heads * group * teacher.headDim);
        add(Module::KProj, heads * teacher.headDim);
        add(Module::VProj, heads * teacher.headDim);
        add(Module::OProj, heads * group * teacher.headDim);
        add(Module::GateProj, ffn);
        add(Module::UpProj, ffn);
        add(Module::DownProj, ffn);
    }
    return windows;
}

RowsAndColumns bestRowsAndColumns(const at::Tensor& matrix, std::int64_t rows, std::int64_t columns)
{
    return {largestInOrder(matrix.sum(1, false, at::kDouble), rows),
            largestInOrder(matrix.sum(0, false, at::kDouble), columns)};
}

} // namespace neurograft

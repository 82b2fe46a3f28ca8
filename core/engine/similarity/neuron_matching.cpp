// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/neuron_matching.h"

#include "core/engine/similarity/optimal_assignment.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/where.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace neurograft {

namespace {

constexpr std::int64_t kFewestMatchSamples = 3;
/// A column whose spread is rounding of its size is constant.
constexpr double kConstantSpread = 1e-12;
constexpr double kNoCorrelation = std::numeric_limits<double>::quiet_NaN();

std::string matchShapeText(const at::Tensor& values)
{
    std::string text = "[";
    for (std::int64_t axis = 0; axis < values.dim(); ++axis) {
        text += (axis > 0 ? ", " : "") + std::to_string(values.size(axis));
    }
    return text + "]";
}

/// Columns centred and of length 1, constant ones 0.
at::Tensor unitColumns(const at::Tensor& values)
{
    const at::Tensor wide = values.to(at::kDouble);
    if (!at::isfinite(wide).all().item<bool>()) {
        throw DomainError("coefficientCorrelations", "finite coefficients", "NaN or infinity");
    }
    const at::Tensor centred = wide - wide.mean(0, true); // [n,k]
    const at::Tensor norms = centred.square().sum(0, true).sqrt();
    const at::Tensor sizes = wide.square().sum(0, true).sqrt();
    const at::Tensor isConstant = norms <= sizes * kConstantSpread;
    return at::where(isConstant, 0.0, centred / at::where(isConstant, 1.0, norms));
}

double meanOfDefined(const std::vector<double>& values)
{
    double sum = 0.0;
    std::int64_t count = 0;
    for (const double value : values) {
        if (!std::isnan(value)) {
            sum += value;
            ++count;
        }
    }
    return count > 0 ? sum / static_cast<double>(count) : kNoCorrelation;
}

} // namespace

at::Tensor coefficientCorrelations(const at::Tensor& student, const at::Tensor& teacher)
{
    const bool isFit = student.dim() == 2 && teacher.dim() == 2
        && student.size(0) == teacher.size(0) && student.size(0) >= kFewestMatchSamples;
    if (!isFit) {
        throw ShapeError("coefficientCorrelations", "[n, n_s] and [n, n_t] with n from 3",
                         matchShapeText(student) + " and " + matchShapeText(teacher));
    }
    const c10::InferenceMode inference;
    return at::matmul(unitColumns(student).transpose(0, 1), unitColumns(teacher)); // [n_s,n_t]
}

NeuronMatching matchNeurons(const at::Tensor& correlations)
{
    if (correlations.dim() != 2 || correlations.numel() == 0) {
        throw ShapeError("matchNeurons", "correlations [n_s, n_t]", matchShapeText(correlations));
    }
    const std::int64_t students = correlations.size(0);
    const std::int64_t teachers = correlations.size(1);
    const bool isWide = students <= teachers;
    const at::Tensor oriented =
        (isWide ? correlations : correlations.transpose(0, 1)).to(at::kDouble).contiguous();
    const auto* data = oriented.const_data_ptr<double>();
    const std::vector<double> weights(data, data + oriented.numel());
    const std::vector<std::int64_t> assigned =
        optimalAssignment(weights, oriented.size(0), oriented.size(1));
    const auto at = [&](std::int64_t student, std::int64_t teacher) {
        return weights[static_cast<std::size_t>(isWide ? student * teachers + teacher
                                                       : teacher * students + student)];
    };

    NeuronMatching matching;
    matching.teacher.assign(static_cast<std::size_t>(students), -1);
    for (std::size_t i = 0; i < assigned.size(); ++i) {
        const auto other = static_cast<std::int64_t>(i);
        matching.teacher[static_cast<std::size_t>(isWide ? other : assigned[i])] =
            isWide ? assigned[i] : other;
    }
    std::vector<double> best;
    for (std::int64_t student = 0; student < students; ++student) {
        const std::int64_t teacher = matching.teacher[static_cast<std::size_t>(student)];
        matching.correlation.push_back(teacher >= 0 ? at(student, teacher) : kNoCorrelation);
        matching.ranked.push_back(student < teachers ? at(student, student) : kNoCorrelation);
        best.push_back(at(student, 0));
        for (std::int64_t each = 1; each < teachers; ++each) {
            best.back() = std::max(best.back(), at(student, each));
        }
    }
    matching.matchedMean = meanOfDefined(matching.correlation);
    matching.rankedMean = meanOfDefined(matching.ranked);
    matching.bestMean = meanOfDefined(best);
    return matching;
}

} // namespace neurograft

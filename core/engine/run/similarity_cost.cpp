// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/similarity_cost.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

constexpr double kSimilarityCostDecomposition =
    20.0; ///< flops of a thin SVD in units of n p min(n, p)
constexpr double kSimilarityCostSingularValues = 8.0; ///< of singular values alone in units of r^3
constexpr double kKernelPasses = 8.0; ///< over the entries of a kernel that is centred

/// Flops of one measure: once per layer of a side, once per cell, and bytes kept per layer.
struct MeasureCost {
    double student = 0.0;
    double teacher = 0.0;
    double cell = 0.0;
    double studentBytes = 0.0;
    double teacherBytes = 0.0;
};

MeasureCost costOf(const std::string& table, const SourceNeeds& needs,
                   const SimilarityInputs& inputs, Module module)
{
    const auto n = static_cast<double>(inputs.samples());
    const auto p = static_cast<double>(inputs.studentWidth(module));
    const auto q = static_cast<double>(inputs.teacherWidth(module));
    MeasureCost cost;
    if (needs.factors) {
        const double a = std::min(n, p);
        const double b = std::min(n, q);
        const double r = std::min(a, b);
        cost.student = kSimilarityCostDecomposition * n * p * a;
        cost.teacher = kSimilarityCostDecomposition * n * q * b;
        cost.cell = 2.0 * n * a * b + kSimilarityCostSingularValues * r * r * std::max(a, b);
        cost.studentBytes = 8.0 * n * a;
        cost.teacherBytes = 8.0 * n * b;
    } else if (needs.centred) {
        cost.student = 2.0 * n * p * p;
        cost.teacher = 2.0 * n * q * q;
        cost.cell = 2.0 * n * p * q;
        cost.studentBytes = 4.0 * n * p;
        cost.teacherBytes = 4.0 * n * q;
    } else if (table.find("knn") != std::string::npos || table == "cknna") {
        cost.student = cost.teacher = n * n * kKernelPasses;
        cost.cell = n * static_cast<double>(inputs.study.measureOptions.neighbours) * 4.0;
    } else if (table.rfind("rsa", 0) == 0) {
        cost.student = cost.teacher = n * n / 2.0 * 4.0 * std::log2(std::max(n * n / 2.0, 2.0));
        cost.cell = n * n;
        cost.studentBytes = cost.teacherBytes = 2.0 * n * n;
    } else {
        cost.student = cost.teacher = n * n * kKernelPasses;
        cost.cell = n * n;
    }
    return cost;
}

} // namespace

SimilarityCost similarityCost(const SimilarityInputs& inputs)
{
    const SimilarityStudy& study = inputs.study;
    const auto students = static_cast<double>(inputs.students());
    const auto teachers = static_cast<double>(inputs.teachers());
    const auto permutations = static_cast<double>(study.permutations);
    const auto resamples = static_cast<double>(study.bootstrap);
    SimilarityCost total;
    for (const Module module : inputs.modules) {
        const auto measures = inputs.measures(module);
        double largestFactors = 0.0; // shared by all measures that need them
        for (std::size_t i = 0; i < measures.size(); ++i) {
            const SourceNeeds needs = measures[i]->needs();
            const MeasureCost cost = costOf(study.measures[i], needs, inputs, module);
            const double layers = students * cost.student + teachers * cost.teacher;
            const double cells = students * teachers * cost.cell;
            double self = 0.0;
            if (inputs.hasBaseline("self")) {
                self = (students * students + teachers * teachers) * cost.cell;
            }
            total.flops +=
                (1.0 + resamples) * layers + (1.0 + permutations + resamples) * cells + self;
            const double bytes = students * cost.studentBytes + teachers * cost.teacherBytes;
            if (needs.factors) {
                largestFactors = std::max(largestFactors, bytes);
            } else {
                total.hostBytes += bytes;
            }
        }
        total.hostBytes += largestFactors;
    }
    return total;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/train/parameter.h"

#include <vector>

namespace neurograft {

/// Defaults of the field (transfer.md 1 switches the decay off).
struct AdamWOptions {
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weightDecay = 0.01;
};

/// AdamW with decoupled weight decay, Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2,
/// with bias correction: m = b1 m + (1-b1) g; v = b2 v + (1-b2) g^2; w = w (1 - rate decay) - rate
/// (m / (1-b1^t)) / (sqrt(v / (1-b2^t)) + eps). Everything in float32. Where b1 changes from step
/// to step, the correction takes the current one to the power t, as the library does
/// (transfer.md 6.5). Not thread-safe.
class AdamW {
public:
    /// @throws StudyError when a parameter is no float32 leaf that requires gradients
    AdamW(std::vector<Parameter> parameters, const AdamWOptions& options);

    /// One update from the gradients the parameters hold; a parameter without a gradient stays as
    /// it is.
    void step(double rate);
    /// b1 from the next update on.
    void setBeta1(double beta1) { m_options.beta1 = beta1; }
    void clearGradients();
    /// L2 norm over all gradients, in float64.
    double gradientNorm() const;
    /// Scales all gradients by @p factor.
    void scaleGradients(double factor);

    const std::vector<Parameter>& parameters() const { return m_parameters; }
    /// First and second moments and the number of updates, in the order of the parameters; for
    /// saving and restoring.
    std::vector<at::Tensor>& firstMoments() { return m_first; }
    std::vector<at::Tensor>& secondMoments() { return m_second; }
    std::vector<at::Tensor>& updateCounts() { return m_counts; }

private:
    std::vector<Parameter> m_parameters;
    AdamWOptions m_options;
    std::vector<at::Tensor> m_first;
    std::vector<at::Tensor> m_second;
    std::vector<at::Tensor> m_counts; ///< one float32 number each
};

} // namespace neurograft

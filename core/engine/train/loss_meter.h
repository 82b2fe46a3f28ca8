// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace neurograft {

/// What one training step did.
struct StepReport {
    std::int64_t step = 0; ///< counted from 0
    double loss = 0.0;
    double learningRate = 0.0;
    double gradientNorm = 0.0; ///< before clipping
    double penalty = 0.0; ///< what was added to the loss, without its weight
    double validationLoss = std::numeric_limits<double>::quiet_NaN(); ///< NaN where not measured
    /// Of the same rows, without what is trained; NaN where not measured.
    double uneditedLoss = std::numeric_limits<double>::quiet_NaN();
};

/// Collects the reports of a run; curves and log lines read it. Measuring stays apart from
/// training.
class LossMeter {
public:
    void add(const StepReport& report) { m_reports.push_back(report); }
    void set(std::vector<StepReport> reports) { m_reports = std::move(reports); }
    /// @pre there is one
    StepReport& last() { return m_reports.back(); }
    const std::vector<StepReport>& reports() const { return m_reports; }
    /// Mean loss of the last @p count reports (all when there are fewer); 0 without any.
    double recentLoss(std::size_t count) const
    {
        const std::size_t used = count < m_reports.size() ? count : m_reports.size();
        double sum = 0.0;
        for (std::size_t i = m_reports.size() - used; i < m_reports.size(); ++i) {
            sum += m_reports[i].loss;
        }
        return used == 0 ? 0.0 : sum / static_cast<double>(used);
    }

private:
    std::vector<StepReport> m_reports;
};

} // namespace neurograft

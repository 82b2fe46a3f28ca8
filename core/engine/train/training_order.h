// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace neurograft {

/// Which rows each step of a training sees: every epoch all rows once, in an order drawn by seed
/// (purpose `train.order`, index the epoch; decisions.md D83). The last step of an epoch has what
/// is left over (transfer.md 1). Depends on nothing but its numbers, so a continued run sees what
/// an undisturbed one would.
class TrainingOrder {
public:
    /// @throws StudyError without rows
    TrainingOrder(std::int64_t rows, std::int64_t batch, std::uint64_t seed);

    std::int64_t stepsPerEpoch() const { return (m_rows + m_batch - 1) / m_batch; }
    /// Steps of a run: epochs * ceil(rows / batch), rounded up.
    std::int64_t steps(double epochs) const;
    /// Rows of step @p step, from 0 on.
    std::vector<std::int64_t> rowsOf(std::int64_t step) const;

private:
    std::int64_t m_rows;
    std::int64_t m_batch;
    std::uint64_t m_seed;
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/train/training_order.h"

#include "core/run/error.h"
#include "core/support/random_stream.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

TrainingOrder::TrainingOrder(std::int64_t rows, std::int64_t batch, std::uint64_t seed)
    : m_rows(rows), m_batch(std::max<std::int64_t>(1, batch)), m_seed(seed)
{
    if (rows < 1) {
        throw StudyError("training", "at least one row with a label", "none");
    }
}

std::int64_t TrainingOrder::steps(double epochs) const
{
    const double exact = epochs * static_cast<double>(stepsPerEpoch());
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(exact - 1e-9)));
}

std::vector<std::int64_t> TrainingOrder::rowsOf(std::int64_t step) const
{
    const std::int64_t epoch = step / stepsPerEpoch();
    const std::int64_t begin = step % stepsPerEpoch() * m_batch;
    const std::vector<std::int64_t> order =
        RandomStream(m_seed, "train.order", static_cast<std::uint64_t>(epoch)).permutation(m_rows);
    return {order.begin() + begin, order.begin() + std::min(begin + m_batch, m_rows)};
}

} // namespace neurograft

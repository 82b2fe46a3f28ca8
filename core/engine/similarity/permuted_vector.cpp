// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/unit_vector.h"

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

/// Entries of a vector as a full matrix, so that rows of an order are read from one place.
struct SquareEntries {
    std::int64_t n = 0;
    bool hasDiagonal = false;
    std::vector<float> values; ///< [n, n]
};

std::shared_ptr<const SquareEntries> squareOf(const UnitVector& vector, std::int64_t n)
{
    auto square = std::make_shared<SquareEntries>();
    square->n = n;
    square->hasDiagonal = vector.size() > n * (n - 1) / 2;
    square->values.assign(static_cast<std::size_t>(n * n), 0.0F);
    std::vector<double> row(static_cast<std::size_t>(n));
    float* values = square->values.data();
    std::int64_t start = 0;
    for (std::int64_t i = 0; i < n; ++i) {
        const std::int64_t count = n - i - 1;
        vector.fill(start, start + count, row.data());
        for (std::int64_t k = 0; k < count; ++k) {
            const auto value = static_cast<float>(row[static_cast<std::size_t>(k)]);
            values[i * n + i + 1 + k] = value;
            values[(i + 1 + k) * n + i] = value;
        }
        start += count;
    }
    if (square->hasDiagonal) {
        vector.fill(start, start + n, row.data());
        for (std::int64_t i = 0; i < n; ++i) {
            values[i * n + i] = static_cast<float>(row[static_cast<std::size_t>(i)]);
        }
    }
    return square;
}

class PermutedVector final : public UnitVector {
public:
    PermutedVector(std::shared_ptr<const SquareEntries> square, std::vector<std::int64_t> order,
                   UndefinedReason reason)
        : m_square(std::move(square)), m_order(std::move(order)), m_reason(reason)
    {
    }

    UndefinedReason reason() const override { return m_reason; }

    std::int64_t size() const override
    {
        const std::int64_t n = m_square->n;
        return n * (n - 1) / 2 + (m_square->hasDiagonal ? n : 0);
    }

    void fill(std::int64_t begin, std::int64_t end, double* out) const override
    {
        const std::int64_t n = m_square->n;
        const std::int64_t triangle = n * (n - 1) / 2;
        std::int64_t row = 0;
        for (std::int64_t low = 0, high = n - 1; low < high; row = low) {
            const std::int64_t middle = (low + high) / 2;
            rowStart(middle + 1) <= begin ? low = middle + 1 : high = middle;
        }
        std::int64_t at = begin;
        for (; at < std::min(end, triangle); ++row) {
            const float* values =
                m_square->values.data() + m_order[static_cast<std::size_t>(row)] * n;
            const std::int64_t* columns = m_order.data() + row + 1 - rowStart(row);
            for (const std::int64_t stop = std::min({end, triangle, rowStart(row + 1)}); at < stop;
                 ++at) {
                *out++ = static_cast<double>(values[columns[at]]);
            }
        }
        for (; at < end; ++at) {
            const std::int64_t sample = m_order[static_cast<std::size_t>(at - triangle)];
            *out++ = static_cast<double>(
                m_square->values[static_cast<std::size_t>(sample * n + sample)]);
        }
    }

    std::vector<Pointer>
    permuted(const std::vector<std::vector<std::int64_t>>& orders) const override
    {
        std::vector<Pointer> layers;
        for (std::vector<std::int64_t> order : orders) {
            for (std::int64_t& sample : order) {
                sample = m_order[static_cast<std::size_t>(sample)];
            }
            layers.push_back(
                std::make_shared<const PermutedVector>(m_square, std::move(order), m_reason));
        }
        return layers;
    }

    /// An order only: what a measure makes of copies is decided before it.
    Pointer resampled(const Resample& resample) const override
    {
        return permuted({resample.indices}).front();
    }

private:
    std::int64_t rowStart(std::int64_t row) const { return row * (2 * m_square->n - row - 1) / 2; }

    std::shared_ptr<const SquareEntries> m_square;
    std::vector<std::int64_t> m_order;
    UndefinedReason m_reason;
};

} // namespace

std::vector<PreparedLayer::Pointer>
permutedVectors(const UnitVector& vector, std::int64_t n,
                const std::vector<std::vector<std::int64_t>>& orders)
{
    const bool isDefined = vector.reason() == UndefinedReason::Defined;
    const auto square = isDefined ? squareOf(vector, n) : std::make_shared<const SquareEntries>();
    std::vector<PreparedLayer::Pointer> layers;
    for (const std::vector<std::int64_t>& order : orders) {
        layers.push_back(std::make_shared<const PermutedVector>(square, order, vector.reason()));
    }
    return layers;
}

} // namespace neurograft

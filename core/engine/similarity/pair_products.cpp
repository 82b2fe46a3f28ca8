// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/unit_vector.h"

#include "core/support/parallel_loop.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <limits>

namespace neurograft {

namespace {

/// Mapped Gram matrices looked at before their pages are let go.
constexpr std::int64_t kResidentBytes = 256 << 20;

/// The defined vectors of a side and where they stand in it.
struct PairProductsSide {
    std::vector<const UnitVector*> vectors;
    std::vector<std::size_t> places;

    explicit PairProductsSide(const std::vector<const UnitVector*>& all)
    {
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i] != nullptr && all[i]->reason() == UndefinedReason::Defined) {
                vectors.push_back(all[i]);
                places.push_back(i);
            }
        }
    }

    std::int64_t count() const { return static_cast<std::int64_t>(vectors.size()); }

    void releasePages() const
    {
        for (const UnitVector* vector : vectors) {
            vector->releasePages();
        }
    }
};

/// Work space for entries [begin, begin + length) of both sides, one row per vector.
class Slab {
public:
    Slab(const PairProductsSide& left, const PairProductsSide& right)
        : m_left(left), m_right(right),
          m_entries(std::clamp<std::int64_t>(kProductBytes / 8 / (left.count() + right.count()),
                                             1024, 65536)),
          m_buffer(at::empty({(left.count() + right.count()) * m_entries}, at::kDouble))
    {
    }

    std::int64_t entries() const { return m_entries; }

    /// Products over entries [begin, begin + length), [left.count(), right.count()].
    at::Tensor products(std::int64_t begin, std::int64_t length) const
    {
        const std::int64_t count = m_left.count() + m_right.count();
        const at::Tensor rows = m_buffer.narrow(0, 0, count * length).view({count, length});
        auto* data = m_buffer.mutable_data_ptr<double>();
        parallelLoop(count, at::get_num_threads(), [&](std::int64_t row) {
            const UnitVector* vector = row < m_left.count()
                ? m_left.vectors[static_cast<std::size_t>(row)]
                : m_right.vectors[static_cast<std::size_t>(row - m_left.count())];
            vector->fill(begin, begin + length, data + row * length);
        });
        return at::matmul(rows.narrow(0, 0, m_left.count()),
                          rows.narrow(0, m_left.count(), m_right.count()).transpose(0, 1));
    }

private:
    const PairProductsSide& m_left;
    const PairProductsSide& m_right;
    std::int64_t m_entries;
    at::Tensor m_buffer;
};

double selfProduct(const UnitVector& vector, const RunContext& context)
{
    constexpr std::int64_t kSlab = 8192;
    std::vector<double> entries(static_cast<std::size_t>(kSlab));
    double sum = 0.0;
    for (std::int64_t at = 0; at < vector.size(); at += kSlab) {
        context.throwIfStopped();
        const std::int64_t length = std::min(kSlab, vector.size() - at);
        vector.fill(at, at + length, entries.data());
        for (std::int64_t i = 0; i < length; ++i) {
            sum += entries[static_cast<std::size_t>(i)] * entries[static_cast<std::size_t>(i)];
        }
    }
    vector.releasePages();
    return sum;
}

} // namespace

std::vector<double> selfProducts(const std::vector<const UnitVector*>& vectors,
                                 const RunContext& context)
{
    std::vector<double> products(vectors.size(), std::numeric_limits<double>::quiet_NaN());
    parallelLoop(static_cast<std::int64_t>(vectors.size()), at::get_num_threads(),
                 [&](std::int64_t i) {
                     const UnitVector* vector = vectors[static_cast<std::size_t>(i)];
                     if (vector != nullptr && vector->reason() == UndefinedReason::Defined) {
                         products[static_cast<std::size_t>(i)] = selfProduct(*vector, context);
                     }
                 });
    return products;
}

std::vector<double> pairProducts(const std::vector<const UnitVector*>& a,
                                 const std::vector<const UnitVector*>& b, const RunContext& context)
{
    std::vector<double> products(a.size() * b.size(), std::numeric_limits<double>::quiet_NaN());
    const PairProductsSide left(a);
    const PairProductsSide right(b);
    if (left.count() == 0 || right.count() == 0) {
        return products;
    }
    const c10::InferenceMode inference;
    const std::int64_t size = left.vectors.front()->size();
    const Slab slab(left, right);
    at::Tensor sum = at::zeros({left.count(), right.count()}, at::kDouble);
    std::int64_t resident = 0;
    for (std::int64_t begin = 0; begin < size; begin += slab.entries()) {
        context.throwIfStopped();
        const std::int64_t length = std::min(slab.entries(), size - begin);
        sum.add_(slab.products(begin, length));
        resident += length * 4 * (left.count() + right.count());
        if (resident > kResidentBytes || begin + length == size) {
            left.releasePages();
            right.releasePages();
            resident = 0;
        }
    }
    const double* value = sum.const_data_ptr<double>();
    for (const std::size_t row : left.places) {
        for (const std::size_t column : right.places) {
            products[row * b.size() + column] = *value++;
        }
    }
    return products;
}

} // namespace neurograft

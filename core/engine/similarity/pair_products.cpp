// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/kernel_vector.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <limits>

namespace neurograft {

namespace {

constexpr std::int64_t kResidentBytes = 256
    << 20; ///< mapped Gram matrices looked at before they are let go

/// The defined vectors of a side and where they stand in it.
struct Side {
    std::vector<const KernelVector*> vectors;
    std::vector<std::size_t> places;

    explicit Side(const std::vector<const KernelVector*>& all)
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
        for (const KernelVector* vector : vectors) {
            vector->releasePages();
        }
    }

    /// Entries [begin, begin + length) of every vector, [count, length].
    at::Tensor slab(at::Tensor& buffer, std::int64_t begin, std::int64_t length) const
    {
        at::Tensor rows = buffer.narrow(0, 0, count() * length).view({count(), length});
        double* data = rows.mutable_data_ptr<double>();
        at::parallel_for(0, count(), 1, [&](std::int64_t first, std::int64_t last) {
            for (std::int64_t i = first; i < last; ++i) {
                vectors[static_cast<std::size_t>(i)]->fill(begin, begin + length,
                                                           data + i * length);
            }
        });
        return rows;
    }
};

} // namespace

std::vector<double> pairProducts(const std::vector<const KernelVector*>& a,
                                 const std::vector<const KernelVector*>& b,
                                 const RunContext& context)
{
    const c10::InferenceMode inference;
    std::vector<double> products(a.size() * b.size(), std::numeric_limits<double>::quiet_NaN());
    const Side left(a);
    const Side right(b);
    if (left.count() == 0 || right.count() == 0) {
        return products;
    }
    const std::int64_t size = left.vectors.front()->size();
    const std::int64_t slab =
        std::clamp<std::int64_t>(kProductBytes / 8 / (left.count() + right.count()), 1024, 16384);
    const auto options = at::dtype(at::kDouble).device(at::kCPU);
    at::Tensor bufferLeft = at::empty({left.count() * slab}, options);
    at::Tensor bufferRight = at::empty({right.count() * slab}, options);
    std::int64_t resident = 0;
    const auto release = [&] {
        left.releasePages();
        right.releasePages();
        resident = 0;
    };
    at::Tensor sum = at::zeros({left.count(), right.count()}, options);
    for (std::int64_t begin = 0; begin < size; begin += slab) {
        context.throwIfStopped();
        const std::int64_t length = std::min(slab, size - begin);
        sum.add_(at::matmul(left.slab(bufferLeft, begin, length),
                            right.slab(bufferRight, begin, length).transpose(0, 1)));
        resident += length * 4 * (left.count() + right.count());
        if (resident > kResidentBytes) {
            release();
        }
    }
    release();
    const double* value = sum.const_data_ptr<double>();
    for (const std::size_t row : left.places) {
        for (const std::size_t column : right.places) {
            products[row * b.size() + column] = *value++;
        }
    }
    return products;
}

} // namespace neurograft

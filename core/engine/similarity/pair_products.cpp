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

/// The entries are cut into this many parts whatever the number of threads, and the parts are added
/// in order: the sum has the same last bits everywhere. Each thread goes through its parts alone,
/// so that threads wait for each other once, not once per slab (a busy machine would make every
/// wait long).
constexpr std::int64_t kParts = 16;

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

    /// Entries [begin, begin + length) of every vector, [count, length], in @p buffer.
    at::Tensor slab(const at::Tensor& buffer, std::int64_t begin, std::int64_t length) const
    {
        at::Tensor rows = buffer.narrow(0, 0, count() * length).view({count(), length});
        double* row = rows.mutable_data_ptr<double>();
        for (const KernelVector* vector : vectors) {
            vector->fill(begin, begin + length, row);
            row += length;
        }
        return rows;
    }
};

/// Products over entries [begin, end), [left.count(), right.count()] in float64.
at::Tensor partProducts(const Side& left, const Side& right, std::int64_t begin, std::int64_t end,
                        const RunContext& context)
{
    const c10::InferenceMode inference;
    const std::int64_t slab = std::clamp<std::int64_t>(
        kProductBytes / at::get_num_threads() / 8 / (left.count() + right.count()), 512, 16384);
    const auto options = at::dtype(at::kDouble).device(at::kCPU);
    const at::Tensor bufferLeft = at::empty({left.count() * slab}, options);
    const at::Tensor bufferRight = at::empty({right.count() * slab}, options);
    at::Tensor sum = at::zeros({left.count(), right.count()}, options);
    for (std::int64_t at = begin; at < end; at += slab) {
        context.throwIfStopped();
        const std::int64_t length = std::min(slab, end - at);
        sum.add_(at::matmul(left.slab(bufferLeft, at, length),
                            right.slab(bufferRight, at, length).transpose(0, 1)));
    }
    left.releasePages();
    right.releasePages();
    return sum;
}

} // namespace

std::vector<double> pairProducts(const std::vector<const KernelVector*>& a,
                                 const std::vector<const KernelVector*>& b,
                                 const RunContext& context)
{
    std::vector<double> products(a.size() * b.size(), std::numeric_limits<double>::quiet_NaN());
    const Side left(a);
    const Side right(b);
    if (left.count() == 0 || right.count() == 0) {
        return products;
    }
    const std::int64_t size = left.vectors.front()->size();
    std::vector<at::Tensor> parts(kParts);
    at::parallel_for(0, kParts, 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t part = first; part < last; ++part) {
            parts[static_cast<std::size_t>(part)] = partProducts(
                left, right, size * part / kParts, size * (part + 1) / kParts, context);
        }
    });
    for (const at::Tensor& part : parts) {
        const double* value = part.const_data_ptr<double>();
        for (const std::size_t row : left.places) {
            for (const std::size_t column : right.places) {
                double& cell = products[row * b.size() + column];
                cell = &part == parts.data() ? *value : cell + *value;
                ++value;
            }
        }
    }
    return products;
}

} // namespace neurograft

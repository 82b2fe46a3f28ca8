// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/input_dropout.h"

#include "core/run/error.h"
#include "core/support/random_stream.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty_like.h>

#include <string>

namespace neurograft {

namespace {

/// A key for every place: one to one within a use, unrelated between uses.
at::Tensor keysOf(const at::Tensor& places, std::uint64_t seed, std::int64_t use)
{
    const std::uint64_t mark = splitmix64(seed ^ splitmix64(static_cast<std::uint64_t>(use)));
    at::Tensor keys = at::empty_like(places);
    const auto* const place = places.const_data_ptr<std::int64_t>();
    auto* const key = keys.mutable_data_ptr<std::int64_t>();
    for (std::int64_t i = 0; i < places.size(0); ++i) {
        key[i] = static_cast<std::int64_t>(splitmix64(mark ^ static_cast<std::uint64_t>(place[i])));
    }
    return keys;
}

} // namespace

void InputDropout::begin(std::uint64_t seed)
{
    m_seed = seed;
    m_use = 0;
}

void InputDropout::setPlaces(const at::Tensor& places, std::int64_t use)
{
    m_places = places.contiguous();
    m_use = use;
}

at::Tensor InputDropout::apply(const at::Tensor& x) const
{
    if (m_share.threshold() == 0) {
        return x;
    }
    const std::int64_t columns = x.size(-1);
    const std::int64_t announced = m_places.defined() ? m_places.size(0) : 0;
    if (x.numel() != announced * columns) {
        throw ShapeError("dropout", std::to_string(announced) + " positions, as were announced",
                         std::to_string(columns == 0 ? 0 : x.numel() / columns));
    }
    const at::Tensor mask = // [n,c]
        dropoutMask(keysOf(m_places, m_seed, m_use++), columns, m_share, x.device());
    return x * mask.view(x.sizes()).to(x.scalar_type());
}

} // namespace neurograft

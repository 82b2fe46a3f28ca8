// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/kv_cache.h"

#include <ATen/ops/empty.h>

#include <algorithm>

namespace neurograft {

void KvCache::reserve(at::Tensor& buffer, const at::Tensor& like, std::int64_t needed) const
{
    if (buffer.defined() && buffer.size(2) >= needed) {
        return;
    }
    const std::int64_t capacity =
        std::max<std::int64_t>(needed, buffer.defined() ? 2 * buffer.size(2) : needed + 64);
    at::Tensor larger =
        at::empty({like.size(0), like.size(1), capacity, like.size(3)}, like.options());
    if (buffer.defined()) {
        larger.narrow(2, 0, m_length).copy_(buffer.narrow(2, 0, m_length));
    }
    buffer = larger;
}

std::pair<at::Tensor, at::Tensor> KvCache::append(std::int64_t layer, const at::Tensor& keys,
                                                  const at::Tensor& values)
{
    const auto index = static_cast<std::size_t>(layer);
    const std::int64_t added = keys.size(2);
    reserve(m_keys[index], keys, m_length + added);
    reserve(m_values[index], values, m_length + added);
    m_keys[index].narrow(2, m_length, added).copy_(keys);
    m_values[index].narrow(2, m_length, added).copy_(values);
    return {m_keys[index].narrow(2, 0, m_length + added),
            m_values[index].narrow(2, 0, m_length + added)};
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/kv_cache.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>

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

void KvCache::selectRows(const std::vector<std::int64_t>& rows)
{
    const at::Tensor kept = at::tensor(rows, at::kLong);
    std::int64_t skipped = 0;
    if (m_mask.defined()) {
        m_mask = m_mask.index_select(0, kept.to(m_mask.device()));
        const at::Tensor isUsed = m_mask.any(0).to(at::kLong).cpu();
        skipped = isUsed.argmax().item<std::int64_t>(); // first place that any row uses
        m_mask = m_mask.narrow(1, skipped, m_length - skipped).contiguous();
        if (m_mask.all().item<bool>()) {
            m_mask = at::Tensor();
        }
    }
    for (auto* buffers : {&m_keys, &m_values}) {
        for (at::Tensor& buffer : *buffers) {
            const at::Tensor used = buffer.narrow(2, skipped, buffer.size(2) - skipped);
            buffer = used.index_select(0, kept.to(buffer.device()));
        }
    }
    m_length -= skipped;
}

} // namespace neurograft

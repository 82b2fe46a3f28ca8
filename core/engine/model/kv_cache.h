// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace neurograft {

/// Keys (rotated, but for `dynamic` scaling) and values of the tokens seen so far, one pair per
/// layer, before heads are repeated. Belongs to one batch; every forward call appends its tokens.
class KvCache {
public:
    explicit KvCache(std::int64_t layers)
        : m_keys(static_cast<std::size_t>(layers)), m_values(static_cast<std::size_t>(layers))
    {
    }

    /// Tokens stored so far (padding included).
    std::int64_t length() const { return m_length; }
    /// Real-token mask of what is stored, [B, length()]; undefined when nothing is padded.
    const at::Tensor& mask() const { return m_mask; }
    void setMask(at::Tensor mask) { m_mask = std::move(mask); }

    /// Appends [B,K,T,h] for @p layer and returns all keys and values [B,K,length()+T,h].
    std::pair<at::Tensor, at::Tensor> append(std::int64_t layer, const at::Tensor& keys,
                                             const at::Tensor& values);
    /// Keeps these rows of the batch, in this order; the others have ended. Padding that all
    /// remaining rows share goes too.
    void selectRows(const std::vector<std::int64_t>& rows);
    /// Called once per forward pass, after its last layer.
    void advance(std::int64_t tokens) { m_length += tokens; }

private:
    void reserve(at::Tensor& buffer, const at::Tensor& like, std::int64_t needed) const;

    std::vector<at::Tensor> m_keys; ///< [B,K,capacity,h]
    std::vector<at::Tensor> m_values;
    at::Tensor m_mask;
    std::int64_t m_length = 0;
};

} // namespace neurograft

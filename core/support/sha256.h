// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace neurograft {

/// SHA-256 (FIPS 180-4) fed piece by piece. Used for provenance, not for security.
class Sha256 {
public:
    Sha256();
    void update(const void* data, std::size_t size);
    void update(std::string_view bytes) { update(bytes.data(), bytes.size()); }
    /// Digest as 64 lower-case hex digits; the object is finished afterwards.
    std::string hexDigest();

private:
    void compress(const unsigned char* block);

    std::array<std::uint32_t, 8> m_state;
    std::array<unsigned char, 64> m_block {};
    std::uint64_t m_size = 0;
};

std::string sha256Hex(std::string_view bytes);

} // namespace neurograft

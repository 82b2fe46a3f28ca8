// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/sha256.h"

#include <algorithm>
#include <cstring>

namespace neurograft {

namespace {

constexpr std::array<std::uint32_t, 64> kRound {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

std::uint32_t rotateRight(std::uint32_t value, unsigned count)
{
    return (value >> count) | (value << (32U - count));
}

} // namespace

Sha256::Sha256()
    : m_state {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
               0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}
{
}

void Sha256::compress(const unsigned char* block)
{
    std::array<std::uint32_t, 64> w {};
    for (std::size_t i = 0; i < 16; ++i) {
        w[i] = (std::uint32_t {block[4 * i]} << 24U) | (std::uint32_t {block[4 * i + 1]} << 16U)
            | (std::uint32_t {block[4 * i + 2]} << 8U) | std::uint32_t {block[4 * i + 3]};
    }
    for (std::size_t i = 16; i < 64; ++i) {
        const std::uint32_t s0
            = rotateRight(w[i - 15], 7) ^ rotateRight(w[i - 15], 18) ^ (w[i - 15] >> 3U);
        const std::uint32_t s1
            = rotateRight(w[i - 2], 17) ^ rotateRight(w[i - 2], 19) ^ (w[i - 2] >> 10U);
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    std::array<std::uint32_t, 8> s = m_state;
    for (std::size_t i = 0; i < 64; ++i) {
        const std::uint32_t sum1
            = rotateRight(s[4], 6) ^ rotateRight(s[4], 11) ^ rotateRight(s[4], 25);
        const std::uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
        const std::uint32_t t1 = s[7] + sum1 + choice + kRound[i] + w[i];
        const std::uint32_t sum0
            = rotateRight(s[0], 2) ^ rotateRight(s[0], 13) ^ rotateRight(s[0], 22);
        const std::uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        s = {t1 + sum0 + majority, s[0], s[1], s[2], s[3] + t1, s[4], s[5], s[6]};
    }
    for (std::size_t i = 0; i < 8; ++i) {
        m_state[i] += s[i];
    }
}

void Sha256::update(const void* data, std::size_t size)
{
    const auto* bytes = static_cast<const unsigned char*>(data);
    while (size > 0) {
        const std::size_t used = m_size % 64;
        const std::size_t taken = std::min(size, 64 - used);
        if (used == 0 && taken == 64) {
            compress(bytes);
        } else {
            std::memcpy(m_block.data() + used, bytes, taken);
            if (used + taken == 64) {
                compress(m_block.data());
            }
        }
        m_size += taken;
        bytes += taken;
        size -= taken;
    }
}

std::string Sha256::hexDigest()
{
    const std::uint64_t bits = m_size * 8;
    const unsigned char one = 0x80;
    update(&one, 1);
    const unsigned char zero = 0;
    while (m_size % 64 != 56) {
        update(&zero, 1);
    }
    std::array<unsigned char, 8> length {};
    for (std::size_t i = 0; i < 8; ++i) {
        length[i] = static_cast<unsigned char>(bits >> (56U - 8U * i));
    }
    update(length.data(), length.size());
    std::string hex;
    for (const std::uint32_t word : m_state) {
        for (int shift = 28; shift >= 0; shift -= 4) {
            hex.push_back("0123456789abcdef"[(word >> static_cast<unsigned>(shift)) & 0xfU]);
        }
    }
    return hex;
}

std::string sha256Hex(std::string_view bytes)
{
    Sha256 hash;
    hash.update(bytes);
    return hash.hexDigest();
}

} // namespace neurograft

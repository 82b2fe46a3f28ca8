// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace neurograft {

/// Map from pairs of non-negative ids to a number; open addressing, because merging looks up little
/// else.
class PairMap {
public:
    static constexpr std::int32_t kMissing = -1;

    /// Makes room for @p count pairs. Must be called before the first set().
    void reserve(std::size_t count)
    {
        std::size_t slots = 16;
        while (slots < 2 * count) {
            slots *= 2;
        }
        m_slots.assign(slots, Slot{});
    }

    /// A later value replaces an earlier one.
    void set(std::int32_t left, std::int32_t right, std::int32_t value)
    {
        Slot& slot = m_slots[indexOf(keyOf(left, right))];
        slot.key = keyOf(left, right);
        slot.value = value;
    }

    std::int32_t find(std::int32_t left, std::int32_t right) const
    {
        return m_slots.empty() ? kMissing : m_slots[indexOf(keyOf(left, right))].value;
    }

private:
    struct Slot {
        std::uint64_t key = ~std::uint64_t{0};
        std::int32_t value = kMissing;
    };

    static std::uint64_t keyOf(std::int32_t left, std::int32_t right)
    {
        return (std::uint64_t{static_cast<std::uint32_t>(left)} << 32U)
            | static_cast<std::uint32_t>(right);
    }

    /// Slot of @p key, or the free one where it belongs.
    std::size_t indexOf(std::uint64_t key) const
    {
        const std::size_t mask = m_slots.size() - 1;
        std::uint64_t hash = key * 0x9e3779b97f4a7c15ULL;
        hash ^= hash >> 32U;
        std::size_t at = static_cast<std::size_t>(hash) & mask;
        while (m_slots[at].key != key && m_slots[at].key != ~std::uint64_t{0}) {
            at = (at + 1) & mask;
        }
        return at;
    }

    std::vector<Slot> m_slots;
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/neuron_set.h"

#include "widgets/models/neuron_query.h"

#include <algorithm>
#include <bitset>
#include <cmath>

namespace neurograft {

namespace {

constexpr int kBits = 64;

std::size_t wordOf(int row)
{
    return static_cast<std::size_t>(row / kBits);
}

std::uint64_t bitOf(int row)
{
    return std::uint64_t{1} << static_cast<unsigned>(row % kBits);
}

} // namespace

NeuronSet::NeuronSet(int size)
    : m_size(size), m_words(static_cast<std::size_t>((size + kBits - 1) / kBits), 0)
{
}

NeuronSet::NeuronSet(int size, const std::vector<int>& rows) : NeuronSet(size)
{
    for (const int row : rows) {
        add(row);
    }
}

int NeuronSet::count() const
{
    std::size_t count = 0;
    for (const std::uint64_t word : m_words) {
        count += std::bitset<kBits>(word).count();
    }
    return static_cast<int>(count);
}

bool NeuronSet::has(int row) const
{
    return row >= 0 && row < m_size && (m_words[wordOf(row)] & bitOf(row)) != 0;
}

void NeuronSet::add(int row)
{
    if (row >= 0 && row < m_size) {
        m_words[wordOf(row)] |= bitOf(row);
    }
}

void NeuronSet::remove(int row)
{
    if (row >= 0 && row < m_size) {
        m_words[wordOf(row)] &= ~bitOf(row);
    }
}

std::vector<int> NeuronSet::rows() const
{
    std::vector<int> rows;
    for (std::size_t i = 0; i < m_words.size(); ++i) {
        for (int bit = 0; m_words[i] != 0 && bit < kBits; ++bit) {
            const int row = static_cast<int>(i) * kBits + bit;
            if (has(row)) {
                rows.push_back(row);
            }
        }
    }
    return rows;
}

template <class Combine>
NeuronSet NeuronSet::combined(const NeuronSet& other, Combine combine) const
{
    NeuronSet result = *this;
    for (std::size_t i = 0; i < m_words.size(); ++i) {
        const std::uint64_t word = other.m_size == m_size ? other.m_words[i] : 0;
        result.m_words[i] = combine(m_words[i], word);
    }
    return result;
}

NeuronSet NeuronSet::united(const NeuronSet& other) const
{
    return combined(other, [](std::uint64_t a, std::uint64_t b) { return a | b; });
}

NeuronSet NeuronSet::intersected(const NeuronSet& other) const
{
    return combined(other, [](std::uint64_t a, std::uint64_t b) { return a & b; });
}

NeuronSet NeuronSet::minus(const NeuronSet& other) const
{
    return combined(other, [](std::uint64_t a, std::uint64_t b) { return a & ~b; });
}

double jaccard(const NeuronSet& a, const NeuronSet& b)
{
    const int all = a.united(b).count();
    return all == 0 ? 1.0 : static_cast<double>(a.intersected(b).count()) / all;
}

NeuronSet topNeurons(const NeuronRows& rows, const NeuronSet& among, int count)
{
    std::vector<int> candidates = among.rows();
    candidates.erase(std::remove_if(candidates.begin(), candidates.end(),
                                    [&](int row) { return std::isnan(rows.score(row)); }),
                     candidates.end());
    const std::vector<int> ordered =
        orderedNeurons(rows, std::move(candidates), NeuronOrder::Score, Qt::DescendingOrder, {});
    NeuronSet best(rows.count());
    for (std::size_t i = 0; i < ordered.size() && static_cast<int>(i) < count; ++i) {
        best.add(ordered[i]);
    }
    return best;
}

NeuronSet neuronsFrom(const NeuronRows& rows, const NeuronSet& among, double threshold)
{
    NeuronSet found(rows.count());
    for (const int row : among.rows()) {
        if (static_cast<double>(rows.score(row)) >= threshold) { // never true for NaN
            found.add(row);
        }
    }
    return found;
}

NeuronSet allNeurons(const NeuronRows& rows)
{
    NeuronSet all(rows.count());
    for (int row = 0; row < rows.count(); ++row) {
        all.add(row);
    }
    return all;
}

NeuronSet locatedNeurons(const NeuronRows& rows)
{
    NeuronSet located(rows.count());
    for (std::size_t i = 0; i < rows.maps().size(); ++i) {
        const NeuronMapData& map = *rows.maps()[i];
        for (const NeuronPlace& place : map.located) {
            located.add(rows.start(static_cast<int>(i)) + static_cast<int>(map.offset(place)));
        }
    }
    return located;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/neuron_rows.h"

#include <cstdint>
#include <vector>

namespace neurograft {

/// A set of rows of a NeuronRows, one bit each (ux.md 4.3).
class NeuronSet {
public:
    NeuronSet() = default;
    /// An empty set out of @p size rows.
    explicit NeuronSet(int size);
    NeuronSet(int size, const std::vector<int>& rows);

    int size() const { return m_size; }
    int count() const; ///< rows in it
    bool isEmpty() const { return count() == 0; }
    /// Rows outside [0, size) are in no set.
    bool has(int row) const;
    void add(int row);
    void remove(int row);
    std::vector<int> rows() const; ///< ascending

    /// Of sets out of equally many rows. @throws nothing: sets of other sizes count as empty
    NeuronSet united(const NeuronSet& other) const;
    NeuronSet intersected(const NeuronSet& other) const;
    NeuronSet minus(const NeuronSet& other) const;
    bool operator==(const NeuronSet& other) const
    {
        return m_size == other.m_size && m_words == other.m_words;
    }
    bool operator!=(const NeuronSet& other) const { return !(*this == other); }

private:
    template <class Combine> NeuronSet combined(const NeuronSet& other, Combine combine) const;
    int m_size = 0;
    std::vector<std::uint64_t> m_words;
};

/// Size of the intersection over size of the union; 1 for two empty sets.
double jaccard(const NeuronSet& a, const NeuronSet& b);

/// The @p count best of the rows in @p among, of all models together, by (score descending, layer,
/// place of the map, index); neurons that were not evaluated are never among them.
NeuronSet topNeurons(const NeuronRows& rows, const NeuronSet& among, int count);
/// Those of @p among whose score is at least @p threshold.
NeuronSet neuronsFrom(const NeuronRows& rows, const NeuronSet& among, double threshold);
/// All rows.
NeuronSet allNeurons(const NeuronRows& rows);
/// The located neurons of every map.
NeuronSet locatedNeurons(const NeuronRows& rows);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/neuron_rows.h"

#include <algorithm>

namespace neurograft {

NeuronRows::NeuronRows(std::vector<std::shared_ptr<const NeuronMapData>> maps)
    : m_maps(std::move(maps))
{
    for (const auto& map : m_maps) {
        m_starts.push_back(m_starts.back() + static_cast<int>(map->size()));
    }
}

int NeuronRows::mapOf(int row) const
{
    // Starts after the first: the last map whose start is not behind the row.
    const auto after = std::upper_bound(m_starts.begin(), m_starts.end(), row);
    return static_cast<int>(after - m_starts.begin()) - 1;
}

NeuronPlace NeuronRows::place(int row) const
{
    const int map = mapOf(row);
    return m_maps[static_cast<std::size_t>(map)]->placeOf(
        static_cast<std::size_t>(row - start(map)));
}

float NeuronRows::score(int row) const
{
    const int map = mapOf(row);
    return m_maps[static_cast<std::size_t>(map)]
        ->scores[static_cast<std::size_t>(row - start(map))];
}

NeuronItem NeuronRows::item(int row) const
{
    const NeuronMapData& map = data(row);
    const NeuronPlace at = place(row);
    return {map.role == QLatin1String("teacher") ? Role::Teacher : Role::Student, at.layer,
            neuronModule(map.family), at.index};
}

int NeuronRows::rowOf(const NeuronItem& item) const
{
    const auto family = neuronFamilyOf(item.module);
    const NeuronPlace place{item.layer, item.index};
    for (std::size_t i = 0; i < m_maps.size(); ++i) {
        const NeuronMapData& map = *m_maps[i];
        const Role role = map.role == QLatin1String("teacher") ? Role::Teacher : Role::Student;
        if (family == map.family && role == item.role && map.isValid(place)) {
            return m_starts[i] + static_cast<int>(map.offset(place));
        }
    }
    return -1;
}

} // namespace neurograft

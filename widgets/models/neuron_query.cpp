// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/neuron_query.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace neurograft {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

struct NeuronQueryEntry {
    double key; ///< NaN: none
    int layer;
    int map;
    int index;
    int row;
};

bool isTieBefore(const NeuronQueryEntry& a, const NeuronQueryEntry& b)
{
    if (a.layer != b.layer) {
        return a.layer < b.layer;
    }
    return a.map != b.map ? a.map < b.map : a.index < b.index;
}

/// Texts as numbers in the order of their letters.
QHash<int, int> placesOf(const NeuronTexts& texts)
{
    std::map<QString, int> places;
    for (const QString& text : texts) {
        places.emplace(text.toCaseFolded(), 0);
    }
    int next = 0;
    for (auto& [text, place] : places) {
        place = next++;
    }
    QHash<int, int> found;
    for (auto at = texts.begin(); at != texts.end(); ++at) {
        found.insert(at.key(), places[at.value().toCaseFolded()]);
    }
    return found;
}

} // namespace

std::vector<int> orderedNeurons(const NeuronRows& rows, std::vector<int> chosen, NeuronOrder order,
                                Qt::SortOrder direction, const NeuronTexts& texts)
{
    const bool isByText = order == NeuronOrder::Tokens || order == NeuronOrder::Note;
    const QHash<int, int> places = isByText ? placesOf(texts) : QHash<int, int>();
    std::vector<NeuronQueryEntry> entries;
    entries.reserve(chosen.size());
    for (const int row : chosen) {
        const int map = rows.mapOf(row);
        const NeuronMapData& data = *rows.maps()[static_cast<std::size_t>(map)];
        const NeuronPlace place = data.placeOf(static_cast<std::size_t>(row - rows.start(map)));
        NeuronQueryEntry entry{kNone, place.layer, map, place.index, row};
        switch (order) {
        case NeuronOrder::Model:
            entry.key = data.role == QLatin1String("teacher") ? 0.0 : 1.0;
            break;
        case NeuronOrder::Layer:
            entry.key = place.layer;
            break;
        case NeuronOrder::Module:
            entry.key = static_cast<double>(data.family);
            break;
        case NeuronOrder::Index:
            entry.key = place.index;
            break;
        case NeuronOrder::Score:
            entry.key = static_cast<double>(data.scoreOf(place));
            break;
        case NeuronOrder::Rank:
            entry.key = data.rankOf(place) > 0 ? data.rankOf(place) : kNone;
            break;
        case NeuronOrder::Tokens:
        case NeuronOrder::Note:
            if (const auto at = places.find(row); at != places.end()) {
                entry.key = at.value();
            }
            break;
        }
        entries.push_back(entry);
    }
    const bool isAscending = direction == Qt::AscendingOrder;
    std::sort(entries.begin(), entries.end(),
              [isAscending](const NeuronQueryEntry& a, const NeuronQueryEntry& b) {
                  const bool hasA = !std::isnan(a.key);
                  const bool hasB = !std::isnan(b.key);
                  if (hasA != hasB) {
                      return hasA;
                  }
                  if (hasA && a.key != b.key) {
                      return isAscending ? a.key < b.key : a.key > b.key;
                  }
                  return isTieBefore(a, b);
              });
    std::transform(entries.begin(), entries.end(), chosen.begin(),
                   [](const NeuronQueryEntry& entry) { return entry.row; });
    return chosen;
}

std::vector<int> answerNeurons(const NeuronQuery& query, const NeuronRows& rows,
                               const RunContext& context)
{
    std::vector<int> found;
    for (int map = 0; map < static_cast<int>(rows.maps().size()); ++map) {
        context.throwIfStopped();
        const NeuronMapData& data = *rows.maps()[static_cast<std::size_t>(map)];
        for (int row = rows.start(map); row < rows.start(map + 1); ++row) {
            if (query.among && !query.among->has(row)) {
                continue;
            }
            const QString note = query.filter.usesNotes() ? query.notes.value(row) : QString();
            const NeuronPlace place = data.placeOf(static_cast<std::size_t>(row - rows.start(map)));
            if (query.filter.accepts(data, place, note)) {
                found.push_back(row);
            }
        }
    }
    context.throwIfStopped();
    return orderedNeurons(rows, std::move(found), query.order, query.direction,
                          query.order == NeuronOrder::Tokens ? query.tokens : query.notes);
}

} // namespace neurograft

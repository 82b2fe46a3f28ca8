// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/row_overlap.h"

#include <unordered_map>

namespace neurograft {

namespace {

using TextRows = std::unordered_map<std::string, std::int64_t>;

} // namespace

std::vector<RowOverlap> findOverlaps(const DataFile& file, const std::vector<NamedRows>& parts,
                                     const RunContext& context)
{
    std::vector<RowOverlap> overlaps;
    std::vector<TextRows> seen; // per part: text → its first row there
    for (std::size_t at = 0; at < parts.size(); ++at) {
        std::vector<RowOverlap> found(at);
        TextRows mine;
        for (const std::int64_t row : parts[at].rows) {
            context.throwIfStopped();
            if (!file.facts(row).isUsable) {
                continue;
            }
            const std::string text = file.row(row).text();
            mine.emplace(text, row);
            for (std::size_t before = 0; before < at; ++before) {
                const auto same = seen[before].find(text);
                if (same != seen[before].end()) {
                    found[before].rows.emplace_back(same->second, row);
                }
            }
        }
        for (std::size_t before = 0; before < at; ++before) {
            if (!found[before].rows.empty()) {
                found[before].first = parts[before].name;
                found[before].second = parts[at].name;
                overlaps.push_back(std::move(found[before]));
            }
        }
        seen.push_back(std::move(mine));
    }
    return overlaps;
}

} // namespace neurograft

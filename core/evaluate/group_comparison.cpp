// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/group_comparison.h"

#include "core/evaluate/mmlu_categories.h"
#include "core/run/error.h"

#include <algorithm>
#include <functional>
#include <map>

namespace neurograft {

namespace {

/// Values of the questions of one group.
struct GroupValues {
    std::string name;
    std::vector<double> a;
    std::vector<double> b;
};

/// @param nameOf the group a question's own group belongs to at this level
void addLevel(const std::string& level, const std::vector<double>& a, const std::vector<double>& b,
              const std::vector<std::string>& groups,
              const std::function<std::string(const std::string&)>& nameOf, std::uint64_t seed,
              std::vector<GroupComparison>& out)
{
    std::vector<GroupValues> found; // by first appearance
    std::map<std::string, std::size_t> places;
    for (std::size_t at = 0; at < groups.size(); ++at) {
        if (groups[at].empty()) {
            continue;
        }
        const std::string name = nameOf(groups[at]);
        const auto [place, isNew] = places.try_emplace(name, found.size());
        if (isNew) {
            found.push_back({name, {}, {}});
        }
        found[place->second].a.push_back(a[at]);
        found[place->second].b.push_back(b[at]);
    }
    for (const GroupValues& group : found) {
        out.push_back({level, group.name, comparePaired(group.a, group.b, seed)});
    }
}

} // namespace

std::vector<GroupComparison> compareByGroup(const std::vector<double>& a,
                                            const std::vector<double>& b,
                                            const std::vector<std::string>& groups,
                                            std::uint64_t seed)
{
    if (a.size() != b.size() || a.size() != groups.size()) {
        throw ShapeError("compareByGroup", "values and groups of the same questions",
                         std::to_string(a.size()) + ", " + std::to_string(b.size()) + " and "
                             + std::to_string(groups.size()));
    }
    std::vector<GroupComparison> comparisons;
    const bool isMmlu = std::all_of(groups.begin(), groups.end(), [](const std::string& group) {
        return mmluPlace(group) != nullptr;
    });
    const auto itself = [](const std::string& group) { return group; };
    if (!isMmlu) {
        addLevel("group", a, b, groups, itself, seed, comparisons);
        return comparisons;
    }
    addLevel(
        "category", a, b, groups,
        [](const std::string& group) { return std::string(mmluPlace(group)->category); }, seed,
        comparisons);
    addLevel(
        "subcategory", a, b, groups,
        [](const std::string& group) { return std::string(mmluPlace(group)->subcategory); }, seed,
        comparisons);
    addLevel("subject", a, b, groups, itself, seed, comparisons);
    return comparisons;
}

} // namespace neurograft

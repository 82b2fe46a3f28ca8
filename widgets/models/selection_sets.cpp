// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/selection_sets.h"

#include <QSet>

#include <algorithm>

namespace neurograft {

namespace {

/// Membership by go-to string, which is unique for an item: sets may hold tens of thousands.
class SelectionSetsMembers {
public:
    explicit SelectionSetsMembers(const ItemSet& set)
    {
        m_names.reserve(static_cast<qsizetype>(set.size()));
        for (const SelectionItem& item : set) {
            m_names.insert(goToText(item));
        }
    }
    bool has(const SelectionItem& item) const { return m_names.contains(goToText(item)); }

private:
    QSet<QString> m_names;
};

ItemSet filtered(const ItemSet& set, const ItemSet& others, bool isWanted)
{
    const SelectionSetsMembers members(others);
    ItemSet kept;
    std::copy_if(set.begin(), set.end(), std::back_inserter(kept),
                 [&](const SelectionItem& item) { return members.has(item) == isWanted; });
    return kept;
}

} // namespace

bool isSameKind(const ItemSet& a, const ItemSet& b)
{
    return a.empty() || b.empty() || a.front().index() == b.front().index();
}

ItemSet unionOf(const ItemSet& a, const ItemSet& b)
{
    ItemSet all = a;
    if (isSameKind(a, b)) {
        const ItemSet news = filtered(b, a, false);
        all.insert(all.end(), news.begin(), news.end());
    }
    return all;
}

ItemSet intersectionOf(const ItemSet& a, const ItemSet& b)
{
    return filtered(a, b, true);
}

ItemSet differenceOf(const ItemSet& a, const ItemSet& b)
{
    return filtered(a, b, false);
}

ItemSet joined(SetOperation operation, const ItemSet& a, const ItemSet& b)
{
    switch (operation) {
    case SetOperation::Union:
        return unionOf(a, b);
    case SetOperation::Intersect:
        return intersectionOf(a, b);
    case SetOperation::Minus:
        return differenceOf(a, b);
    }
    return a;
}

} // namespace neurograft

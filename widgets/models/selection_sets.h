// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/selection_item.h"

#include <vector>

namespace neurograft {

/// Sets of items of one kind, in the order they were gathered.
using ItemSet = std::vector<SelectionItem>;

/// What @p a has and then what only @p b has. Sets of two kinds cannot be joined: @p a is returned.
ItemSet unionOf(const ItemSet& a, const ItemSet& b);
/// What both have, in the order of @p a.
ItemSet intersectionOf(const ItemSet& a, const ItemSet& b);
/// What @p a has and @p b has not.
ItemSet differenceOf(const ItemSet& a, const ItemSet& b);
/// How two sets are joined.
enum class SetOperation { Union, Intersect, Minus };
ItemSet joined(SetOperation operation, const ItemSet& a, const ItemSet& b);
/// Whether both hold items of the same kind; an empty one goes with every other.
bool isSameKind(const ItemSet& a, const ItemSet& b);

} // namespace neurograft

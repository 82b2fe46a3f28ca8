// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>

namespace neurograft {

/// Calls @p use for 0 .. count - 1, each thread taking the next one when it is done with the last,
/// so that items of different size keep all of them busy. Products inside run on one thread; the
/// caller's inference mode holds on every thread. What an item throws ends the others.
void forEachItem(std::int64_t count, const std::function<void(std::int64_t)>& use);

} // namespace neurograft

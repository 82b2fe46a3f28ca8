// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>

namespace neurograft {

/// Calls @p work(0) … work(count - 1), each once, on up to @p threads threads (the caller's own
/// among them); returns when all are done. Which thread does what is open: results must not depend
/// on it. After an exception no further item is begun; the first one is rethrown here.
///
/// For loops of our own: at::parallel_for is a serial loop in code that is not built with OpenMP.
void parallelLoop(std::int64_t count, int threads, const std::function<void(std::int64_t)>& work);

} // namespace neurograft

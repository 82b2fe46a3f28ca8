// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/error.h"

#include <exception>

namespace neurograft {

/// One of our errors for an exception that is none of ours: a failed allocation (also LibTorch's,
/// on CPU and GPU) becomes a memory error, anything else an internal one. LibTorch's call stack is
/// cut off.
Error describeForeign(const std::exception& exception);

} // namespace neurograft

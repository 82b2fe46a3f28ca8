// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace neurograft {

/// Floating-point operations per second of one float32 product on this machine, measured in a few
/// milliseconds.
double hostFlops();

} // namespace neurograft

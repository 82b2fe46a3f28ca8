// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRgb>

namespace neurograft {

/// What a figure is printed with and on, whatever the window looks like.
inline constexpr QRgb kInk = 0xff000000;
inline constexpr QRgb kPaper = 0xffffffff;

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QSize;
class QWidget;

namespace neurograft {

/// Gives a window the size it would like, as far as its screen has room for it and its frame: on
/// 1280 × 720 at 150 % that is little.
void resizeToScreen(QWidget* window, const QSize& wanted);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace neurograft {

/// Sets the application's font to @p percent of the desktop's; everything measured by it follows.
/// Figures and what is exported never change with it.
void applyInterfaceSize(int percent);

} // namespace neurograft

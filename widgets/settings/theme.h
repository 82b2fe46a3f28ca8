// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/settings/app_settings.h"

#include <QPalette>

namespace neurograft {

/// The two palettes of the window. Text has at least 4.5 : 1 against what lies under it.
QPalette themePalette(bool isDark);
/// Whether this theme is dark here: System follows the palette the desktop gave the program.
bool isDarkTheme(Theme theme);
/// Sets style and palette of the application. Figures and colour maps never change with it.
void applyTheme(Theme theme);

} // namespace neurograft

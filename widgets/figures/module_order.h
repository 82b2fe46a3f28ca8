// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace neurograft {

/// Place of a module in figures: those of the published figures first (up, down, v, o), then the
/// other weights, then layer outputs; an unknown name comes last.
int moduleRank(const QString& module);

/// Order of panels: by moduleRank(), unknown modules by name.
bool isModuleBefore(const QString& a, const QString& b);

} // namespace neurograft

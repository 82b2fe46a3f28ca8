// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace neurograft {

enum class Role { Teacher, Student };

/// One word for a role in sentences: "teacher", "student".
QString roleWord(Role role);
/// "T" or "S", as go-to strings spell a role (ux.md section 1).
QChar roleLetter(Role role);

} // namespace neurograft

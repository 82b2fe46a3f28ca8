// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/error.h"

#include <QString>

namespace neurograft {

/// Why a figure was not written and that nothing was lost, in words (ux.md 8.4 no. 12): "No space
/// left for “fig2.pdf”; the old file is unchanged."
QString writeProblemText(const QString& path, const Error& error);

} // namespace neurograft

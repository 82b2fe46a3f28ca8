// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/dialogs/formats_dialog.h"

#include <QList>

namespace neurograft {

/// Pages of Help ▸ File formats and commands: the documents of the formats as they lie in docs/,
/// then what `--help` says of each command.
QList<HelpPage> helpPages();

} // namespace neurograft

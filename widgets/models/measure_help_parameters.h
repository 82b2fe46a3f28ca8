// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/measure_help.h"

namespace neurograft {

/// Texts of what the view Parameters draws; part of measureHelp().
QList<MeasureHelp> parameterHelp();
/// Ids of those, in reading order.
QStringList parameterHelpIds();

} // namespace neurograft

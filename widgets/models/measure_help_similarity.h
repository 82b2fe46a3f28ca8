// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/measure_help.h"

namespace neurograft {

/// Texts of the measures beside linear CKA, in the order of similarity.md section 2; each id is a
/// word of measureChoices(). Part of measureHelp().
QList<MeasureHelp> furtherMeasureHelp();

} // namespace neurograft

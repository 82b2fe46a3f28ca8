// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_line.h"

namespace neurograft {

/// `report`: results as one HTML or PDF document, only in the program with Qt
/// (widgets/report/run_report.h).
Command reportCommand();

} // namespace neurograft

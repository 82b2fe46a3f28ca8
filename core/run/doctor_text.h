// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/doctor.h"

#include <string>

namespace neurograft {

/// The report in lines for people: what command `doctor` prints and Diagnostics shows. English.
std::string doctorText(const DoctorReport& report);

} // namespace neurograft

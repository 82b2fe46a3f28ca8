// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/parity.h"

#include <string>

namespace neurograft {

/// "3e-5": one digit is enough for a difference.
std::string shortDifference(double difference);

/// The numbers of a comparison in lines for people: what command `parity` prints. English.
std::string parityText(const ParityResult& result);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_transfer.h"

#include <nlohmann/json_fwd.hpp>

#include <ostream>
#include <string>

namespace neurograft {

/// "seeking, 34944 trained parameters", "unaligned d3, nothing trained".
std::string transferTitle(const TransferStudy& study, std::int64_t trainedParameters);
/// {"out", "status", "method", "trained_parameters", "seeds", "wall_seconds", "peak_bytes"}.
nlohmann::ordered_json outcomeJson(const TransferOutcome& outcome, const TransferStudy& study);
/// One line per seed.
void printOutcome(const TransferOutcome& outcome, const TransferStudy& study, std::ostream& out);

} // namespace neurograft

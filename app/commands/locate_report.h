// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_locate.h"

#include <nlohmann/json_fwd.hpp>

#include <ostream>

namespace neurograft {

/// {"out", "status", "score", "models", "wall_seconds", "peak_bytes"}; "kept_layers" of
/// sensitivity; each model with its kinds of neurons and, when they were switched off, its rows
/// without them.
nlohmann::ordered_json outcomeJson(const LocateOutcome& outcome, const LocateStudy& study);
/// One line per kind of neuron and per row without them.
void printOutcome(const LocateOutcome& outcome, std::ostream& out);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/chain_commands.h"

namespace neurograft {

/// JSON Schema (draft 2020-12) of a chain of jobs, for editors: made from what the reader and the
/// parsers of the commands know, installed as `study-schema.json`.
nlohmann::ordered_json chainSchema(const ChainCommands& commands);

} // namespace neurograft

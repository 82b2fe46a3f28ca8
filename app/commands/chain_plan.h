// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/chain_runner.h"
#include "app/commands/dry_run.h"

namespace neurograft {

/// What a chain would need, from the dry runs of its steps. Of a sweep so many cells are planned
/// that every value of every axis is in one, and their mean stands for the others. What is finished
/// costs nothing. A step that lays the result of an unfinished one over a model is planned without
/// it; one that needs such a result otherwise is listed as not planned.
DryRun planChain(const ChainTasks& tasks, const ChainCommands& commands, ChainRunner& runner,
                 const ChainWish& wish, const RunContext& context);

} // namespace neurograft

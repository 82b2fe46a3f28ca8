// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/sandbox.h"

#include <string>
#include <vector>

namespace neurograft {

/// Words that follow the interpreter: options, the wrapper's text, the limits.
///
/// The wrapper reads a key (one line) and the program from standard input, sets the limits, writes
/// "start" to descriptor 3, executes the program and writes either "error <text>" or
/// "done <SHA-256 of the key>" as its last action. The digest is nowhere in the process while the
/// program runs: printing all it can find does not help a program.
std::vector<std::string> wrapperArguments(const SandboxLimits& limits);

/// What the wrapper is fed: the key's line and the program.
std::string wrapperInput(const std::string& key, const std::string& source);

} // namespace neurograft

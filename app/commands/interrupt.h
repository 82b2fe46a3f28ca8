// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace neurograft {

/// Ctrl+C of a command: the first SIGINT (or SIGTERM) asks the running job to stop, the second ends
/// the process at once with exit code 4. Result files are only ever renamed into place when
/// complete, so nothing half-written is left under a result's name.
void installInterruptHandler();

/// True after the first SIGINT or SIGTERM. Thread-safe.
bool isInterrupted();

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/sandbox.h"
#include "core/evaluate/sandbox_process.h"

#include <string>

namespace neurograft {

/// Reads what the wrapper reported: passed only when the report ends with the digest of @p key.
/// What a program writes there itself can make it fail, never pass.
SandboxOutcome sandboxOutcome(const WatchedOutcome& watched, const std::string& key,
                              const SandboxLimits& limits);

} // namespace neurograft

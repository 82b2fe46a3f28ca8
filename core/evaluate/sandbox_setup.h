// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// What this machine has for running generated code in isolation.
struct SandboxSetup {
    bool isUsable = false;
    std::string reason; ///< one sentence why not; empty when usable
    std::filesystem::path bubblewrap;
    std::filesystem::path python; ///< the interpreter itself, links resolved
    std::filesystem::path pythonHome; ///< bound read-only when it lies outside /usr; else empty
    std::string bubblewrapVersion; ///< "0.8.0"
    std::string pythonVersion; ///< "3.11.2"
};

/// Looks for bubblewrap (0.8 or newer) and Python 3 (3.8 or newer) and runs an empty program with
/// the very options that are used later. Takes some 0.2 s; starts nothing else.
/// @param searchPath folders as in PATH. A Python below /usr is preferred: it needs no folder of a
/// user inside the sandbox.
SandboxSetup findSandbox(const std::string& searchPath);
SandboxSetup findSandbox(); ///< along PATH of this process

/// Arguments that start an interpreter in isolation; what it runs follows them. The first one is
/// bubblewrap itself.
std::vector<std::string> sandboxArguments(const SandboxSetup& setup, std::int64_t diskBytes);

} // namespace neurograft

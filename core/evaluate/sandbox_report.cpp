// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/sandbox_report.h"

#include "core/support/sha256.h"
#include "core/support/text_utf8.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace neurograft {

namespace {

constexpr const char* kStart = "start\n";
constexpr const char* kError = "error ";

bool hasEnding(const std::string& text, const std::string& end)
{
    return text.size() >= end.size()
        && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::string secondsText(double seconds)
{
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%g s", seconds);
    return buffer;
}

constexpr std::size_t kDetailCap = 4000;

/// The text, cut, with '?' for every byte that is no UTF-8: result files hold UTF-8 only.
std::string validText(std::string text)
{
    text.resize(std::min(text.size(), kDetailCap));
    for (std::int64_t bad = firstInvalidUtf8(text); bad >= 0; bad = firstInvalidUtf8(text)) {
        text[static_cast<std::size_t>(bad)] = '?';
    }
    return text;
}

/// Without a last word of the wrapper: how the process ended.
std::string endText(int exitCode)
{
    if (exitCode > 128) {
        const int number = exitCode - 128;
        const char* const name = ::strsignal(number);
        return "ended by signal " + std::to_string(number) + " ("
            + (name == nullptr ? "unknown" : name) + ")";
    }
    return "the program ended itself before its last statement, exit code "
        + std::to_string(exitCode);
}

} // namespace

SandboxOutcome sandboxOutcome(const WatchedOutcome& watched, const std::string& key,
                              const SandboxLimits& limits)
{
    SandboxOutcome outcome;
    outcome.seconds = watched.seconds;
    const bool hasBegun = watched.report.compare(0, std::strlen(kStart), kStart) == 0;
    if (!hasBegun) {
        outcome.result = SandboxResult::NotRun;
        outcome.detail =
            watched.errors.empty() ? "the sandbox did not start" : validText(watched.errors);
        return outcome;
    }
    const bool hasOverrunCpu = watched.exitCode == 128 + SIGXCPU;
    if (watched.end == WatchedEnd::TimedOut || hasOverrunCpu) {
        outcome.result = SandboxResult::TimedOut;
        outcome.detail = "no end within " + secondsText(limits.seconds)
            + (hasOverrunCpu ? " (processor time)" : "");
        return outcome;
    }
    if (watched.end == WatchedEnd::TooMuchMemory) {
        outcome.result = SandboxResult::Failed;
        outcome.detail = "its processes took more than "
            + std::to_string(limits.residentBytes >> 20) + " MiB together";
        return outcome;
    }
    if (hasEnding(watched.report, "\ndone " + sha256Hex(key) + "\n")) {
        outcome.result = SandboxResult::Passed;
        return outcome;
    }
    outcome.result = SandboxResult::Failed;
    const std::size_t error = watched.report.find(kError, std::strlen(kStart));
    outcome.detail = error == std::string::npos
        ? endText(watched.exitCode)
        : validText(watched.report.substr(error + std::strlen(kError)));
    return outcome;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace neurograft {

/// One report of a running job: phase p of n, items done in it. total 0 means "not known yet".
struct Progress {
    std::string phase; ///< what is being done, one line: "layers of teacher and student"
    int phaseIndex = 1; ///< counted from 1
    int phaseCount = 1;
    std::int64_t done = 0;
    std::int64_t total = 0;
    std::string unit; ///< what is counted: "layers", "rows", "steps"
};

enum class LogLevel { Debug, Info, Warning };

/// What every long step is handed: where progress and log lines go, and whether to stop.
/// Plain callbacks, any of them may be empty; they are called on the thread that computes.
class RunContext {
public:
    std::function<void(const Progress&)> onProgress;
    std::function<void(LogLevel, const std::string&)> onLog;
    /// A result file was (re)written, complete in itself: readers may open it now.
    std::function<void(const std::string& path)> onStored;
    std::function<bool()> isStopRequested;

    /// Reports @p progress, then throws Canceled when a stop was requested.
    void checkpoint(const Progress& progress) const;
    /// Throws Canceled when a stop was requested.
    void throwIfStopped() const;
    void log(LogLevel level, const std::string& line) const;
    void stored(const std::string& path) const;
};

} // namespace neurograft

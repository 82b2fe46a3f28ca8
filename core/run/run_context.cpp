// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_context.h"

#include "core/run/error.h"

namespace neurograft {

void RunContext::checkpoint(const Progress& progress) const
{
    if (onProgress) {
        onProgress(progress);
    }
    throwIfStopped();
}

void RunContext::throwIfStopped() const
{
    if (isStopRequested && isStopRequested()) {
        throw Canceled();
    }
}

void RunContext::log(LogLevel level, const std::string& line) const
{
    if (onLog) {
        onLog(level, line);
    }
}

void RunContext::stored(const std::string& path) const
{
    if (onStored) {
        onStored(path);
    }
}

} // namespace neurograft

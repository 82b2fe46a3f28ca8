// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace neurograft {

/// What is started and what it may use.
struct WatchedCommand {
    std::vector<std::string> arguments; ///< the first one is the path of the program
    std::string input; ///< standard input, whole
    /// Wall clock from the first byte of the report. Time it was ready to run and other programs
    /// had the processors does not count, up to four times as long: a busy machine is no endless
    /// loop.
    double seconds = 3.0;
    double startSeconds = 30.0; ///< wall clock until that first byte
    std::int64_t residentBytes = 0; ///< of the process and its descendants; 0 = not watched
};

enum class WatchedEnd { Exited, TimedOut, NeverBegan, TooMuchMemory, CouldNotStart };

struct WatchedOutcome {
    WatchedEnd end = WatchedEnd::CouldNotStart;
    int exitCode = -1; ///< 128 + n after signal n
    std::string report; ///< what was written to descriptor 3; its first and last bytes
    std::string errors; ///< the first bytes of standard output and standard error
    double seconds = 0.0; ///< from the first byte of the report, or from the start
};

/// Starts a command as leader of a session of its own and waits for its end, killing the whole
/// group when a limit is passed. The command gets an empty environment, standard input from @p
/// command, standard output and error into one capped pipe, descriptor 3 for its report, no other
/// descriptor of ours, no core files, default signals, and it is the first to go when the system
/// runs out of memory. A process of root is started as user 65534, because limits on processes do
/// not hold for root.
/// @param isStopRequested asked 50 times a second; when true everything is killed and Canceled
///        thrown; may be empty
WatchedOutcome runWatched(const WatchedCommand& command,
                          const std::function<bool()>& isStopRequested);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"

#include <chrono>
#include <ostream>
#include <string>

namespace neurograft {

/// Text of a bar: "[#####-----] 12/32 layers, 3.1 layers/s, 6 s left: reading rows (2 of 3)".
/// @param elapsedSeconds since the phase began; rate and time left are shown once something is done
std::string progressBar(const Progress& progress, double elapsedSeconds);

/// "8 s", "3 min 20 s", "2 h 5 min".
std::string durationText(double seconds);

/// Progress of a command on its standard error: one bar that rewrites its line on a terminal, else
/// one line per phase. Not thread-safe: reports come from the computing thread only.
class ProgressPrinter {
public:
    ProgressPrinter(std::ostream& stream, bool isTerminal);

    void report(const Progress& progress);
    /// Prints a log line without tearing the bar.
    void line(const std::string& text);
    /// Removes the bar; to be called before anything else is written to the stream.
    void finish();

private:
    using Clock = std::chrono::steady_clock;

    std::ostream& m_stream;
    bool m_isTerminal;
    std::string m_phase;
    int m_phaseIndex = 0;
    Clock::time_point m_phaseStart;
    Clock::time_point m_lastDrawn;
    std::string m_bar; ///< what is on the terminal's line now
};

} // namespace neurograft

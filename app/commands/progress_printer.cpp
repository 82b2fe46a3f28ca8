// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/progress_printer.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace neurograft {

namespace {

constexpr int kBarWidth = 24;
constexpr std::chrono::milliseconds kRedrawInterval{100};

std::string oneDecimal(double value)
{
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, value < 100 ? "%.1f" : "%.0f", value);
    return buffer;
}

} // namespace

std::string durationText(double seconds)
{
    const long long whole = std::llround(std::max(0.0, seconds));
    if (whole < 60) {
        return std::to_string(whole) + " s";
    }
    if (whole < 3600) {
        return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
    }
    return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

std::string progressBar(const Progress& progress, double elapsedSeconds)
{
    std::string text;
    if (progress.total > 0) {
        const double share = std::clamp(
            static_cast<double>(progress.done) / static_cast<double>(progress.total), 0.0, 1.0);
        const auto filled = static_cast<std::size_t>(share * kBarWidth);
        text = "[" + std::string(filled, '#') + std::string(kBarWidth - filled, '-') + "] "
            + std::to_string(progress.done) + "/" + std::to_string(progress.total);
    } else {
        text = std::to_string(progress.done);
    }
    const std::string unit = progress.unit.empty() ? "" : " " + progress.unit;
    text += unit;
    if (progress.done > 0 && elapsedSeconds > 0.5) {
        const double rate = static_cast<double>(progress.done) / elapsedSeconds;
        text += ", " + oneDecimal(rate) + (unit.empty() ? " /s" : unit + "/s");
        if (progress.total > progress.done) {
            text += ", " + durationText(static_cast<double>(progress.total - progress.done) / rate)
                + " left";
        }
    }
    text += ": " + progress.phase;
    if (progress.phaseCount > 1) {
        text += " (" + std::to_string(progress.phaseIndex) + " of "
            + std::to_string(progress.phaseCount) + ")";
    }
    return text;
}

ProgressPrinter::ProgressPrinter(std::ostream& stream, bool isTerminal)
    : m_stream(stream), m_isTerminal(isTerminal)
{
}

void ProgressPrinter::report(const Progress& progress)
{
    const Clock::time_point now = Clock::now();
    const bool isNewPhase = progress.phase != m_phase || progress.phaseIndex != m_phaseIndex;
    if (isNewPhase) {
        m_phase = progress.phase;
        m_phaseIndex = progress.phaseIndex;
        m_phaseStart = now;
    }
    if (!m_isTerminal) {
        if (isNewPhase) {
            m_stream << progress.phase;
            if (progress.total > 0) {
                m_stream << " (" << progress.total << ' ' << progress.unit << ')';
            }
            m_stream << std::endl;
        }
        return;
    }
    const bool isLast = progress.total > 0 && progress.done >= progress.total;
    if (!isNewPhase && !isLast && now - m_lastDrawn < kRedrawInterval) {
        return;
    }
    m_lastDrawn = now;
    m_bar = progressBar(progress, std::chrono::duration<double>(now - m_phaseStart).count());
    m_stream << "\r\033[K" << m_bar << std::flush;
}

void ProgressPrinter::line(const std::string& text)
{
    if (m_isTerminal && !m_bar.empty()) {
        m_stream << "\r\033[K" << text << '\n' << m_bar << std::flush;
    } else {
        m_stream << text << std::endl;
    }
}

void ProgressPrinter::finish()
{
    if (m_isTerminal && !m_bar.empty()) {
        m_stream << "\r\033[K" << std::flush;
        m_bar.clear();
    }
}

} // namespace neurograft

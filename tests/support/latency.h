// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QtGlobal>

#include <algorithm>
#include <ctime>
#include <functional>
#include <vector>

namespace neurograft {

/// How long an answer took, in milliseconds: on the clock, and the work of this thread alone. The
/// second is what a test may insist on while other programs have the processors.
struct Latency {
    double p50 = 0.0;
    double p95 = 0.0;
    double workP95 = 0.0;
};

inline double threadMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// Runs @p answer @p times times (ux.md 4.1: p95 of 20) with the number of the repetition.
inline Latency measureLatency(const std::function<void(int)>& answer, int times = 20)
{
    std::vector<double> clockMs;
    std::vector<double> workMs;
    for (int i = 0; i < times; ++i) {
        QElapsedTimer clock;
        clock.start();
        const double before = threadMs();
        answer(i);
        workMs.push_back(threadMs() - before);
        clockMs.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    std::sort(clockMs.begin(), clockMs.end());
    std::sort(workMs.begin(), workMs.end());
    const auto at = [times](double share) {
        return static_cast<std::size_t>(share * static_cast<double>(times - 1) + 0.5);
    };
    return {clockMs[at(0.5)], clockMs[at(0.95)], workMs[at(0.95)]};
}

/// "hover: p50 1.2 ms, p95 2.0 ms, own work 1.9 ms, limit 16 ms" into the log of the test.
inline void logLatency(const char* what, const Latency& latency, double limitMs)
{
    qInfo("%s: p50 %.1f ms, p95 %.1f ms, own work %.1f ms, limit %.0f ms", what, latency.p50,
          latency.p95, latency.workP95, limitMs);
}

} // namespace neurograft

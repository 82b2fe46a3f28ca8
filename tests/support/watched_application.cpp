// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/watched_application.h"

#include <QEvent>
#include <QThread>

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <ctime>

namespace neurograft {

namespace {

constexpr double kRememberedMs = 20.0;

struct Moment {
    double wallMs = 0.0;
    double processorMs = 0.0;
    long waits = 0; ///< voluntary context switches of this thread
};

Moment now()
{
    Moment moment;
    moment.wallMs = std::chrono::duration<double, std::milli>(
                        std::chrono::steady_clock::now().time_since_epoch())
                        .count();
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    moment.processorMs =
        static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    rusage usage{};
    getrusage(RUSAGE_THREAD, &usage);
    moment.waits = usage.ru_nvcsw;
    return moment;
}

} // namespace

WatchedApplication::WatchedApplication(int& argc, char** argv) : QApplication(argc, argv) { }

WatchedApplication* WatchedApplication::instance()
{
    return static_cast<WatchedApplication*>(QCoreApplication::instance());
}

bool WatchedApplication::notify(QObject* receiver, QEvent* event)
{
    if (QThread::currentThread() != thread()) {
        return QApplication::notify(receiver, event);
    }
    const int level = QThread::currentThread()->loopLevel();
    if (!m_open.empty()) {
        if (level > m_open.back().loopLevel) {
            for (Span& span : m_open) {
                span.hasNestedLoop = true;
            }
        } else {
            return QApplication::notify(receiver, event); // part of the event being timed
        }
    }
    // The receiver may be gone afterwards.
    const QString name = QString::fromLatin1(receiver->metaObject()->className()) + QLatin1Char(' ')
        + receiver->objectName();
    const int type = event->type();
    m_open.push_back({level, false});
    const Moment before = now();
    const bool result = QApplication::notify(receiver, event);
    const Moment after = now();
    const Span span = m_open.back();
    m_open.pop_back();
    if (!span.hasNestedLoop) {
        const double ms = after.waits > before.waits ? after.wallMs - before.wallMs
                                                     : after.processorMs - before.processorMs;
        const Stall stall{ms, name, type};
        if (ms > m_worst.ms) {
            m_worst = stall;
        }
        if (ms > kRememberedMs) {
            m_stalls.push_back(stall);
        }
    }
    return result;
}

void WatchedApplication::resetStalls()
{
    m_stalls.clear();
    m_worst = {};
}

std::vector<Stall> WatchedApplication::stalls(double limitMs) const
{
    std::vector<Stall> found;
    std::copy_if(m_stalls.begin(), m_stalls.end(), std::back_inserter(found),
                 [limitMs](const Stall& stall) { return stall.ms > limitMs; });
    std::sort(found.begin(), found.end(),
              [](const Stall& a, const Stall& b) { return a.ms > b.ms; });
    return found;
}

QString WatchedApplication::report(double limitMs) const
{
    QString lines;
    for (const Stall& stall : stalls(limitMs)) {
        lines += QStringLiteral("%1, event %2: %3 ms\n")
                     .arg(stall.receiver)
                     .arg(stall.eventType)
                     .arg(stall.ms, 0, 'f', 1);
    }
    return lines;
}

} // namespace neurograft

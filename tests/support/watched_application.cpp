// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/watched_application.h"

#include <QEvent>
#include <QThread>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace neurograft {

namespace {

constexpr double kRememberedMs = 20.0;

struct Moment {
    double wallMs = 0.0;
    double queuedMs = 0.0; ///< ready to run, but other programs had the processors
};

/// Milliseconds this thread has waited for a processor; 0 where the kernel does not count them.
double queuedMs()
{
    static const int file = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
    char text[96] = {};
    unsigned long long ran = 0;
    unsigned long long waited = 0;
    if (file < 0 || pread(file, text, sizeof text - 1, 0) <= 0
        || std::sscanf(text, "%llu %llu", &ran, &waited) != 2) {
        return 0.0;
    }
    return static_cast<double>(waited) / 1e6;
}

Moment now()
{
    Moment moment;
    moment.wallMs = std::chrono::duration<double, std::milli>(
                        std::chrono::steady_clock::now().time_since_epoch())
                        .count();
    moment.queuedMs = queuedMs();
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
        const double ms = (after.wallMs - before.wallMs) - (after.queuedMs - before.queuedMs);
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stall_watch.h"

#include <QEvent>
#include <QThread>

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace neurograft {

namespace {

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

bool StallWatch::watch(QObject* receiver, QEvent* event, const std::function<bool()>& handle)
{
    const int level = QThread::currentThread()->loopLevel();
    if (!m_open.empty()) {
        if (level > m_open.back().loopLevel) {
            for (Span& span : m_open) {
                span.hasNestedLoop = true;
            }
        } else {
            return handle(); // part of the event being timed
        }
    }
    // The receiver may be gone afterwards.
    const QString name = QString::fromLatin1(receiver->metaObject()->className()) + QLatin1Char(' ')
        + receiver->objectName();
    const int type = event->type();
    m_open.push_back({level, false});
    const Moment before = now();
    const bool result = handle();
    const Moment after = now();
    const Span span = m_open.back();
    m_open.pop_back();
    if (!span.hasNestedLoop) {
        m_report({(after.wallMs - before.wallMs) - (after.queuedMs - before.queuedMs), name, type});
    }
    return result;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/watched_application.h"

#include <QThread>

#include <algorithm>

namespace neurograft {

namespace {

constexpr double kRememberedMs = 20.0;

} // namespace

WatchedApplication::WatchedApplication(int& argc, char** argv)
    : QApplication(argc, argv), m_watch([this](const Stall& stall) {
          if (stall.ms > m_worst.ms) {
              m_worst = stall;
          }
          if (stall.ms > kRememberedMs) {
              m_stalls.push_back(stall);
          }
      })
{
}

WatchedApplication* WatchedApplication::instance()
{
    return static_cast<WatchedApplication*>(QCoreApplication::instance());
}

bool WatchedApplication::notify(QObject* receiver, QEvent* event)
{
    if (QThread::currentThread() != thread()) {
        return QApplication::notify(receiver, event);
    }
    return m_watch.watch(receiver, event,
                         [this, receiver, event] { return QApplication::notify(receiver, event); });
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

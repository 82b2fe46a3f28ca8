// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/stall_watch.h"

#include <QApplication>
#include <QString>
#include <QTest>

#include <vector>

namespace neurograft {

/// QApplication that times the handling of every event on the GUI thread, so that a test can prove
/// that nothing blocks it (ux.md K1: 100 ms). See StallWatch for what is held against an event.
class WatchedApplication : public QApplication {
public:
    static constexpr double kLimitMs = 100.0;

    WatchedApplication(int& argc, char** argv);
    bool notify(QObject* receiver, QEvent* event) override;

    static WatchedApplication* instance();
    /// Forgets what was measured so far.
    void resetStalls();
    /// Events above @p limitMs, worst first.
    std::vector<Stall> stalls(double limitMs = kLimitMs) const;
    Stall worst() const { return m_worst; }
    /// "QWidget startPage, event 12: 130 ms" lines of stalls(); empty when there are none.
    QString report(double limitMs = kLimitMs) const;

private:
    StallWatch m_watch;
    std::vector<Stall> m_stalls;
    Stall m_worst;
};

} // namespace neurograft

/// main() of a widget test under the watchdog.
#define NEUROGRAFT_WATCHED_MAIN(TestClass)                                                         \
    int main(int argc, char** argv)                                                                \
    {                                                                                              \
        neurograft::WatchedApplication application(argc, argv);                                    \
        TestClass test;                                                                            \
        return QTest::qExec(&test, argc, argv);                                                    \
    }

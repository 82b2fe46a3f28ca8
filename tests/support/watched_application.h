// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QString>
#include <QTest>

#include <vector>

namespace neurograft {

/// One event whose handling held the GUI thread.
struct Stall {
    double ms = 0.0;
    QString receiver; ///< class and objectName
    int eventType = 0;
};

/// QApplication that times the handling of every event on the GUI thread, so that a test can prove
/// that nothing blocks it (ux.md K1: 100 ms). Time inside a nested event loop (a dialog's exec) is
/// not held against the event that opened it, nor is time in which the thread was ready but other
/// programs had the processors: a busy machine does not make a stall, waiting for a lock, a disk or
/// a job always does.
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
    struct Span {
        int loopLevel = 0;
        bool hasNestedLoop = false;
    };
    std::vector<Span> m_open;
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

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>
#include <vector>

class QEvent;
class QObject;

namespace neurograft {

/// One event whose handling held the GUI thread.
struct Stall {
    double ms = 0.0;
    QString receiver; ///< class and objectName
    int eventType = 0;
};

/// Times the handling of events on the GUI thread, from a QApplication's notify(). Time inside a
/// nested event loop (a dialog's exec) is not held against the event that opened it, nor is time in
/// which the thread was ready but other programs had the processors: a busy machine does not make a
/// stall, waiting for a lock, a disk or a job always does.
class StallWatch {
public:
    /// @param report told of every event that was not part of another one being timed
    explicit StallWatch(std::function<void(const Stall&)> report) : m_report(std::move(report)) { }

    /// Runs @p handle, which hands the event on, and returns what it returns. GUI thread only.
    bool watch(QObject* receiver, QEvent* event, const std::function<bool()>& handle);

private:
    struct Span {
        int loopLevel = 0;
        bool hasNestedLoop = false;
    };
    std::function<void(const Stall&)> m_report;
    std::vector<Span> m_open;
};

} // namespace neurograft

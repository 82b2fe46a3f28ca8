// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/stall_watch.h"

#include <QApplication>

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace neurograft {

/// One input event (ux.md 7.8). Times are milliseconds since the trace began.
struct TracedInput {
    QString object; ///< objectName of the widget, or of the nearest parent that has one
    QString className;
    QString type; ///< "mouse press", "key press W", …
    double atMs = 0.0;
    double handledMs = 0.0; ///< how long the handling took
    /// From the event to the end of the first paint after it in any window of the program; none
    /// when nothing was painted before the next input or within a second.
    std::optional<double> paintedMs;
};

struct TracedStall {
    double atMs = 0.0;
    Stall stall;
};

/// Events, stalls and, per object and class, count, p50, p95 and max of the time to the first paint
/// or to the end of the handling, whichever is later: a button paints itself pressed at once. Keys:
/// events, stalls, summary.
nlohmann::ordered_json traceJson(const std::vector<TracedInput>& events,
                                 const std::vector<TracedStall>& stalls);

/// QApplication that keeps a trace of input, first paints and stalls above 100 ms and writes it as
/// JSON when the program ends.
class TracedApplication : public QApplication {
public:
    TracedApplication(int& argc, char** argv, const QString& file);

    bool notify(QObject* receiver, QEvent* event) override;
    const std::vector<TracedInput>& events() const { return m_events; }
    /// Writes the file now. @throws Error when it cannot be written
    void write() const;

private:
    double nowMs() const;
    void takePaint();

    QString m_file;
    double m_startMs = 0.0;
    StallWatch m_watch;
    std::vector<TracedInput> m_events;
    std::vector<TracedStall> m_stalls;
    std::size_t m_firstUnpainted = 0; ///< events from here on wait for a paint
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/latency_trace.h"

#include "core/support/atomic_file.h"
#include "widgets/models/path_text.h"

#include <nlohmann/json.hpp>

#include <QKeyEvent>
#include <QThread>
#include <QWidget>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

namespace neurograft {

namespace {

constexpr double kStallMs = 100.0;
constexpr double kPaintWithinMs = 1000.0;

double clockMs()
{
    return std::chrono::duration<double, std::milli>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// What kind of input this is; empty for other events.
QString inputType(const QEvent& event)
{
    switch (event.type()) {
    case QEvent::MouseButtonPress:
        return QStringLiteral("mouse press");
    case QEvent::MouseButtonRelease:
        return QStringLiteral("mouse release");
    case QEvent::MouseButtonDblClick:
        return QStringLiteral("double click");
    case QEvent::MouseMove:
        return QStringLiteral("mouse move");
    case QEvent::Wheel:
        return QStringLiteral("wheel");
    case QEvent::Drop:
        return QStringLiteral("drop");
    case QEvent::KeyPress:
    case QEvent::KeyRelease: {
        const auto& key = static_cast<const QKeyEvent&>(event);
        return (event.type() == QEvent::KeyPress ? QStringLiteral("key press ")
                                                 : QStringLiteral("key release "))
            + QKeySequence(key.keyCombination()).toString(QKeySequence::PortableText);
    }
    default:
        return {};
    }
}

QString nearestName(const QObject* object)
{
    for (; object != nullptr; object = object->parent()) {
        if (!object->objectName().isEmpty()) {
            return object->objectName();
        }
    }
    return {};
}

/// Smallest value that at least that share of the sorted values does not exceed.
double rankedTime(const std::vector<double>& sorted, double share)
{
    const auto rank =
        static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
    return sorted[std::max<std::size_t>(rank, 1) - 1];
}

double rounded(double ms)
{
    return std::round(ms * 1000.0) / 1000.0;
}

} // namespace

nlohmann::ordered_json traceJson(const std::vector<TracedInput>& events,
                                 const std::vector<TracedStall>& stalls)
{
    nlohmann::ordered_json json{{"events", nlohmann::ordered_json::array()},
                                {"stalls", nlohmann::ordered_json::array()},
                                {"summary", nlohmann::ordered_json::array()}};
    std::map<std::pair<QString, QString>, std::vector<double>> times;
    for (const TracedInput& event : events) {
        json["events"].push_back(
            {{"object", event.object.toStdString()},
             {"class", event.className.toStdString()},
             {"type", event.type.toStdString()},
             {"at_ms", rounded(event.atMs)},
             {"handled_ms", rounded(event.handledMs)},
             {"painted_ms",
              event.paintedMs ? nlohmann::ordered_json(rounded(*event.paintedMs))
                              : nlohmann::ordered_json()}});
        times[{event.object, event.className}].push_back(
            std::max(event.paintedMs.value_or(0.0), event.handledMs));
    }
    for (const TracedStall& entry : stalls) {
        json["stalls"].push_back({{"at_ms", rounded(entry.atMs)},
                                  {"receiver", entry.stall.receiver.toStdString()},
                                  {"event_type", entry.stall.eventType},
                                  {"ms", rounded(entry.stall.ms)}});
    }
    for (auto& [widget, values] : times) {
        std::sort(values.begin(), values.end());
        json["summary"].push_back({{"object", widget.first.toStdString()},
                                   {"class", widget.second.toStdString()},
                                   {"count", values.size()},
                                   {"p50_ms", rounded(rankedTime(values, 0.5))},
                                   {"p95_ms", rounded(rankedTime(values, 0.95))},
                                   {"max_ms", rounded(values.back())}});
    }
    return json;
}

TracedApplication::TracedApplication(int& argc, char** argv, const QString& file)
    : QApplication(argc, argv), m_file(file), m_startMs(clockMs()),
      m_watch([this](const Stall& stall) {
          if (stall.ms > kStallMs) {
              m_stalls.push_back({nowMs() - stall.ms, stall});
          }
      })
{
}

double TracedApplication::nowMs() const
{
    return clockMs() - m_startMs;
}

bool TracedApplication::notify(QObject* receiver, QEvent* event)
{
    if (QThread::currentThread() != thread()) {
        return QApplication::notify(receiver, event);
    }
    const QString type = receiver->isWidgetType() ? inputType(*event) : QString();
    // Painting a window ends with its update request.
    const bool isPaint = event->type() == QEvent::UpdateRequest;
    std::size_t index = 0;
    if (!type.isEmpty()) {
        index = m_events.size();
        m_firstUnpainted = index; // what came before had its chance
        m_events.push_back({nearestName(receiver),
                            QString::fromLatin1(receiver->metaObject()->className()), type, nowMs(),
                            0.0, std::nullopt});
    }
    const bool result = m_watch.watch(
        receiver, event, [this, receiver, event] { return QApplication::notify(receiver, event); });
    if (!type.isEmpty()) {
        m_events[index].handledMs = nowMs() - m_events[index].atMs;
    }
    if (isPaint) {
        takePaint();
    }
    return result;
}

void TracedApplication::takePaint()
{
    const double now = nowMs();
    for (; m_firstUnpainted < m_events.size(); ++m_firstUnpainted) {
        TracedInput& input = m_events[m_firstUnpainted];
        // An event still being handled paints through a loop of its own (a menu, a dialog).
        if (!input.paintedMs && now - input.atMs < kPaintWithinMs + input.handledMs) {
            input.paintedMs = now - input.atMs;
        }
    }
}

void TracedApplication::write() const
{
    writeFileAtomically(toPath(m_file), traceJson(m_events, m_stalls).dump(1) + '\n', true);
}

} // namespace neurograft

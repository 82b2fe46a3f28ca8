// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>

class QAction;
class QUndoStack;

namespace neurograft {

/// Puts changes of how a view looks (mask, locked scale, zoom, …) on the undo stack. The change is
/// made first and told afterwards; undo and redo run the functions given. GUI thread only.
class ViewUndo : public QObject {
    Q_OBJECT

public:
    /// @param undo outlives this object
    explicit ViewUndo(QUndoStack* undo, QObject* parent = nullptr);

    /// Switching a checkable action, by whomever, becomes a change named after it.
    void watch(QAction* action);
    /// Tells of a change that was made. Changes with the same @p kind that follow within a moment
    /// are one (the steps of a wheel); an empty kind never merges. While undo or redo runs nothing
    /// is recorded.
    void record(const QString& text, std::function<void()> undo, std::function<void()> redo,
                const QString& kind = {});
    /// Undo or redo is changing views now.
    bool isReplaying() const { return m_isReplaying; }

private:
    class Change;
    QUndoStack* m_undo;
    bool m_isReplaying = false;
};

} // namespace neurograft

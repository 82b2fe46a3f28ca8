// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/view_undo.h"

#include <QAction>
#include <QElapsedTimer>
#include <QScopedValueRollback>
#include <QUndoStack>

#include <utility>

namespace neurograft {

namespace {

constexpr int kViewUndoMergeId = 0x71e4;
constexpr qint64 kViewUndoMergeMs = 700; ///< turns of a wheel that belong together

} // namespace

class ViewUndo::Change : public QUndoCommand {
public:
    Change(ViewUndo* owner, const QString& text, std::function<void()> undo,
           std::function<void()> redo, QString kind)
        : QUndoCommand(text), m_owner(owner), m_undo(std::move(undo)), m_redo(std::move(redo)),
          m_kind(std::move(kind))
    {
        m_age.start();
    }
    void undo() override { replay(m_undo); }
    void redo() override
    {
        if (std::exchange(m_isMade, true)) { // it was made before it was told
            replay(m_redo);
        }
    }
    int id() const override { return m_kind.isEmpty() ? -1 : kViewUndoMergeId; }
    bool mergeWith(const QUndoCommand* other) override
    {
        const auto* next = static_cast<const Change*>(other);
        if (next->m_kind != m_kind || m_age.elapsed() > kViewUndoMergeMs) {
            return false;
        }
        m_age.restart();
        m_redo = next->m_redo;
        setText(next->text());
        return true;
    }

private:
    void replay(const std::function<void()>& what)
    {
        const QScopedValueRollback<bool> replaying(m_owner->m_isReplaying, true);
        what();
    }

    ViewUndo* m_owner;
    std::function<void()> m_undo;
    std::function<void()> m_redo;
    QString m_kind;
    QElapsedTimer m_age;
    bool m_isMade = false;
};

ViewUndo::ViewUndo(QUndoStack* undo, QObject* parent) : QObject(parent), m_undo(undo) { }

void ViewUndo::watch(QAction* action)
{
    connect(action, &QAction::toggled, this, [this, action](bool isOn) {
        const QString name = action->text().remove(QLatin1Char('&'));
        record(
            isOn ? tr("%1 on").arg(name) : tr("%1 off").arg(name),
            [action, isOn] { action->setChecked(!isOn); },
            [action, isOn] { action->setChecked(isOn); });
    });
}

void ViewUndo::record(const QString& text, std::function<void()> undo, std::function<void()> redo,
                      const QString& kind)
{
    if (!m_isReplaying) {
        m_undo->push(new Change(this, text, std::move(undo), std::move(redo), kind));
    }
}

} // namespace neurograft

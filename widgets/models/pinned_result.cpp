// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/pinned_result.h"

#include <QUndoStack>

#include <utility>

namespace neurograft {

class PinnedResult::Change : public QUndoCommand {
public:
    Change(PinnedResult* pinned, State before, State after, const QString& text)
        : QUndoCommand(text), m_pinned(pinned), m_before(std::move(before)),
          m_after(std::move(after))
    {
    }
    void undo() override { m_pinned->apply(m_before); }
    void redo() override { m_pinned->apply(m_after); }

private:
    PinnedResult* m_pinned;
    State m_before;
    State m_after;
};

PinnedResult::PinnedResult(QUndoStack* undo, QObject* parent) : QObject(parent), m_undo(undo) { }

void PinnedResult::pin(std::shared_ptr<const HeatmapFigure> figure, const QString& name)
{
    if (figure && figure != m_state.figure) {
        change({std::move(figure), name}, tr("Pin %1 as A").arg(name));
    }
}

void PinnedResult::unpin()
{
    if (m_state.figure) {
        change({}, tr("Unpin %1").arg(m_state.name));
    }
}

void PinnedResult::reset()
{
    apply({});
}

void PinnedResult::change(const State& state, const QString& text)
{
    if (m_undo != nullptr) {
        m_undo->push(new Change(this, m_state, state, text));
    } else {
        apply(state);
    }
}

void PinnedResult::apply(const State& state)
{
    if (state.figure != m_state.figure) {
        m_state = state;
        Q_EMIT changed();
    }
}

} // namespace neurograft

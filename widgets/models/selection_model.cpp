// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/selection_model.h"

#include <QElapsedTimer>
#include <QScopedValueRollback>
#include <QUndoStack>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

constexpr int kTrailLength = 200;
constexpr int kSelectionModelMergeId = 0x5e1ec7;
constexpr qint64 kSelectionModelMergeMs = 400; ///< steps of one held arrow key are one change

} // namespace

/// One undoable change: the whole selection before and after, which is small.
class SelectionModel::Change : public QUndoCommand {
public:
    Change(SelectionModel* model, State before, State after, const QString& text, bool mayMerge)
        : QUndoCommand(text), m_model(model), m_before(std::move(before)),
          m_after(std::move(after)), m_mayMerge(mayMerge)
    {
        m_age.start();
    }
    void undo() override { m_model->apply(m_before); }
    void redo() override { m_model->apply(m_after); }
    int id() const override { return m_mayMerge ? kSelectionModelMergeId : -1; }
    bool mergeWith(const QUndoCommand* other) override
    {
        const auto* next = static_cast<const Change*>(other);
        if (m_age.elapsed() > kSelectionModelMergeMs) {
            return false;
        }
        m_age.restart();
        m_after = next->m_after;
        setText(next->text());
        return true;
    }

private:
    SelectionModel* m_model;
    State m_before;
    State m_after;
    bool m_mayMerge;
    QElapsedTimer m_age;
};

SelectionModel::SelectionModel(QUndoStack* undo, QObject* parent)
    : QObject(parent), m_undo(undo) { }

bool SelectionModel::isInSet(const SelectionItem& item) const
{
    return std::find(m_state.set.begin(), m_state.set.end(), item) != m_state.set.end();
}

void SelectionModel::select(const SelectionItem& item)
{
    if (item == m_state.primary) {
        return;
    }
    State next = m_state;
    next.primary = item;
    change(next, tr("Select %1").arg(goToText(item)), true);
}

void SelectionModel::setSet(std::vector<SelectionItem> items, const QString& name)
{
    if (items == m_state.set && name == m_state.setName) {
        return;
    }
    State next = m_state;
    next.set = std::move(items);
    next.setName = name;
    change(next,
           name.isEmpty() ? tr("Set of %n items", nullptr, static_cast<int>(next.set.size()))
                          : tr("Set %1").arg(name));
}

void SelectionModel::toggleInSet(const SelectionItem& item)
{
    State next = m_state;
    next.setName.clear();
    next.primary = item;
    const auto at = std::find(next.set.begin(), next.set.end(), item);
    if (at != next.set.end()) {
        next.set.erase(at);
    } else {
        if (!next.set.empty() && next.set.front().index() != item.index()) {
            next.set.clear();
        }
        next.set.push_back(item);
    }
    change(next, tr("Set of %n items", nullptr, static_cast<int>(next.set.size())));
}

void SelectionModel::clearSet()
{
    if (m_state.set.empty()) {
        return;
    }
    State next = m_state;
    next.set.clear();
    next.setName.clear();
    change(next, tr("Clear set"));
}

void SelectionModel::walkSet(int step)
{
    if (m_state.set.empty()) {
        return;
    }
    const auto count = static_cast<std::ptrdiff_t>(m_state.set.size());
    const auto at = std::find(m_state.set.begin(), m_state.set.end(), m_state.primary);
    const std::ptrdiff_t from =
        at == m_state.set.end() ? (step > 0 ? -1 : count) : at - m_state.set.begin();
    const std::ptrdiff_t to = std::clamp<std::ptrdiff_t>(from + step, 0, count - 1);
    select(m_state.set[static_cast<std::size_t>(to)]);
}

void SelectionModel::pin()
{
    State next = m_state;
    next.pinned = m_state.primary;
    if (!(next.pinned == m_state.pinned)) {
        change(next, tr("Pin %1 as A").arg(goToText(next.pinned)));
    }
}

void SelectionModel::unpin()
{
    State next = m_state;
    next.pinned = SelectionItem();
    if (!(next.pinned == m_state.pinned)) {
        change(next, tr("Unpin"));
    }
}

void SelectionModel::reset()
{
    m_undo->clear();
    m_trail.clear();
    m_place = -1;
    apply(State());
    Q_EMIT trailChanged();
}

void SelectionModel::goBack()
{
    goTo(m_place - 1);
}

void SelectionModel::goForward()
{
    goTo(m_place + 1);
}

void SelectionModel::goTo(int place)
{
    if (place >= 0 && place < static_cast<int>(m_trail.size())) {
        const QScopedValueRollback<bool> walking(m_isWalking, true);
        m_place = place;
        select(m_trail[static_cast<std::size_t>(place)]);
        Q_EMIT trailChanged();
    }
}

void SelectionModel::change(const State& state, const QString& text, bool mayMerge)
{
    m_undo->push(new Change(this, m_state, state, text, mayMerge)); // redo() applies it
}

void SelectionModel::apply(const State& state)
{
    const State before = std::exchange(m_state, state);
    if (!(before.primary == m_state.primary)) {
        remember(m_state.primary);
        Q_EMIT primaryChanged();
    }
    if (before.set != m_state.set || before.setName != m_state.setName) {
        Q_EMIT setChanged();
    }
    if (!(before.pinned == m_state.pinned)) {
        Q_EMIT pinnedChanged();
    }
}

void SelectionModel::remember(const SelectionItem& item)
{
    if (m_isWalking || isNothing(item)) {
        return;
    }
    m_trail.resize(static_cast<std::size_t>(m_place + 1)); // a new way ends the old one forward
    m_trail.push_back(item);
    if (m_trail.size() > kTrailLength) {
        m_trail.erase(m_trail.begin());
    }
    m_place = static_cast<int>(m_trail.size()) - 1;
    Q_EMIT trailChanged();
}

} // namespace neurograft

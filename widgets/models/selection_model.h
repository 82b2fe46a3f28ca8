// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/selection_item.h"

#include <QObject>

#include <vector>

class QUndoStack;

namespace neurograft {

/// The one selection of all views (ux.md 7.4): a primary item, a set of many of one kind, a pinned
/// item A to compare with. Views read it and write it; each translates kinds as its link chip says.
/// Every change of primary, set and pin is undoable; what was looked at is also a trail to walk
/// back and forward. GUI thread only.
class SelectionModel : public QObject {
    Q_OBJECT

public:
    /// @param undo takes the changes; outlives this object
    explicit SelectionModel(QUndoStack* undo, QObject* parent = nullptr);

    const SelectionItem& primary() const { return m_state.primary; }
    const std::vector<SelectionItem>& set() const { return m_state.set; }
    QString setName() const { return m_state.setName; } ///< empty for an ad hoc set
    const SelectionItem& pinned() const { return m_state.pinned; }
    bool isInSet(const SelectionItem& item) const;

    /// Click: the set stays. Selecting what is selected does nothing.
    void select(const SelectionItem& item);
    /// Brush, filter or a named set: items of one kind, replaces the set.
    void setSet(std::vector<SelectionItem> items, const QString& name = {});
    /// Ctrl+click: adds or removes an item and makes it the primary; an item of another kind starts
    /// a new set.
    void toggleInSet(const SelectionItem& item);
    void clearSet(); ///< Esc; never the primary
    /// Shift+arrow: the primary moves to the next or previous item of the set.
    void walkSet(int step);
    void pin(); ///< the primary becomes A
    void unpin();
    /// Forgets everything without a way back: another study.
    void reset();

    bool canGoBack() const { return m_place > 0; }
    bool canGoForward() const { return m_place + 1 < static_cast<int>(m_trail.size()); }
    void goBack();
    void goForward();
    /// What was primary, oldest first, and where in it the present one stands (-1: nothing yet).
    const std::vector<SelectionItem>& trail() const { return m_trail; }
    int trailPlace() const { return m_place; }
    /// Walks to a place of the trail; places outside it do nothing.
    void goTo(int place);

Q_SIGNALS:
    void primaryChanged();
    void setChanged();
    void pinnedChanged();
    void trailChanged();

private:
    struct State {
        SelectionItem primary;
        std::vector<SelectionItem> set;
        QString setName;
        SelectionItem pinned;
    };
    class Change;
    void change(const State& state, const QString& text, bool mayMerge = false);
    void apply(const State& state);
    void remember(const SelectionItem& item);

    QUndoStack* m_undo;
    State m_state;
    std::vector<SelectionItem> m_trail; ///< what was primary, oldest first
    int m_place = -1; ///< of the present one in the trail
    bool m_isWalking = false; ///< back or forward: the trail stays
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/go_to_search.h"

#include <QLineEdit>

#include <functional>

class QTreeWidget;

namespace neurograft {

/// One line to go anywhere (ux.md 7.6): ids, actions, layers, runs, rows, sets. The answers stand
/// in a list under it while it has the focus: Down and Up choose, Enter takes the chosen one (the
/// first at first), Alt+Enter in a pane of its own, Esc gives the focus back to where it was. What
/// cannot be taken says why. Object name "gotoBox", its list "gotoBox.list".
class GoToBox : public QLineEdit {
    Q_OBJECT

public:
    explicit GoToBox(QWidget* parent = nullptr);

    /// Asked anew whenever the box gets the focus.
    void setSources(std::function<GoToSizes()> sizes,
                    std::function<std::vector<GoToAction>()> actions);
    /// Takes the focus and selects what is in it.
    void begin();
    /// Takes the focus with something typed already ("token:").
    void begin(const QString& typed);
    const std::vector<GoToResult>& results() const { return m_results; }

Q_SIGNALS:
    /// An item, run or set was chosen; actions are triggered by the box itself.
    void chosen(const neurograft::GoToTarget& target);
    /// The same with Alt+Enter: it is to be seen beside what is looked at.
    void chosenBeside(const neurograft::GoToTarget& target);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void search();
    void showList();
    void moveBy(int step);
    void take(bool isBeside = false);
    void finish();

    std::function<GoToSizes()> m_askSizes;
    std::function<std::vector<GoToAction>()> m_askActions;
    GoToSizes m_sizes;
    std::vector<GoToAction> m_actions;
    std::vector<GoToResult> m_results;
    QTreeWidget* m_list = nullptr; ///< child of the window, so that no other window takes the focus
    QPointer<QWidget> m_before; ///< had the focus
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QLabel;

namespace neurograft {

/// What a view says while it has nothing to show (ux.md 8.3): the question it answers, one
/// sentence, one action.
class EmptyPage : public QWidget {
    Q_OBJECT

public:
    /// @param name   object name; the sentence is "<name>.emptyText", the button
    /// "<name>.emptyButton"
    /// @param action what the button does, enabled as the action is; outlives the page
    /// @param button text of the button; empty: as the action
    EmptyPage(const QString& name, const QString& question, const QString& sentence,
              QAction* action, const QString& button = {}, QWidget* parent = nullptr);

    void setSentence(const QString& sentence);

private:
    QLabel* m_sentence;
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QCheckBox;
class QLabel;
class QSpinBox;
class QTableView;
class QToolButton;

namespace neurograft {

class EvaluateSession;
class EvaluateTaskForm;
class RunPlace;

/// Above the scores: the tasks, how many questions of each are asked, and the button that asks
/// before and after. Shows the session and writes it. Object name "evaluateBar".
class EvaluateBar : public QWidget {
    Q_OBJECT

public:
    /// What the bar's buttons do; all outlive it.
    struct Actions {
        QAction* run = nullptr;
        QAction* cancel = nullptr;
        QAction* chooseTasks = nullptr;
    };
    EvaluateBar(EvaluateSession* session, const Actions& actions, QWidget* parent = nullptr);

    void focusTasks();
    EvaluateTaskForm* form() const { return m_form; }

Q_SIGNALS:
    /// The switch of code execution was clicked: whether it may be is another's question.
    void codeSwitched(bool isWanted);

private:
    QWidget* makeChoices(const Actions& actions);
    QWidget* makeTasks(const Actions& actions);
    void showOptions();
    void showTaskHeight();
    void showState();
    void removeChosen();

    EvaluateSession* m_session;
    QSpinBox* m_most;
    QSpinBox* m_seed;
    QCheckBox* m_teacher;
    QCheckBox* m_code;
    QToolButton* m_more;
    RunPlace* m_runPlace;
    QTableView* m_tasks;
    EvaluateTaskForm* m_form;
    QLabel* m_remark;
};

} // namespace neurograft

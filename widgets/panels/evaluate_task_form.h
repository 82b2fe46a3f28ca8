// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;
class QPushButton;
class QSpinBox;

namespace neurograft {

class EvaluateTaskModel;

/// How one task is asked: protocol, template, worked examples in front. Object name "taskForm".
class EvaluateTaskForm : public QWidget {
    Q_OBJECT

public:
    /// @param tasks outlives the widget
    explicit EvaluateTaskForm(EvaluateTaskModel* tasks, QWidget* parent = nullptr);

    /// The row it is about; -1: none.
    void setRow(int row);

Q_SIGNALS:
    /// A file with worked examples of GSM8K is to be chosen.
    void shotsFileWanted(int row);

private:
    void showTask();
    void writeTask();

    EvaluateTaskModel* m_tasks;
    int m_row = -1;
    QComboBox* m_protocol;
    QComboBox* m_template;
    QSpinBox* m_shots;
    QPushButton* m_shotsFile;
    QSpinBox* m_tokens;
};

} // namespace neurograft

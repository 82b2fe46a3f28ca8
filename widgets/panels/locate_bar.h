// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPlainTextEdit;
class QToolButton;

namespace neurograft {

class LocateOptionsForm;
class LocateSession;
class RunPlace;
class TokenStrip;

/// Above the neuron maps: how neurons are scored (score, mode, share), the prompt with its tokens
/// and its target, and the button that locates. Shows the session and writes it. Object name
/// "locateBar".
class LocateBar : public QWidget {
    Q_OBJECT

public:
    /// The actions and the session outlive the widget.
    LocateBar(LocateSession* session, QAction* run, QAction* cancel, QWidget* parent = nullptr);

    /// Unfolds what is rarely changed.
    void showOptions();
    void focusPrompt();

private:
    QWidget* makeChoices(QAction* run, QAction* cancel);
    QWidget* makePrompt();
    void showSession();
    void showInput();
    void showState();

    LocateSession* m_session;
    QComboBox* m_score;
    QComboBox* m_mode;
    QDoubleSpinBox* m_rate;
    QComboBox* m_rows;
    QToolButton* m_more;
    RunPlace* m_runPlace;
    QPlainTextEdit* m_prompt;
    QCheckBox* m_template;
    TokenStrip* m_strip;
    QLabel* m_remark;
    LocateOptionsForm* m_form;
};

} // namespace neurograft

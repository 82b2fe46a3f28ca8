// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QComboBox;
class QLabel;
class QPushButton;

namespace neurograft {

class RunPlace;
class TransferSession;

/// Above the form of a transfer: method and mode, the buttons that try it dry, start it, hold it
/// and stop it, and one sentence about what stands in the way or was stopped. Object name
/// "transferBar".
class TransferBar : public QWidget {
    Q_OBJECT

public:
    /// What the buttons do; all outlive the bar and say what is possible.
    struct Actions {
        QAction* run = nullptr;
        QAction* dryRun = nullptr;
        QAction* cancel = nullptr;
    };
    TransferBar(TransferSession* session, const Actions& actions, QWidget* parent = nullptr);

private:
    void showOptions();
    void showState();

    TransferSession* m_session;
    QComboBox* m_method;
    QComboBox* m_mode;
    QPushButton* m_pause;
    RunPlace* m_runPlace;
    QLabel* m_remark;
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStackedWidget>

class QAction;
class QProgressBar;

namespace neurograft {

struct JobStatus;

/// Where a view starts its job: the button that runs, or while one runs its progress and the button
/// that cancels.
class RunPlace : public QStackedWidget {
    Q_OBJECT

public:
    /// Object names of the three.
    struct Names {
        QString run;
        QString progress;
        QString cancel;
    };
    /// @param text of the button; the actions outlive the widget and say what is possible
    RunPlace(const QString& text, QAction* run, QAction* cancel, const Names& names,
             QWidget* parent = nullptr);

    /// Null: none was started.
    void showJob(const JobStatus* job);

private:
    QProgressBar* m_progress;
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

/// Workspace Evaluate in the window: tasks are chosen, asked before and after, scored again;
/// whether generated code may run is asked here.
class EvaluateWiring : public QObject {
    Q_OBJECT

public:
    EvaluateWiring(const WindowParts& parts, QObject* parent);

private:
    void connectTasks();
    void connectRun();
    void connectCode();
    /// @param task word of a benchmark; empty: what the file is
    void chooseTask(const QString& task);
    void chooseShots(int row);
    void offerTasks();
    void checkDamage();
    /// Asks once, then lets generated code run in this study and scores what is there.
    void allowCode(bool isWanted, bool scoresAgain);
    void setCode(bool isWanted);
    void lookForSandbox();
    void showFinished();
    void updateActions();
    WindowParts m_parts;
};

} // namespace neurograft

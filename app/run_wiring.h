// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

class StudyPanel;
struct RunInfo;

/// The study dock in the window: stored runs are opened, annotated, compared, deleted; a result
/// file from elsewhere is added.
class RunWiring : public QObject {
    Q_OBJECT

public:
    RunWiring(const WindowParts& parts, QObject* parent);

    StudyPanel* panel() const { return m_panel; }
    /// Shows a run of the list in its workspace.
    void openRun(const QString& file);
    void compare(const QString& fileA, const QString& fileB);
    /// Shows a result file; with a study open it is copied among its runs first.
    void addResult(const QString& path);

private:
    void openNumber(int number);
    /// Shows a run in Compare, or says which workspace it belongs to.
    void show(const RunInfo& run);
    void updateActions();
    WindowParts m_parts;
    StudyPanel* m_panel;
};

} // namespace neurograft

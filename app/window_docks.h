// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frame/workspace.h"

#include <QHash>
#include <QList>
#include <QObject>

#include <optional>

class QMainWindow;

namespace neurograft {

class AppSettings;
class Dock;
class WindowActions;
class WorkspacePages;

/// The docks of the window (ux.md 7.3) and their places, kept per workspace. A wiring fills a dock
/// with Dock::setContent() while the window is made; one that nobody fills is never shown and its
/// tick says why. On the start page no dock is seen.
class WindowDocks : public QObject {
    Q_OBJECT

public:
    WindowDocks(QMainWindow* window, WindowActions* actions, WorkspacePages* pages,
                AppSettings* settings);

    Dock* study() const { return m_study; }
    Dock* inspector() const { return m_inspector; }
    Dock* examples() const { return m_examples; }
    Dock* neuronTable() const { return m_neuronTable; }
    Dock* ablation() const { return m_ablation; }
    Dock* matching() const { return m_matching; }
    Dock* jobs() const { return m_jobs; }
    Dock* playground() const { return m_playground; }
    Dock* color() const { return m_color; }
    Dock* history() const { return m_history; }
    const QList<Dock*>& all() const { return m_all; }

    /// Shows a dock and brings it to the front of its tabs.
    /// @param lines of text that it is at least high, as far as the window has room
    void reveal(Dock* dock, int lines = 0);
    /// The dock the keyboard focus is in; null when it is elsewhere.
    Dock* focused() const;

    /// The next or previous place of work gets the keyboard focus: the centre, then the docks seen.
    void focusNext(int step);
    /// The centre alone on the whole screen, without docks and bars.
    void setFullView(bool isFull);
    bool isFullView() const { return m_isFullView; }

    /// After all docks are filled: the places of last time.
    void restore();
    /// To the settings, when the window closes.
    void save();
    /// Places of all docks now, and back to such places; false when they cannot be taken.
    QByteArray places() const;
    bool setPlaces(const QByteArray& places);
    /// Places in a workspace, seen or not; a study keeps them and gives them back.
    QByteArray placesOf(Workspace workspace) const;
    void setPlacesOf(Workspace workspace, const QByteArray& places);
    /// The present workspace as it was at first.
    void reset();

Q_SIGNALS:
    void fullViewChanged(bool isFull);

private:
    Dock* make(const char* name, const QString& title, const QString& translation, int area,
               const char* tick);
    void offer(Dock* dock);
    void showPage();
    void keep();
    void place(Workspace workspace);
    void placeAtFirst(Workspace workspace);
    void bringBackOnScreen();
    bool isShownAtFirst(const Dock* dock, Workspace workspace) const;

    QMainWindow* m_window;
    WindowActions* m_actions;
    WorkspacePages* m_pages;
    AppSettings* m_settings;
    Dock *m_study, *m_inspector, *m_examples, *m_neuronTable, *m_ablation, *m_matching, *m_jobs,
        *m_playground, *m_color, *m_history;
    QList<Dock*> m_all;
    QHash<const Dock*, QString> m_ticks; ///< name of the action in the Window menu
    QByteArray m_initial; ///< every dock in its first place
    QHash<Workspace, QByteArray> m_layouts; ///< of this session
    std::optional<Workspace> m_shown; ///< whose layout is seen; none on the start page
    bool m_isReady = false;
    bool m_isFullView = false;
    Qt::WindowStates m_before; ///< the full view
};

} // namespace neurograft

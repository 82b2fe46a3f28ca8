// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/main_window.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/plots/heatmap_plot.h"

#include <QTemporaryDir>

#include <memory>

namespace neurograft {

/// To be called in init(): any warning fails the test, except what the offscreen platform says of
/// itself.
void failOnWarnings();
/// Path of a fixture in tests/data.
QString fixture(const QString& name);

/// A window of its own with its own settings, documents, runs and cache, found by object name and
/// driven as a person would.
class WindowDriver {
public:
    WindowDriver();
    ~WindowDriver();

    MainWindow& window() { return *m_window; }
    /// Closes the window and makes another one, as quitting and starting again does.
    void restart();
    template <class T> T* find(const char* name) const
    {
        return m_window->objectName() == QLatin1String(name)
            ? qobject_cast<T*>(m_window.get())
            : m_window->findChild<T*>(QString::fromLatin1(name));
    }
    QString folder() const { return m_folder.path(); }
    /// Text of a label or button.
    QString text(const char* name) const;

    /// Drags a file or folder onto a widget and lets it go.
    void drop(const char* widget, const QString& path);
    void trigger(const char* action);
    void choose(const char* combo, const QString& word);
    /// Opens tiny-T and tiny-S and waits until they are compared.
    void openModels();
    /// Opens teacher, student and data fixtures and waits until they are read and compared.
    void openPair(const QString& teacher, const QString& student, const QString& data);
    /// Presses Run and waits for the end.
    void runToEnd();
    HeatmapPlot* map(const QString& module) const;
    HeatmapGrid* grid() const;
    /// Moves the pointer over a cell.
    void hover(const QString& module, const HeatmapCell& cell);
    void click(const QString& module, const HeatmapCell& cell);

private:
    void openWindow();
    QTemporaryDir m_folder;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace neurograft

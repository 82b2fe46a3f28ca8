// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/watched_application.h"
#include "support/window_driver.h"

#include <QObject>

#include <memory>

namespace neurograft {

/// What the journeys of the window share: a fresh window for each test, no warnings, and no event
/// that keeps the GUI thread longer than the watchdog allows.
///
/// A test class derives from it and adds its functions as private slots; main() is
/// NEUROGRAFT_WATCHED_MAIN.
class WindowTest : public QObject {
    Q_OBJECT

protected:
    /// Before the window is made: what it shall find around it.
    virtual void beforeWindow() { }
    /// With the window shown: where each test starts from. Under the watchdog.
    virtual void prepare() { }

    /// tiny-T, tiny-S and demo.jsonl, read and compared.
    void openTinyPair();
    /// Makes a study folder of the pair at work and goes on in it.
    void makeStudyOfThePair(const QString& folder);
    /// demo.jsonl many times over, in the driver's folder: a run of it lasts long enough to be
    /// stopped.
    QString writeManyRows(int times) const;
    /// Chooses the answer with this text once the message box of this name asks.
    void answer(const char* box, const QString& text);
    /// Names a file or folder in the next file dialog.
    void chooseFile(const QString& path);
    /// Exports the figure at hand by the dialog; the file and no dialog are there afterwards.
    void exportFigure(const QString& path, const QString& preset,
                      const QString& format = QStringLiteral("pdf"));
    /// The same once the dialog is open and filled in.
    void pressExport(const QString& path);
    /// Clicks the button with this text inside a widget.
    void press(QWidget* inside, const QString& text);

    std::unique_ptr<WindowDriver> m_driver;

private Q_SLOTS:
    void init();
    void cleanup();
};

} // namespace neurograft

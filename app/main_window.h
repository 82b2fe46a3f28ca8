// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/models/pair_model.h"

#include <QMainWindow>

namespace neurograft {

class DropHint;
class PausedJobsWiring;
class StudiesWiring;
class StudyWiring;

/// The window: makes the models and the panels, hands them to the wiring of each area, and answers
/// drops and closing. Decides nothing itself. Object name "mainWindow".
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Opens what was named on the command line or dropped on the window: a result file, a data
    /// file; a model folder goes to the first free slot.
    void open(const QString& path);
    /// Copies the bundled demo to the user's documents, opens it and starts similarity.
    void openDemo();
    /// Opens the study the program was left with; nothing when the user had closed it.
    void reopenLast();
    /// Where openDemo() puts it; the documents folder at first.
    void setDocumentsFolder(const QString& folder);

    PairModel* pair() const { return m_parts.pair; }
    SimilaritySession* session() const { return m_parts.session; }
    JobController* jobs() const { return m_parts.jobs; }
    const WindowParts& parts() const { return m_parts; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeModels();
    void makePanels();
    void makeHeader();
    FirstStepsStrip* makeFirstSteps(QWidget* parent);
    /// Asks when work goes on or changes are not saved.
    bool mayQuit();

    WindowParts m_parts;
    DropHint* m_hint = nullptr;
    StudyWiring* m_study = nullptr;
    StudiesWiring* m_studies = nullptr;
    PausedJobsWiring* m_paused = nullptr;
};

} // namespace neurograft

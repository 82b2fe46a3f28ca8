// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_actions.h"
#include "core/study/similarity_study.h"
#include "widgets/models/pair_model.h"

#include <QMainWindow>

#include <memory>

class QStackedWidget;

namespace neurograft {

class AppSettings;
class JobController;
class JobsPanel;
class NoticeStrip;
class PairBar;
class PreflightPanel;
class QuickLane;
class SimilaritySession;
class SimilarityView;
class StartPage;
class StatusReadout;

/// The window: wires menus, docks, drops and panels to the models; decides nothing itself. Object
/// name "mainWindow".
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
    /// Where openDemo() puts it; the documents folder at first.
    void setDocumentsFolder(const QString& folder) { m_documents = folder; }

    PairModel* pair() const { return m_pair; }
    SimilaritySession* session() const { return m_session; }
    JobController* jobs() const { return m_jobs; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void buildLayout();
    void connectActions();
    void connectModels();
    void updateActions();
    void updateTitle();
    void showPage();
    void showModelProblem(Role role);
    void showDataProblem();
    void showOutcome(const QString& topic, const QString& headline, const JobOutcome& outcome);
    void chooseModel(Role role);
    void chooseData();
    void choosePair();
    void startDemo(const QString& folder);
    void runWhenReady();
    void openStudyPair(const SimilarityStudy& study);
    void exportFigure();
    void exportData();
    void copyFigure();
    void copyTable();
    void copyText(const QString& text, const QString& what);
    void resetLayout();
    void showAbout();
    bool mayQuit();

    AppSettings* m_settings;
    JobController* m_jobs;
    QuickLane* m_lane;
    PairModel* m_pair;
    SimilaritySession* m_session;
    std::unique_ptr<WindowActions> m_actions;

    QStackedWidget* m_pages;
    StartPage* m_startPage;
    PairBar* m_pairBar;
    PreflightPanel* m_preflight;
    NoticeStrip* m_notices;
    SimilarityView* m_view;
    QDockWidget* m_jobsDock;
    StatusReadout* m_status;
    QByteArray m_defaultState;
    QString m_documents;
    QString m_studyName; ///< empty: an unsaved pair
    bool m_isRunWanted = false; ///< start similarity as soon as the pair is ready
};

} // namespace neurograft

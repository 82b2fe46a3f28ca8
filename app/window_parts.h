// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QMainWindow;
class QUndoStack;

namespace neurograft {

class AppSettings;
class BookmarkModel;
class ComparePage;
class DeltaInspection;
class EvaluateSession;
class EvaluateView;
class ExampleSet;
class ExampleSlices;
class ExampleTableModel;
class FirstStepsStrip;
class GoToBox;
class JobController;
class LocateSession;
class MachineModel;
class MatchSession;
class ModelShelf;
class NeuronSession;
class NeuronTableModel;
class NeuronsView;
class NoticeStrip;
class OverlayModel;
class PairBar;
class PairModel;
class ParameterSession;
class ParametersView;
class PreflightPanel;
class QuickLane;
class RunListModel;
class SelectionModel;
class SimilarityPanes;
class SimilaritySession;
class SimilarityView;
class StartPage;
class StatusReadout;
class StudyDocument;
class TransferSession;
class TransferTableModel;
class TransferView;
class ViewUndo;
class WindowActions;
class WindowDocks;
class WindowFiles;
class WorkspaceActions;
class WorkspacePages;
struct JobOutcome;

/// What the wiring of the areas (compare, data, study, figures, …) shares: models, then what is
/// seen. All is owned by the window and lives as long as any wiring.
struct WindowParts {
    QMainWindow* window = nullptr;

    AppSettings* settings = nullptr;
    JobController* jobs = nullptr;
    QuickLane* lane = nullptr;
    MachineModel* machine = nullptr;
    PairModel* pair = nullptr;
    OverlayModel* overlays = nullptr; ///< adapters and deltas over the student
    ModelShelf* shelf = nullptr; ///< models of the pair kept in memory
    SimilaritySession* session = nullptr; ///< of the first pane; the others follow it
    StudyDocument* study = nullptr; ///< what is open as a folder, or an unsaved pair
    RunListModel* runs = nullptr; ///< stored runs of either
    QUndoStack* undo = nullptr;
    SelectionModel* selection = nullptr;
    ExampleSet* examples = nullptr;
    ExampleSlices* slices = nullptr; ///< stars and named parts of the data
    ExampleTableModel* exampleTable = nullptr;
    BookmarkModel* bookmarks = nullptr;
    NeuronSession* neurons = nullptr; ///< what a locate run stored
    LocateSession* locate = nullptr; ///< runs that locate neurons, and what they are asked
    NeuronTableModel* neuronTable = nullptr;
    MatchSession* match = nullptr; ///< located neurons paired by what they do
    ParameterSession* parameters = nullptr; ///< what adapters did to the student's weights
    TransferSession* transfer = nullptr; ///< transfers of the pair, and what they are asked
    TransferTableModel* transferRuns = nullptr; ///< those of the study as a table
    DeltaInspection* delta = nullptr; ///< what the transfer shown did to neurons
    EvaluateSession* evaluate = nullptr; ///< scores before and after, and what they are asked
    ViewUndo* viewUndo = nullptr; ///< changes of how views look, on the same stack

    WindowActions* actions = nullptr;
    WorkspaceActions* workspaceActions = nullptr; ///< entries that differ by workspace
    WindowDocks* docks = nullptr;
    WindowFiles* files = nullptr; ///< opens what is named or dropped; areas add what they read
    WorkspacePages* pages = nullptr;
    StartPage* start = nullptr;
    PairBar* pairBar = nullptr;
    GoToBox* goTo = nullptr;
    PreflightPanel* preflight = nullptr;
    NoticeStrip* notices = nullptr;
    FirstStepsStrip* firstSteps = nullptr;
    ComparePage* compare = nullptr; ///< workspace Compare: the next two, one seen at a time
    SimilarityPanes* similarity = nullptr;
    ParametersView* parametersView = nullptr;
    NeuronsView* neuronsView = nullptr; ///< workspace Neurons
    TransferView* transferView = nullptr; ///< workspace Transfer
    EvaluateView* evaluateView = nullptr; ///< workspace Evaluate
    StatusReadout* status = nullptr;

    /// Says for some seconds what succeeded.
    void toast(const QString& text) const;
    /// A notice with the three parts of a failure, under a topic ("teacher").
    void showProblem(const QString& topic, const QString& headline,
                     const JobOutcome& outcome) const;
    /// Puts text on the clipboard and says so.
    void copyText(const QString& text, const QString& toastText) const;
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/locate_study.h"
#include "core/study/similarity_study.h"
#include "widgets/jobs/followed_job.h"
#include "widgets/models/locate_options.h"
#include "widgets/models/role.h"
#include "widgets/models/run_folder.h"

#include <QObject>
#include <QString>

#include <optional>

namespace neurograft {

class ExampleSet;
class LocateInput;
class NeuronSession;
class PairModel;
class QuickLane;
class SelectionModel;

/// What a LocateSession works with; all outlive it.
struct LocateModels {
    PairModel* pair = nullptr;
    ExampleSet* examples = nullptr;
    SelectionModel* selection = nullptr;
    NeuronSession* neurons = nullptr; ///< reads what runs store
    JobController* jobs = nullptr;
    QuickLane* lane = nullptr;
};

/// Locating neurons of the pair at work, or of the one model that is open: starts runs on the long
/// lane and has NeuronSession read what they store, first-order previews first, then one finished
/// model after the other. The rows of a run lie beside its result ("0003-locate.jsonl"), so that it
/// can be repeated wherever both are. Knows no widget. GUI thread only.
class LocateSession : public QObject {
    Q_OBJECT

public:
    explicit LocateSession(const LocateModels& models, QObject* parent = nullptr);

    /// What the next run is asked about.
    LocateInput* input() const { return m_input; }
    const LocateOptions& options() const { return m_options; }
    /// Combinations that have no meaning are brought in order: `compat` has one of everything.
    void setOptions(const LocateOptions& options);
    void setRunFolder(const RunFolder& folder) { m_folder = folder; }
    /// Seed, devices, number types and threads are those of the similarity study at work.
    void setBaseStudy(const SimilarityStudy& study) { m_base = study; }

    QString prompt() const; ///< of the input, as the models read it
    QString target() const; ///< of the input, up to what is predicted
    /// JSON Lines with exactly the rows of the run shown; empty when there is none or it is gone.
    QString dataFile() const { return m_dataFile; }

    /// Why nothing can be located now, one sentence; empty when it can.
    QString obstacle() const;
    /// What should be known before, one sentence: the prompt is longer than a context.
    QString warning() const;
    /// Starts a run. Nothing happens while there is an obstacle.
    void run();
    /// Goes on with a run that was stopped, in its file @p path.
    void resume(const LocateStudy& study, const QString& path);
    void cancel();
    /// Shows a result file that is already there, and its prompt where it had one.
    /// @param keepsInput input and options stay what they are
    void openResult(const QString& path, bool keepsInput = false);
    /// Forgets what is shown; a running job goes on to its end.
    void clear();

    /// Job of the run shown; null when a stored file is shown or nothing.
    const JobStatus* job() const;
    bool isRunning() const;
    QString resultPath() const { return m_resultFile; } ///< empty when nothing is shown
    QString resultName() const; ///< "run 3"
    /// The study of what is shown.
    const std::optional<LocateStudy>& study() const { return m_shownStudy; }
    /// Why what is shown is not whole; empty when it is.
    QString partialText() const;
    /// Input, options or models are others than those of what is shown.
    bool needsRun() const;
    QString command() const; ///< the equal command line of what is shown

Q_SIGNALS:
    void optionsChanged();
    void inputChanged(); ///< prompt(), target() or the rows are others
    void resultChanged(); ///< another run is shown, or more of it
    void stateChanged();
    /// A stored result names the study it was made from.
    void studyOpened(const neurograft::LocateStudy& study);
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    void begin(const LocateStudy& study, const QString& path, bool isResumed);
    void read(const QString& path, bool keepsInput);
    void take(const LocateStudy& study, const QString& dataFile,
              const std::vector<ExampleRow>& rows, bool keepsInput);
    void showNothing();
    LocateStudy wanted() const;
    QString asked() const;
    QString modelProblem(Role role) const;
    std::optional<Role> loneRole() const;

    LocateModels m_models;
    LocateInput* m_input;
    LocateOptions m_options;
    RunFolder m_folder;
    SimilarityStudy m_base;
    FollowedJob* m_job;
    QString m_resultFile;
    QString m_dataFile;
    std::optional<LocateStudy> m_shownStudy;
    QString m_shownAsked; ///< asked() of what is shown; empty when not known
};

} // namespace neurograft

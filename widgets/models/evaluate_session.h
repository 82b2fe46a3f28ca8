// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/similarity_study.h"
#include "widgets/jobs/followed_job.h"
#include "widgets/models/evaluation_plan.h"
#include "widgets/models/evaluation_rows.h"
#include "widgets/models/run_folder.h"

#include <QJsonObject>
#include <QObject>
#include <QString>
#include <QStringList>

#include <vector>

namespace neurograft {

class EvaluateTaskModel;
class EvaluationArchive;
class OverlayModel;
class PairModel;
class QuickLane;
class RunListModel;

/// What an EvaluateSession works with; all outlive it.
struct EvaluateModels {
    PairModel* pair = nullptr;
    OverlayModel* overlays = nullptr;
    RunListModel* runs = nullptr;
    JobController* jobs = nullptr;
    QuickLane* lane = nullptr;
};

/// Scores before and after a transfer: which tasks are asked and how, the runs on the long lane,
/// one per task and side, and what they store, read while they go on. A stored run that is what a
/// new one would give is taken instead of it. Knows no widget. GUI thread only.
class EvaluateSession : public QObject {
    Q_OBJECT

public:
    explicit EvaluateSession(const EvaluateModels& models, QObject* parent = nullptr);

    EvaluateTaskModel* tasks() const { return m_tasks; }
    EvaluationArchive* archive() const { return m_archive; }
    const EvaluateOptions& options() const { return m_options; }
    void setOptions(const EvaluateOptions& options);
    void setRunFolder(const RunFolder& folder) { m_folder = folder; }
    /// Devices, number types and threads are those of the similarity study at work.
    void setBaseStudy(const SimilarityStudy& study) { m_base = study; }

    /// Why nothing can be started now, one sentence; empty when it can.
    QString obstacle() const;
    /// What should be known before, one sentence; empty when there is nothing.
    QString remark() const;
    /// Asks every ticked task, before and after. Nothing happens while there is an obstacle.
    void run();
    /// Goes on with a run that was stopped, in its file.
    void resume(const EvaluateStudy& study, const QString& path);
    /// Judges the answers shown again, without a model; code is run when the options say so.
    void rescore();
    void cancel(); ///< all that runs or waits
    bool isRunning() const; ///< something runs, waits or is being looked for
    const JobStatus* job() const; ///< at work, else the one that ended last; null before the first

    /// Tasks that were asked, in the order they were asked first.
    const std::vector<EvaluationRow>& rows() const { return m_rows->all(); }
    /// The row whose items are shown; -1 when there is none.
    int current() const { return m_current; }
    void setCurrent(int row);
    const EvaluationRow* currentRow() const
    {
        return m_current < 0 ? nullptr : &m_rows->at(m_current);
    }
    /// Shows a stored run with its like: the same questions before, after and of the teacher, of
    /// which the newest count.
    void openResult(const QString& path);
    /// The files shown are not what their options and overlays ask for now.
    bool needsRun() const;
    /// Forgets tasks and rows; running jobs go on to their end.
    void clear();
    /// What lies over the student in the runs called "after", in words; empty without such a run.
    QString afterTitle() const;
    /// Equal command lines of what is shown, a line each.
    QString commands() const;

    /// Tasks, options and the files shown; paths inside @p folder are relative to it.
    QJsonObject toJson(const QString& folder) const;
    void fromJson(const QJsonObject& json, const QString& folder);

Q_SIGNALS:
    void optionsChanged();
    void rowsChanged(); ///< rows were added or removed
    void rowChanged(int row); ///< more of one is known
    void currentChanged(); ///< another row, or more of it
    void stateChanged();
    /// All that was started has come to its end.
    void finished();
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    EvaluationPlan plan() const;
    void begin(const std::vector<EvaluateWork>& work);
    void startNext();
    void start(const EvaluateWork& work);
    void end(const JobOutcome& outcome);
    void tellRow(int row);
    void showWithItsLike(const EvaluationRun& run);
    void showStored(const QStringList& paths, int current);

    EvaluateModels m_models;
    EvaluateTaskModel* m_tasks;
    EvaluationArchive* m_archive;
    EvaluationRows* m_rows;
    EvaluateOptions m_options;
    RunFolder m_folder;
    SimilarityStudy m_base;
    int m_current = -1;
    std::vector<EvaluateWork> m_waiting; ///< one after the other: each finds its number
    FollowedJob* m_job; ///< at work, or the last one
    int m_jobRow = -1;
    EvaluationSide m_jobSide = EvaluationSide::Before;
    QStringList m_opening; ///< files that are being read to be shown
    bool m_isLooking = false; ///< for stored runs, before jobs start
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_match.h"
#include "widgets/jobs/followed_job.h"
#include "widgets/models/match_run.h"
#include "widgets/models/run_folder.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <string>

namespace neurograft {

class LocateSession;
class PairModel;
class QuickLane;
class SimilaritySession;

/// What a MatchSession works with; all outlive it.
struct MatchModels {
    PairModel* pair = nullptr;
    SimilaritySession* similarity = nullptr; ///< models, rows, seed and devices of the study
    LocateSession* locate = nullptr; ///< whose located neurons are matched
    JobController* jobs = nullptr;
    QuickLane* lane = nullptr;
};

/// What a person chooses for a matching.
struct MatchOptions {
    QString unit = QStringLiteral("token");
    int tokens = 4096; ///< drawn, for unit token; 0 = all
    int shuffles = 20; ///< of the teacher's samples; 0 = none
};

/// Located neurons of teacher and student, matched by what they do on the rows of Compare: options,
/// dry run, the job on the long lane, and what it stored. Knows no widget. GUI thread only.
class MatchSession : public QObject {
    Q_OBJECT

public:
    explicit MatchSession(const MatchModels& models, QObject* parent = nullptr);

    const MatchOptions& options() const { return m_options; }
    void setOptions(const MatchOptions& options);
    void setRunFolder(const RunFolder& folder) { m_folder = folder; }

    /// Why nothing can be matched now, one sentence; empty when it can.
    QString obstacle() const;
    /// The study that options, pair and located neurons define.
    MatchStudy study() const;
    /// "neurons of run 3": what would be matched; empty when there is an obstacle.
    QString subject() const;
    /// Plans the study on the quick lane, unless that was done. Nothing happens while there is an
    /// obstacle.
    void dryRun();
    /// What the dry run said of the study as it is now.
    const std::optional<MatchPlan>& plan() const { return m_plan; }
    bool isPlanning() const { return m_isPlanning; }
    /// Starts a run. Nothing happens while there is an obstacle.
    void run();
    void cancel();
    /// Shows a result file that is already there.
    void openResult(const QString& path);
    /// Forgets what is shown; a running job goes on to its end.
    void clear();

    const JobStatus* job() const; ///< of the run shown; null when a stored file is shown or nothing
    bool isRunning() const;
    std::shared_ptr<const MatchRun> result() const { return m_result; }
    QString resultPath() const; ///< empty when nothing is shown
    QString resultName() const; ///< "run 5"
    QString command() const; ///< the equal command line of what is shown
    /// A run would match something else than what is shown.
    bool needsRun() const;

Q_SIGNALS:
    void inputChanged(); ///< options, pair or located neurons are others
    void planChanged();
    void resultChanged();
    void stateChanged();
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    void changeInput();
    void forgetPlan();
    void read(const QString& path);

    MatchModels m_models;
    MatchOptions m_options;
    RunFolder m_folder;
    FollowedJob* m_job;
    QString m_target; ///< file of the job
    std::shared_ptr<const MatchRun> m_result;
    std::optional<MatchPlan> m_plan;
    std::string m_planned; ///< the study of plan(), or of what is being planned
    bool m_isPlanning = false;
};

} // namespace neurograft

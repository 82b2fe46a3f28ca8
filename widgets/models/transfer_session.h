// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_transfer.h"
#include "core/study/similarity_study.h"
#include "widgets/jobs/followed_job.h"
#include "widgets/models/role.h"
#include "widgets/models/run_folder.h"
#include "widgets/models/transfer_options.h"
#include "widgets/models/transfer_result.h"
#include "widgets/plots/heatmap_data.h"

#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

class QTemporaryDir;

namespace neurograft {

class PairModel;
class QuickLane;
class StudyDocument;
class TransferRows;

/// What a TransferSession works with; all outlive it.
struct TransferModels {
    PairModel* pair = nullptr;
    StudyDocument* study = nullptr;
    JobController* jobs = nullptr;
    QuickLane* lane = nullptr;
};

/// Transfers of the pair at work: what the next one is asked for, its dry run, the job on the long
/// lane, and what it stores, read while it goes on. Rows of a split lie beside the run
/// ("0005-seeking.train.jsonl"), so that it can be repeated wherever both are. Knows no widget. GUI
/// thread only.
class TransferSession : public QObject {
    Q_OBJECT

public:
    explicit TransferSession(const TransferModels& models, QObject* parent = nullptr);
    ~TransferSession() override;

    const TransferOptions& options() const { return m_options; }
    /// Each method keeps what was chosen for it.
    void setMethod(const std::string& method);
    void setMode(const std::string& mode);
    /// What the study refuses is told by failed() and changes nothing.
    void setOption(const std::string& key, const nlohmann::json& value);
    void restoreDefaults();
    TransferRows* rows() const { return m_rows; }
    void setRunFolder(const RunFolder& folder) { m_folder = folder; }
    /// Seed, devices, number types and threads are those of the similarity study at work.
    void setBaseStudy(const SimilarityStudy& study);

    /// Layers (student, teacher) that are paired: said by hand, else of the run shown when it is of
    /// this method; empty when that is found out by the run.
    std::vector<HeatmapCell> pairs() const;
    bool arePairsChosen() const { return !m_options.study().teacherLayers.empty(); }
    /// Why pairs cannot be said by hand for this method, one sentence; empty when they can.
    QString pairsObstacle() const;
    /// The first change starts from the pairs shown, else from pairs of equal depth.
    void setPair(int studentLayer, int teacherLayer);
    void resetPairs();
    int layers(Role role) const; ///< of the model at work; 0 when there is none

    /// Why nothing can be started now, one sentence; empty when it can.
    QString obstacle() const;
    /// Starts a run. Nothing happens while there is an obstacle.
    void run();
    void dryRun();
    bool isPlanning() const { return m_isPlanning; }
    /// What the last dry run said of these options; none when they have changed since.
    const std::optional<TransferPlan>& plan() const { return m_plan; }

    /// Goes on with a run that was stopped, in its folder.
    void resume(const TransferStudy& study, const QString& folder);
    /// The run shown was stopped and can go on.
    bool canResume() const;
    void cancel();
    /// Holds the job, lets it go on, or takes up the stopped run shown.
    void pauseOrResume();
    /// Shows a run.h5 that is already there.
    /// @param keepsOptions the form stays as it is
    void openResult(const QString& path, bool keepsOptions = false);
    /// Forgets what is shown; a running job goes on to its end.
    void clear();

    /// Job of the run shown; null when a stored file is shown or nothing.
    const JobStatus* job() const;
    bool isRunning() const;
    std::shared_ptr<const TransferResult> result() const { return m_result; }
    QString resultPath() const { return m_file; } ///< its run.h5; empty when nothing is shown
    QString resultName() const; ///< "run 5"
    /// Steps of the run shown, done or to come; 0 when not known.
    std::int64_t totalSteps() const;
    /// Why what is shown is not whole, one sentence; empty when it is.
    QString partialText() const;
    /// The form asks for something else than what is shown.
    bool differsFromResult() const;
    QString command() const; ///< the equal command line of what is shown

    /// Method, options of all methods and rows, for the view of a study.
    QJsonObject toJson() const;
    void fromJson(const QJsonObject& json);

Q_SIGNALS:
    void optionsChanged(); ///< options, pairs or rows
    void planChanged();
    void resultChanged(); ///< another run is shown, or more of it
    void stateChanged();
    /// A run came to its end and is shown; its folder holds what it was for.
    void finished(const QString& folder);
    /// A stored result names the study it was made from.
    void studyOpened(const neurograft::TransferStudy& study);
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    TransferStudy wanted() const;
    QString rowsObstacle(const TransferStudy& study) const;
    void begin(const TransferStudy& study, const QString& folder, bool isResumed);
    void read(const QString& path, bool keepsOptions);
    void take(const TransferResult& result, bool keepsOptions);
    void takeOptions(const TransferOptions& options);
    void forgetPlan();
    void showNothing();
    void finish(const JobOutcome& outcome);

    TransferModels m_models;
    TransferRows* m_rows;
    TransferOptions m_options;
    QHash<QString, TransferOptions> m_others; ///< of methods that are not chosen now
    RunFolder m_folder;
    SimilarityStudy m_base;
    std::unique_ptr<QTemporaryDir> m_planFolder; ///< rows of dry runs
    std::optional<TransferPlan> m_plan;
    bool m_isPlanning = false;
    FollowedJob* m_job;
    QString m_jobFolder; ///< of that job
    bool m_isEnding = false; ///< it is done, its result is being read
    QString m_file; ///< run.h5 shown
    std::shared_ptr<const TransferResult> m_result;
};

} // namespace neurograft

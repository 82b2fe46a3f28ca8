// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/similarity_study.h"
#include "widgets/figures/heatmap_figure.h"
#include "widgets/jobs/followed_job.h"
#include "widgets/models/role.h"
#include "widgets/models/run_folder.h"
#include "widgets/models/similarity_variant.h"

#include <QMap>
#include <QObject>
#include <QPointer>
#include <QStringList>

#include <memory>
#include <optional>

namespace neurograft {

class PairModel;
class QuickLane;

/// The similarity of the pair at work: starts runs on the long lane, reads what they store on the
/// quick lane and publishes it as immutable figures, answers another estimator, sample unit or
/// choice of rows from cached Gram matrices, shown modules only. Knows no widget. GUI thread only.
///
/// A second pane has a session of its own that follows the first one, its leader: whichever run the
/// leader shows, with options of its own. One run is at work for all of them; it is made with the
/// unit of the session that starts it and holds the modules and measures of all.
class SimilaritySession : public QObject {
    Q_OBJECT

public:
    /// pair, jobs and lane outlive this object
    SimilaritySession(PairModel* pair, JobController* jobs, QuickLane* lane,
                      QObject* parent = nullptr);
    /// One that follows @p leader, starting with its options.
    /// @param name tells its questions on the lane from those of others: "#2"
    SimilaritySession(SimilaritySession* leader, const QString& name, QObject* parent = nullptr);
    ~SimilaritySession() override;

    /// A follower that is not seen takes no part: it neither reads nor asks anything of a run.
    void setActive(bool isActive);
    bool isActive() const { return m_isActive; }

    const SimilarityOptions& options() const { return m_options; }
    void setOptions(const SimilarityOptions& options);
    void setModules(const QStringList& modules);
    /// These show their numbers at once: from the result file when it has them, else from cached
    /// Grams (after a run that goes on is done). Where no Grams are cached needsRun() tells.
    void setUnit(const QString& unit);
    void setMeasure(const QString& measure); ///< its form stays where the new one has it, too
    void setEstimator(const QString& estimator);
    void setTable(const QString& table); ///< measure and form of a table of results
    /// Shuffles and intervals come from cached Grams, too.
    void setBaselines(const SimilarityBaselines& baselines);
    /// Tables that the next run computes beside the one looked at.
    void setAlso(const QStringList& tables);
    /// Measures and baselines of a study become those of the options.
    void takeMeasures(const SimilarityStudy& study);
    /// Only these data rows, from 0; none: all rows of the run again.
    void setRows(const std::optional<std::vector<std::int64_t>>& rows);
    void setRunFolder(const RunFolder& folder) { m_folder = folder; }
    /// What runs have beyond pair, data and options: rows, tokens, seed, devices.
    void setBaseStudy(const SimilarityStudy& study);
    const SimilarityStudy& baseStudy() const { return m_leader ? m_leader->m_base : m_base; }

    /// What lies over the student in runs to come, of all panes.
    void setStudentOverlay(const ModelOverlay& overlay);

    /// Starts a run of the pair with the options, for all panes. Nothing happens while one runs or
    /// the pair has an obstacle.
    void run();
    /// Goes on with a run that was stopped, in its file @p path: what is in it stays in sight, the
    /// layers it still has in the cache are not measured again. Nothing happens while a run goes
    /// on.
    void resume(const SimilarityStudy& study, const QString& path);
    void cancel();
    /// Shows a result file that is already there.
    void openResult(const QString& path);
    /// Forgets what is shown; a running job goes on to its end.
    void clear();

    /// Job of the run shown; null when a stored file is shown or nothing.
    const JobStatus* job() const;
    bool isRunning() const;
    /// Another estimator, unit or choice of rows is being computed from cached Gram matrices.
    bool isSwitching() const { return m_isSwitching; }
    /// What is shown; null before the first cells are there.
    std::shared_ptr<const HeatmapFigure> figure() const { return m_figure; }
    /// Result file behind it; empty when nothing is shown.
    QString resultPath() const;
    /// Layers (student, teacher) of the maps to come, from the pair; 0 when not known.
    int expectedStudents() const { return m_expectedStudents; }
    int expectedTeachers() const { return m_expectedTeachers; }
    /// "run 3", "run 3, cka-biased": how views call what is shown.
    QString resultName() const;
    /// The equal command line of what is shown; empty when nothing is.
    QString command() const;
    /// "Partial result: 18 of 48 cells of the maps are computed, each from all 48 samples."; empty
    /// when all are.
    QString partialText() const;
    /// The options ask for something that neither the shown result nor the cache has: a forward
    /// pass is needed.
    bool needsRun() const;
    /// Tables that the run shown holds, the one looked at among them; empty when nothing is shown.
    QStringList runTables() const;
    /// The study the options and the pair define.
    SimilarityStudy study() const;

Q_SIGNALS:
    void optionsChanged();
    void baseStudyChanged();
    void figureChanged();
    void stateChanged();
    /// Another run is looked at, or none; followers take it.
    void sourceChanged();
    /// A stored result names the study it was made from.
    void studyOpened(const neurograft::SimilarityStudy& study);
    /// A run or a reading failed; the headline says which.
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    void connectModels();
    void addWishesOfPanes(SimilarityStudy& study) const;
    void takeSource();
    /// Its own table where a run has it, else the run's first.
    QString tableOf(const SimilarityStudy& study) const;
    QString channel(const QString& what) const { return what + m_name; }
    void begin(const SimilarityStudy& wanted, const std::filesystem::path& target, bool isResumed);
    void take(const SimilarityStudy& study);
    int layersOf(Role role, const std::filesystem::path& folder) const;
    void requestRead();
    void readDone(std::shared_ptr<const HeatmapFigure> figure,
                  const std::optional<SimilarityStudy>& study);
    void followOptions();
    void compute(const SimilarityVariant& variant);
    void show(const SimilarityVariant& variant);
    void forgetVariant(); ///< the one asked for is no longer wanted
    SimilarityVariant wantedVariant() const;
    RowSelection chosenRows(const std::optional<std::vector<std::int64_t>>& rows) const;
    SimilarityStudy studyOf(const SimilarityVariant& variant) const;
    QStringList shownModules() const;
    void showOptionsOfTable();
    void changeOptions(const SimilarityOptions& options);
    /// The result shown was made together with these.
    SimilarityBaselines shownBaselines() const;
    void showNothing();
    std::filesystem::path fileOf(const SimilarityVariant& variant) const;

    PairModel* m_pair;
    JobController* m_jobs;
    QuickLane* m_lane;
    QPointer<SimilaritySession> m_leader; ///< null for the first pane's
    QList<SimilaritySession*> m_followers; ///< those that are seen
    QString m_name; ///< "#2"; empty for the first
    bool m_isActive = true;
    RunFolder m_folder;
    SimilarityOptions m_options;
    SimilarityStudy m_base;
    ModelOverlay m_studentOverlay; ///< of the leader

    FollowedJob* m_job;
    std::optional<SimilarityStudy> m_shownStudy; ///< of the run shown
    std::filesystem::path m_runFile; ///< result file of the run or the one opened
    /// A file made from cached Grams, and the modules it was made for.
    struct Derived {
        std::filesystem::path file;
        QStringList modules;
    };
    QMap<QString, Derived> m_derived; ///< by SimilarityVariant::key()
    QString m_uncached; ///< key of a variant that was found not to be in the cache
    std::shared_ptr<const HeatmapFigure> m_figure;
    SimilarityVariant m_shown;
    int m_expectedStudents = 0;
    int m_expectedTeachers = 0;
    bool m_isReading = false;
    bool m_isStale = false; ///< stored again while it was being read
    bool m_isSwitching = false;
};

} // namespace neurograft

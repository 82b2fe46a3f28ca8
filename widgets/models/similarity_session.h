// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/similarity_study.h"
#include "widgets/figures/heatmap_figure.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/models/run_folder.h"

#include <QMap>
#include <QObject>
#include <QStringList>

#include <memory>
#include <optional>

namespace neurograft {

class PairModel;
class QuickLane;

/// What the next run measures, and which of its tables is looked at.
struct SimilarityOptions {
    QStringList modules; ///< names of cli.md, published order
    QString unit = QStringLiteral("token"); ///< sample unit of similarity.md 1
    QString measure = QStringLiteral("cka");
    QString estimator = QStringLiteral("unbiased"); ///< or "biased"

    /// Name of the table in the result file: "cka", "cka-biased".
    QString tableName() const;
};

/// The similarity of the pair at work: starts runs on the long lane, reads what they store on the
/// quick lane and publishes it as immutable figures, answers another estimator from cached Gram
/// matrices. Knows no widget. GUI thread only.
class SimilaritySession : public QObject {
    Q_OBJECT

public:
    /// pair, jobs and lane outlive this object
    SimilaritySession(PairModel* pair, JobController* jobs, QuickLane* lane,
                      QObject* parent = nullptr);

    const SimilarityOptions& options() const { return m_options; }
    void setModules(const QStringList& modules);
    void setUnit(const QString& unit);
    /// Shows the other estimator: from the result file when it has it, else from cached Grams
    /// (after a run that goes on is done).
    void setEstimator(const QString& estimator);
    void setRunFolder(const RunFolder& folder) { m_folder = folder; }
    /// What runs have beyond pair, data and options: rows, tokens, seed, devices.
    void setBaseStudy(const SimilarityStudy& study);
    const SimilarityStudy& baseStudy() const { return m_base; }

    /// Starts a run of the pair with the options. Nothing happens while one runs or the pair has an
    /// obstacle.
    void run();
    void cancel();
    /// Shows a result file that is already there.
    void openResult(const QString& path);
    /// Forgets what is shown; a running job goes on to its end.
    void clear();

    /// Job of the run shown; null when a stored file is shown or nothing.
    const JobStatus* job() const;
    bool isRunning() const;
    /// Another estimator is being computed.
    bool isSwitching() const { return m_isSwitching; }
    /// What is shown; null before the first cells are there.
    std::shared_ptr<const HeatmapFigure> figure() const { return m_figure; }
    /// Result file behind it; empty when nothing is shown.
    QString resultPath() const;
    /// Layers (student, teacher) of the maps to come, from the pair; 0 when not known.
    int expectedStudents() const { return m_expectedStudents; }
    int expectedTeachers() const { return m_expectedTeachers; }
    /// The equal command line of what is shown; empty when nothing is.
    QString command() const;
    /// "Partial result: 6 of 16 rows of the maps are computed."; empty when all are.
    QString partialText() const;
    /// The options ask for something the shown result does not have.
    bool needsRun() const;
    /// The study the options and the pair define.
    SimilarityStudy study() const;

Q_SIGNALS:
    void optionsChanged();
    void baseStudyChanged();
    void figureChanged();
    void stateChanged();
    /// A stored result names the study it was made from.
    void studyOpened(const neurograft::SimilarityStudy& study);
    /// A run or a reading failed; the headline says which.
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    void requestRead();
    void readDone(std::shared_ptr<const HeatmapFigure> figure,
                  const std::optional<SimilarityStudy>& study);
    void switchEstimator();
    void showOptionsOfTable();
    void showNothing();
    std::filesystem::path fileOf(const QString& table) const;

    PairModel* m_pair;
    JobController* m_jobs;
    QuickLane* m_lane;
    RunFolder m_folder;
    SimilarityOptions m_options;
    SimilarityStudy m_base;

    JobId m_job = 0;
    std::optional<SimilarityStudy> m_shownStudy; ///< of the run shown
    std::filesystem::path m_runFile; ///< result file of the run or the one opened
    QMap<QString, std::filesystem::path> m_derived; ///< table → file made from cached Grams
    std::shared_ptr<const HeatmapFigure> m_figure;
    QString m_shownTable;
    int m_expectedStudents = 0;
    int m_expectedTeachers = 0;
    bool m_isReading = false;
    bool m_isStale = false; ///< stored again while it was being read
    bool m_isSwitching = false;
};

} // namespace neurograft

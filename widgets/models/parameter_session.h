// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/parameter_study.h"
#include "core/study/similarity_study.h"
#include "widgets/jobs/followed_job.h"
#include "widgets/models/parameter_run.h"
#include "widgets/models/run_folder.h"

#include <QObject>
#include <QSet>
#include <QString>

#include <memory>
#include <vector>

namespace neurograft {

class OverlayModel;
class PairModel;
class QuickLane;

/// What a ParameterSession works with; all outlive it.
struct ParameterModels {
    PairModel* pair = nullptr;
    OverlayModel* overlays = nullptr;
    JobController* jobs = nullptr;
    QuickLane* lane = nullptr;
};

/// An adapter of the student's list that can be looked at.
struct AdapterChoice {
    QString path;
    QString name;
    QString facts; ///< "PiSSA r 8, alpha 8, up down"
    QString problem; ///< why it cannot be taken; empty when it can
    bool isChosen = false;
};

/// What adapters did to the student's weights: which of them are compared, the run on the long
/// lane, and what it stored, read while it goes on. Knows no widget. GUI thread only.
class ParameterSession : public QObject {
    Q_OBJECT

public:
    explicit ParameterSession(const ParameterModels& models, QObject* parent = nullptr);

    /// Those that lie over the student, switched on or not, in its order.
    std::vector<AdapterChoice> adapters() const;
    /// All are, until a person says otherwise.
    void setChosen(const QString& path, bool isChosen);
    bool hasSpectra() const { return m_hasSpectra; } ///< singular values of the weights, too
    void setSpectra(bool hasSpectra);
    int subspace() const { return m_subspace; } ///< leading directions compared; 0 = none
    void setSubspace(int directions);
    void setRunFolder(const RunFolder& folder) { m_folder = folder; }
    /// Seed and threads are those of the similarity study at work.
    void setBaseStudy(const SimilarityStudy& study) { m_base = study; }

    /// Why nothing can be started now, one sentence; empty when it can.
    QString obstacle() const;
    /// The study the choices and the pair define.
    ParameterStudy study() const;
    /// Starts a run. Nothing happens while there is an obstacle.
    void run();
    void cancel();
    /// Shows a result file that is already there.
    void openResult(const QString& path);
    /// Forgets what is shown; a running job goes on to its end.
    void clear();

    const JobStatus* job() const; ///< of the run shown; null when a stored file is shown or nothing
    bool isRunning() const;
    std::shared_ptr<const ParameterRun> result() const { return m_result; }
    QString resultPath() const { return m_file; } ///< empty when nothing is shown
    QString resultName() const; ///< "run 5"
    QString command() const; ///< the equal command line of what is shown
    /// The choices ask for something that what is shown does not have.
    bool needsRun() const;

Q_SIGNALS:
    void optionsChanged(); ///< adapters, what is chosen of them, spectra, directions
    void resultChanged();
    void stateChanged();
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    void read();

    ParameterModels m_models;
    RunFolder m_folder;
    SimilarityStudy m_base;
    QSet<QString> m_leftOut; ///< paths that a person took out
    bool m_hasSpectra = false;
    int m_subspace = 0;
    FollowedJob* m_job;
    QString m_file;
    std::shared_ptr<const ParameterRun> m_result;
    bool m_isReading = false;
    bool m_isStale = false; ///< stored again while it was being read
};

} // namespace neurograft

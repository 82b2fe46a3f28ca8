// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/job_controller.h"
#include "widgets/models/chain_engine.h"
#include "widgets/models/chain_text.h"

#include <QMap>
#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

class QuickLane;

/// A chain of jobs in the window: its text, where its models and data lie, how far its tasks are,
/// its dry run, the job that computes it, and what came of the published numbers. Knows no widget.
/// GUI thread only.
class ChainSession : public QObject {
    Q_OBJECT

public:
    /// @param jobs,lane outlive this object
    ChainSession(std::shared_ptr<const ChainEngine> engine, JobController* jobs, QuickLane* lane,
                 QObject* parent = nullptr);

    /// Reads a study file. Its results go into @p out at first. Not while one is running.
    void open(const QString& file, const QString& out);
    /// Another text in place of the file's; nothing is written until save().
    void setText(const QString& text);
    bool save(const QString& file);
    const QString& file() const { return m_file; }
    const QString& text() const { return m_text; }
    bool isChanged() const { return m_text != m_savedText; }
    const std::optional<ChainStudy>& study() const { return m_parsed.study; }
    /// Why the text is no chain, or no command can carry it out.
    const std::optional<ChainProblem>& problem() const { return m_parsed.problem; }

    /// Where models and data lie that studies name by their role; the same for all studies.
    void setPaths(const QMap<QString, QString>& paths);
    const QMap<QString, QString>& paths() const { return m_paths; }
    /// What is used for a role: one's own place, else the study's; empty when there is neither.
    QString pathOf(const QString& role) const;
    void setOut(const QString& folder);
    const QString& out() const { return m_out; }

    /// Why it cannot be run now, one sentence; empty when it can.
    QString obstacle() const;
    void check();
    bool isChecking() const { return m_isChecking; }
    const std::optional<ChainForecast>& forecast() const { return m_forecast; }
    /// @param overwrites steps whose options have changed are computed again
    void run(bool overwrites);
    void cancel();
    const JobStatus* job() const;
    bool isRunning() const;
    QString runningTask() const; ///< label of the task at work; empty when none is
    const std::vector<ChainTaskState>& states() const { return m_progress.tasks; }
    const std::vector<ComparedNumber>& numbers() const { return m_progress.numbers; }

Q_SIGNALS:
    void opened();
    void textChanged();
    void pathsChanged();
    void stateChanged(); ///< obstacle, forecast, job
    void progressChanged(); ///< states and numbers
    void jobProgressed(); ///< the job's phase or its share
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    void take();
    ChainRequest request() const;
    QString missingPath() const;
    void lookAtTasks();

    std::shared_ptr<const ChainEngine> m_engine;
    JobController* m_jobs;
    QuickLane* m_lane;
    QString m_file;
    QString m_text;
    QString m_savedText;
    ParsedChain m_parsed;
    QMap<QString, QString> m_paths;
    QString m_out;
    std::optional<ChainForecast> m_forecast;
    bool m_isChecking = false;
    JobId m_job = 0;
    QString m_phase; ///< of the job, when the tasks were last looked at
    ChainProgress m_progress;
};

} // namespace neurograft

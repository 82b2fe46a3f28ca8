// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/followed_job.h"
#include "widgets/models/chain_engine.h"
#include "widgets/models/chain_text.h"

#include <QMap>
#include <QObject>
#include <QString>
#include <QTimer>

#include <functional>
#include <map>
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
    /// Back to what was opened or saved last.
    void revert() { setText(m_savedText); }
    const QString& file() const { return m_file; }
    const QString& text() const { return m_text; }
    bool isChanged() const { return m_text != m_savedText; }
    /// The text is read beside the window; what it said before stays until then.
    bool isReading() const { return m_isReading; }
    const std::optional<ChainStudy>& study() const { return m_parsed.study; }
    /// Why the text is no chain, or no command can carry it out.
    const std::optional<ChainProblem>& problem() const { return m_parsed.problem; }
    /// The text as JSON; null when it is none.
    const std::shared_ptr<const nlohmann::ordered_json>& json() const { return m_parsed.json; }
    /// What the options of a step's command are for, by their names.
    std::map<std::string, std::string> optionHelp(const std::string& command) const
    {
        return m_engine->optionHelp(command);
    }

    /// Where models and data lie that studies name by their role; the same for all studies.
    void setPaths(const QMap<QString, QString>& paths);
    const QMap<QString, QString>& paths() const { return m_paths; }
    /// What is used for a role: one's own place, else the study's; empty when there is neither.
    QString pathOf(const QString& role) const;
    void setOut(const QString& folder);
    const QString& out() const { return m_out; }

    /// Why it cannot be run now, one sentence; empty when it can.
    QString obstacle() const;
    /// While the text is read, this and run() wait for that; another text forgets them.
    void check();
    bool isChecking() const { return m_isChecking; }
    const std::optional<ChainForecast>& forecast() const { return m_forecast; }
    /// @param overwrites steps whose options have changed are computed again
    void run(bool overwrites);
    void cancel() { m_job.cancel(); }
    const JobStatus* job() const { return m_job.status(); }
    bool isRunning() const { return m_job.isRunning(); }
    QString runningTask() const; ///< label of the task at work; empty when none is
    const std::vector<ChainTaskState>& states() const { return m_progress.tasks; }
    const std::vector<ComparedNumber>& numbers() const { return m_progress.numbers; }

Q_SIGNALS:
    void opened(); ///< another file, its text is not read yet
    void textChanged(); ///< text, file, isChanged
    void studyChanged(); ///< what the text says: study, problem, json
    void pathsChanged();
    void stateChanged(); ///< obstacle, forecast, job; of reading only when it takes long
    void progressChanged(); ///< states and numbers
    void jobProgressed(); ///< the job's phase or its share
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    void take();
    void taken(ParsedChain parsed);
    void forgetAnswers();
    ChainRequest request() const;
    void lookAtTasks();

    std::shared_ptr<const ChainEngine> m_engine;
    QuickLane* m_lane;
    QString m_file;
    QString m_text;
    QString m_savedText;
    bool m_hasReturns = false; ///< the file's lines end in CR LF; those of the text in LF
    ParsedChain m_parsed;
    bool m_isReading = false;
    bool m_isNew = false; ///< nothing is known of its numbers
    QTimer m_slow; ///< reading that takes longer than this is told
    std::function<void()> m_wish; ///< of a person, for when the text is read
    QMap<QString, QString> m_paths;
    QString m_out;
    std::optional<ChainForecast> m_forecast;
    bool m_isChecking = false;
    FollowedJob m_job;
    QString m_phase; ///< of the job, when the tasks were last looked at
    ChainProgress m_progress;
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/chain_session.h"

#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/path_text.h"

#include <QFileInfo>

#include <utility>

namespace neurograft {

namespace {

const QString kChainTasksChannel = QStringLiteral("chain.tasks");
const QString kChainCheckChannel = QStringLiteral("chain.check");

} // namespace

ChainSession::ChainSession(std::shared_ptr<const ChainEngine> engine, JobController* jobs,
                           QuickLane* lane, QObject* parent)
    : QObject(parent), m_engine(std::move(engine)), m_jobs(jobs), m_lane(lane)
{
    connect(jobs, &JobController::jobChanged, this, [this](int row) {
        const JobStatus& status = m_jobs->jobs()[static_cast<std::size_t>(row)];
        // A task's phases all begin with its number: "[3/12] gsm: …".
        const QString phase =
            QString::fromStdString(status.progress.phase).section(QLatin1Char(':'), 0, 0);
        if (status.id != m_job) {
            return;
        }
        if (phase != m_phase) {
            m_phase = phase;
            lookAtTasks();
        }
        Q_EMIT jobProgressed();
    });
    connect(jobs, &JobController::ended, this, [this](JobId id, const JobOutcome& outcome) {
        if (id != m_job) {
            return;
        }
        lookAtTasks();
        Q_EMIT stateChanged();
        if (outcome.isFailed()) {
            Q_EMIT failed(tr("The study was not computed to its end."), outcome);
        }
    });
}

void ChainSession::open(const QString& file, const QString& out)
{
    QString text;
    const JobOutcome outcome =
        outcomeOf([&] { text = QString::fromStdString(readFile(toPath(file))); });
    if (outcome.isFailed()) {
        Q_EMIT failed(tr("The study was not read."), outcome);
        return;
    }
    m_file = file;
    m_text = m_savedText = text;
    m_out = out;
    m_job = 0;
    m_progress = {};
    take();
    if (m_parsed.study) { // one's own are looked up
        for (const PublishedNumber& number : m_parsed.study->published) {
            m_progress.numbers.push_back({number, {}});
        }
    }
    Q_EMIT opened();
    Q_EMIT progressChanged();
}

void ChainSession::setText(const QString& text)
{
    if (text != m_text) {
        m_text = text;
        take();
    }
}

bool ChainSession::save(const QString& file)
{
    const JobOutcome outcome =
        outcomeOf([&] { writeFileAtomically(toPath(file), m_text.toStdString(), true); });
    if (outcome.isFailed()) {
        Q_EMIT failed(tr("The study was not saved."), outcome);
        return false;
    }
    m_file = file;
    m_savedText = m_text;
    take(); // relative paths are taken from its folder
    return true;
}

/// What the text says, and whether the commands can carry it out.
void ChainSession::take()
{
    m_forecast.reset(); // what was asked about another text is not the answer for this one
    m_isChecking = false;
    m_lane->forget(kChainCheckChannel);
    m_lane->forget(kChainTasksChannel);
    m_parsed = parsedChain(m_text, m_file);
    if (m_parsed.study && missingPath().isEmpty()) {
        try {
            m_engine->validate(request());
        } catch (const Error& error) {
            m_parsed.problem = chainProblem(m_text, error.where(), error.what());
        }
    }
    if (!m_parsed.problem && missingPath().isEmpty()) {
        lookAtTasks();
    }
    Q_EMIT textChanged();
    Q_EMIT stateChanged();
}

void ChainSession::setPaths(const QMap<QString, QString>& paths)
{
    if (paths != m_paths) {
        m_paths = paths;
        Q_EMIT pathsChanged();
        if (!m_file.isEmpty()) {
            take();
        }
    }
}

void ChainSession::setOut(const QString& folder)
{
    if (folder != m_out) {
        m_out = folder;
        take();
    }
}

QString ChainSession::pathOf(const QString& role) const
{
    const QString own = m_paths.value(role);
    if (!own.isEmpty() || !m_parsed.study) {
        return own;
    }
    const auto found = m_parsed.study->paths.find(role.toStdString());
    return found == m_parsed.study->paths.end() ? QString()
                                                : QString::fromStdString(found->second.path);
}

/// The first role without a place; empty when all have one.
QString ChainSession::missingPath() const
{
    for (const auto& [role, path] : m_parsed.study->paths) {
        if (pathOf(QString::fromStdString(role)).isEmpty()) {
            return QString::fromStdString(role);
        }
    }
    return {};
}

ChainRequest ChainSession::request() const
{
    ChainRequest made{*m_parsed.study, QFileInfo(m_file).fileName().toStdString(), toPath(m_out),
                      false};
    for (auto& [role, path] : made.study.paths) {
        path.path = pathOf(QString::fromStdString(role)).toStdString();
    }
    return made;
}

QString ChainSession::obstacle() const
{
    if (m_file.isEmpty()) {
        return tr("Choose a study first.");
    }
    if (m_parsed.problem) {
        return tr("The study has an error in line %1.").arg(m_parsed.problem->line);
    }
    const QString missing = missingPath();
    if (!missing.isEmpty()) {
        return tr("Say where “%1” lies: %2.")
            .arg(missing,
                 QString::fromStdString(m_parsed.study->paths.at(missing.toStdString()).about));
    }
    return m_out.isEmpty() ? tr("Choose a folder for the results.") : QString();
}

void ChainSession::check()
{
    if (!obstacle().isEmpty()) {
        return;
    }
    m_forecast.reset();
    m_isChecking = true;
    Q_EMIT stateChanged();
    m_lane->ask(
        kChainCheckChannel, this,
        [this, engine = m_engine,
         wanted = request()](const RunContext& context) -> QuickLane::Answer {
            const ChainForecast forecast = engine->forecast(wanted, context);
            return [this, forecast] {
                m_isChecking = false;
                m_forecast = forecast;
                Q_EMIT stateChanged();
            };
        },
        [this](const JobOutcome& outcome) {
            m_isChecking = false;
            Q_EMIT stateChanged();
            Q_EMIT failed(tr("The study was not checked."), outcome);
        });
}

void ChainSession::run(bool overwrites)
{
    if (!obstacle().isEmpty() || isRunning()) {
        return;
    }
    ChainRequest wanted = request();
    wanted.overwrites = overwrites;
    JobRequest job;
    job.title = tr("Study: %1").arg(QString::fromStdString(wanted.study.title));
    job.command = QStringLiteral("neurograft run '%1' --out '%2'%3")
                      .arg(m_file, m_out, overwrites ? QStringLiteral(" --force") : QString());
    for (auto role = m_paths.cbegin(); role != m_paths.cend(); ++role) {
        if (wanted.study.paths.count(role.key().toStdString()) > 0 && !role.value().isEmpty()) {
            job.command += QStringLiteral(" --set '%1=%2'").arg(role.key(), role.value());
        }
    }
    job.work = [engine = m_engine, wanted](const RunContext& context) {
        engine->run(wanted, context);
    };
    if (isChanged()) {
        job.command += QStringLiteral("  # with changes that are not saved in this file");
    }
    m_phase.clear();
    m_forecast.reset(); // of what was to do
    m_job = m_jobs->start(std::move(job));
    Q_EMIT stateChanged();
}

void ChainSession::cancel()
{
    m_jobs->cancel(m_job);
}

const JobStatus* ChainSession::job() const
{
    return m_job == 0 ? nullptr : m_jobs->find(m_job);
}

QString ChainSession::runningTask() const
{
    // "[3/12] rates/rate-0.1/gsm8k"
    return isRunning() ? m_phase.section(QLatin1String("] "), 1) : QString();
}

bool ChainSession::isRunning() const
{
    const JobStatus* status = job();
    return status != nullptr && status->isActive();
}

void ChainSession::lookAtTasks()
{
    if (!obstacle().isEmpty()) {
        return;
    }
    m_lane->ask(
        kChainTasksChannel, this,
        [this, engine = m_engine, wanted = request()](const RunContext&) -> QuickLane::Answer {
            return [this, progress = engine->progress(wanted)] {
                m_progress = progress;
                Q_EMIT progressChanged();
            };
        },
        [this](const JobOutcome& outcome) {
            Q_EMIT failed(tr("How far the study is was not read."), outcome);
        });
}

} // namespace neurograft

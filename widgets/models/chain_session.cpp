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
const QString kChainReadChannel = QStringLiteral("chain.read");
const QString kReturn = QStringLiteral("\r\n");
constexpr int kSlowReading = 200; ///< ms

/// A text and all that decides what it says; held by value beside the window.
struct ChainReading {
    QString text;
    QString file;
    QMap<QString, QString> paths;
    QString out;
};

QString placeOfRole(const ChainStudy& study, const QMap<QString, QString>& own, const QString& role)
{
    const QString path = own.value(role);
    const auto found = study.paths.find(role.toStdString());
    return path.isEmpty() && found != study.paths.end() ? QString::fromStdString(found->second.path)
                                                        : path;
}

/// The first role without a place; empty when all have one.
QString roleWithoutPlace(const ChainStudy& study, const QMap<QString, QString>& own)
{
    for (const auto& [role, path] : study.paths) {
        if (placeOfRole(study, own, QString::fromStdString(role)).isEmpty()) {
            return QString::fromStdString(role);
        }
    }
    return {};
}

ChainRequest requestOf(const ChainStudy& study, const ChainReading& reading)
{
    ChainRequest made{study, QFileInfo(reading.file).fileName().toStdString(), toPath(reading.out),
                      false};
    for (auto& [role, path] : made.study.paths) {
        path.path = placeOfRole(study, reading.paths, QString::fromStdString(role)).toStdString();
    }
    return made;
}

/// What the text says, and whether the commands can carry it out.
ParsedChain readingResult(const ChainReading& reading, const ChainEngine& engine)
{
    ParsedChain parsed = parsedChain(reading.text, reading.file);
    if (parsed.study && roleWithoutPlace(*parsed.study, reading.paths).isEmpty()) {
        try {
            engine.validate(requestOf(*parsed.study, reading));
        } catch (const Error& error) {
            parsed.problem = chainProblem(reading.text, error.where(), error.what());
        }
    }
    return parsed;
}

} // namespace

ChainSession::ChainSession(std::shared_ptr<const ChainEngine> engine, JobController* jobs,
                           QuickLane* lane, QObject* parent)
    : QObject(parent), m_engine(std::move(engine)), m_lane(lane), m_job(jobs)
{
    m_slow.setSingleShot(true);
    m_slow.setInterval(kSlowReading);
    connect(&m_slow, &QTimer::timeout, this, &ChainSession::stateChanged);
    connect(&m_job, &FollowedJob::changed, this, [this] {
        // A task's phases all begin with its number: "[3/12] gsm: …".
        const QString phase =
            QString::fromStdString(m_job.status()->progress.phase).section(QLatin1Char(':'), 0, 0);
        if (phase != m_phase) {
            m_phase = phase;
            lookAtTasks();
        }
        Q_EMIT jobProgressed();
    });
    connect(&m_job, &FollowedJob::ended, this, [this](const JobOutcome& outcome) {
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
    m_hasReturns = text.contains(kReturn);
    text.replace(kReturn, QStringLiteral("\n"));
    m_file = file;
    m_text = m_savedText = text;
    m_out = out;
    m_job.follow(0);
    m_parsed = {};
    m_progress = {};
    m_isNew = true;
    take();
    Q_EMIT opened();
    Q_EMIT textChanged();
    Q_EMIT progressChanged();
}

void ChainSession::setText(const QString& text)
{
    if (text != m_text) {
        m_text = text;
        take();
        Q_EMIT textChanged();
    }
}

bool ChainSession::save(const QString& file)
{
    QString written = m_text;
    if (m_hasReturns) {
        written.replace(QLatin1Char('\n'), kReturn);
    }
    const JobOutcome outcome =
        outcomeOf([&] { writeFileAtomically(toPath(file), written.toStdString(), true); });
    if (outcome.isFailed()) {
        Q_EMIT failed(tr("The study was not saved."), outcome);
        return false;
    }
    const bool isElsewhere = file != m_file;
    m_file = file;
    m_savedText = m_text;
    if (isElsewhere) {
        take(); // relative paths are taken from its folder
    }
    Q_EMIT textChanged();
    return true;
}

/// What was asked about another text is not the answer for this one.
void ChainSession::forgetAnswers()
{
    m_forecast.reset();
    m_isChecking = false;
    m_wish = {};
    m_lane->forget(kChainCheckChannel);
    m_lane->forget(kChainTasksChannel);
}

void ChainSession::take()
{
    forgetAnswers();
    m_isReading = true;
    m_slow.start();
    m_lane->ask(
        kChainReadChannel, this,
        [this, engine = m_engine, reading = ChainReading{m_text, m_file, m_paths, m_out}](
            const RunContext&) -> QuickLane::Answer {
            const auto parsed = std::make_shared<ParsedChain>(readingResult(reading, *engine));
            return [this, parsed] { taken(std::move(*parsed)); };
        },
        [this](const JobOutcome& outcome) {
            taken({});
            Q_EMIT failed(tr("The study was not read."), outcome);
        });
}

void ChainSession::taken(ParsedChain parsed)
{
    m_isReading = false;
    m_slow.stop();
    m_parsed = std::move(parsed);
    if (m_isNew && m_parsed.study) { // one's own numbers are looked up
        m_isNew = false;
        for (const PublishedNumber& number : m_parsed.study->published) {
            m_progress.numbers.push_back({number, {}});
        }
        Q_EMIT progressChanged();
    }
    lookAtTasks();
    Q_EMIT studyChanged();
    Q_EMIT stateChanged();
    if (const auto wish = std::exchange(m_wish, {})) {
        wish();
    }
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
    return m_parsed.study ? placeOfRole(*m_parsed.study, m_paths, role) : m_paths.value(role);
}

ChainRequest ChainSession::request() const
{
    return requestOf(*m_parsed.study, {m_text, m_file, m_paths, m_out});
}

QString ChainSession::obstacle() const
{
    if (m_file.isEmpty()) {
        return tr("Choose a study first.");
    }
    if (m_isReading) {
        return tr("The study is being read…");
    }
    if (m_parsed.problem) {
        return tr("The study has an error in line %1.").arg(m_parsed.problem->line);
    }
    if (!m_parsed.study) {
        return tr("The study was not read.");
    }
    const QString missing = roleWithoutPlace(*m_parsed.study, m_paths);
    if (!missing.isEmpty()) {
        return tr("Say where “%1” lies: %2.")
            .arg(missing,
                 QString::fromStdString(m_parsed.study->paths.at(missing.toStdString()).about));
    }
    return m_out.isEmpty() ? tr("Choose a folder for the results.") : QString();
}

void ChainSession::check()
{
    if (m_isReading) {
        m_wish = [this] { check(); };
        return;
    }
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
    if (m_isReading) {
        m_wish = [this, overwrites] { run(overwrites); };
        return;
    }
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
    m_job.start(std::move(job));
    Q_EMIT stateChanged();
}

QString ChainSession::runningTask() const
{
    // "[3/12] rates/rate-0.1/gsm8k"
    return isRunning() ? m_phase.section(QLatin1String("] "), 1) : QString();
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

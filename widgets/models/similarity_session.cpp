// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/similarity_session.h"

#include "core/run/error.h"
#include "core/store/result_file.h"
#include "core/study/similarity_command.h"
#include "core/study/study_io.h"
#include "widgets/figures/result_heatmaps.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/measure_choices.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/similarity_job_request.h"
#include "widgets/plots/number_text.h"

#include <QFileInfo>

#include <algorithm>
#include <iterator>
#include <utility>

namespace neurograft {

namespace {

const QString kSimilaritySessionReadChannel = QStringLiteral("similarity.read");

/// The study a result was made from; none when its text is from elsewhere.
std::optional<SimilarityStudy> storedStudy(const ResultFile& result)
{
    std::optional<SimilarityStudy> study;
    outcomeOf([&] { study = parseSimilarityStudy(result.manifest.study, "study"); });
    return study;
}

} // namespace

SimilaritySession::SimilaritySession(PairModel* pair, JobController* jobs, QuickLane* lane,
                                     QObject* parent)
    : QObject(parent), m_pair(pair), m_jobs(jobs), m_lane(lane), m_job(new FollowedJob(jobs, this))
{
    m_options.modules = QStringList{QStringLiteral("up_proj"), QStringLiteral("down_proj"),
                                    QStringLiteral("v_proj"), QStringLiteral("o_proj")};
    connectModels();
}

SimilaritySession::SimilaritySession(SimilaritySession* leader, const QString& name,
                                     QObject* parent)
    : QObject(parent), m_pair(leader->m_pair), m_jobs(leader->m_jobs), m_lane(leader->m_lane),
      m_leader(leader), m_name(name), m_isActive(false), m_options(leader->m_options),
      m_job(new FollowedJob(leader->m_jobs, this))
{
    connectModels();
    setActive(true);
}

SimilaritySession::~SimilaritySession()
{
    if (m_leader) {
        m_leader->m_followers.removeOne(this);
    }
}

void SimilaritySession::connectModels()
{
    connect(m_pair, &PairModel::dataChanged, this, [this] {
        if (m_options.rows && m_pair->data().state != SlotState::Ready) {
            m_options.rows.reset(); // rows of other data
            Q_EMIT optionsChanged();
        }
    });
    connect(m_job, &FollowedJob::stored, this, &SimilaritySession::requestRead);
    connect(m_job, &FollowedJob::changed, this, &SimilaritySession::stateChanged);
    connect(m_job, &FollowedJob::ended, this, [this](const JobOutcome& outcome) {
        if (QFileInfo::exists(resultPath())) {
            requestRead();
        }
        Q_EMIT stateChanged();
        if (outcome.isFailed() && !m_leader) { // told once
            Q_EMIT failed(tr("The similarity run stopped."), outcome);
        }
    });
}

void SimilaritySession::setActive(bool isActive)
{
    if (!m_leader || isActive == m_isActive) {
        return;
    }
    m_isActive = isActive;
    if (isActive) {
        m_leader->m_followers << this;
        connect(m_leader, &SimilaritySession::sourceChanged, this, &SimilaritySession::takeSource);
        connect(m_leader, &SimilaritySession::baseStudyChanged, this,
                &SimilaritySession::baseStudyChanged);
        takeSource();
    } else {
        m_leader->m_followers.removeOne(this);
        disconnect(m_leader, nullptr, this, nullptr);
        showNothing();
        Q_EMIT figureChanged();
    }
}

void SimilaritySession::takeSource()
{
    showNothing();
    m_job->follow(m_leader->m_job->id());
    m_runFile = m_leader->m_runFile;
    m_shownStudy = m_leader->m_shownStudy;
    m_expectedStudents = m_leader->m_expectedStudents;
    m_expectedTeachers = m_leader->m_expectedTeachers;
    m_derived = m_leader->m_derived; // what was made from the cache serves all panes
    m_figure = m_leader->m_figure; // seen at once; own options are followed from here
    m_shown = m_leader->m_shown;
    const bool hasOther = m_shownStudy && m_shown.table != tableOf(*m_shownStudy);
    if (isRunning() && hasOther) {
        m_shown = {tableOf(*m_shownStudy), {}, {}, {}};
        m_figure.reset();
    }
    Q_EMIT figureChanged();
    Q_EMIT stateChanged();
    if (m_figure) {
        followOptions();
    } else if (!m_runFile.empty() && QFileInfo::exists(resultPath())) {
        requestRead();
    }
}

QString SimilaritySession::tableOf(const SimilarityStudy& study) const
{
    const QString own = m_options.tableName();
    const std::vector<std::string>& tables = study.measures;
    const bool hasOwn = std::find(tables.begin(), tables.end(), own.toStdString()) != tables.end();
    return hasOwn || tables.empty() ? own : QString::fromStdString(tables.front());
}

SimilarityStudy SimilaritySession::study() const
{
    SimilarityStudy study = baseStudy();
    study.teacher.clear();
    study.student.clear();
    study.data.clear();
    study.studentOverlay = ModelOverlay();
    const DataSlot& data = m_pair->data();
    if (data.isActivations && data.state == SlotState::Ready) {
        study.activations = toPath(data.path);
        study.unit = "given";
    } else {
        study.teacher = toPath(m_pair->model(Role::Teacher).folder);
        study.student = toPath(m_pair->model(Role::Student).folder);
        study.studentOverlay = (m_leader ? m_leader.data() : this)->m_studentOverlay;
        study.data = toPath(data.path);
        study.unit = m_options.unit.toStdString();
        study.rows = chosenRows(m_options.rows);
    }
    study.modules.clear();
    for (const QString& module : m_options.modules) {
        study.modules.push_back(module.toStdString());
    }
    study.measures.clear();
    for (const QString& table : m_options.tables()) {
        study.measures.push_back(table.toStdString());
    }
    m_options.baselines.applyTo(study);
    return study;
}

void SimilaritySession::run()
{
    SimilaritySession* leader = m_leader ? m_leader.data() : this;
    if (leader->isRunning() || !m_pair->obstacle().isEmpty() || m_options.modules.isEmpty()) {
        return;
    }
    SimilarityStudy wanted = study();
    leader->addWishesOfPanes(wanted);
    std::filesystem::path target;
    const JobOutcome placed =
        outcomeOf([&] { target = leader->m_folder.next(QStringLiteral("similarity")); });
    if (placed.isFailed()) {
        Q_EMIT failed(tr("The similarity run was not started."), placed);
        return;
    }
    leader->begin(wanted, target, false);
}

void SimilaritySession::addWishesOfPanes(SimilarityStudy& study) const
{
    const auto add = [](std::vector<std::string>& words, const QString& word) {
        if (std::find(words.begin(), words.end(), word.toStdString()) == words.end()) {
            words.push_back(word.toStdString());
        }
    };
    SimilarityBaselines baselines = SimilarityBaselines::of(study);
    const auto addOf = [&](const SimilaritySession& session) {
        baselines = baselines.with(session.m_options.baselines);
        for (const QString& table : session.m_options.tables()) {
            add(study.measures, table);
        }
        for (const QString& module : session.m_options.modules) {
            add(study.modules, module);
        }
    };
    if (!m_followers.isEmpty()) {
        addOf(*this);
    }
    for (const SimilaritySession* session : m_followers) {
        addOf(*session);
    }
    baselines.applyTo(study);
}

void SimilaritySession::resume(const SimilarityStudy& study, const QString& path)
{
    if (isRunning()) {
        return;
    }
    m_options.rows.reset();
    begin(study, toPath(path), true);
    m_options.takeTable(m_shown.table);
    take(study);
    if (QFileInfo::exists(path)) {
        requestRead();
    }
}

void SimilaritySession::begin(const SimilarityStudy& wanted, const std::filesystem::path& target,
                              bool isResumed)
{
    showNothing();
    m_runFile = target;
    m_shownStudy = wanted;
    m_shown.table = tableOf(wanted);
    m_expectedStudents = layersOf(Role::Student, wanted.student);
    m_expectedTeachers = layersOf(Role::Teacher, wanted.teacher);

    m_job->start(similarityJob(wanted, target, isResumed));
    Q_EMIT sourceChanged();
    Q_EMIT figureChanged();
    Q_EMIT stateChanged();
}

int SimilaritySession::layersOf(Role role, const std::filesystem::path& folder) const
{
    const ModelSlot& model = m_pair->model(role);
    return model.report && toPath(model.folder) == folder ? static_cast<int>(model.report->layers)
                                                          : 0;
}

void SimilaritySession::cancel()
{
    m_job->cancel();
}

void SimilaritySession::openResult(const QString& path)
{
    showNothing();
    m_options.rows.reset();
    m_runFile = toPath(QFileInfo(path).absoluteFilePath());
    Q_EMIT sourceChanged();
    Q_EMIT figureChanged();
    Q_EMIT stateChanged();
    requestRead();
}

void SimilaritySession::clear()
{
    showNothing();
    Q_EMIT sourceChanged();
    Q_EMIT figureChanged();
    Q_EMIT stateChanged();
}

void SimilaritySession::showNothing()
{
    m_lane->forget(channel(kSimilaritySessionReadChannel));
    forgetVariant();
    m_job->follow(0);
    m_shownStudy.reset();
    m_runFile.clear();
    m_derived.clear();
    m_uncached.clear();
    m_figure.reset();
    m_shown = {};
    m_expectedStudents = m_expectedTeachers = 0;
    m_isReading = m_isStale = m_isSwitching = false;
}

const JobStatus* SimilaritySession::job() const
{
    return m_job->status();
}

bool SimilaritySession::isRunning() const
{
    return m_job->isRunning();
}

std::filesystem::path SimilaritySession::fileOf(const SimilarityVariant& variant) const
{
    const auto derived = m_derived.constFind(variant.key());
    return derived == m_derived.cend() ? m_runFile : derived->file;
}

QString SimilaritySession::resultPath() const
{
    return fromPath(fileOf(m_shown));
}

QString SimilaritySession::resultName() const
{
    const QString run = storedRunName(fromPath(m_runFile));
    const QString key = m_shown.key();
    return run.isEmpty() || key == QLatin1String("cka") || key.isEmpty()
        ? run
        : QStringLiteral("%1, %2").arg(run, key);
}

void SimilaritySession::requestRead()
{
    if (m_isReading) {
        m_isStale = true; // the latest state is read once more, none in between
        return;
    }
    m_isReading = true;
    HeatmapSelection selection;
    selection.measure = m_shown.table; // empty for a file just opened: its first table
    m_lane->ask(
        channel(kSimilaritySessionReadChannel), this,
        [this, file = fileOf(m_shown), selection](const RunContext&) -> QuickLane::Answer {
            const ResultFile result = readResult(file);
            auto figure = std::make_shared<const HeatmapFigure>(
                heatmapFigureFromResult(result, file.filename().string(), selection));
            return [this, figure, study = storedStudy(result)] { readDone(figure, study); };
        },
        [this](const JobOutcome& outcome) {
            m_isReading = m_isStale = false;
            if (m_job->id() == 0 && m_figure == nullptr) {
                clear(); // nothing came of it: nothing is open any more
            }
            Q_EMIT failed(tr("The result was not read."), outcome);
        });
}

void SimilaritySession::readDone(std::shared_ptr<const HeatmapFigure> figure,
                                 const std::optional<SimilarityStudy>& study)
{
    m_isReading = false;
    if (!m_shownStudy && study) {
        m_shownStudy = study; // a stored file
        take(*study);
    }
    m_figure = std::move(figure);
    if (!m_figure->panels.empty()) {
        m_shown.table = m_figure->panels.front().measure;
    }
    Q_EMIT figureChanged();
    if (m_isStale) {
        m_isStale = false;
        requestRead();
    } else if (m_job->id() == 0 && m_derived.isEmpty() && !m_leader) {
        showOptionsOfTable(); // a stored file shows what it holds
    } else {
        followOptions(); // asked for while the run went on
    }
}

/// What a stored result was made from is now the pair at work. A second pane keeps its choice as
/// far as the result has it.
void SimilaritySession::take(const SimilarityStudy& study)
{
    QStringList modules;
    for (const std::string& module : study.modules) {
        modules << QString::fromStdString(module);
    }
    if (m_leader) {
        QStringList kept;
        std::copy_if(m_options.modules.begin(), m_options.modules.end(), std::back_inserter(kept),
                     [&modules](const QString& module) { return modules.contains(module); });
        m_options.modules = kept.isEmpty() ? modules : kept;
        Q_EMIT optionsChanged();
        return;
    }
    m_base = study;
    m_options.baselines = SimilarityBaselines::of(study);
    if (study.activations.empty()) {
        m_options.unit = QString::fromStdString(study.unit);
    }
    m_options.modules = modules;
    Q_EMIT optionsChanged();
    Q_EMIT studyOpened(study);
}

QString SimilaritySession::command() const
{
    return m_shownStudy
        ? QString::fromStdString(similarityCommandLine(studyOf(m_shown), fileOf(m_shown)))
        : QString();
}

QString SimilaritySession::partialText() const
{
    if (!m_figure || isRunning()) {
        return {};
    }
    // A sweep reads all rows of the data at each layer: what is there is final.
    std::int64_t pending = 0;
    std::int64_t cells = 0;
    for (const HeatmapData& panel : m_figure->panels) {
        pending += heatmapStatistics(panel, false).pending;
        cells += static_cast<std::int64_t>(panel.students) * panel.teachers;
    }
    return pending == 0
        ? QString()
        : tr("Partial result: %1 of %2 cells of the maps are computed, each from all %3 samples.")
              .arg(countText(cells - pending), countText(cells),
                   countText(m_figure->panels.front().n));
}

bool SimilaritySession::needsRun() const
{
    if (!m_shownStudy || isRunning()) {
        return false;
    }
    const SimilarityStudy wanted = study();
    const auto has = [this](const std::string& module) {
        const std::vector<std::string>& shown = m_shownStudy->modules;
        return std::find(shown.begin(), shown.end(), module) != shown.end();
    };
    return wanted.teacher != m_shownStudy->teacher || wanted.student != m_shownStudy->student
        || wanted.studentOverlay != m_shownStudy->studentOverlay
        || wanted.data != m_shownStudy->data || wanted.activations != m_shownStudy->activations
        || (!m_uncached.isEmpty() && m_uncached == wantedVariant().key())
        || !std::all_of(wanted.modules.begin(), wanted.modules.end(), has);
}

} // namespace neurograft

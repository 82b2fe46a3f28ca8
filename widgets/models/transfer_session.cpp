// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/transfer_session.h"

#include "core/study/layer_mask.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/model_obstacle.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/study_document.h"
#include "widgets/models/transfer_fields.h"
#include "widgets/models/transfer_job_request.h"
#include "widgets/models/transfer_rows.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

const QString kTransferSessionReadChannel = QStringLiteral("transfer.read");
const QString kPlanChannel = QStringLiteral("transfer.plan");
const QString kOptions = QStringLiteral("options");
const QString kMethods = QStringLiteral("methods");
const QString kTransferSessionRows = QStringLiteral("rows");

QJsonObject toQt(const nlohmann::json& json)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(json.dump())).object();
}

nlohmann::json fromQt(const QJsonObject& json)
{
    return nlohmann::json::parse(QJsonDocument(json).toJson().toStdString());
}

} // namespace

TransferSession::TransferSession(const TransferModels& models, QObject* parent)
    : QObject(parent), m_models(models), m_rows(new TransferRows(models.pair, models.study, this)),
      m_job(new FollowedJob(models.jobs, this))
{
    connect(m_rows, &TransferRows::changed, this, [this] {
        forgetPlan();
        Q_EMIT optionsChanged();
        Q_EMIT stateChanged();
    });
    connect(models.pair, &PairModel::modelChanged, this, [this] {
        forgetPlan();
        Q_EMIT optionsChanged(); // layers that can be paired
        Q_EMIT stateChanged();
    });
    connect(m_job, &FollowedJob::stored, this, [this](const QString& path) {
        m_file = path; // with several seeds the one at work
        read(path, true);
    });
    connect(m_job, &FollowedJob::changed, this, &TransferSession::stateChanged);
    connect(m_job, &FollowedJob::ended, this, &TransferSession::finish);
}

TransferSession::~TransferSession() = default;

void TransferSession::finish(const JobOutcome& outcome)
{
    m_isEnding = outcome.isFinished();
    if (!m_file.isEmpty()) {
        read(m_file, true); // all of it, or whether it can go on
    }
    Q_EMIT stateChanged();
    if (outcome.isFailed()) {
        Q_EMIT failed(tr("%1 stopped.").arg(transferMethodTitle(m_options.method())), outcome);
    }
}

void TransferSession::takeOptions(const TransferOptions& options)
{
    if (options == m_options) {
        return;
    }
    m_options = options;
    forgetPlan();
    Q_EMIT optionsChanged();
    Q_EMIT stateChanged();
}

void TransferSession::setMethod(const std::string& method)
{
    if (method == m_options.method()) {
        return;
    }
    m_others.insert(QString::fromStdString(m_options.method()), m_options);
    const QString key = QString::fromStdString(method);
    takeOptions(m_others.contains(key) ? m_others.value(key) : TransferOptions(method));
}

void TransferSession::setMode(const std::string& mode)
{
    TransferOptions next = m_options;
    next.setMode(mode);
    takeOptions(next);
}

void TransferSession::setOption(const std::string& key, const nlohmann::json& value)
{
    TransferOptions next = m_options;
    const JobOutcome set = outcomeOf([&] { next.set(key, value); });
    if (set.isFailed()) {
        Q_EMIT failed(tr("The option was not taken."), set);
        Q_EMIT optionsChanged(); // the form shows what holds
        return;
    }
    takeOptions(next);
}

void TransferSession::restoreDefaults()
{
    TransferOptions next = m_options;
    next.restoreDefaults();
    takeOptions(next);
}

void TransferSession::setBaseStudy(const SimilarityStudy& study)
{
    m_base = study;
    forgetPlan();
}

int TransferSession::layers(Role role) const
{
    const ModelSlot& model = m_models.pair->model(role);
    return model.report ? static_cast<int>(model.report->layers) : 0;
}

std::vector<HeatmapCell> TransferSession::pairs() const
{
    std::vector<std::int64_t> teachers = m_options.study().teacherLayers;
    const bool isOfMethod = m_result && m_result->study.method == m_options.method();
    if (teachers.empty() && isOfMethod) {
        teachers = m_result->teacherLayers;
    }
    std::vector<HeatmapCell> cells;
    for (std::size_t student = 0; student < teachers.size(); ++student) {
        cells.push_back({static_cast<int>(student), static_cast<int>(teachers[student])});
    }
    return cells;
}

QString TransferSession::pairsObstacle() const
{
    if (!takesTeacherLayers(m_options.study())) {
        return tr("%1 takes nothing of the teacher's layers.")
            .arg(transferMethodTitle(m_options.method()));
    }
    return layers(Role::Teacher) > 0 && layers(Role::Student) > 0
        ? QString()
        : tr("Open teacher and student first.");
}

void TransferSession::setPair(int studentLayer, int teacherLayer)
{
    const int students = layers(Role::Student);
    const int teachers = layers(Role::Teacher);
    if (!pairsObstacle().isEmpty() || studentLayer < 0 || studentLayer >= students
        || teacherLayer < 0 || teacherLayer >= teachers) {
        return;
    }
    std::vector<std::int64_t> next;
    for (const HeatmapCell& cell : pairs()) {
        next.push_back(cell.teacher);
    }
    if (static_cast<int>(next.size()) != students) {
        next.clear();
        for (int layer = 0; layer < students; ++layer) {
            next.push_back(depthProportionalLayer(layer, students, teachers));
        }
    }
    next[static_cast<std::size_t>(studentLayer)] = teacherLayer;
    setOption("teacher_layers", next);
}

void TransferSession::resetPairs()
{
    setOption("teacher_layers", nlohmann::json::array());
}

QString TransferSession::rowsObstacle(const TransferStudy& study) const
{
    for (const RowPart part : kRowParts) {
        if (!TransferRows::isUsed(part, study)) {
            continue;
        }
        const RowSource source = m_rows->source(part);
        const QString problem = m_rows->problem(source, part);
        if (!problem.isEmpty()) {
            return problem;
        }
        const bool isOptional =
            part == RowPart::Validation || (part == RowPart::Align && study.method == "unaligned");
        if (source.kind == RowSource::Kind::None && !isOptional) {
            return tr("Choose rows for %1.").arg(rowPartWord(part));
        }
    }
    return {};
}

QString TransferSession::obstacle() const
{
    if (isRunning()) {
        return tr("%1 is running.").arg(job()->title);
    }
    const TransferStudy& options = m_options.study();
    const auto obstacleOf = [this](Role role) {
        return modelObstacle(m_models.pair->model(role), role);
    };
    QString problem = obstacleOf(Role::Student);
    if (problem.isEmpty() && needsTeacher(options)) {
        problem = obstacleOf(Role::Teacher);
    }
    if (problem.isEmpty()) {
        problem = rowsObstacle(options);
    }
    if (!problem.isEmpty()) {
        return problem;
    }
    TransferStudy study = wanted();
    for (std::filesystem::path* path :
         {&study.extract, &study.align, &study.train, &study.validation}) {
        *path = "rows.jsonl";
    }
    const auto clearUnused = [&study](RowPart part, std::filesystem::path& path) {
        if (!TransferRows::isUsed(part, study)) {
            path.clear();
        }
    };
    clearUnused(RowPart::Extract, study.extract);
    clearUnused(RowPart::Align, study.align);
    clearUnused(RowPart::Train, study.train);
    clearUnused(RowPart::Validation, study.validation);
    if (m_rows->source(RowPart::Validation).kind == RowSource::Kind::None) {
        study.validation.clear();
    }
    return outcomeOf([&study] { checkTransferStudy(study); }).message;
}

/// What a run started now would be made from, but for the files with its rows.
TransferStudy TransferSession::wanted() const
{
    TransferStudy study = m_options.study();
    study.student = toPath(m_models.pair->model(Role::Student).folder);
    if (needsTeacher(study)) {
        study.teacher = toPath(m_models.pair->model(Role::Teacher).folder);
    }
    study.seed = study.rows.seed = m_base.seed;
    study.teacherDevice = m_base.teacherDevice;
    study.studentDevice = m_base.studentDevice;
    study.teacherDtype = m_base.teacherDtype;
    study.studentDtype = m_base.studentDtype;
    study.threads = m_base.threads;
    study.isDeterministic = m_base.isDeterministic;
    return study;
}

void TransferSession::run()
{
    if (!obstacle().isEmpty()) {
        return;
    }
    TransferStudy study = wanted();
    std::filesystem::path folder;
    const JobOutcome placed = outcomeOf([&] {
        folder = m_folder.next(QString::fromStdString(study.method)).replace_extension();
        m_rows->place(study, folder);
        std::filesystem::create_directories(folder); // its number is taken
    });
    if (placed.isFailed()) {
        Q_EMIT failed(tr("%1 was not started.").arg(transferMethodTitle(study.method)), placed);
        return;
    }
    begin(study, fromPath(folder), false);
}

void TransferSession::dryRun()
{
    if (!obstacle().isEmpty()) {
        return;
    }
    TransferStudy study = wanted();
    const JobOutcome placed = outcomeOf([&] {
        if (!m_planFolder) {
            m_planFolder = std::make_unique<QTemporaryDir>();
        }
        m_rows->place(study, toPath(m_planFolder->filePath(QStringLiteral("rows"))));
    });
    if (placed.isFailed()) {
        Q_EMIT failed(tr("The dry run was not made."), placed);
        return;
    }
    m_isPlanning = true;
    m_plan.reset();
    Q_EMIT planChanged();
    m_models.lane->ask(
        kPlanChannel, this,
        [this, study, out = toPath(m_folder.path())](const RunContext&) -> QuickLane::Answer {
            const TransferPlan plan = planTransfer(study, out);
            return [this, plan] {
                m_isPlanning = false;
                m_plan = plan;
                Q_EMIT planChanged();
            };
        },
        [this](const JobOutcome& outcome) {
            m_isPlanning = false;
            Q_EMIT planChanged();
            Q_EMIT failed(tr("The dry run was not made."), outcome);
        });
}

void TransferSession::forgetPlan()
{
    m_models.lane->forget(kPlanChannel);
    if (m_plan || m_isPlanning) {
        m_plan.reset();
        m_isPlanning = false;
        Q_EMIT planChanged();
    }
}

void TransferSession::resume(const TransferStudy& study, const QString& folder)
{
    if (isRunning()) {
        return;
    }
    const TransferStudy again = study; // may be the one that is forgotten now
    begin(again, folder, true);
    const QString file = folder + QStringLiteral("/run.h5");
    if (QFileInfo(file).isFile()) {
        m_file = file;
        read(file, false);
    }
}

void TransferSession::begin(const TransferStudy& study, const QString& folder, bool isResumed)
{
    showNothing();
    m_jobFolder = folder;
    m_file = folder + QStringLiteral("/run.h5");
    m_job->start(transferJob(study, toPath(folder), isResumed));
    Q_EMIT resultChanged();
    Q_EMIT stateChanged();
}

bool TransferSession::canResume() const
{
    return !isRunning() && m_result && m_result->canResume;
}

void TransferSession::cancel()
{
    m_job->cancel();
}

void TransferSession::pauseOrResume()
{
    if (isRunning()) {
        m_job->pauseOrResume();
    } else if (canResume()) {
        resume(m_result->study, m_result->folder());
    }
}

void TransferSession::openResult(const QString& path, bool keepsOptions)
{
    showNothing();
    m_file = QFileInfo(path).absoluteFilePath();
    read(m_file, keepsOptions);
    Q_EMIT resultChanged();
    Q_EMIT stateChanged();
}

void TransferSession::read(const QString& path, bool keepsOptions)
{
    m_models.lane->ask(
        kTransferSessionReadChannel, this,
        [this, path, keepsOptions](const RunContext&) -> QuickLane::Answer {
            TransferResult result = readTransferResult(toPath(path));
            addOtherSeeds(result);
            return [this, result, keepsOptions] { take(result, keepsOptions); };
        },
        [this](const JobOutcome& outcome) {
            Q_EMIT failed(tr("The result was not read."), outcome);
        });
}

void TransferSession::take(const TransferResult& result, bool keepsOptions)
{
    const bool isOther = !m_result || m_result->path != result.path;
    m_result = std::make_shared<const TransferResult>(result);
    if (!keepsOptions) {
        m_others.insert(QString::fromStdString(m_options.method()), m_options);
        takeOptions(TransferOptions(result.study));
    }
    Q_EMIT resultChanged();
    Q_EMIT stateChanged();
    if (std::exchange(m_isEnding, false)) {
        Q_EMIT finished(m_jobFolder);
    }
    if (isOther && job() == nullptr) {
        Q_EMIT studyOpened(result.study);
    }
}

void TransferSession::clear()
{
    showNothing();
    forgetPlan();
    Q_EMIT resultChanged();
    Q_EMIT stateChanged();
}

void TransferSession::showNothing()
{
    m_models.lane->forget(kTransferSessionReadChannel);
    m_job->follow(0);
    m_isEnding = false;
    m_jobFolder.clear();
    m_file.clear();
    m_result.reset();
}

const JobStatus* TransferSession::job() const
{
    return m_job->status();
}

bool TransferSession::isRunning() const
{
    return m_job->isRunning();
}

QString TransferSession::resultName() const
{
    return m_file.isEmpty() ? QString() : transferRunName(m_file);
}

std::int64_t TransferSession::totalSteps() const
{
    const JobStatus* status = job();
    const bool isCounted =
        status != nullptr && status->isActive() && status->progress.unit == "steps";
    const std::int64_t done = m_result ? m_result->trainedSteps : 0;
    return isCounted ? std::max(done, status->progress.total) : done;
}

QString TransferSession::partialText() const
{
    if (!m_result || !m_result->isPartial || isRunning()) {
        return {};
    }
    const QString done = m_result->trainedSteps > 0
        ? tr("It was stopped after step %1; all of it is kept.").arg(m_result->trainedSteps - 1)
        : tr("It was stopped before its first step.");
    return m_result->canResume ? tr("%1 Resume goes on there.").arg(done) : done;
}

bool TransferSession::differsFromResult() const
{
    return m_result && !isRunning() && TransferOptions(m_result->study) != m_options;
}

QString TransferSession::command() const
{
    return m_result
        ? QString::fromStdString(transferCommandLine(m_result->study, toPath(m_result->folder())))
        : QString();
}

QJsonObject TransferSession::toJson() const
{
    QJsonObject methods;
    for (auto other = m_others.begin(); other != m_others.end(); ++other) {
        methods.insert(other.key(), toQt(other.value().toJson()));
    }
    return {{kOptions, toQt(m_options.toJson())},
            {kMethods, methods},
            {kTransferSessionRows, m_rows->toJson()}};
}

void TransferSession::fromJson(const QJsonObject& json)
{
    m_others.clear();
    const QJsonObject methods = json.value(kMethods).toObject();
    for (auto other = methods.begin(); other != methods.end(); ++other) {
        m_others.insert(other.key(), TransferOptions::fromJson(fromQt(other.value().toObject())));
    }
    takeOptions(TransferOptions::fromJson(fromQt(json.value(kOptions).toObject())));
    m_rows->fromJson(json.value(kTransferSessionRows).toObject());
}

} // namespace neurograft

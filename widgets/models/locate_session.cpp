// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/locate_session.h"

#include "core/data/dataset.h"
#include "core/store/result_file.h"
#include "core/support/atomic_file.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/example_set.h"
#include "widgets/models/locate_input.h"
#include "widgets/models/locate_job_request.h"
#include "widgets/models/model_obstacle.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/plots/number_text.h"

#include <QFileInfo>

namespace neurograft {

namespace {

const QString kLocateSessionReadChannel = QStringLiteral("locate.read");

QString askedText(const QString& prompt, QString response)
{
    while (!response.isEmpty() && response.back().isSpace()) {
        response.chop(1);
    }
    return prompt + QChar(u'\0') + response;
}

/// Options that go together.
LocateOptions inOrder(LocateOptions options)
{
    if (options.score != QLatin1String("attribution")) {
        options.mode = QStringLiteral("corrected");
    }
    const bool isCompat = options.mode == QLatin1String("compat");
    if (isCompat) {
        options.policy = QStringLiteral("last-token");
        options.budget = QStringLiteral("per-layer");
    }
    const bool isGradient = options.score == QLatin1String("activation-gradient")
        || options.score == QLatin1String("integrated-gradients");
    if (isGradient || (isCompat && options.coefficient == QLatin1String("per-source"))) {
        options.coefficient = QStringLiteral("sum");
    }
    return options;
}

} // namespace

LocateSession::LocateSession(const LocateModels& models, QObject* parent)
    : QObject(parent), m_models(models),
      m_input(new LocateInput(models.examples, models.selection, models.lane, this)),
      m_job(new FollowedJob(models.jobs, this))
{
    connect(m_input, &LocateInput::changed, this, &LocateSession::inputChanged);
    connect(m_input, &LocateInput::previewChanged, this, &LocateSession::stateChanged);
    connect(models.pair, &PairModel::modelChanged, this, &LocateSession::stateChanged);
    connect(models.pair, &PairModel::dataChanged, this, &LocateSession::stateChanged);
    connect(models.neurons, &NeuronSession::resultChanged, this, &LocateSession::resultChanged);
    connect(m_job, &FollowedJob::stored, models.neurons, &NeuronSession::openResult);
    connect(m_job, &FollowedJob::changed, this, &LocateSession::stateChanged);
    connect(m_job, &FollowedJob::ended, this, [this](const JobOutcome& outcome) {
        Q_EMIT stateChanged();
        if (outcome.isFailed()) {
            Q_EMIT failed(m_options.isSensitivity() ? tr("Sensitivity stopped.")
                                                    : tr("Locating neurons stopped."),
                          outcome);
        }
    });
}

void LocateSession::setOptions(const LocateOptions& options)
{
    const LocateOptions ordered = inOrder(options);
    if (ordered != m_options) {
        m_options = ordered;
        m_input->setPolicy(ordered.policy);
        Q_EMIT optionsChanged();
        Q_EMIT stateChanged();
    }
}

QString LocateSession::prompt() const
{
    return m_input->prompt();
}

QString LocateSession::target() const
{
    return m_input->response();
}

QString LocateSession::modelProblem(Role role) const
{
    const ModelSlot& model = m_models.pair->model(role);
    const QString problem = modelObstacle(model, role);
    if (!problem.isEmpty()) {
        return problem;
    }
    const bool isCompat = m_options.mode == QLatin1String("compat");
    return isCompat && model.report->heads != model.report->kvHeads
        ? tr("compat needs as many key/value heads as query heads; the %1 has %2 for %3. Use "
             "corrected.")
              .arg(roleWord(role))
              .arg(model.report->kvHeads)
              .arg(model.report->heads)
        : QString();
}

std::optional<Role> LocateSession::loneRole() const
{
    const bool hasTeacher = m_models.pair->model(Role::Teacher).state != SlotState::Empty;
    const bool hasStudent = m_models.pair->model(Role::Student).state != SlotState::Empty;
    return hasTeacher == hasStudent ? std::nullopt
                                    : std::optional(hasTeacher ? Role::Teacher : Role::Student);
}

QString LocateSession::obstacle() const
{
    if (isRunning()) {
        return m_options.isSensitivity() ? tr("Sensitivity is running.")
                                         : tr("Neurons are being located.");
    }
    const std::optional<Role> lone = m_options.isSensitivity() ? std::nullopt : loneRole();
    for (const Role role : {Role::Teacher, Role::Student}) {
        const QString problem = lone && role != *lone ? QString() : modelProblem(role);
        if (!problem.isEmpty()) {
            return problem;
        }
    }
    return m_options.isSensitivity() && m_options.modules.isEmpty()
        ? tr("Tick at least one module.")
        : m_input->problem();
}

QString LocateSession::warning() const
{
    if (m_input->rows() != LocateRows::Prompt || !m_input->preview()) {
        return {};
    }
    const auto tokens = static_cast<qint64>(m_input->preview()->row.tokens.size());
    for (const Role role : {Role::Teacher, Role::Student}) {
        const ModelSlot& model = m_models.pair->model(role);
        if (model.report && model.report->maxPositions > 0 && tokens > model.report->maxPositions) {
            return tr("Prompt and target have %1 tokens; the %2 reads at most %3. Shorten them: "
                      "nothing is cut.")
                .arg(countText(tokens), roleWord(role), countText(model.report->maxPositions));
        }
    }
    const qint64 kept = m_options.maxLength > 0 ? m_options.maxLength : 2048;
    return m_options.isSensitivity() && tokens > kept
        ? tr("Prompt and target have %1 tokens; sensitivity reads the first %2 of them.")
              .arg(countText(tokens), countText(kept))
        : QString();
}

/// What a run started now would be made from, but for the file with its rows.
LocateStudy LocateSession::wanted() const
{
    LocateStudy study;
    writeOptions(m_options, study);
    const auto folder = [this](Role role) { return toPath(m_models.pair->model(role).folder); };
    const std::optional<Role> lone = m_options.isSensitivity() ? std::nullopt : loneRole();
    if (lone) {
        study.model = folder(*lone);
    } else {
        study.teacher = folder(Role::Teacher);
        study.student = folder(Role::Student);
    }
    if (m_input->rows() == LocateRows::Prompt && m_input->picked() >= 0) {
        study.target = "last-token"; // the target ends with what was picked
    }
    study.seed = study.rows.seed = m_base.seed;
    const bool isStudent = lone == Role::Student; // of one model alone the teacher's place counts
    study.teacherDevice = isStudent ? m_base.studentDevice : m_base.teacherDevice;
    study.teacherDtype = isStudent ? m_base.studentDtype : m_base.teacherDtype;
    study.studentDevice = m_base.studentDevice;
    study.studentDtype = m_base.studentDtype;
    study.threads = m_base.threads;
    study.isDeterministic = m_base.isDeterministic;
    return study;
}

QString LocateSession::asked() const
{
    switch (m_input->rows()) {
    case LocateRows::Prompt:
        return askedText(prompt(), target());
    case LocateRows::Set:
        return QString::fromStdString(m_input->lines());
    case LocateRows::All:
        return m_models.pair->data().path;
    }
    return {};
}

void LocateSession::run()
{
    if (!obstacle().isEmpty()) {
        return;
    }
    LocateStudy study = wanted();
    std::filesystem::path target;
    const JobOutcome placed = outcomeOf([&] {
        target = m_folder.next(m_options.isSensitivity() ? QStringLiteral("sensitivity")
                                                         : QStringLiteral("locate"));
        if (m_input->rows() == LocateRows::All) {
            study.data = toPath(m_models.pair->data().path);
            study.rows.rows = m_models.pair->usableRows();
        } else {
            study.data = rowsBeside(target);
            writeFileAtomically(study.data, m_input->lines(), false);
        }
    });
    if (placed.isFailed()) {
        Q_EMIT failed(tr("Locating neurons was not started."), placed);
        return;
    }
    begin(study, fromPath(target), false);
}

void LocateSession::resume(const LocateStudy& study, const QString& path)
{
    if (isRunning()) {
        return;
    }
    const LocateStudy again = study; // may be the one that is forgotten now
    begin(again, path, true);
    if (QFileInfo::exists(path)) {
        m_models.neurons->openResult(path);
    }
    read(path, false);
}

void LocateSession::begin(const LocateStudy& study, const QString& path, bool isResumed)
{
    showNothing();
    m_resultFile = path;
    m_dataFile = fromPath(study.data);
    m_shownStudy = study;
    m_shownAsked = isResumed ? QString() : asked();
    m_models.neurons->setLoneRole(loneRole().value_or(Role::Student));
    m_job->start(locateJob(study, toPath(path), isResumed));
    Q_EMIT resultChanged();
    Q_EMIT stateChanged();
}

void LocateSession::cancel()
{
    m_job->cancel();
}

void LocateSession::openResult(const QString& path, bool keepsInput)
{
    showNothing();
    m_resultFile = QFileInfo(path).absoluteFilePath();
    m_models.neurons->openResult(m_resultFile);
    read(m_resultFile, keepsInput);
    Q_EMIT stateChanged();
}

/// The study a result was made from, and the rows it saw.
void LocateSession::read(const QString& path, bool keepsInput)
{
    m_models.lane->ask(
        kLocateSessionReadChannel, this,
        [this, path, keepsInput, shown = m_shownStudy](const RunContext&) -> QuickLane::Answer {
            const LocateStudy study = shown
                ? *shown
                : parseLocateStudy(readManifest(toPath(path)).study, path.toStdString());
            const std::filesystem::path file = locateRows(study, toPath(path));
            std::vector<ExampleRow> rows;
            outcomeOf([&] { rows = readDataset(file, study.rows).rows; }); // it may be gone
            const QString data = rows.empty() ? QString() : fromPath(file);
            return [this, study, data, rows, keepsInput] { take(study, data, rows, keepsInput); };
        },
        [this](const JobOutcome& outcome) {
            Q_EMIT failed(tr("The result was not read."), outcome);
        });
}

void LocateSession::take(const LocateStudy& study, const QString& dataFile,
                         const std::vector<ExampleRow>& rows, bool keepsInput)
{
    m_shownStudy = study;
    m_dataFile = dataFile;
    if (!study.isPair()) {
        const bool isTeacher = toPath(m_models.pair->model(Role::Teacher).folder) == study.model;
        m_models.neurons->setLoneRole(isTeacher ? Role::Teacher : Role::Student);
    }
    m_shownAsked.clear();
    if (rows.size() == 1) {
        m_shownAsked = askedText(QString::fromStdString(rows.front().prompt),
                                 QString::fromStdString(rows.front().response));
    }
    if (!keepsInput) {
        setOptions(optionsOf(study));
        if (rows.size() == 1) {
            m_input->setRows(LocateRows::Prompt);
            m_input->takeExample(rows.front());
        }
    }
    Q_EMIT studyOpened(study);
    Q_EMIT resultChanged();
    Q_EMIT stateChanged();
}

void LocateSession::clear()
{
    showNothing();
    m_models.neurons->clear();
    Q_EMIT stateChanged();
}

void LocateSession::showNothing()
{
    m_models.lane->forget(kLocateSessionReadChannel);
    m_job->follow(0);
    m_resultFile.clear();
    m_dataFile.clear();
    m_shownStudy.reset();
    m_shownAsked.clear();
}

const JobStatus* LocateSession::job() const
{
    return m_job->status();
}

bool LocateSession::isRunning() const
{
    return m_job->isRunning();
}

QString LocateSession::resultName() const
{
    return storedRunName(m_resultFile);
}

QString LocateSession::partialText() const
{
    const auto result = m_models.neurons->result();
    if (!result || !result->isPartial || isRunning()) {
        return {};
    }
    return tr("Partial result: the run was stopped before all scores were exact. Resume it in the "
              "Study dock.");
}

bool LocateSession::needsRun() const
{
    if (!m_shownStudy || isRunning()) {
        return false;
    }
    LocateStudy next = wanted();
    next.data = m_shownStudy->data;
    next.rows = m_shownStudy->rows;
    next.ablate = m_shownStudy->ablate;
    next.ablateFactor = m_shownStudy->ablateFactor;
    next.layers = m_shownStudy->layers;
    next.setsOnly = m_shownStudy->setsOnly;
    return studyText(next) != studyText(*m_shownStudy)
        || (!m_shownAsked.isEmpty() && asked() != m_shownAsked);
}

QString LocateSession::command() const
{
    return m_shownStudy
        ? QString::fromStdString(locateCommandLine(*m_shownStudy, toPath(m_resultFile)))
        : QString();
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run_replay.h"

#include "app/window_actions.h"
#include "core/store/result_file.h"
#include "core/study/study_io.h"
#include "core/support/atomic_file.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/evaluate_job_request.h"
#include "widgets/models/evaluate_session.h"
#include "widgets/models/locate_job_request.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/match_job_request.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/parameter_job_request.h"
#include "widgets/models/path_text.h"
#include "widgets/models/run_folder.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/similarity_job_request.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/transfer_job_request.h"
#include "widgets/models/transfer_rows.h"
#include "widgets/models/transfer_session.h"
#include "widgets/panels/run_list_view.h"

#include <QFileInfo>
#include <QInputDialog>
#include <QMainWindow>

#include <algorithm>
#include <limits>
#include <utility>

namespace neurograft {

namespace {

const QString kRunReplayTopic = QStringLiteral("replay");

/// Models and data where they lie now.
SimilarityStudy located(SimilarityStudy study, const PairModel& pair)
{
    const DataSlot& data = pair.data();
    if (!study.activations.empty()) {
        study.activations = data.isActivations ? toPath(data.path) : study.activations;
        return study;
    }
    study.teacher = toPath(pair.model(Role::Teacher).folder);
    study.student = toPath(pair.model(Role::Student).folder);
    study.data = toPath(data.path);
    return study;
}

/// Models where they lie now; the rows of the run itself.
LocateStudy located(LocateStudy study, const RunInfo& run, const PairModel& pair)
{
    const auto folder = [&pair](Role role, const std::filesystem::path& before) {
        const QString now = pair.model(role).folder;
        return now.isEmpty() ? before : toPath(now);
    };
    if (study.isPair()) {
        study.teacher = folder(Role::Teacher, study.teacher);
        study.student = folder(Role::Student, study.student);
    } else if (!std::filesystem::exists(study.model)) {
        const bool isStudent = !pair.model(Role::Student).folder.isEmpty();
        study.model = folder(isStudent ? Role::Student : Role::Teacher, study.model);
    }
    study.data = locateRows(study, toPath(run.file.path));
    return study;
}

bool isTransfer(const RunInfo& run)
{
    return isTransferMethod(run.kind);
}

/// A model that is not where it was is taken from the pair at work.
void relocate(std::filesystem::path& path, Role role, const PairModel& pair)
{
    const QString now = pair.model(role).folder;
    if (!path.empty() && !std::filesystem::exists(path) && !now.isEmpty()) {
        path = toPath(now);
    }
}

TransferStudy located(TransferStudy study, const PairModel& pair)
{
    relocate(study.teacher, Role::Teacher, pair);
    relocate(study.student, Role::Student, pair);
    return study;
}

ParameterStudy located(ParameterStudy study, const PairModel& pair)
{
    relocate(study.teacher, Role::Teacher, pair);
    relocate(study.model, Role::Student, pair);
    return study;
}

/// Models, data and located neurons that are not where they were.
MatchStudy located(MatchStudy study, const RunInfo& run, const PairModel& pair)
{
    relocate(study.pair.teacher, Role::Teacher, pair);
    relocate(study.pair.student, Role::Student, pair);
    const DataSlot& data = pair.data();
    if (!std::filesystem::exists(study.pair.data) && !data.path.isEmpty() && !data.isActivations) {
        study.pair.data = toPath(data.path);
    }
    study.located = locatedFile(study, toPath(run.file.path));
    return study;
}

bool isMatch(const RunInfo& run)
{
    return run.kind == QLatin1String("match");
}

bool isParameters(const RunInfo& run)
{
    return run.kind == QLatin1String("parameters");
}

bool isEvaluation(const RunInfo& run)
{
    return run.kind == QLatin1String("evaluate");
}

/// The model where it lies now: of both the one whose folder has the name it had.
EvaluateStudy located(EvaluateStudy study, const PairModel& pair)
{
    if (study.model.empty() || std::filesystem::exists(study.model)) {
        return study;
    }
    const auto nameOf = [](const std::filesystem::path& folder) {
        return folder.has_filename() ? folder.filename() : folder.parent_path().filename();
    };
    const bool isTeacher = nameOf(toPath(pair.model(Role::Teacher).folder)) == nameOf(study.model)
        && nameOf(toPath(pair.model(Role::Student).folder)) != nameOf(study.model);
    relocate(study.model, isTeacher ? Role::Teacher : Role::Student, pair);
    return study;
}

bool isLocate(const RunInfo& run)
{
    return run.kind == QLatin1String("locate");
}

/// Models and data are still where the run found them.
bool isAllThere(const SimilarityStudy& study)
{
    const auto isThere = [](const std::filesystem::path& path) {
        return path.empty() || QFileInfo::exists(fromPath(path));
    };
    return isThere(study.teacher) && isThere(study.student) && isThere(study.data)
        && isThere(study.activations);
}

} // namespace

RunReplay::RunReplay(const WindowParts& parts, const RunListView* list, QObject* parent)
    : QObject(parent), m_parts(parts), m_list(list)
{
    parts.actions->on("file.replayRun", this, [this] { ask(); });
    connect(list, &RunListView::selectedFilesChanged, this, &RunReplay::updateAction);
    connect(list, &RunListView::resumeWanted, this, &RunReplay::resume);
    connect(parts.pair, &PairModel::modelChanged, this, &RunReplay::updateAction);
    connect(parts.pair, &PairModel::dataChanged, this, &RunReplay::updateAction);
    updateAction();
}

QString RunReplay::selectedFile() const
{
    const QStringList files = m_list->selectedFiles();
    const int row = files.size() == 1 ? m_parts.runs->rowOf(files.constFirst()) : -1;
    const bool isKnown = row >= 0
        && (m_parts.runs->run(row).kind == QLatin1String("similarity")
            || isLocate(m_parts.runs->run(row)) || isTransfer(m_parts.runs->run(row))
            || isParameters(m_parts.runs->run(row)) || isEvaluation(m_parts.runs->run(row))
            || isMatch(m_parts.runs->run(row)));
    return isKnown ? files.constFirst() : QString();
}

void RunReplay::updateAction()
{
    const QString file = selectedFile();
    const int row = m_parts.runs->rowOf(file);
    const bool needsPair = !file.isEmpty() && !isLocate(m_parts.runs->run(row))
        && !isTransfer(m_parts.runs->run(row)) && !isParameters(m_parts.runs->run(row))
        && !isEvaluation(m_parts.runs->run(row)) && !isMatch(m_parts.runs->run(row));
    m_parts.actions->setObstacle(
        "file.replayRun",
        file.isEmpty()
            ? tr("Select one run of similarity, parameters, located or matched neurons, a transfer "
                 "or an evaluation in the Study dock.")
            : needsPair ? m_parts.pair->obstacle()
                        : QString());
}

void RunReplay::ask()
{
    const QString file = selectedFile();
    const int row = m_parts.runs->rowOf(file);
    if (row < 0) {
        return;
    }
    bool isAccepted = false;
    const RunInfo& run = m_parts.runs->run(row);
    const int seed =
        QInputDialog::getInt(m_parts.window, tr("Replay run %1").arg(run.number),
                             tr("Seed (%1 in that run):").arg(run.seed), static_cast<int>(run.seed),
                             0, std::numeric_limits<int>::max(), 1, &isAccepted);
    if (isAccepted) {
        start(file, static_cast<std::uint64_t>(seed));
    }
}

void RunReplay::start(const QString& file, std::uint64_t seed)
{
    const int row = m_parts.runs->rowOf(file);
    if (row < 0) {
        return;
    }
    const RunInfo run = m_parts.runs->run(row);
    const QString headline = tr("The run was not replayed.");
    if (isTransfer(run)) {
        withStudy<TransferStudy>(run, headline, &parseTransferStudy,
                                 [this, run, seed, headline](const TransferStudy& stored) {
                                     startTransfer(run, stored, seed, headline);
                                 });
        return;
    }
    if (isLocate(run)) {
        withStudy<LocateStudy>(run, headline, &parseLocateStudy,
                               [this, run, seed, headline](const LocateStudy& stored) {
                                   startLocate(run, stored, seed, headline);
                               });
        return;
    }
    if (isEvaluation(run)) {
        replayEvaluation(run, seed, headline);
        return;
    }
    if (isParameters(run)) {
        replayParameters(run, seed, headline);
        return;
    }
    if (isMatch(run)) {
        withStudy<MatchStudy>(
            run, headline, &parseMatchStudy, [this, run, seed, headline](const MatchStudy& stored) {
                MatchStudy study = located(stored, run, *m_parts.pair);
                study.pair.seed = study.pair.rows.seed = seed;
                startAs(run, QStringLiteral("match"), seed, headline,
                        [&study](const auto& target) { return matchJob(study, target); });
            });
        return;
    }
    withStudy<SimilarityStudy>(
        run, headline, &parseSimilarityStudy,
        [this, run, seed, headline](const SimilarityStudy& stored) {
            SimilarityStudy study = located(stored, *m_parts.pair);
            study.seed = study.rows.seed = seed;
            startAs(run, QStringLiteral("similarity"), seed, headline,
                    [&study](const auto& target) { return similarityJob(study, target); });
        });
}

void RunReplay::startAs(const RunInfo& run, const QString& kind, std::uint64_t seed,
                        const QString& headline,
                        const std::function<JobRequest(const std::filesystem::path&)>& makeJob)
{
    const RunFolder folder(QFileInfo(m_parts.runs->folder()).path()); // "<study>/runs"
    std::filesystem::path target;
    const JobOutcome placed = outcomeOf([&] { target = folder.next(kind); });
    if (placed.isFailed()) {
        m_parts.showProblem(kRunReplayTopic, headline, placed);
        return;
    }
    JobRequest request = makeJob(target);
    request.title = tr("Replay of run %1, seed %2").arg(run.number).arg(seed);
    m_parts.jobs->start(std::move(request));
}

void RunReplay::resume(const QString& file)
{
    const int row = m_parts.runs->rowOf(file);
    if (row < 0) {
        return;
    }
    const RunInfo run = m_parts.runs->run(row);
    const QString headline = tr("The run was not resumed.");
    if (isTransfer(run)) {
        withStudy<TransferStudy>(
            run, headline, &parseTransferStudy, [this, run](const TransferStudy& stored) {
                const QString folder = QFileInfo(run.file.path).path();
                if (isAtWork(run)) {
                    return;
                }
                if (m_parts.transfer->isRunning()) {
                    m_parts.jobs->start(transferJob(stored, toPath(folder), true));
                } else {
                    m_parts.pages->setCurrent(Workspace::Transfer);
                    m_parts.transfer->resume(stored, folder);
                }
            });
        return;
    }
    if (isLocate(run)) {
        withStudy<LocateStudy>(
            run, headline, &parseLocateStudy, [this, run](const LocateStudy& stored) {
                if (isAtWork(run)) {
                    return;
                }
                const LocateStudy study = stored.isPair()
                        && QFileInfo::exists(fromPath(stored.teacher))
                        && QFileInfo::exists(fromPath(stored.student))
                        && QFileInfo::exists(fromPath(stored.data))
                    ? stored
                    : located(stored, run, *m_parts.pair);
                if (m_parts.locate->isRunning()) {
                    m_parts.jobs->start(locateJob(study, toPath(run.file.path), true));
                } else {
                    m_parts.locate->resume(study, run.file.path);
                }
            });
        return;
    }
    if (isEvaluation(run)) {
        resumeEvaluation(run, headline);
        return;
    }
    if (isParameters(run)) { // seconds: it is made anew
        withStudy<ParameterStudy>(
            run, headline, &parseParameterStudy, [this, run](const ParameterStudy& stored) {
                m_parts.jobs->start(
                    parameterJob(located(stored, *m_parts.pair), toPath(run.file.path), true));
            });
        return;
    }
    withStudy<SimilarityStudy>(
        run, headline, &parseSimilarityStudy, [this, run](const SimilarityStudy& stored) {
            if (isAtWork(run)) {
                return;
            }
            const SimilarityStudy study =
                isAllThere(stored) ? stored : located(stored, *m_parts.pair);
            if (m_parts.session->isRunning()) {
                m_parts.jobs->start(similarityJob(study, toPath(run.file.path), true));
            } else {
                m_parts.session->resume(study, run.file.path);
            }
        });
}

bool RunReplay::isAtWork(const RunInfo& run) const
{
    const std::vector<JobStatus>& jobs = m_parts.jobs->jobs();
    const bool isActive = std::any_of(jobs.begin(), jobs.end(), [&run](const JobStatus& job) {
        if (!job.isActive() || !job.continuation) {
            return false;
        }
        const QString& result = job.continuation->result; // of a transfer its folder
        return run.file.path == result || run.file.path.startsWith(result + u'/');
    });
    if (isActive) {
        m_parts.toast(tr("Run %1 is at work or waits in the queue.").arg(run.number));
    }
    return isActive;
}

/// The rows are copied beside the new result, so that either can be moved or deleted.
void RunReplay::startLocate(const RunInfo& run, const LocateStudy& stored, std::uint64_t seed,
                            const QString& headline)
{
    LocateStudy study = located(stored, run, *m_parts.pair);
    study.seed = study.rows.seed = seed;
    const RunFolder folder(QFileInfo(m_parts.runs->folder()).path()); // "<study>/runs"
    std::filesystem::path target;
    const JobOutcome placed = outcomeOf([&] {
        target = folder.next(study.score == "sensitivity" ? QStringLiteral("sensitivity")
                                                          : QStringLiteral("locate"));
        if (study.data == rowsBeside(toPath(run.file.path))) {
            writeFileAtomically(rowsBeside(target), readFile(study.data), false);
            study.data = rowsBeside(target);
        }
    });
    if (placed.isFailed()) {
        m_parts.showProblem(kRunReplayTopic, headline, placed);
        return;
    }
    JobRequest request = locateJob(study, target);
    request.title = tr("Replay of run %1, seed %2").arg(run.number).arg(study.seed);
    m_parts.jobs->start(std::move(request));
}

void RunReplay::startTransfer(const RunInfo& run, const TransferStudy& stored, std::uint64_t seed,
                              const QString& headline)
{
    TransferStudy study = located(stored, *m_parts.pair);
    study.seed = study.rows.seed = seed;
    const RunFolder folder(QFileInfo(m_parts.runs->folder()).path()); // "<study>/runs"
    std::filesystem::path target;
    const JobOutcome placed = outcomeOf([&] {
        target = folder.next(QString::fromStdString(study.method)).replace_extension();
        copyRows(study, toPath(folder.path()), target);
        std::filesystem::create_directories(target); // its number is taken
    });
    if (placed.isFailed()) {
        m_parts.showProblem(kRunReplayTopic, headline, placed);
        return;
    }
    JobRequest request = transferJob(study, target);
    request.title = tr("Replay of run %1, seed %2").arg(run.number).arg(study.seed);
    m_parts.jobs->start(std::move(request));
}

void RunReplay::replayParameters(const RunInfo& run, std::uint64_t seed, const QString& headline)
{
    withStudy<ParameterStudy>(
        run, headline, &parseParameterStudy,
        [this, run, seed, headline](const ParameterStudy& stored) {
            ParameterStudy study = located(stored, *m_parts.pair);
            study.seed = seed;
            startAs(run, QStringLiteral("parameters"), seed, headline,
                    [&study](const auto& target) { return parameterJob(study, target); });
        });
}

void RunReplay::replayEvaluation(const RunInfo& run, std::uint64_t seed, const QString& headline)
{
    withStudy<EvaluateStudy>(
        run, headline, &parseEvaluateStudy, [this, run, seed, headline](EvaluateStudy study) {
            study = located(std::move(study), *m_parts.pair);
            study.seed = study.rows.seed = seed;
            startAs(run, QStringLiteral("evaluate"), seed, headline,
                    [&study](const auto& target) { return evaluateJob(study, target); });
        });
}

void RunReplay::resumeEvaluation(const RunInfo& run, const QString& headline)
{
    withStudy<EvaluateStudy>(
        run, headline, &parseEvaluateStudy, [this, run](const EvaluateStudy& stored) {
            if (isAtWork(run)) {
                return;
            }
            const EvaluateStudy study = located(stored, *m_parts.pair);
            if (m_parts.evaluate->isRunning()) {
                m_parts.jobs->start(evaluateJob(study, toPath(run.file.path), true));
            } else {
                m_parts.pages->setCurrent(Workspace::Evaluate);
                m_parts.evaluate->resume(study, run.file.path);
            }
        });
}

template <class S>
void RunReplay::withStudy(const RunInfo& run, const QString& headline,
                          S (*parse)(std::string_view, const std::string&),
                          std::function<void(const S&)> then)
{
    m_parts.lane->ask(
        kRunReplayTopic, this,
        [run, parse, then = std::move(then)](const RunContext&) -> QuickLane::Answer {
            const S study =
                parse(readManifest(toPath(run.file.path)).study, run.file.name.toStdString());
            return [study, then] { then(study); };
        },
        [this, headline](const JobOutcome& outcome) {
            m_parts.showProblem(kRunReplayTopic, headline, outcome);
        });
}

} // namespace neurograft

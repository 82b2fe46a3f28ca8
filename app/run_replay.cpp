// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run_replay.h"

#include "app/window_actions.h"
#include "core/run/run_similarity.h"
#include "core/store/result_file.h"
#include "core/study/similarity_command.h"
#include "core/study/study_io.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/run_folder.h"
#include "widgets/models/run_list_model.h"
#include "widgets/panels/run_list_view.h"

#include <QFileInfo>
#include <QInputDialog>
#include <QMainWindow>

#include <limits>

namespace neurograft {

namespace {

const QString kTopic = QStringLiteral("replay");

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

} // namespace

RunReplay::RunReplay(const WindowParts& parts, const RunListView* list, QObject* parent)
    : QObject(parent), m_parts(parts), m_list(list)
{
    parts.actions->on("file.replayRun", this, [this] { ask(); });
    connect(list, &RunListView::selectedFilesChanged, this, &RunReplay::updateAction);
    connect(parts.pair, &PairModel::modelChanged, this, &RunReplay::updateAction);
    connect(parts.pair, &PairModel::dataChanged, this, &RunReplay::updateAction);
    updateAction();
}

QString RunReplay::selectedFile() const
{
    const QStringList files = m_list->selectedFiles();
    const int row = files.size() == 1 ? m_parts.runs->rowOf(files.constFirst()) : -1;
    const bool isSimilarity =
        row >= 0 && m_parts.runs->run(row).kind == QLatin1String("similarity");
    return isSimilarity ? files.constFirst() : QString();
}

void RunReplay::updateAction()
{
    m_parts.actions->setObstacle("file.replayRun",
                                 selectedFile().isEmpty()
                                     ? tr("Select one similarity run in the Study dock.")
                                     : m_parts.pair->obstacle());
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
    const RunFolder folder(QFileInfo(m_parts.runs->folder()).path()); // "<study>/runs"
    m_parts.lane->ask(
        kTopic, this,
        [this, run, seed, folder](const RunContext&) -> QuickLane::Answer {
            SimilarityStudy study = parseSimilarityStudy(readManifest(toPath(run.file.path)).study,
                                                         run.file.name.toStdString());
            study.seed = study.rows.seed = seed;
            const std::filesystem::path target = folder.next(QStringLiteral("similarity"));
            return [this, run, study, target] {
                const SimilarityStudy here = located(study, *m_parts.pair);
                JobRequest request;
                request.title = tr("Replay of run %1, seed %2").arg(run.number).arg(here.seed);
                request.command = QString::fromStdString(similarityCommandLine(here, target));
                request.work = [here, target](const RunContext& context) {
                    runSimilarity(here, target, false, context);
                };
                m_parts.jobs->start(std::move(request));
            };
        },
        [this](const JobOutcome& outcome) {
            m_parts.showProblem(kTopic, tr("The run was not replayed."), outcome);
        });
}

} // namespace neurograft

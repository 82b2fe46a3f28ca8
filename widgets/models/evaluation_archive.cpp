// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluation_archive.h"

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/run_list_model.h"

#include <algorithm>

namespace neurograft {

namespace {

const QString kEvaluationArchiveChannel = QStringLiteral("evaluate.archive");

} // namespace

EvaluationArchive::EvaluationArchive(RunListModel* runs, QuickLane* lane, QObject* parent)
    : QObject(parent), m_list(runs), m_lane(lane)
{
    connect(runs, &RunListModel::refreshed, this, &EvaluationArchive::refresh);
}

void EvaluationArchive::refresh()
{
    std::vector<RunFile> files;
    for (int row = m_list->rowCount() - 1; row >= 0; --row) { // the list has the newest first
        const RunInfo& run = m_list->run(row);
        if (run.kind == QLatin1String("evaluate") && run.problem.isEmpty()) {
            files.push_back(run.file);
        }
    }
    m_isReading = true;
    m_lane->ask(kEvaluationArchiveChannel, this,
                [this, files, known = m_runs](const RunContext& context) -> QuickLane::Answer {
                    std::vector<EvaluationRun> runs;
                    for (const RunFile& file : files) {
                        context.throwIfStopped();
                        const auto same =
                            std::find_if(known.begin(), known.end(), [&file](const auto& run) {
                                return run.path == file.path && run.modifiedMs == file.modifiedMs;
                            });
                        if (same != known.end()) {
                            runs.push_back(*same);
                        } else { // one that is damaged is told when it is opened
                            outcomeOf([&] { runs.push_back(readEvaluationRun(file.path, false)); });
                        }
                    }
                    return [this, runs] {
                        m_isReading = false;
                        m_runs = runs;
                        Q_EMIT changed();
                    };
                });
}

} // namespace neurograft

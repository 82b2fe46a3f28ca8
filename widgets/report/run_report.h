// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/score_table.h"
#include "core/run/run_context.h"
#include "widgets/figures/figure.h"
#include "widgets/figures/figure_spec.h"

#include <nlohmann/json.hpp>

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace neurograft {

/// A figure of a report and how it is drawn.
struct ReportFigure {
    QString name; ///< "0003-transfer-loss"
    std::shared_ptr<const Figure> figure;
    FigureSpec spec;
};

/// A line of what is known of a run.
struct ReportFact {
    QString name; ///< "Teacher"
    QString value;
};

/// One result file.
struct ReportRun {
    QString name; ///< file name without suffix; of run.h5 the folder it lies in
    std::vector<ReportFact> facts; ///< command, models, seed, device, time, …
    std::vector<ReportFigure> figures; ///< all that it holds
    QString problem; ///< why a figure could not be drawn, one sentence; empty without one
    nlohmann::json provenance; ///< runProvenance() of it
};

/// Everything a set of runs has to tell, for readers without the program (ux.md G12): facts,
/// figures with their numbers, and the scores of all evaluations side by side.
struct RunReport {
    QString title;
    QDateTime date; ///< of the newest run, so that equal runs give equal bytes
    std::optional<ScoreTable> scores; ///< none when nothing was evaluated
    QStringList findings; ///< comparisons with the first model, in words
    std::vector<ReportRun> runs; ///< in the order given
    std::size_t figureCount() const;
};

/// Reads results whole.
/// @throws StudyError without a result, StoreError as readResult(), Canceled between two results
RunReport readReport(const std::vector<std::filesystem::path>& results, const QString& title,
                     const RunContext& context);

/// The result files a command was given: files as they are; of a folder, those in it and in its
/// `runs/`, by name. @throws StudyError for a folder without results
std::vector<std::filesystem::path> reportedResults(const std::vector<std::filesystem::path>& paths);

/// A cell of the scores: "0.412", "0.412 ± 0.010", "–".
QString scoreCellText(const std::optional<ScoreCell>& cell);
/// "mmlu, 5 shots": heading of a column of the scores.
QString scoreColumnText(const ScoreColumn& column);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/score_table.h"
#include "core/studies/published_scores.h"
#include "widgets/figures/figure.h"
#include "widgets/figures/heatmap_figure.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <vector>

namespace neurograft {

/// Scores of evaluations as bars (ux.md F1): a group per task, a bar per model, from 0 to 1 always,
/// with the 95 % interval of a single run or the deviation of several, and a star where a model
/// differs from the first beyond noise. What is not scored has words in place of a bar. Published
/// numbers are hollow diamonds: on the bar they speak of, those of no bar beside the bars,
/// numbered.
struct EvaluationFigure : Figure {
    ScoreTable scores;
    QStringList names; ///< of the runs, where the recipe gives them
    QString publishedStudy; ///< by name or file; empty: no published numbers
    std::vector<PublishedScore> published;
    QString footer;
    nlohmann::json manifest = nlohmann::json::object();

    QString kind() const override { return QStringLiteral("evaluation"); }
    FigureRecipe recipe(const FigureSpec& spec) const override;
    nlohmann::json provenance(const FigureSpec& spec) const override;
    /// Published numbers are lines of their own: "published: LaTen".
    std::string csv() const override;
    QString tsv() const override;
    /// `evaluation/scores`, `…_low`, `…_high` [models, tasks], NaN where nothing is scored;
    /// `evaluation/published` (text) with published numbers.
    std::vector<Table> tables() const override;
    QString subject() const override;
    QStringList panelNames() const override { return {kind()}; }
    QString footerText() const override { return footer; }
    QString baseName() const override;

protected:
    FigureScene draw(const FigureSpec& spec) const override;
};

/// Ends of a bar's whisker in [0, 1]: Wilson's interval of one run, mean ± deviation of several;
/// NaN where nothing is scored.
Interval whiskerOf(const ScoreCell& cell);

/// Published rows that speak of no model of the table, each once: the numbers of their diamonds.
std::vector<std::string> unmatchedRows(const std::vector<PublishedScore>& published);

/// "gsm8k" where the task stands in one column only, else with protocol, template and shots.
QString columnTitle(const ScoreTable& scores, std::size_t column);

/// "student 0.412 on gsm8k, …": what the figure shows, for screen readers and metadata.
QString evaluationFinding(const ScoreTable& scores);

/// Lays the figure out and draws it. @throws UsageError when the page is too small
FigureScene evaluationScene(const EvaluationFigure& figure, const FigureSpec& spec);

/// @param runs results of evaluate; those of one model stand in one row
/// @param names what the runs are called, one each; empty: by their models. Runs of one name are
///        one model's: its tasks, or repetitions of one
/// @param published study whose published numbers are marked, as chainFile() finds it; empty: none
/// @throws StudyError when a run holds no evaluation (naming what it holds) and for a study without
/// numbers of these tasks, UsageError for modules, parts or a mask, which bars do not have
EvaluationFigure evaluationFigureFromResults(const std::vector<std::filesystem::path>& runs,
                                             const QStringList& names,
                                             const HeatmapSelection& selection,
                                             const QString& published = {});

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/score_table.h"

#include "core/evaluate/evaluation_comparison.h"
#include "core/run/error.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

namespace neurograft {

namespace {

ScoreColumn columnOf(const Evaluation& evaluation)
{
    return {evaluation.protocol.task, evaluation.protocol.name,
            evaluation.protocol.promptTemplate.name(), evaluation.shots};
}

std::vector<const Evaluation*> runsOf(const ScoredRuns& model, const ScoreColumn& column)
{
    std::vector<const Evaluation*> runs;
    for (const Evaluation& evaluation : model.runs) {
        if (columnOf(evaluation) == column) {
            runs.push_back(&evaluation);
        }
    }
    return runs;
}

std::optional<ScoreCell> cellOf(const ScoredRuns& model, const ScoreColumn& column)
{
    const std::vector<const Evaluation*> runs = runsOf(model, column);
    if (runs.empty()) {
        return std::nullopt;
    }
    ScoreCell cell;
    std::vector<double> scores;
    for (const Evaluation* run : runs) {
        cell.runs.push_back(scoreOf(run->items));
        if (cell.runs.back().n > 0) {
            scores.push_back(cell.runs.back().score);
        }
    }
    if (!scores.empty()) {
        cell.over = meanAndDeviation(scores);
    }
    return cell;
}

void addGain(const ScoredRuns& first, const ScoredRuns& model, const ScoreColumn& column,
             std::uint64_t seed, ScoreCell& cell)
{
    const std::vector<const Evaluation*> before = runsOf(first, column);
    if (before.empty()) {
        return;
    }
    const EvaluationComparison comparison = compareEvaluations(before, runsOf(model, column), seed);
    cell.gain = comparison.paired;
    cell.sentence = model.label + ", " + comparison.sentence;
}

void requireModels(const std::vector<ScoredRuns>& models)
{
    std::set<std::string> labels;
    for (const ScoredRuns& model : models) {
        if (model.runs.empty()) {
            throw StudyError(model.label, "a result with evaluations", "none");
        }
        if (!labels.insert(model.label).second) {
            throw StudyError("scores", "one label per model", "'" + model.label + "' twice",
                             "Name them: NAME=F.h5.");
        }
    }
    if (models.empty()) {
        throw StudyError("scores", "at least one result", "none");
    }
}

} // namespace

bool ScoreColumn::operator==(const ScoreColumn& other) const
{
    return std::tie(task, protocol, promptTemplate, shots)
        == std::tie(other.task, other.protocol, other.promptTemplate, other.shots);
}

ScoreTable scoreTable(const std::vector<ScoredRuns>& models, std::uint64_t seed)
{
    requireModels(models);
    ScoreTable table;
    for (const ScoredRuns& model : models) {
        for (const Evaluation& run : model.runs) {
            const ScoreColumn column = columnOf(run);
            if (std::find(table.columns.begin(), table.columns.end(), column)
                == table.columns.end()) {
                table.columns.push_back(column);
            }
        }
    }
    for (const ScoredRuns& model : models) {
        ScoreRow row{model.label, {}, model.files};
        for (const ScoreColumn& column : table.columns) {
            row.cells.push_back(cellOf(model, column));
            if (row.cells.back() && &model != &models.front()) {
                addGain(models.front(), model, column, seed, *row.cells.back());
            }
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace neurograft

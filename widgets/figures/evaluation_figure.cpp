// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/evaluation_figure.h"

#include "core/run/error.h"
#include "core/run/score_files.h"
#include "core/store/result_file.h"
#include "core/store/table_text.h"
#include "core/studies/ready_studies.h"
#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/run_provenance.h"
#include "widgets/plots/number_text.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t kEvaluationFigureSeed =
    42; ///< of the paired bootstrap: as the commands' default
const QString kEvaluationFigureSeparator = QStringLiteral(" | ");

void requireNoParts(const HeatmapSelection& selection)
{
    if (!selection.modules.isEmpty()) {
        throw UsageError("--modules", "nothing: scores are of whole models",
                         selection.modules.join(u',').toStdString());
    }
    if (!selection.measure.isEmpty()) {
        throw UsageError("--measure", "nothing: bars are scores",
                         "'" + selection.measure.toStdString() + "'");
    }
    if (selection.mask != QLatin1String("none")) {
        throw UsageError("--mask", "none: scores have no layer pairs to mask",
                         "'" + selection.mask.toStdString() + "'");
    }
}

QString fullTitle(const ScoreColumn& column)
{
    const QString title = QStringLiteral("%1 %2/%3")
                              .arg(QString::fromLatin1(taskWord(column.task)),
                                   QString::fromStdString(column.protocol),
                                   QString::fromStdString(column.promptTemplate));
    return column.shots > 0 ? QStringLiteral("%1 %2-shot").arg(title).arg(column.shots) : title;
}

/// "gsm8k train/train n 200 | bars 95 % Wilson | * p < 0.05 against student".
QString footerOf(const ScoreTable& scores, const std::vector<PublishedScore>& published)
{
    QStringList parts;
    for (std::size_t column = 0; column < scores.columns.size(); ++column) {
        std::int64_t n = 0;
        for (const ScoreRow& row : scores.rows) {
            n = std::max(n, row.cells[column] ? row.cells[column]->runs.front().n : 0);
        }
        parts << QStringLiteral("%1, n %2").arg(fullTitle(scores.columns[column])).arg(n);
    }
    bool hasSeeds = false;
    for (const ScoreRow& row : scores.rows) {
        for (const auto& cell : row.cells) {
            hasSeeds = hasSeeds || (cell && cell->over.n > 1);
        }
    }
    parts << (hasSeeds ? QStringLiteral("whiskers 95 % Wilson, of several runs ± 1 sd")
                       : QStringLiteral("whiskers 95 % Wilson"));
    if (scores.rows.size() > 1) {
        parts << QStringLiteral("* p < 0.05 against %1")
                     .arg(QString::fromStdString(scores.rows.front().label));
    }
    for (const std::string& source : publishedSources(published)) {
        parts << QStringLiteral("published: ") + QString::fromStdString(source);
    }
    return parts.join(kEvaluationFigureSeparator);
}

/// row, task, score, source of each published number.
Table publishedScoresTable(const ScoreTable& scores, const std::vector<PublishedScore>& published)
{
    std::vector<std::string> cells;
    for (const PublishedScore& one : published) {
        cells.insert(cells.end(),
                     {one.number.row, taskWord(scores.columns[one.column].task),
                      fileNumber(one.score), one.number.source});
    }
    Table table;
    table.path = "evaluation/published";
    table.shape = {static_cast<std::int64_t>(published.size()), 4};
    table.axes = {"number", "column"};
    table.attributes["columns"] = R"(["row","task","score","source"])";
    table.values = std::move(cells);
    return table;
}

std::vector<PublishedScore> publishedOf(const ScoreTable& scores, const QString& study)
{
    if (study.isEmpty()) {
        return {};
    }
    const fs::path file = chainFile(study.toStdString());
    std::vector<PublishedScore> published = publishedScores(scores, readChainStudy(file));
    if (published.empty()) {
        throw StudyError(file.filename().string(), "published numbers of the tasks drawn", "none");
    }
    return published;
}

Table tableOf(const ScoreTable& scores, const std::string& path, double (*value)(const ScoreCell&))
{
    std::vector<double> values;
    for (const ScoreRow& row : scores.rows) {
        for (const auto& cell : row.cells) {
            values.push_back(cell && cell->over.n > 0 ? value(*cell) : kNaN);
        }
    }
    Table table;
    table.path = path;
    table.shape = {static_cast<std::int64_t>(scores.rows.size()),
                   static_cast<std::int64_t>(scores.columns.size())};
    table.axes = {"model", "task"};
    table.unit = "share of right answers";
    table.values = std::move(values);
    return table;
}

/// Runs of one name are one model's; without a name each stands for itself.
void addRun(std::vector<LabelledResults>& models, const std::string& name, const fs::path& run)
{
    const auto known = std::find_if(models.begin(), models.end(), [&name](const auto& model) {
        return !name.empty() && model.label == name;
    });
    if (known == models.end()) {
        models.push_back({name, {run}});
    } else {
        known->results.push_back(run);
    }
}

} // namespace

Interval whiskerOf(const ScoreCell& cell)
{
    if (cell.over.n == 0) {
        return {kNaN, kNaN};
    }
    if (cell.over.n > 1) {
        return {std::max(0.0, cell.over.mean - cell.over.deviation),
                std::min(1.0, cell.over.mean + cell.over.deviation)};
    }
    const auto scored = std::find_if(cell.runs.begin(), cell.runs.end(),
                                     [](const EvaluationScore& run) { return run.n > 0; });
    return scored->interval;
}

std::vector<std::string> unmatchedRows(const std::vector<PublishedScore>& published)
{
    std::vector<PublishedScore> others;
    std::copy_if(published.begin(), published.end(), std::back_inserter(others),
                 [](const PublishedScore& score) { return score.rows.empty(); });
    return publishedRows(others);
}

QString columnTitle(const ScoreTable& scores, std::size_t column)
{
    const EvaluationTask task = scores.columns[column].task;
    const auto same = std::count_if(scores.columns.begin(), scores.columns.end(),
                                    [task](const ScoreColumn& each) { return each.task == task; });
    return same > 1 ? fullTitle(scores.columns[column]) : QString::fromLatin1(taskWord(task));
}

QString evaluationFinding(const ScoreTable& scores)
{
    QStringList parts;
    for (const ScoreRow& row : scores.rows) {
        for (std::size_t column = 0; column < scores.columns.size(); ++column) {
            if (!row.cells[column]) {
                continue;
            }
            const ScoreCell& cell = *row.cells[column];
            const QString score =
                cell.over.n == 0 ? QStringLiteral("not scored") : numberText(cell.over.mean, 3);
            parts << QStringLiteral("%1 %2 on %3")
                         .arg(QString::fromStdString(row.label), score,
                              columnTitle(scores, column));
        }
    }
    return parts.join(QStringLiteral(", "));
}

FigureScene EvaluationFigure::draw(const FigureSpec& spec) const
{
    return evaluationScene(*this, spec);
}

FigureRecipe EvaluationFigure::recipe(const FigureSpec& spec) const
{
    FigureRecipe recipe;
    recipe.kind = kind();
    recipe.spec = spec;
    recipe.names = names;
    recipe.published = publishedStudy;
    return recipe;
}

std::string EvaluationFigure::csv() const
{
    return scoreTableCsv(scores, statedScores(published));
}

nlohmann::json EvaluationFigure::provenance(const FigureSpec&) const
{
    return manifest;
}

QString EvaluationFigure::tsv() const
{
    return QString::fromStdString(tsvOfCsv(csv()));
}

std::vector<Table> EvaluationFigure::tables() const
{
    std::vector<Table> tables{
        tableOf(scores, "evaluation/scores", [](const ScoreCell& cell) { return cell.over.mean; }),
        tableOf(scores, "evaluation/scores_low",
                [](const ScoreCell& cell) { return whiskerOf(cell).low; }),
        tableOf(scores, "evaluation/scores_high",
                [](const ScoreCell& cell) { return whiskerOf(cell).high; })};
    if (!published.empty()) {
        tables.push_back(publishedScoresTable(scores, published));
    }
    return tables;
}

QString EvaluationFigure::subject() const
{
    QStringList labels;
    for (const ScoreRow& row : scores.rows) {
        labels << QString::fromStdString(row.label);
    }
    return QStringLiteral("Scores of %1").arg(labels.join(QStringLiteral(", ")));
}

QString EvaluationFigure::baseName() const
{
    QStringList parts{kind()};
    for (const ScoreColumn& column : scores.columns) {
        parts << QString::fromLatin1(taskWord(column.task));
    }
    parts.removeDuplicates();
    return fileStem(parts << QString::fromStdString(scores.rows.back().label));
}

EvaluationFigure evaluationFigureFromResults(const std::vector<fs::path>& runs,
                                             const QStringList& names,
                                             const HeatmapSelection& selection,
                                             const QString& published)
{
    requireNoParts(selection);
    if (!names.isEmpty() && static_cast<std::size_t>(names.size()) != runs.size()) {
        throw StudyError("/names", std::to_string(runs.size()) + " names, one for each run",
                         std::to_string(names.size()));
    }
    std::vector<LabelledResults> models;
    nlohmann::json sources = nlohmann::json::array();
    for (std::size_t at = 0; at < runs.size(); ++at) {
        const ResultFile result = readResult(runs[at]);
        const std::string name = runs[at].filename().string();
        std::vector<std::string> tables;
        for (const EvaluationTask task : evaluatedTasks(result)) {
            tables.push_back(std::string("evaluation/") + taskWord(task) + "/items/correct");
        }
        if (tables.empty()) {
            throw StudyError(name, "an evaluation (evaluation/<task>/items)", heldGroups(result));
        }
        sources.push_back(runProvenance(result.manifest, name, tables));
        addRun(models,
               names.isEmpty() ? std::string() : names[static_cast<qsizetype>(at)].toStdString(),
               runs[at]);
    }
    EvaluationFigure figure;
    figure.scores = scoresOfResults(models, kEvaluationFigureSeed);
    figure.names = names;
    figure.publishedStudy = published;
    figure.published = publishedOf(figure.scores, published);
    figure.footer = footerOf(figure.scores, figure.published);
    figure.manifest = sources.size() == 1 ? sources.front() : nlohmann::json{{"runs", sources}};
    return figure;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluation_board.h"

#include "core/studies/ready_studies.h"
#include "widgets/models/evaluate_task.h"
#include "widgets/models/evaluation_row.h"
#include "widgets/models/path_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <set>

namespace neurograft {

namespace {

struct EvaluationBoardTexts {
    Q_DECLARE_TR_FUNCTIONS(EvaluationBoard)
};

bool isSameSubject(const EvaluateStudy& a, const EvaluateStudy& b)
{
    return a.model == b.model && a.predictions == b.predictions && a.overlay == b.overlay;
}

/// They would stand in one cell, and are no repetitions with other seeds of a transfer.
bool isOneCell(const EvaluationRun& a, const EvaluationRun& b)
{
    return isSameSubject(a.study, b.study) && a.study.task == b.study.task
        && a.protocol == b.protocol && a.promptTemplate == b.promptTemplate
        && a.study.shots == b.study.shots;
}

/// 0 the student as it is, 1 other models as they are, 2 all others.
int placeOf(const EvaluateStudy& study, const std::set<std::filesystem::path>& students)
{
    return !study.overlay.isEmpty() || study.model.empty() ? 2
        : students.count(study.model) > 0                  ? 0
                                                           : 1;
}

} // namespace

std::vector<BoardRow> boardRows(const std::vector<EvaluationRun>& runs)
{
    std::vector<const EvaluationRun*> counting;
    std::set<std::filesystem::path> students;
    for (const EvaluationRun& run : runs) { // oldest first
        if (run.isPartial) {
            continue;
        }
        if (!run.study.overlay.isEmpty()) {
            students.insert(run.study.model);
        }
        const auto earlier =
            std::find_if(counting.begin(), counting.end(),
                         [&run](const EvaluationRun* each) { return isOneCell(*each, run); });
        if (earlier != counting.end()) {
            *earlier = &run;
        } else {
            counting.push_back(&run);
        }
    }
    std::stable_sort(counting.begin(), counting.end(), [&students](const auto* a, const auto* b) {
        return placeOf(a->study, students) < placeOf(b->study, students);
    });
    std::vector<BoardRow> rows;
    for (const EvaluationRun* run : counting) {
        const QString label = subjectTitle(run->study);
        auto row = std::find_if(rows.begin(), rows.end(),
                                [&label](const BoardRow& each) { return each.label == label; });
        if (row == rows.end()) {
            rows.push_back({label, {}});
            row = std::prev(rows.end());
        }
        row->files << run->path;
    }
    return rows;
}

NamedRuns namedRuns(const std::vector<BoardRow>& rows)
{
    NamedRuns named;
    for (const BoardRow& row : rows) {
        for (const QString& file : row.files) {
            named.runs.push_back(toPath(file));
            named.names << row.label;
        }
    }
    return named;
}

ScoreTable readBoard(const std::vector<BoardRow>& rows, std::uint64_t seed,
                     const RunContext& context)
{
    std::vector<ScoredRuns> models;
    for (const BoardRow& row : rows) {
        ScoredRuns model;
        model.label = row.label.toStdString();
        for (const QString& file : row.files) {
            context.throwIfStopped();
            model.runs.push_back(*readEvaluationRun(file, true).evaluation);
            model.files.push_back(toPath(file));
        }
        models.push_back(std::move(model));
    }
    return models.empty() ? ScoreTable() : scoreTable(models, seed);
}

const PublishedScore* BoardStudy::score(const std::string& row, std::size_t column) const
{
    const auto found = std::find_if(scores.begin(), scores.end(), [&](const PublishedScore& each) {
        return each.number.row == row && each.column == column;
    });
    return found == scores.end() ? nullptr : &*found;
}

QString BoardStudy::sources(const std::string& row) const
{
    QStringList sources;
    for (const PublishedScore& each : scores) {
        const QString source = QString::fromStdString(each.number.source);
        if (each.number.row == row && !sources.contains(source)) {
            sources << source;
        }
    }
    return sources.join(QStringLiteral("; "));
}

std::vector<BoardStudy> boardStudies(const ScoreTable& table)
{
    std::vector<BoardStudy> studies;
    for (const ReadyStudy& ready : readyStudies()) {
        BoardStudy study{QString::fromStdString(ready.name),
                         QString::fromStdString(ready.study.title),
                         publishedScores(table, ready.study)};
        if (!study.scores.empty()) {
            studies.push_back(std::move(study));
        }
    }
    return studies;
}

QString publishedText(const PublishedScore& score)
{
    return EvaluationBoardTexts::tr("%1 %").arg(percentText(score.score));
}

QString publishedSentence(const PublishedScore& score)
{
    QStringList lines{EvaluationBoardTexts::tr("Published: %1, %2.")
                          .arg(QString::fromStdString(score.number.row),
                               QString::fromStdString(score.number.source))};
    if (!score.number.note.empty()) {
        lines << QString::fromStdString(score.number.note);
    }
    return lines.join(u'\n');
}

QString columnTitle(const ScoreColumn& column)
{
    const QString task = QString::fromLatin1(taskWord(column.task));
    QStringList parts{taskTitle(task)};
    const QString protocol = QString::fromStdString(column.protocol);
    if (protocolWords(column.task).front() != column.protocol) {
        parts << protocol;
    }
    if (column.shots > 0) {
        parts << EvaluationBoardTexts::tr("%1 shots").arg(column.shots);
    }
    return parts.join(QStringLiteral(", "));
}

QString boardCellText(const ScoreCell& cell)
{
    if (cell.over.n == 0 || std::isnan(cell.over.mean)) {
        return QStringLiteral("–");
    }
    const QString mean = percentText(cell.over.mean);
    QString text = cell.over.n > 1
        ? EvaluationBoardTexts::tr("%1 ± %2 %").arg(mean, percentText(cell.over.deviation))
        : EvaluationBoardTexts::tr("%1 %").arg(mean);
    if (cell.gain && cell.gain->n > 0) {
        text += cell.gain->isSignificant.value_or(false)
            ? (cell.gain->difference > 0.0 ? QStringLiteral(" ▲") : QStringLiteral(" ▼"))
            : EvaluationBoardTexts::tr(" n.s.");
    }
    return text;
}

QString boardCellSentence(const ScoreCell& cell)
{
    QStringList lines;
    for (const EvaluationScore& score : cell.runs) {
        lines << scoreSentence(score);
    }
    if (cell.over.n > 1) {
        lines << EvaluationBoardTexts::tr("Mean of %1 runs %2 %, standard deviation %3 points.")
                     .arg(cell.over.n)
                     .arg(percentText(cell.over.mean), percentText(cell.over.deviation));
    }
    if (cell.gain) {
        lines << EvaluationBoardTexts::tr("Against the first row: %1").arg(findingText(*cell.gain));
    }
    return lines.join(u'\n');
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/figures/sweep_figure_samples.h"

#include "core/run/sweep_result.h"
#include "core/store/result_file.h"
#include "core/store/table_text.h"

#include <cmath>
#include <limits>

namespace neurograft::testing {

namespace fs = std::filesystem;

namespace {

SweepAxis axisOf(const char* name, const std::vector<std::string>& labels)
{
    SweepAxis axis{name, {}};
    for (const std::string& label : labels) {
        axis.values.push_back({label, label, {}});
    }
    return axis;
}

PublishedNumber published(const char* row, double value, const char* metric,
                          const std::map<std::string, std::string>& where)
{
    PublishedNumber number;
    number.row = row;
    number.column = "GSM8K";
    number.value = value;
    number.unit = "%";
    number.source = "A paper, table 1";
    number.metric = metric;
    number.where = where;
    return number;
}

/// A sweep is dated when it is gathered; samples are the same whenever they are written.
void dateSample(const fs::path& path)
{
    ResultFile result = readResult(path);
    result.manifest.createdUtc = "2026-11-25T03:00:00Z";
    writeResult(path, result, true);
}

/// Lines of a CSV, each its fields; nothing is quoted in the samples but sources.
QList<QStringList> linesOf(const std::string& csv)
{
    QList<QStringList> lines;
    for (const QString& line : QString::fromStdString(csv).split(u'\n', Qt::SkipEmptyParts)) {
        lines << line.split(u',');
    }
    return lines;
}

/// "" for a number that is not there, as figures write it.
QString numberIn(const Table& table, qsizetype row)
{
    const QString text = QString::fromStdString(tableCell(table, row));
    return text == QLatin1String("nan") ? QString() : text;
}

} // namespace

double sampleSweepScore(std::size_t rate, std::size_t checkpoint, std::size_t seed)
{
    return 0.2 + 0.1 * static_cast<double>(rate) + 0.05 * static_cast<double>(checkpoint)
        + 0.04 * (static_cast<double>(seed) - 1.0);
}

void writeSampleSweep(const fs::path& path)
{
    const std::vector<SweepAxis> axes{axisOf("rate", {"0.1", "0.5", "1"}),
                                      axisOf("checkpoint", {"1", "3"}),
                                      axisOf("seed", {"42", "43", "44"})};
    std::vector<SweptCell> cells;
    for (std::size_t rate = 0; rate < 3; ++rate) {
        for (std::size_t checkpoint = 0; checkpoint < 2; ++checkpoint) {
            for (std::size_t seed = 0; seed < 3; ++seed) {
                SweptCell cell;
                cell.name = std::to_string(cells.size());
                cell.values = {rate, checkpoint, seed};
                cell.isFinished = cells.size() < 17;
                if (cell.isFinished) {
                    cell.metrics = {{"answers/score", sampleSweepScore(rate, checkpoint, seed)},
                                    {"held-out/perplexity",
                                     cells.size() == 16
                                         ? std::numeric_limits<double>::quiet_NaN()
                                         : 6.0 + 0.25 * static_cast<double>(cells.size())}};
                }
                cells.push_back(std::move(cell));
            }
        }
    }
    writeSweepResult(
        path, "LaTen over rates", "rates", axes, cells,
        {published("LaTen", 31.0, "rates/answers/score", {{"rate", "0.5"}, {"checkpoint", "3"}}),
         published("Seeking", 40.0, "rates/answers/score", {}),
         published("Another step", 99.0, "before/score", {})});
    dateSample(path);
}

void writeSampleTaskSweep(const fs::path& path)
{
    std::vector<SweptCell> cells;
    for (std::size_t model = 0; model < 2; ++model) {
        for (std::size_t task = 0; task < 2; ++task) {
            SweptCell cell;
            cell.name = std::to_string(cells.size());
            cell.values = {model, task};
            cell.isFinished = true;
            cell.metrics = {{"score", 0.3 + 0.1 * static_cast<double>(cells.size())}};
            cells.push_back(std::move(cell));
        }
    }
    writeSweepResult(path, "Before", "before",
                     {axisOf("model", {"student", "teacher"}), axisOf("task", {"mmlu", "gsm8k"})},
                     cells,
                     {published("Llama-2-7B-Chat", 16.07, "before/score",
                                {{"model", "student"}, {"task", "gsm8k"}})});
    dateSample(path);
}

FigureEntry sweepEntry(const fs::path& folder)
{
    FigureEntry entry;
    entry.runs = {folder / "sweep.h5"};
    entry.recipe.kind = QStringLiteral("sweep");
    entry.recipe.spec.applyPreset(QStringLiteral("acl-column"));
    return entry;
}

FigureEntry taskSweepEntry(const fs::path& folder)
{
    FigureEntry entry = sweepEntry(folder);
    entry.runs = {folder / "tasks.h5"};
    return entry;
}

FigureEntry parallelEntry(const fs::path& folder)
{
    FigureEntry entry = sweepEntry(folder);
    entry.recipe.kind = QStringLiteral("parallel");
    entry.recipe.spec.colorMap = ColorMapId::Viridis;
    return entry;
}

QString sweepStoreProblem(const FigureEntry& entry, const std::string& csv)
{
    const bool isOfTasks = entry.runs.front().filename() == "tasks.h5";
    const std::string metric = isOfTasks ? "score" : "answers/score";
    const Table mean = readTable(entry.runs.front(), "sweep/mean/" + metric);
    const Table sd = readTable(entry.runs.front(), "sweep/sd/" + metric);
    const Table seeds = readTable(entry.runs.front(), "sweep/seeds");
    QList<QStringList> lines = linesOf(csv);
    const qsizetype at = lines.takeFirst().indexOf(QStringLiteral("mean"));
    QStringList last;
    qsizetype group = -1;
    for (const QStringList& line : lines) {
        group += line.mid(0, at) == last ? 0 : 1; // a line more for another published number
        last = line.mid(0, at);
        if (line[at] != numberIn(mean, group) || line[at + 1] != numberIn(sd, group)
            || line[at + 2] != numberIn(seeds, group)) {
            return QStringLiteral("group %1: %2").arg(group).arg(line.join(u','));
        }
    }
    return group + 1 == mean.size() ? QString() : QStringLiteral("%1 groups").arg(group + 1);
}

QString parallelStoreProblem(const FigureEntry& entry, const std::string& csv)
{
    QList<QStringList> lines = linesOf(csv);
    const QStringList heading = lines.takeFirst();
    for (qsizetype column = 0; column < heading.size(); ++column) {
        const std::string folder = column < 3 ? "sweep/axis/" : "sweep/metric/";
        const Table table = readTable(entry.runs.front(), folder + heading[column].toStdString());
        for (qsizetype row = 0; row < lines.size(); ++row) {
            if (lines[row].value(column) != numberIn(table, row)) {
                return QStringLiteral("cell %1, %2").arg(row).arg(heading[column]);
            }
        }
    }
    return lines.size() == 18 ? QString() : QStringLiteral("%1 cells").arg(lines.size());
}

} // namespace neurograft::testing

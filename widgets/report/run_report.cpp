// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/report/run_report.h"

#include "core/evaluate/evaluation_result.h"
#include "core/run/error.h"
#include "core/run/score_files.h"
#include "core/store/result_file.h"
#include "widgets/figures/figure_entry.h"
#include "widgets/figures/result_figures.h"
#include "widgets/figures/run_provenance.h"
#include "widgets/models/path_text.h"
#include "widgets/plots/number_text.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kReportSeed = 42; ///< of the paired bootstrap
constexpr int kShortHash = 12; ///< digits that tell two inputs apart

void addFact(ReportRun& run, const char* name, const QString& value)
{
    if (!value.isEmpty()) {
        run.facts.push_back({QString::fromLatin1(name), value});
    }
}

QString shortHash(const std::string& hash)
{
    return QString::fromStdString(hash).left(kShortHash);
}

/// A model folder and the start of its hash.
QString modelText(const std::string& folder, const std::string& hash)
{
    const QString name = QString::fromStdString(folder);
    return name.isEmpty() || hash.empty()
        ? name
        : name + QStringLiteral(" (sha256 %1…)").arg(shortHash(hash));
}

void addFacts(const RunManifest& manifest, ReportRun& run)
{
    const QLocale c = QLocale::c();
    addFact(run, "Command", QString::fromStdString(manifest.command));
    addFact(run, "Status",
            manifest.status == "complete" ? QString() : QString::fromStdString(manifest.status));
    addFact(run, "Created", QString::fromStdString(manifest.createdUtc));
    addFact(run, "Teacher", modelText(manifest.teacher, manifest.teacherSha256));
    addFact(run, "Student", modelText(manifest.student, manifest.studentSha256));
    addFact(run, "Data",
            manifest.dataSha256.empty()
                ? QString()
                : QStringLiteral("sha256 %1…").arg(shortHash(manifest.dataSha256)));
    addFact(run, "Seed", QString::number(manifest.seed));
    addFact(run, "Computed",
            QStringLiteral("%1 s on %2, %3, %4 thread(s), %5 at most")
                .arg(numberText(manifest.wallSeconds, 1), QString::fromStdString(manifest.device),
                     QString::fromStdString(manifest.dtype))
                .arg(manifest.threads)
                .arg(c.formattedDataSize(static_cast<qint64>(manifest.peakBytes), 1,
                                         QLocale::DataSizeSIFormat)));
    addFact(run, "Program", QString::fromStdString(manifest.programVersion));
}

void addFigures(const fs::path& path, const RunContext& context, ReportRun& run)
{
    try {
        for (const FigureEntry& entry : figuresOfResult(path, {}, {})) {
            context.throwIfStopped();
            run.figures.push_back(
                {entry.name, loadFigure(entry.recipe, entry.runs), entry.recipe.spec});
        }
    } catch (const Canceled&) {
        throw;
    } catch (const Error& error) {
        run.problem = QString::fromStdString(error.what());
    }
}

} // namespace

std::size_t RunReport::figureCount() const
{
    std::size_t count = 0;
    for (const ReportRun& run : runs) {
        count += run.figures.size();
    }
    return count;
}

RunReport readReport(const std::vector<fs::path>& results, const QString& title,
                     const RunContext& context)
{
    if (results.empty()) {
        throw StudyError("report", "at least one result file", "none");
    }
    RunReport report;
    report.title = title;
    std::vector<LabelledResults> evaluated;
    std::string newest;
    for (std::size_t i = 0; i < results.size(); ++i) {
        context.checkpoint({"report", 1, 1, static_cast<std::int64_t>(i),
                            static_cast<std::int64_t>(results.size()), "results"});
        const ResultFile result = readResult(results[i]);
        std::vector<std::string> tables;
        for (const Table& table : result.tables) {
            tables.push_back(table.path);
        }
        ReportRun run;
        run.name = fromPath(results[i].stem() == "run" ? results[i].parent_path().filename()
                                                       : results[i].stem());
        run.provenance = runProvenance(result.manifest, results[i].filename().string(), tables);
        addFacts(result.manifest, run);
        addFigures(results[i], context, run);
        newest = std::max(newest, result.manifest.createdUtc);
        if (!evaluatedTasks(result).empty()) {
            evaluated.push_back({{}, {results[i]}});
        }
        report.runs.push_back(std::move(run));
    }
    report.date = QDateTime::fromString(QString::fromStdString(newest), Qt::ISODate);
    if (!evaluated.empty()) {
        report.scores = scoresOfResults(evaluated, kReportSeed);
        for (const ScoreRow& row : report.scores->rows) {
            for (const std::optional<ScoreCell>& cell : row.cells) {
                if (cell && !cell->sentence.empty()) {
                    report.findings << QString::fromStdString(cell->sentence);
                }
            }
        }
    }
    return report;
}

std::vector<fs::path> reportedResults(const std::vector<fs::path>& paths)
{
    std::vector<fs::path> results;
    for (const fs::path& path : paths) {
        if (!fs::is_directory(path)) {
            results.push_back(path);
            continue;
        }
        std::vector<fs::path> held;
        for (const fs::path& folder : {path, path / "runs"}) {
            std::error_code none;
            for (const fs::directory_entry& file : fs::directory_iterator(folder, none)) {
                if (file.path().extension() == ".h5") {
                    held.push_back(file.path());
                }
            }
        }
        if (held.empty()) {
            throw StudyError(path.string(), "a folder with results (.h5)", "none in it");
        }
        std::sort(held.begin(), held.end());
        results.insert(results.end(), held.begin(), held.end());
    }
    return results;
}

QString scoreCellText(const std::optional<ScoreCell>& cell)
{
    if (!cell || cell->over.n == 0) {
        return QStringLiteral("–");
    }
    const QString mean = numberText(cell->over.mean, 3);
    return std::isfinite(cell->over.deviation)
        ? QStringLiteral("%1 ± %2").arg(mean, numberText(cell->over.deviation, 3))
        : mean;
}

QString scoreColumnText(const ScoreColumn& column)
{
    const QString task = QString::fromLatin1(taskWord(column.task));
    return column.shots == 0 ? task : QStringLiteral("%1, %2 shots").arg(task).arg(column.shots);
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/figures/figure_samples.h"

#include "tests/widgets/figures/loss_figure_samples.h"
#include "tests/widgets/figures/neuron_figure_samples.h"
#include "tests/widgets/figures/parameter_figure_samples.h"
#include "tests/widgets/figures/sweep_figure_samples.h"
#include "tests/widgets/sample_result.h"
#include "widgets/figures/board_figure.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/panels/figure_board.h"

#include <nlohmann/json.hpp>

#include <QHash>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace neurograft::testing {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kProbes = 5; ///< per map, as check 9 asks

/// A map of a sample: where its numbers and colours come from.
struct SampleMap {
    QString letter; ///< "b" on a board, else empty
    QString module;
    FigureRecipe recipe;
    std::vector<fs::path> runs;
    nlohmann::json provenance;
};

std::vector<SampleMap> mapsOf(const FigureEntry& entry, const nlohmann::json& provenance)
{
    std::vector<SampleMap> maps;
    if (entry.recipe.kind != QLatin1String("board")) {
        for (const QString& module : entry.recipe.selection.modules) {
            maps.push_back({QString(), module, entry.recipe, entry.runs, provenance});
        }
        return maps;
    }
    for (std::size_t i = 0; i < entry.recipe.parts.size(); ++i) {
        const FigurePart& part = entry.recipe.parts[i];
        std::vector<fs::path> runs;
        for (const int run : part.runs) {
            runs.push_back(entry.runs[static_cast<std::size_t>(run)]);
        }
        for (const QString& module : part.recipe.selection.modules) {
            maps.push_back({QString(QChar(u'a' + static_cast<int>(i))), module, part.recipe, runs,
                            provenance.is_null() ? provenance : provenance.at("parts").at(i)});
        }
    }
    return maps;
}

/// Lines of a CSV by column; a line that names a column "module" is a heading.
std::vector<QHash<QString, QString>> csvRows(const std::string& csv)
{
    std::vector<QHash<QString, QString>> rows;
    QStringList heading;
    for (const QString& line : QString::fromStdString(csv).split(u'\n', Qt::SkipEmptyParts)) {
        const QStringList fields = line.split(u',');
        if (fields.contains(QStringLiteral("module"))) {
            heading = fields;
            continue;
        }
        QHash<QString, QString> row;
        for (int i = 0; i < fields.size(); ++i) {
            row.insert(heading.value(i), fields[i]);
        }
        rows.push_back(row);
    }
    return rows;
}

double numberOf(const QHash<QString, QString>& row, const char* column)
{
    bool isNumber = false;
    const double value = row.value(QLatin1String(column)).toDouble(&isNumber); // the C locale
    return isNumber ? value : std::nan("");
}

bool isSame(double a, double b)
{
    return (std::isnan(a) && std::isnan(b)) || std::memcmp(&a, &b, sizeof a) == 0;
}

/// Of the cell's column: a teacher's layer, or of a model beside itself the other layer.
QString columnOf(const QHash<QString, QString>& row)
{
    return row.value(QStringLiteral("teacher_layer"), row.value(QStringLiteral("student_layer_2")));
}

std::vector<ColorProbe> mapProbes(const FigureEntry& entry, const Figure& figure)
{
    const FigureSpec& spec = entry.recipe.spec;
    std::vector<const SceneImage*> images;
    const FigureScene scene = figure.scene(spec);
    for (const SceneItem& item : scene.items) {
        const auto* image = std::get_if<SceneImage>(&item);
        if (image != nullptr && image->name != QLatin1String("scale")) {
            images.push_back(image);
        }
    }
    const std::vector<QHash<QString, QString>> rows = csvRows(figure.csv());
    const std::vector<SampleMap> maps = mapsOf(entry, figure.provenance(spec));
    std::vector<ColorProbe> probes;
    for (std::size_t i = 0; i < maps.size() && i < images.size(); ++i) {
        const SampleMap& map = maps[i];
        const nlohmann::json range = map.provenance.at("color_range").at(map.module.toStdString());
        const ColorRange scale{range.at(0).get<double>(), range.at(1).get<double>()};
        const QRectF& rect = images[i]->rect;
        std::vector<ColorProbe> own;
        for (const auto& row : rows) {
            const bool isShown = row.value(QStringLiteral("panel")) == map.letter
                && row.value(QStringLiteral("module")) == map.module
                && row.value(QStringLiteral("reason")) == QLatin1String("0")
                && row.value(QStringLiteral("visible")) == QLatin1String("1");
            if (!isShown) {
                continue; // hatched or blank
            }
            const int student = row.value(QStringLiteral("student_layer")).toInt();
            const int teacher = columnOf(row).toInt();
            const double cellX = rect.width() / images[i]->image.width();
            const double cellY = rect.height() / images[i]->image.height();
            own.push_back(
                {QPointF(rect.left() + (teacher + 0.5) * cellX,
                         rect.bottom() - (student + 0.5) * cellY),
                 ColorMap::of(map.recipe.spec.colorMap).color(numberOf(row, "value"), scale),
                 QStringLiteral("%1/%2 S L%3 x T L%4")
                     .arg(map.letter, map.module)
                     .arg(student)
                     .arg(teacher)});
        }
        // Spread over the map: first and last of what is shown, and three between.
        for (std::size_t k = 0; k < kProbes && !own.empty(); ++k) {
            probes.push_back(own[k * (own.size() - 1) / (kProbes - 1)]);
        }
    }
    return probes;
}

QString mapStoreProblem(const FigureEntry& entry, const std::string& csv)
{
    const std::vector<QHash<QString, QString>> rows = csvRows(csv);
    std::size_t expected = 0;
    for (const SampleMap& map : mapsOf(entry, {})) {
        const std::string path = "similarity/" + map.module.toStdString() + '/'
            + map.recipe.selection.measure.toStdString()
            + (map.recipe.selection.baseline.isEmpty() ? "" : "_self_student");
        std::vector<Table> values;
        for (const fs::path& run : map.runs) {
            values.push_back(readTable(run, path));
        }
        const auto columns = static_cast<std::size_t>(values[0].shape[1]);
        expected += values[0].as<double>().size();
        for (const auto& row : rows) {
            if (row.value(QStringLiteral("panel")) != map.letter
                || row.value(QStringLiteral("module")) != map.module) {
                continue;
            }
            const std::size_t at = row.value(QStringLiteral("student_layer")).toUInt() * columns
                + columnOf(row).toUInt();
            const double a = values[0].as<double>().at(at);
            const double b = values.size() > 1 ? values[1].as<double>().at(at) : 0.0;
            const bool isEqual = values.size() == 1 ? isSame(numberOf(row, "value"), a)
                                                    : isSame(numberOf(row, "value"), a - b)
                    && isSame(numberOf(row, "a"), a) && isSame(numberOf(row, "b"), b);
            if (!isEqual) {
                return QStringLiteral("%1/%2 cell %3: %4 is not what %5 holds")
                    .arg(map.letter, map.module)
                    .arg(at)
                    .arg(row.value(QStringLiteral("value")),
                         QString::fromStdString(map.runs[0].filename().string()));
            }
        }
    }
    return rows.size() == expected
        ? QString()
        : QStringLiteral("%1 lines, %2 cells in the store").arg(rows.size()).arg(expected);
}

FigureEntry similarityOf(const fs::path& run, const QStringList& modules, const char* mask = "none")
{
    FigureEntry entry;
    entry.name = QStringLiteral("similarity");
    entry.runs = {run};
    entry.recipe.selection.modules = modules;
    entry.recipe.selection.measure = QStringLiteral("cka");
    entry.recipe.selection.mask = QString::fromLatin1(mask);
    entry.recipe.spec.applyPreset(QStringLiteral("acl-column"));
    return entry;
}

FigureEntry selfOf(const fs::path& run, const QStringList& modules)
{
    FigureEntry entry = similarityOf(run, modules);
    entry.recipe.selection.baseline = QStringLiteral("self-student");
    return entry;
}

FigureEntry differenceOf(const fs::path& a, const fs::path& b, const QStringList& modules)
{
    FigureEntry entry = similarityOf(a, modules);
    entry.name = QStringLiteral("difference");
    entry.runs.push_back(b);
    entry.recipe.kind = QStringLiteral("difference");
    entry.recipe.names = {QStringLiteral("run 1"), QStringLiteral("run 2")};
    entry.recipe.measureB = QStringLiteral("cka");
    entry.recipe.spec.colorMap = ColorMapId::Vik;
    entry.recipe.spec.title = QStringLiteral("A: run 1, B: run 2");
    return entry;
}

FigureEntry boardOf(const fs::path& a, const fs::path& b, const char* mask)
{
    FigureEntry board;
    board.name = QStringLiteral("board");
    board.recipe.spec.applyPreset(QStringLiteral("acl-full"));
    board = withPart(board, similarityOf(a, {QStringLiteral("up_proj")}));
    board = withPart(board, similarityOf(b, {QStringLiteral("down_proj")}, mask));
    FigureEntry difference = differenceOf(a, b, {QStringLiteral("v_proj")});
    difference.recipe.spec.title.clear();
    return withPart(board, difference);
}

const QStringList& allModules()
{
    static const QStringList modules{QStringLiteral("up_proj"), QStringLiteral("down_proj"),
                                     QStringLiteral("v_proj"), QStringLiteral("o_proj")};
    return modules;
}

/// A box around four cells and an arrow between two rows: no cell's middle is hidden.
FigureEntry annotated(FigureEntry entry)
{
    Annotation box;
    box.panel = QStringLiteral("up_proj");
    box.from = QPointF(1.5, 0.5);
    box.to = QPointF(3.5, 2.5);
    Annotation arrow;
    arrow.kind = Annotation::Kind::Arrow;
    arrow.panel = QStringLiteral("v_proj");
    arrow.from = QPointF(7.4, 0.6);
    arrow.to = QPointF(6.2, 0.5);
    entry.recipe.spec.annotations = {box, arrow};
    return entry;
}

void writeFlatRun(const fs::path& path, double value)
{
    ResultFile run = sampleResult();
    run.tables.clear();
    for (const std::string& module : kSampleModules) {
        HeatmapData data = sampleHeatmap(32, 40, QString::fromStdString(module));
        std::fill(data.values.begin(), data.values.end(), value);
        data.values.front() = 0.9;
        addMap(run, data);
    }
    writeResult(path, run, true);
}

} // namespace

void writeSampleRuns(const fs::path& folder)
{
    ResultFile run = sampleResult();
    for (const std::string& module : kSampleModules) {
        addSelfMap(run, module, "student", 6);
    }
    writeResult(folder / "a.h5", run, true);
    ResultFile other = sampleResult();
    other.manifest.createdUtc = "2026-11-25T05:00:00Z";
    for (Table& table : other.tables) {
        if (auto* values = std::get_if<std::vector<double>>(&table.values)) {
            for (double& value : *values) {
                value = 1.0 - value; // A − B has both signs
            }
        }
    }
    writeResult(folder / "b.h5", other, true);
    writeFlatRun(folder / "flat_a.h5", 0.5);
    writeFlatRun(folder / "flat_b.h5", 0.25);
    writeSampleLocateRuns(folder);
    writeSampleTransfer(folder);
    writeSampleParameters(folder);
    writeSampleSweep(folder / "sweep.h5");
    writeSampleTaskSweep(folder / "tasks.h5");
}

const std::vector<FigureSample>& figureSamples()
{
    static const std::vector<FigureSample> samples{
        {"similarity", [](const fs::path& at) { return similarityOf(at / "a.h5", allModules()); },
         [](const fs::path& at) {
             return similarityOf(at / "flat_a.h5", {QStringLiteral("up_proj")});
         },
         mapProbes, mapStoreProblem},
        {"similarity, masked",
         [](const fs::path& at) { return similarityOf(at / "a.h5", allModules(), "upper"); },
         nullptr, mapProbes, mapStoreProblem},
        {"similarity, annotated",
         [](const fs::path& at) { return annotated(similarityOf(at / "a.h5", allModules())); },
         nullptr, mapProbes, mapStoreProblem},
        {"similarity of a model with itself",
         [](const fs::path& at) { return selfOf(at / "a.h5", allModules()); }, nullptr, mapProbes,
         mapStoreProblem},
        {"difference",
         [](const fs::path& at) { return differenceOf(at / "a.h5", at / "b.h5", allModules()); },
         [](const fs::path& at) {
             return differenceOf(at / "flat_a.h5", at / "flat_b.h5", {QStringLiteral("up_proj")});
         },
         mapProbes, mapStoreProblem},
        {"board", [](const fs::path& at) { return boardOf(at / "a.h5", at / "b.h5", "upper"); },
         [](const fs::path& at) { return boardOf(at / "flat_a.h5", at / "flat_b.h5", "none"); },
         mapProbes, mapStoreProblem},
        {"neurons", neuronsEntry, flatNeuronsEntry, neuronProbes, neuronStoreProblem},
        {"neurons, zoomed", zoomedNeuronsEntry, nullptr, neuronProbes, neuronStoreProblem},
        {"neurons, pruned", prunedNeuronsEntry, nullptr, neuronProbes, neuronStoreProblem},
        {"heads", headsEntry, nullptr, neuronProbes, neuronStoreProblem},
        {"layers", layersEntry, nullptr, nullptr, layersStoreProblem},
        {"layers, best", bestLayersEntry, nullptr, nullptr, bestStoreProblem},
        {"layers, sensitivity", sensitivityEntry, nullptr, nullptr, sensitivityStoreProblem},
        {"tokens", tokensEntry, nullptr, nullptr, tokensStoreProblem},
        {"loss", lossEntry, nullptr, nullptr, lossStoreProblem},
        {"parameters", parametersEntry, nullptr, nullptr, parametersStoreProblem},
        {"parameters, norm ratio", normRatioEntry, nullptr, nullptr, parametersStoreProblem},
        {"parameters, map", parameterMapEntry, nullptr, nullptr, parametersStoreProblem},
        {"parameters, cosine map", cosineMapEntry, nullptr, nullptr, parametersStoreProblem},
        {"spectrum", spectrumEntry, nullptr, nullptr, spectrumStoreProblem},
        {"spectrum, distance", distanceEntry, nullptr, nullptr, distanceStoreProblem},
        {"recomposition", recompositionEntry, nullptr, nullptr, recompositionStoreProblem},
        {"sweep", sweepEntry, nullptr, nullptr, sweepStoreProblem},
        {"sweep, words", taskSweepEntry, nullptr, nullptr, sweepStoreProblem},
        {"parallel", parallelEntry, nullptr, nullptr, parallelStoreProblem},
    };
    return samples;
}

} // namespace neurograft::testing

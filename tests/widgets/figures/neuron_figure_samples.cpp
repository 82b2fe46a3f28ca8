// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/figures/neuron_figure_samples.h"

#include "tests/widgets/sample_tokens.h"
#include "widgets/figures/figure_exporter.h"

#include <nlohmann/json.hpp>

#include <QStringList>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

namespace neurograft::testing {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kProbes = 5; ///< per map, as check 9 asks

/// One line of the figure's CSV.
struct NeuronLine {
    QString model;
    int layer = 0;
    QString module;
    int index = 0;
    float score = 0.0F;
    bool isLocated = false;
};

std::vector<NeuronLine> linesOf(const std::string& csv)
{
    std::vector<NeuronLine> lines;
    for (const QString& line :
         QString::fromStdString(csv).split(u'\n', Qt::SkipEmptyParts).mid(1)) {
        const QStringList fields = line.split(u',');
        lines.push_back({fields.value(0), fields.value(1).toInt(), fields.value(2),
                         fields.value(3).toInt(),
                         std::strtof(fields.value(4).toLatin1().constData(), nullptr),
                         fields.value(6) == QLatin1String("1")});
    }
    return lines;
}

std::string pathOf(const NeuronLine& line)
{
    return "attribution/" + line.model.toStdString() + '/'
        + neuronFamilyWord(*neuronFamilyOf(line.module)).toStdString();
}

/// Neurons of a stored map that a figure draws and that were evaluated.
std::size_t drawnNeurons(const Table& table, const HeatmapSelection& selection)
{
    const std::size_t slash = table.path.rfind('/');
    const auto family = neuronFamilyOf(QString::fromStdString(table.path.substr(slash + 1)));
    if (!family || table.path.rfind("attribution/", 0) != 0) {
        return 0;
    }
    const QString module = neuronModule(*family);
    if (selection.modules.isEmpty() ? !isListedFamily(*family)
                                    : !selection.modules.contains(module)) {
        return 0;
    }
    const QString role = QString::fromStdString(table.path.substr(12, slash - 12));
    const auto part = selection.views.find(role + u'/' + module);
    const auto width = static_cast<std::size_t>(table.shape[1]);
    const std::vector<float>& scores = table.as<float>();
    std::size_t drawn = 0;
    for (std::size_t cell = 0; cell < scores.size(); ++cell) {
        const NeuronPlace place{static_cast<int>(cell / width), static_cast<int>(cell % width)};
        const bool isInside = part == selection.views.end() || part->second.contains(place);
        drawn += isInside && !std::isnan(scores[cell]) ? 1 : 0;
    }
    return drawn;
}

/// Counts of the best neurons of a model by (score, layer, kind, index): a map of its own making.
std::map<std::pair<int, bool>, int> bestCounts(const ResultFile& result, const std::string& role)
{
    using Key = std::tuple<float, int, int, int>; // ascending: score negated, layer, kind, index
    std::vector<Key> all;
    std::size_t located = 0;
    for (const bool isFfn : {true, false}) {
        const std::string word = isFfn ? "ffn" : "attn";
        const Table* table = result.find("attribution/" + role + '/' + word);
        const auto width = static_cast<std::size_t>(table->shape[1]);
        const std::vector<float>& scores = table->as<float>();
        for (std::size_t cell = 0; cell < scores.size(); ++cell) {
            all.emplace_back(-scores[cell], static_cast<int>(cell / width), isFfn ? 0 : 1,
                             static_cast<int>(cell % width));
        }
        located += static_cast<std::size_t>(
            result.find("attribution/" + role + "/selection_" + word)->size());
    }
    std::sort(all.begin(), all.end());
    std::map<std::pair<int, bool>, int> counts;
    for (std::size_t i = 0; i < located; ++i) {
        ++counts[{std::get<1>(all[i]), std::get<2>(all[i]) == 0}];
    }
    return counts;
}

FigureEntry entryOf(const char* kind, const fs::path& run)
{
    FigureEntry entry;
    entry.name = QString::fromLatin1(kind);
    entry.runs = {run};
    entry.recipe.kind = QString::fromLatin1(kind);
    entry.recipe.spec.applyPreset(QStringLiteral("acl-column"));
    return entry;
}

} // namespace

void writeSampleLocateRuns(const fs::path& folder)
{
    const ResultFile whole = sampleLocateResult();
    writeResult(folder / "locate.h5", whole, true);
    ResultFile pruned = whole;
    pruned.manifest.createdUtc = "2026-11-26T04:00:00Z";
    for (Table& table : pruned.tables) {
        auto* scores = std::get_if<std::vector<float>>(&table.values);
        if (scores == nullptr) {
            continue;
        }
        table.attributes["evaluated_fraction"] = 0.5;
        for (std::size_t i = 1; i < scores->size(); i += 2) {
            (*scores)[i] = std::numeric_limits<float>::quiet_NaN();
        }
    }
    writeResult(folder / "pruned.h5", pruned, true);
    ResultFile complete = sampleWholeResult();
    complete.manifest.createdUtc = "2026-11-26T06:00:00Z";
    writeResult(folder / "whole.h5", complete, true);
    writeResult(folder / "sensitivity.h5", sampleSensitivityResult(), true);
    ResultFile flat = whole;
    flat.manifest.createdUtc = "2026-11-26T07:00:00Z";
    flat.tables.clear();
    for (const Table& table : whole.tables) { // nothing is located: no ticks between the layers
        if (table.path != "attribution/student/ffn") {
            continue;
        }
        flat.tables.push_back(table);
        std::vector<float> scores(table.as<float>().size(), 0.5F);
        scores.front() = 1.0F;
        flat.tables.back().values = scores;
    }
    writeResult(folder / "flat_locate.h5", flat, true);
}

FigureEntry neuronsEntry(const fs::path& folder)
{
    FigureEntry entry = entryOf("neurons", folder / "locate.h5");
    entry.recipe.spec.colorMap = ColorMapId::Vik;
    return entry;
}

FigureEntry prunedNeuronsEntry(const fs::path& folder)
{
    FigureEntry entry = entryOf("neurons", folder / "pruned.h5");
    entry.recipe.selection.modules = {QStringLiteral("down_proj")};
    entry.recipe.spec.colorMap = ColorMapId::Vik;
    return entry;
}

FigureEntry flatNeuronsEntry(const fs::path& folder)
{
    FigureEntry entry = entryOf("neurons", folder / "flat_locate.h5");
    entry.recipe.selection.modules = {QStringLiteral("down_proj")};
    entry.recipe.spec.colorMap = ColorMapId::Vik;
    return entry;
}

FigureEntry zoomedNeuronsEntry(const fs::path& folder)
{
    FigureEntry entry = neuronsEntry(folder);
    entry.recipe.selection.modules = {QStringLiteral("down_proj")};
    entry.recipe.selection.views = {{QStringLiteral("student/down_proj"), {1, 4, 120, 150}}};
    return entry;
}

FigureEntry headsEntry(const fs::path& folder)
{
    FigureEntry entry = entryOf("neurons", folder / "whole.h5");
    entry.recipe.selection.modules = {QStringLiteral("heads")};
    entry.recipe.spec.colorMap = ColorMapId::Vik;
    return entry;
}

FigureEntry layersEntry(const fs::path& folder)
{
    return entryOf("layers", folder / "locate.h5");
}

FigureEntry bestLayersEntry(const fs::path& folder)
{
    FigureEntry entry = entryOf("layers", folder / "locate.h5");
    entry.recipe.selection.measure = QStringLiteral("best");
    return entry;
}

FigureEntry sensitivityEntry(const fs::path& folder)
{
    return entryOf("layers", folder / "sensitivity.h5");
}

FigureEntry tokensEntry(const fs::path& folder)
{
    return entryOf("tokens", folder / "whole.h5");
}

std::vector<ColorProbe> neuronProbes(const FigureEntry& entry, const Figure& figure)
{
    const FigureSpec& spec = entry.recipe.spec;
    const FigureScene scene = figure.scene(spec);
    const nlohmann::json ranges = figure.provenance(spec).at("color_range");
    const std::vector<NeuronLine> lines = linesOf(figure.csv());
    std::vector<ColorProbe> probes;
    for (const ScenePanel& panel : scene.panels) {
        const nlohmann::json range = ranges.at(panel.name.toStdString());
        const ColorRange scale{range.at(0).get<double>(), range.at(1).get<double>()};
        std::vector<ColorProbe> own;
        for (const NeuronLine& line : lines) {
            // A layer's lower quarter has its ticks: an eighth of it above its middle is colour.
            const QPointF place = panel.toPage.map(QPointF(line.index, line.layer + 0.125));
            // Two pixels may be all a neuron has; the frame covers those at the edges.
            const bool isInside = panel.rect.adjusted(0.4, 0.0, -0.4, 0.0).contains(place);
            if (!isInside || panel.name != line.model + u'/' + line.module) {
                continue;
            }
            own.push_back(
                {place, ColorMap::of(spec.colorMap).color(static_cast<double>(line.score), scale),
                 QStringLiteral("%1 L%2 %3").arg(panel.name).arg(line.layer).arg(line.index)});
        }
        for (std::size_t k = 0; k < kProbes && !own.empty(); ++k) {
            probes.push_back(own[k * (own.size() - 1) / (kProbes - 1)]);
        }
    }
    return probes;
}

QString neuronStoreProblem(const FigureEntry& entry, const std::string& csv)
{
    const ResultFile result = readResult(entry.runs.front());
    const std::vector<NeuronLine> lines = linesOf(csv);
    std::size_t expected = 0;
    std::size_t located = 0;
    for (const Table& table : result.tables) {
        expected += drawnNeurons(table, entry.recipe.selection);
    }
    const bool hasHeads = entry.recipe.selection.modules.contains(QStringLiteral("heads"));
    for (const NeuronLine& line : lines) {
        const Table* table = result.find(pathOf(line));
        const auto at =
            static_cast<std::size_t>(line.layer) * static_cast<std::size_t>(table->shape[1])
            + static_cast<std::size_t>(line.index);
        const float stored = table->as<float>().at(at);
        if (std::memcmp(&stored, &line.score, sizeof stored) != 0) {
            return QStringLiteral("%1 L%2 %3: %4 is not what the store holds")
                .arg(line.model)
                .arg(line.layer)
                .arg(line.index)
                .arg(static_cast<double>(line.score));
        }
        located += line.isLocated ? 1 : 0;
    }
    return lines.size() == expected && (located > 0) != hasHeads
        ? QString()
        : QStringLiteral("%1 lines (%2 located), %3 neurons in the store")
              .arg(lines.size())
              .arg(located)
              .arg(expected);
}

QString layersStoreProblem(const FigureEntry& entry, const std::string& csv)
{
    const ResultFile result = readResult(entry.runs.front());
    const QStringList lines = QString::fromStdString(csv).split(u'\n', Qt::SkipEmptyParts).mid(1);
    for (const QString& line : lines) {
        const QStringList fields = line.split(u',');
        const std::string folder = "attribution/" + fields.value(0).toStdString();
        const auto layer = static_cast<std::size_t>(fields.value(1).toInt());
        for (const auto& [column, name] : {std::pair{2, "/layer_ffn"}, {3, "/layer_attn"}}) {
            const double stored = result.find(folder + name)->as<double>().at(layer);
            if (fields.value(column).toDouble() != stored) {
                return QStringLiteral("%1: %2 is stored").arg(line).arg(stored);
            }
        }
    }
    return lines.size() == 10 ? QString() : QStringLiteral("%1 lines").arg(lines.size());
}

QString bestStoreProblem(const FigureEntry& entry, const std::string& csv)
{
    const ResultFile result = readResult(entry.runs.front());
    const QStringList lines = QString::fromStdString(csv).split(u'\n', Qt::SkipEmptyParts).mid(1);
    for (const QString& line : lines) {
        const QStringList fields = line.split(u',');
        auto counts = bestCounts(result, fields.value(0).toStdString());
        const int layer = fields.value(1).toInt();
        if (fields.value(2).toInt() != counts[{layer, true}]
            || fields.value(3).toInt() != counts[{layer, false}]) {
            return QStringLiteral("%1: %2 and %3 are stored")
                .arg(line)
                .arg(counts[{layer, true}])
                .arg(counts[{layer, false}]);
        }
    }
    return lines.size() == 10 ? QString() : QStringLiteral("%1 lines").arg(lines.size());
}

QString sensitivityStoreProblem(const FigureEntry&, const std::string& csv)
{
    const std::string wanted = "model,layer,sensitivity,kept\nteacher,0,12.5,1\n"
                               "teacher,1,3.25,0\nteacher,2,9,1\nteacher,3,14.75,1\n"
                               "teacher,4,2.5,0\nteacher,5,20.125,1\n";
    return csv == wanted ? QString() : QString::fromStdString(csv);
}

QString tokensStoreProblem(const FigureEntry& entry, const std::string& csv)
{
    const ResultFile result = readResult(entry.runs.front());
    std::string wanted = "model,layer,module,index,score,list,place,id,token,logit\n";
    for (const std::string role : {"teacher", "student"}) {
        const std::string folder = "attribution/" + role + "/tokens/";
        const std::vector<std::int32_t>& neurons =
            result.find(folder + "neurons")->as<std::int32_t>();
        for (std::size_t row = 0; row < 10; ++row) { // of twelve
            const bool isFfn = neurons[row * 3 + 1] == 0;
            const Table* scores = result.find("attribution/" + role + (isFfn ? "/ffn" : "/attn"));
            const auto cell = static_cast<std::size_t>(neurons[row * 3] * scores->shape[1]
                                                       + neurons[row * 3 + 2]);
            for (const std::string list : {"promoted", "suppressed"}) {
                for (std::size_t k = 0; k < 8; ++k) {
                    const std::size_t at = row * 8 + k;
                    std::string token = result.find(folder + list)->as<std::string>()[at];
                    if (token == "a,b" || token == "\n") {
                        token = '"' + token + '"';
                    } else if (token == "\"q\"") {
                        token = "\"\"\"q\"\"\"";
                    }
                    wanted += role + ',' + std::to_string(neurons[row * 3]) + ','
                        + (isFfn ? "down_proj" : "o_proj") + ','
                        + std::to_string(neurons[row * 3 + 2]) + ','
                        + scoreNumber(scores->as<float>()[cell]) + ',' + list + ','
                        + std::to_string(k + 1) + ','
                        + std::to_string(
                                  result.find(folder + list + "_ids")->as<std::int32_t>()[at])
                        + ',' + token + ','
                        + scoreNumber(result.find(folder + list + "_logits")->as<float>()[at])
                        + '\n';
                }
            }
        }
    }
    return csv == wanted ? QString() : QString::fromStdString(csv.substr(0, 2000));
}

} // namespace neurograft::testing

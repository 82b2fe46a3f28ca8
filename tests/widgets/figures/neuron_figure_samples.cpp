// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/figures/neuron_figure_samples.h"

#include "tests/widgets/sample_neurons.h"
#include "widgets/figures/figure_exporter.h"

#include <nlohmann/json.hpp>

#include <QStringList>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

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
    return "attribution/" + line.model.toStdString()
        + (line.module == QLatin1String("down_proj") ? "/ffn" : "/attn");
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

FigureEntry layersEntry(const fs::path& folder)
{
    return entryOf("layers", folder / "locate.h5");
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
            // Two pixels may be all a neuron has; the frame covers those at the edges.
            const bool isAtEdge =
                line.index < 2 || line.index > panel.rect.width() / panel.toPage.m11() - 3.5;
            if (isAtEdge || panel.name != line.model + u'/' + line.module) {
                continue;
            }
            // A layer's lower quarter has its ticks: an eighth of it above its middle is colour.
            own.push_back(
                {panel.toPage.map(QPointF(line.index, line.layer + 0.125)),
                 ColorMap::of(spec.colorMap).color(static_cast<double>(line.score), scale),
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
        const bool isFfn = table.path.substr(table.path.rfind('/') + 1) == "ffn";
        const bool isAttention = table.path.substr(table.path.rfind('/') + 1) == "attn";
        const bool isDrawn = isFfn || (isAttention && entry.recipe.selection.modules.isEmpty());
        if (isDrawn) {
            for (const float score : table.as<float>()) {
                expected += std::isnan(score) ? 0 : 1;
            }
        }
    }
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
    return lines.size() == expected && located > 0
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

} // namespace neurograft::testing

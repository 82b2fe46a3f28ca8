// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/neuron_result.h"

#include "core/run/error.h"
#include "widgets/figures/result_heatmaps.h"
#include "widgets/figures/run_provenance.h"
#include "widgets/figures/table_attributes.h"
#include "widgets/plots/neuron_map_ranks.h"
#include "widgets/plots/number_text.h"

#include <algorithm>
#include <limits>

namespace neurograft {

namespace {

const std::string kFolder = "attribution/";
constexpr std::int64_t kMostLayers = 10000;
constexpr std::int64_t kMostWidth = 10000000;

std::string shapeText(const Table& table)
{
    std::string text = "[";
    for (const std::int64_t extent : table.shape) {
        text += (text.size() == 1 ? "" : ", ") + std::to_string(extent);
    }
    return text + ']';
}

/// Values as doubles, whatever type of floating point the file has.
std::vector<double> layerValues(const Table& table)
{
    if (table.shape.size() != 1 || table.shape[0] > kMostLayers) {
        throw FormatError(table.path, "one value per layer", shapeText(table));
    }
    if (const auto* floats = std::get_if<std::vector<float>>(&table.values)) {
        return {floats->begin(), floats->end()};
    }
    return table.as<double>();
}

int checkedIndex(const Table& table, std::int32_t value, int count, const char* what)
{
    if (value < 0 || value >= count) {
        throw FormatError(table.path, std::string(what) + " from 0 to " + std::to_string(count - 1),
                          std::to_string(value));
    }
    return value;
}

/// [k, 2] of layer and index, or [L_sel, n] of indices with the layers in a table of their own.
std::vector<NeuronPlace> selectionOf(const ResultFile& result, const Table& table,
                                     const NeuronMapData& map)
{
    const std::vector<std::int32_t>& values = table.as<std::int32_t>();
    if (table.shape.size() != 2) {
        throw FormatError(table.path, "a matrix of indices", shapeText(table));
    }
    std::vector<NeuronPlace> places;
    if (map.isGlobalBudget) {
        if (table.shape[1] != 2) {
            throw FormatError(table.path, "[k, 2]: layer and index", shapeText(table));
        }
        for (std::size_t i = 0; i + 1 < values.size(); i += 2) {
            places.push_back({checkedIndex(table, values[i], map.layers, "a layer"),
                              checkedIndex(table, values[i + 1], map.width, "an index")});
        }
        return places;
    }
    const Table* layerTable = result.find(table.path + "_layers");
    if (layerTable == nullptr) {
        throw FormatError(table.path + "_layers", "the layers of the selection", "no such table");
    }
    const std::vector<std::int32_t>& layers = layerTable->as<std::int32_t>();
    if (static_cast<std::int64_t>(layers.size()) != table.shape[0]) {
        throw FormatError(table.path, std::to_string(layers.size()) + " rows, one per layer",
                          shapeText(table));
    }
    const auto perLayer = static_cast<std::size_t>(table.shape[1]);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const int layer = checkedIndex(*layerTable, layers[i], map.layers, "a layer");
        for (std::size_t k = 0; k < perLayer; ++k) {
            places.push_back(
                {layer, checkedIndex(table, values[i * perLayer + k], map.width, "an index")});
        }
    }
    return places;
}

/// As read-outs have it: "+6.08 log p". Other scores have a name, no unit that fits behind a
/// number.
QString shortUnit(const Table& table, const QString& score)
{
    const bool isIncrease = table.unit == "increase of log p" || table.unit == "log p"
        || (table.unit.empty() && score == QLatin1String("attribution"));
    return isIncrease ? QStringLiteral("log p") : QString();
}

std::shared_ptr<NeuronMapData> mapOf(const ResultFile& result, const std::string& folder,
                                     NeuronFamily family)
{
    const std::string word = neuronFamilyWord(family).toStdString();
    const Table* table = result.find(folder + word);
    if (table == nullptr) {
        return nullptr;
    }
    if (table->shape.size() != 2 || table->shape[0] < 1 || table->shape[1] < 1
        || table->shape[0] > kMostLayers || table->shape[1] > kMostWidth
        || table->size() > std::numeric_limits<std::int32_t>::max()) {
        throw FormatError(table->path, "a [layer, neuron] matrix", shapeText(*table));
    }
    auto map = std::make_shared<NeuronMapData>();
    map->family = family;
    map->layers = static_cast<int>(table->shape[0]);
    map->width = static_cast<int>(table->shape[1]);
    map->scores = table->as<float>();
    if (map->scores.size() != map->size()) {
        throw FormatError(table->path, std::to_string(map->size()) + " values",
                          std::to_string(map->scores.size()));
    }
    const auto infinite = std::find_if(map->scores.begin(), map->scores.end(),
                                       [](float score) { return std::isinf(score); });
    if (infinite != map->scores.end()) {
        const NeuronPlace place =
            map->placeOf(static_cast<std::size_t>(infinite - map->scores.begin()));
        throw FormatError(table->path, "finite scores",
                          "infinity at layer " + std::to_string(place.layer) + ", neuron "
                              + std::to_string(place.index));
    }
    if (const QString score = textAttribute(*table, "score"); !score.isEmpty()) {
        map->score = score;
        map->isSigned = std::any_of(map->scores.begin(), map->scores.end(),
                                    [](float value) { return value < 0.0F; })
            || score == QLatin1String("attribution");
    }
    map->unit = shortUnit(*table, map->score);
    if (const Table* selection = result.find(folder + "selection_" + word)) {
        map->isGlobalBudget = textAttribute(*selection, "budget") == QLatin1String("global");
        map->rate = numberAttribute(*selection, "rate");
        setLocated(*map, selectionOf(result, *selection, *map));
    }
    return map;
}

/// Folders below attribution/ that hold anything, teacher before student.
std::vector<std::string> rolesOf(const ResultFile& result)
{
    std::vector<std::string> roles;
    for (const char* role : {"teacher", "student", "model"}) {
        const std::string folder = kFolder + role + '/';
        const bool isThere =
            std::any_of(result.tables.begin(), result.tables.end(), [&](const Table& table) {
                return table.path.compare(0, folder.size(), folder) == 0;
            });
        if (isThere) {
            roles.emplace_back(role);
        }
    }
    return roles;
}

ScoredModel modelOf(const ResultFile& result, const std::string& role)
{
    const RunManifest& run = result.manifest;
    const std::string folder = kFolder + role + '/';
    ScoredModel model;
    model.role = QString::fromStdString(role);
    const std::string& other = run.student.empty() ? run.teacher : run.student;
    model.name = QString::fromStdString(role == "teacher"       ? run.teacher
                                            : role == "student" ? run.student
                                                                : other);
    std::vector<NeuronMapData*> ranked;
    for (const NeuronFamily family :
         {NeuronFamily::Ffn, NeuronFamily::Attention, NeuronFamily::Value}) {
        if (const std::shared_ptr<NeuronMapData> map = mapOf(result, folder, family)) {
            map->role = map->group = model.role;
            map->modelName = model.name;
            ranked.push_back(map.get());
            model.maps.push_back(map);
        }
    }
    rankNeurons(ranked);
    model.bars.role = model.role;
    model.bars.name = model.name;
    if (const Table* table = result.find(folder + "layer_ffn")) {
        model.bars.ffn = layerValues(*table);
    }
    if (const Table* table = result.find(folder + "layer_attn")) {
        model.bars.attention = layerValues(*table);
    }
    return model;
}

QString words(QString hyphenated)
{
    return hyphenated.replace(u'-', u' ');
}

/// "log p increase, corrected | last token, coefficient sum | n = 1 | demo | seed 42 | 10 %
/// located": what a reader must know.
QString neuronFooter(const ResultFile& result, const std::vector<ScoredModel>& models)
{
    QStringList parts;
    QString coefficient;
    QString target;
    QString mode;
    QString measure = QStringLiteral("log p increase");
    double rows = 0.0;
    double skipped = 0.0;
    double evaluated = 1.0;
    QString preview;
    QString approximation;
    std::optional<double> rate;
    bool isGlobal = false;
    for (const ScoredModel& model : models) {
        const std::string folder = kFolder + model.role.toStdString() + '/';
        for (const char* name : {"layer_ffn", "layer_attn", "ffn", "attn"}) {
            const Table* table = result.find(folder + name);
            if (table == nullptr) {
                continue;
            }
            const auto take = [&](QString& text, const char* key) {
                text = text.isEmpty() ? textAttribute(*table, key) : text;
            };
            take(mode, "mode");
            take(target, "target_policy");
            take(coefficient, "coefficient");
            take(preview, "preview");
            take(approximation, "approximation");
            rows = std::max(rows, numberAttribute(*table, "rows").value_or(0.0));
            skipped = std::max(skipped, numberAttribute(*table, "skipped").value_or(0.0));
            evaluated =
                std::min(evaluated, numberAttribute(*table, "evaluated_fraction").value_or(1.0));
        }
        for (const auto& map : model.maps) {
            measure = map->score == QLatin1String("attribution") ? measure : words(map->score);
            rate = map->rate ? map->rate : rate;
            isGlobal = isGlobal || map->isGlobalBudget;
        }
    }
    parts << (mode.isEmpty() ? measure : measure + QStringLiteral(", ") + mode);
    QStringList how;
    if (!target.isEmpty()) {
        how << words(target);
    }
    if (!coefficient.isEmpty()) {
        how << QStringLiteral("coefficient ") + words(coefficient);
    }
    if (!how.isEmpty()) {
        parts << how.join(QStringLiteral(", "));
    }
    if (rows > 0.0) {
        QString count = QStringLiteral("n = ") + countText(static_cast<std::int64_t>(rows));
        if (skipped > 0.0) {
            count += QStringLiteral(" (%1 skipped)").arg(static_cast<std::int64_t>(skipped));
        }
        parts << count;
    }
    if (const QString data = dataName(result.manifest); !data.isEmpty()) {
        parts << data;
    }
    parts << QStringLiteral("seed %1").arg(result.manifest.seed);
    if (rate) {
        parts << QStringLiteral("located: %1 % of %2")
                     .arg(QString::number(*rate * 100.0, 'g', 3),
                          isGlobal ? QStringLiteral("all neurons") : QStringLiteral("each layer"));
    }
    if (evaluated < 1.0) {
        parts << QStringLiteral("exact top k, %1 % evaluated")
                     .arg(QString::number(evaluated * 100.0, 'g', 3));
    }
    if (!preview.isEmpty()) {
        parts << QStringLiteral("preview: ") + words(preview);
    }
    if (!approximation.isEmpty()) {
        parts << QStringLiteral("scores: ") + approximation;
    }
    if (result.manifest.status == "partial") {
        parts << QStringLiteral("partial");
    }
    return parts.join(QStringLiteral(" | "));
}

} // namespace

std::shared_ptr<const NeuronMapData> NeuronResult::find(const QString& role,
                                                        NeuronFamily family) const
{
    for (const ScoredModel& model : models) {
        for (const auto& map : model.maps) {
            if (model.role == role && map->family == family) {
                return map;
            }
        }
    }
    return nullptr;
}

LayerBarsData NeuronResult::bars() const
{
    LayerBarsData data;
    for (const ScoredModel& model : models) {
        if (model.bars.layers() > 0) {
            data.models.push_back(model.bars);
        }
        if (!model.maps.empty() && !model.maps.front()->unit.isEmpty()) {
            data.unit = model.maps.front()->unit;
        }
    }
    return data;
}

NeuronResult neuronResult(const ResultFile& result, const std::string& fileName)
{
    const std::vector<std::string> roles = rolesOf(result);
    if (roles.empty()) {
        throw StudyError(fileName, "neuron scores", heldGroups(result));
    }
    NeuronResult read;
    for (const std::string& role : roles) {
        read.models.push_back(modelOf(result, role));
    }
    read.footer = neuronFooter(result, read.models);
    read.manifest = runProvenance(result.manifest, fileName, {});
    read.isPartial = result.manifest.status == "partial";
    return read;
}

std::string neuronTablePath(const NeuronMapData& data)
{
    return kFolder + data.group.toStdString() + '/' + neuronFamilyWord(data.family).toStdString();
}

} // namespace neurograft

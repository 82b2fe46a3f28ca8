// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/neuron_result.h"

#include "core/run/error.h"
#include "widgets/figures/head_map.h"
#include "widgets/figures/neuron_bars.h"
#include "widgets/figures/neuron_footer.h"
#include "widgets/figures/run_provenance.h"
#include "widgets/figures/table_attributes.h"
#include "widgets/plots/neuron_map_ranks.h"

#include <algorithm>
#include <limits>

namespace neurograft {

namespace {

const std::string kNeuronResultFolder = "attribution/";
constexpr std::int64_t kNeuronResultMostLayers = 10000;
constexpr std::int64_t kMostWidth = 10000000;

std::string shapeText(const Table& table)
{
    std::string text = "[";
    for (const std::int64_t extent : table.shape) {
        text += (text.size() == 1 ? "" : ", ") + std::to_string(extent);
    }
    return text + ']';
}

/// Scores as the maps have them, whatever type of floating point the file has.
std::vector<float> scoreValues(const Table& table)
{
    if (const auto* wide = std::get_if<std::vector<double>>(&table.values)) {
        return {wide->begin(), wide->end()};
    }
    return table.as<float>();
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
        || table->shape[0] > kNeuronResultMostLayers || table->shape[1] > kMostWidth
        || table->size() > std::numeric_limits<std::int32_t>::max()) {
        throw FormatError(table->path, "a [layer, neuron] matrix", shapeText(*table));
    }
    auto map = std::make_shared<NeuronMapData>();
    map->family = family;
    map->layers = static_cast<int>(table->shape[0]);
    map->width = static_cast<int>(table->shape[1]);
    map->scores = scoreValues(*table);
    map->headSize = static_cast<int>(numberAttribute(*table, "head_size").value_or(0.0));
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
        const std::string folder = kNeuronResultFolder + role + '/';
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

/// Heads as the run scored them, else by their best column; null where neither is known.
std::shared_ptr<const NeuronMapData> headsOf(const ResultFile& result, const std::string& folder,
                                             const ScoredModel& model)
{
    const auto attention = std::find_if(model.maps.begin(), model.maps.end(), [](const auto& map) {
        return map->family == NeuronFamily::Attention;
    });
    std::shared_ptr<NeuronMapData> heads = mapOf(result, folder, NeuronFamily::Head);
    if (heads != nullptr) {
        heads->role = heads->group = model.role;
        heads->modelName = model.name;
        heads->headSize = attention == model.maps.end() ? 0 : (*attention)->width / heads->width;
        return heads;
    }
    return attention == model.maps.end() ? nullptr : bestColumnHeads(**attention);
}

/// How a score's values are called behind "increase": "log p"; other scores by their name.
QString barUnit(const ResultFile& result, const ScoredModel& model)
{
    for (const char* name : {"layer_ffn", "layer_attn"}) {
        const Table* table =
            result.find(kNeuronResultFolder + model.role.toStdString() + '/' + name);
        if (table != nullptr) {
            const QString score = textAttribute(*table, "score");
            const QString unit =
                shortUnit(*table, score.isEmpty() ? QStringLiteral("attribution") : score);
            return unit.isEmpty() ? QString(score).replace(u'-', u' ') : unit;
        }
    }
    return {};
}

ScoredModel modelOf(const ResultFile& result, const std::string& role)
{
    const RunManifest& run = result.manifest;
    const std::string folder = kNeuronResultFolder + role + '/';
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
    if (const auto heads = headsOf(result, folder, model)) {
        model.maps.push_back(heads);
    }
    model.bars.role = model.role;
    model.bars.name = model.name;
    readLayerBars(result, folder, model.bars);
    return model;
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

std::vector<BarMeasure> NeuronResult::barMeasures() const
{
    std::vector<BarMeasure> measures;
    for (const BarMeasure measure :
         {BarMeasure::Increase, BarMeasure::Best, BarMeasure::Sensitivity}) {
        if (!bars(measure).models.empty()) {
            measures.push_back(measure);
        }
    }
    return measures;
}

LayerBarsData NeuronResult::bars(BarMeasure measure) const
{
    LayerBarsData data;
    data.measure = measure;
    data.unit = unit;
    for (const ScoredModel& model : models) {
        const LayerBarsModel bars = measure == BarMeasure::Best ? bestBars(model) : model.bars;
        if (bars.layers() > 0 && isSensitivity == (measure == BarMeasure::Sensitivity)) {
            data.models.push_back(bars);
        }
    }
    return data;
}

NeuronResult neuronResult(const ResultFile& result, const std::string& fileName)
{
    const std::vector<std::string> roles = rolesOf(result);
    NeuronResult read;
    read.manifest = runProvenance(result.manifest, fileName, {});
    read.isPartial = result.manifest.status == "partial";
    if (roles.empty()) {
        ScoredModel measured;
        measured.bars = sensitivityBars(result);
        if (measured.bars.layers() == 0) {
            throw StudyError(fileName, "neuron scores", heldGroups(result));
        }
        measured.role = measured.bars.role;
        measured.name = measured.bars.name;
        read.models.push_back(std::move(measured));
        read.isSensitivity = true;
        read.footer = sensitivityFooter(result);
        return read;
    }
    for (const std::string& role : roles) {
        read.models.push_back(modelOf(result, role));
    }
    if (const QString found = barUnit(result, read.models.front()); !found.isEmpty()) {
        read.unit = found;
    }
    read.footer = neuronFooter(result, read.models);
    return read;
}

std::string neuronTablePath(const NeuronMapData& data)
{
    return kNeuronResultFolder + data.group.toStdString() + '/'
        + (data.isBestColumn ? "heads_best" : neuronFamilyWord(data.family).toStdString());
}

std::string neuronSourcePath(const NeuronMapData& data)
{
    return data.isBestColumn ? kNeuronResultFolder + data.group.toStdString() + "/attn"
                             : neuronTablePath(data);
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/result_heatmaps.h"

#include "core/data/dataset.h"
#include "core/run/error.h"
#include "core/study/companion_table.h"
#include "core/study/layer_mask.h"
#include "widgets/figures/module_order.h"
#include "widgets/figures/run_provenance.h"
#include "widgets/figures/table_attributes.h"

#include <algorithm>
#include <tuple>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

const std::string kResultHeatmapsFolder = "similarity/";

std::string listOf(const std::vector<SimilarityMap>& maps)
{
    QStringList names;
    for (const SimilarityMap& map : maps) {
        names << map.module + u'/' + map.measure;
    }
    return names.isEmpty() ? "no similarity map" : names.join(QStringLiteral(", ")).toStdString();
}

/// A side table of doubles with @p cells values; empty when the run made none of that name.
std::vector<double> sideValues(const ResultFile& result, const std::string& path, std::size_t cells)
{
    const Table* table = result.find(path);
    if (table == nullptr) {
        return {};
    }
    const std::vector<double>& values = table->as<double>();
    if (values.size() != cells) {
        throw FormatError(path, std::to_string(cells) + " values", std::to_string(values.size()));
    }
    return values;
}

/// Interval and baseline per cell; null when the run made neither.
std::shared_ptr<const HeatmapIntervals> intervalsOf(const ResultFile& result,
                                                    const std::string& path, std::size_t cells)
{
    auto intervals = std::make_shared<HeatmapIntervals>();
    intervals->low = sideValues(result, path + "_low", cells);
    intervals->high = sideValues(result, path + "_high", cells);
    intervals->null95 = sideValues(result, path + "_null95", cells);
    intervals->nullMean = sideValues(result, path + "_null_mean", cells);
    intervals->random = sideValues(result, path + "_random_teacher", cells);
    intervals->aligned = sideValues(result, path + "_aligned_teacher", cells);
    return intervals->low.empty() && intervals->null95.empty() && intervals->random.empty()
            && intervals->aligned.empty()
        ? nullptr
        : intervals;
}

/// Of a measure's map, or of the map that is its baseline.
std::string mapPath(const QString& module, const QString& measure, const QString& baseline)
{
    const QString suffix =
        baseline.isEmpty() ? QString() : u'_' + QString(baseline).replace(u'-', u'_');
    return kResultHeatmapsFolder + module.toStdString() + '/' + (measure + suffix).toStdString();
}

/// Words by code from attribute "reasons": {"0":"defined","1":"too_few_samples",…}.
std::vector<QString> reasonWords(const Table& table)
{
    std::vector<QString> words;
    const Json json = Json::parse(textAttribute(table, "reasons").toStdString(), nullptr, false);
    if (!json.is_object()) {
        return words;
    }
    for (const auto& [code, word] : json.items()) {
        bool isNumber = false;
        const uint index = QString::fromStdString(code).toUInt(&isNumber);
        if (isNumber && index < 256 && word.is_string()) {
            words.resize(std::max<std::size_t>(words.size(), index + 1));
            words[index] = QString::fromStdString(word.get<std::string>()).replace(u'_', u' ');
        }
    }
    return words;
}

} // namespace

std::vector<SimilarityMap> similarityMaps(const ResultFile& result)
{
    std::vector<SimilarityMap> maps;
    for (const Table& table : result.tables) {
        if (table.path.compare(0, kResultHeatmapsFolder.size(), kResultHeatmapsFolder) != 0) {
            continue;
        }
        const std::string rest = table.path.substr(kResultHeatmapsFolder.size());
        const std::size_t slash = rest.find('/');
        if (slash == std::string::npos || rest.find('/', slash + 1) != std::string::npos
            || isCompanionTable(rest.substr(slash + 1))) {
            continue;
        }
        maps.push_back({QString::fromStdString(rest.substr(0, slash)),
                        QString::fromStdString(rest.substr(slash + 1))});
    }
    std::sort(maps.begin(), maps.end(), [](const SimilarityMap& a, const SimilarityMap& b) {
        const auto key = [](const SimilarityMap& map) {
            return std::tuple(moduleRank(map.module), map.module,
                              map.measure != QLatin1String("cka"), map.measure);
        };
        return key(a) < key(b);
    });
    return maps;
}

const QStringList& baselineMaps()
{
    static const QStringList words{QStringLiteral("self-student"), QStringLiteral("self-teacher"),
                                   QStringLiteral("random-teacher"),
                                   QStringLiteral("aligned-teacher")};
    return words;
}

bool hasBaselineMap(const ResultFile& result, const QString& measure, const QString& baseline)
{
    const std::vector<SimilarityMap> maps = similarityMaps(result);
    return std::any_of(maps.begin(), maps.end(), [&](const SimilarityMap& map) {
        return map.measure == measure
            && result.find(mapPath(map.module, measure, baseline)) != nullptr;
    });
}

HeatmapData heatmapFromResult(const ResultFile& result, const QString& module,
                              const QString& measure, const QString& baseline)
{
    const std::string path = mapPath(module, measure, baseline);
    const Table* table = result.find(path);
    if (table == nullptr && !baseline.isEmpty()
        && result.find(mapPath(module, measure, {})) != nullptr) {
        throw StudyError("--baseline " + baseline.toStdString(),
                         "a run that made it (similarity --baseline "
                             + (baseline.startsWith(QLatin1String("self")) ? std::string("self")
                                                                           : baseline.toStdString())
                             + ')',
                         "no table " + path);
    }
    if (table == nullptr) {
        throw StudyError("similarity map", "one of " + listOf(similarityMaps(result)),
                         module.toStdString() + '/' + measure.toStdString());
    }
    constexpr std::int64_t kMostLayers = 10000;
    if (table->shape.size() != 2 || table->shape[0] < 1 || table->shape[1] < 1
        || table->shape[0] > kMostLayers || table->shape[1] > kMostLayers) {
        throw FormatError(path, "a [student layer, teacher layer] matrix",
                          std::to_string(table->shape.size()) + " axes");
    }
    HeatmapData data;
    data.tablePath = QString::fromStdString(path);
    if (baseline == QLatin1String("self-student")) {
        data.columns = studentLayerAxis();
    } else if (baseline == QLatin1String("self-teacher")) {
        data.rows = teacherLayerAxis();
    }
    data.students = static_cast<int>(table->shape[0]);
    data.teachers = static_cast<int>(table->shape[1]);
    data.values = table->as<double>();
    data.module = module;
    data.measure = measure;
    const Table* pair = result.find(mapPath(module, measure, {})); // tells how it was made
    data.estimator = textAttribute(pair != nullptr ? *pair : *table, "estimator");
    data.unit = QString::fromStdString(table->unit);
    if (data.unit.isEmpty()) {
        data.unit = textAttribute(*table, "unit");
    }
    const double samples = numberAttribute(*table, "n").value_or(0.0);
    data.n = samples >= 0.0 && samples < 9e15 ? static_cast<std::int64_t>(samples) : 0;
    data.selfCheck = numberAttribute(*table, "self_check");
    data.shuffledMean = numberAttribute(*table, "shuffled_mean");
    data.shuffledError = numberAttribute(*table, "shuffled_error");
    const Json study = studyJson(result.manifest);
    data.positionZeroKept = study.contains("keep_position_zero")
        && study["keep_position_zero"].is_boolean() && study["keep_position_zero"].get<bool>();
    if (const Table* reasons = result.find(path + "_undefined")) {
        data.reasons = reasons->as<std::uint8_t>();
        data.reasonWords = reasonWords(*reasons);
    }
    const auto cells =
        static_cast<std::size_t>(data.students) * static_cast<std::size_t>(data.teachers);
    if (data.values.size() != cells || (!data.reasons.empty() && data.reasons.size() != cells)) {
        throw FormatError(path, std::to_string(cells) + " values and as many reasons",
                          std::to_string(data.values.size()) + " and "
                              + std::to_string(data.reasons.size()));
    }
    data.intervals = intervalsOf(result, path, cells);
    return data;
}

QString dataName(const RunManifest& manifest)
{
    const Json study = studyJson(manifest);
    fs::path path;
    for (const char* key : {"data", "activations"}) {
        const auto value = study.find(key);
        if (path.empty() && value != study.end() && value->is_string()) {
            path = value->get<std::string>();
        }
    }
    if (path == "-") {
        return QStringLiteral("standard input");
    }
    return QString::fromStdString(shortDataName(path));
}

HeatmapFigure heatmapFigureFromResult(const ResultFile& result, const std::string& fileName,
                                      const HeatmapSelection& selection)
{
    if (!selection.baseline.isEmpty() && !baselineMaps().contains(selection.baseline)) {
        throw UsageError("--baseline", baselineMaps().join(QStringLiteral(", ")).toStdString(),
                         "'" + selection.baseline.toStdString() + "'");
    }
    const std::vector<SimilarityMap> maps = similarityMaps(result);
    if (maps.empty()) {
        throw StudyError(fileName, "similarity maps", heldGroups(result));
    }
    QString measure = selection.measure;
    if (measure.isEmpty()) {
        const auto cka = std::find_if(maps.begin(), maps.end(), [](const SimilarityMap& map) {
            return map.measure == QLatin1String("cka");
        });
        measure = cka != maps.end() ? cka->measure : maps.front().measure;
    }
    QStringList modules = selection.modules;
    if (modules.isEmpty()) {
        for (const SimilarityMap& map : maps) {
            if (map.measure == measure) {
                modules << map.module;
            }
        }
    }
    HeatmapFigure figure;
    for (const QString& module : modules) {
        figure.panels.push_back(heatmapFromResult(result, module, measure, selection.baseline));
    }
    if (figure.panels.empty()) {
        throw StudyError("--measure", "one of " + listOf(maps), measure.toStdString());
    }
    checkLayerMask(selection.mask.toStdString(), figure.panels.front().students,
                   figure.panels.front().teachers);
    applyMask(figure, selection.mask);
    figure.baseline = selection.baseline;
    for (const HeatmapCell& pair : selection.pairs) {
        if (!figure.panels.front().isValidCell(pair)) {
            throw UsageError("--pairs",
                             std::to_string(figure.panels.front().students) + " x "
                                 + std::to_string(figure.panels.front().teachers) + " layers",
                             "student layer " + std::to_string(pair.student)
                                 + " with teacher layer " + std::to_string(pair.teacher));
        }
    }
    figure.pairs = selection.pairs;
    figure.pairsName = selection.pairsName;
    figure.teacherName = QString::fromStdString(result.manifest.teacher);
    figure.studentName = QString::fromStdString(result.manifest.student);
    figure.footer =
        footerLine(figure.panels.front(), dataName(result.manifest), result.manifest.seed);
    std::vector<std::string> tables;
    for (const HeatmapData& panel : figure.panels) {
        tables.push_back(panel.table().toStdString());
    }
    figure.manifest = runProvenance(result.manifest, fileName, tables);
    return figure;
}

HeatmapFigure heatmapFigureFromResult(const fs::path& path, const HeatmapSelection& selection)
{
    return heatmapFigureFromResult(readResult(path), path.filename().string(), selection);
}

} // namespace neurograft

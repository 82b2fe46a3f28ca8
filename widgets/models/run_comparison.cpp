// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_comparison.h"

#include "core/store/result_file.h"
#include "core/study/layer_mask.h"
#include "widgets/figures/result_heatmaps.h"
#include "widgets/jobs/job_outcome.h"
#include "widgets/models/path_text.h"
#include "widgets/plots/heatmap_difference.h"
#include "widgets/plots/number_text.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace neurograft {

namespace {

using OrderedJson = nlohmann::ordered_json;

struct ComparisonTexts {
    Q_DECLARE_TR_FUNCTIONS(RunComparison)
};

OrderedJson optionsOf(const RunManifest& manifest)
{
    OrderedJson options = OrderedJson::parse(manifest.study, nullptr, false);
    if (!options.is_object()) {
        options = OrderedJson::object();
    }
    const auto add = [&options](const char* key, const std::string& value) {
        options[ComparisonTexts::tr("ran with").toStdString()][key] = value;
    };
    add("program", manifest.programVersion);
    add("device", manifest.device);
    add("dtype", manifest.dtype);
    add("threads", std::to_string(manifest.threads));
    add("teacher_sha256", manifest.teacherSha256);
    add("student_sha256", manifest.studentSha256);
    add("data_sha256", manifest.dataSha256);
    return options;
}

std::optional<double> numberOf(const Table& table, const std::string& name)
{
    const auto found = table.attributes.find(name);
    if (found == table.attributes.end()) {
        return std::nullopt;
    }
    if (const auto* whole = std::get_if<std::int64_t>(&found->second)) {
        return static_cast<double>(*whole);
    }
    const auto* number = std::get_if<double>(&found->second);
    return number == nullptr ? std::nullopt : std::optional<double>(*number);
}

QString wordOf(const Table& table, const std::string& name)
{
    const auto found = table.attributes.find(name);
    const auto* word =
        found == table.attributes.end() ? nullptr : std::get_if<std::string>(&found->second);
    return word == nullptr ? QString() : QString::fromStdString(*word);
}

/// Mean of a map: as stored, else from its cells, for files made elsewhere.
std::optional<double> meanOf(const Table& map)
{
    if (const std::optional<double> stored = numberOf(map, "mean")) {
        return stored;
    }
    const GridStatistics all = gridStatistics(map.as<double>());
    return all.count == 0 ? std::nullopt : std::optional<double>(all.mean);
}

void addNumber(std::vector<MetricPair>& metrics, const QString& subject, const QString& quantity,
               std::optional<double> a, std::optional<double> b, int decimals)
{
    if (!a && !b) {
        return;
    }
    const auto text = [decimals](const std::optional<double>& value) {
        return value ? numberText(*value, decimals) : QString();
    };
    MetricPair metric{subject, quantity, text(a), text(b), std::nullopt};
    if (a && b) {
        metric.difference = *a - *b;
    }
    metrics.push_back(metric);
}

constexpr int kDecimals = 4;

void addSimilarity(std::vector<MetricPair>& metrics, const QString& subject, const Table* a,
                   const Table* b)
{
    const auto of = [](const Table* table, const char* name) {
        return table == nullptr ? std::nullopt : numberOf(*table, name);
    };
    addNumber(metrics, subject, ComparisonTexts::tr("mean"),
              a == nullptr ? std::nullopt : meanOf(*a), b == nullptr ? std::nullopt : meanOf(*b),
              kDecimals);
    addNumber(metrics, subject, ComparisonTexts::tr("visible mean"), of(a, "visible_mean"),
              of(b, "visible_mean"), kDecimals);
    addNumber(metrics, subject, ComparisonTexts::tr("n"), of(a, "n"), of(b, "n"), 0);
    metrics.push_back({subject, ComparisonTexts::tr("estimator"),
                       a == nullptr ? QString() : wordOf(*a, "estimator"),
                       b == nullptr ? QString() : wordOf(*b, "estimator"), std::nullopt});
}

/// Tasks by name: `evaluation/<task>/items` carries score and n.
void addEvaluations(std::vector<MetricPair>& metrics, const ResultFile& a, const ResultFile& b)
{
    QStringList tasks;
    for (const ResultFile* result : {&a, &b}) {
        for (const Table& table : result->tables) {
            const QStringList parts = QString::fromStdString(table.path).split(QLatin1Char('/'));
            if (parts.size() > 1 && parts[0] == QLatin1String("evaluation")
                && !tasks.contains(parts[1])) {
                tasks << parts[1];
            }
        }
    }
    for (const QString& task : tasks) {
        const auto of = [&task](const ResultFile& result, const char* name) {
            const std::string prefix = "evaluation/" + task.toStdString() + "/";
            for (const Table& table : result.tables) {
                if (table.path.rfind(prefix, 0) == 0 && numberOf(table, name)) {
                    return numberOf(table, name);
                }
            }
            return std::optional<double>();
        };
        addNumber(metrics, task, ComparisonTexts::tr("score"), of(a, "score"), of(b, "score"),
                  kDecimals);
        addNumber(metrics, task, ComparisonTexts::tr("n"), of(a, "n"), of(b, "n"), 0);
    }
}

ComparedRun sideOf(const QString& path, const RunManifest& manifest)
{
    return {runName(path), path, QString::fromStdString(manifest.command),
            manifest.status == "complete"};
}

/// The measure of B that belongs to A's: the same, else the first of that module.
QString partnerOf(const SimilarityMap& map, const std::vector<SimilarityMap>& others)
{
    QString partner;
    for (const SimilarityMap& other : others) {
        if (other.module == map.module && (partner.isEmpty() || other.measure == map.measure)) {
            partner = other.measure;
        }
    }
    return partner;
}

MapDifference differenceOf(const ResultFile& a, const ResultFile& b, const SimilarityMap& map,
                           const QString& partner, const RunComparison& whole)
{
    MapDifference difference;
    difference.title = partner == map.measure
        ? QStringLiteral("%1, %2").arg(map.module, map.measure)
        : QStringLiteral("%1, %2 − %3").arg(map.module, map.measure, partner);
    const JobOutcome outcome = outcomeOf([&] {
        const HeatmapData left = heatmapFromResult(a, map.module, map.measure);
        const HeatmapData right = heatmapFromResult(b, map.module, partner);
        difference.obstacle = differenceObstacle(left, right);
        if (difference.obstacle.isEmpty()) {
            difference.data = heatmapDifference(left, right, whole.a.name, whole.b.name);
        }
    });
    if (outcome.isFailed()) {
        difference.obstacle = outcome.message;
    }
    return difference;
}

} // namespace

QString runName(const QString& path)
{
    const QFileInfo file(path);
    const QString entry = file.fileName() == QLatin1String("run.h5")
        ? QFileInfo(file.absolutePath()).fileName()
        : file.fileName();
    static const QRegularExpression digits(QStringLiteral("^(\\d+)-"));
    const QRegularExpressionMatch match = digits.match(entry);
    return match.hasMatch() ? ComparisonTexts::tr("run %1").arg(match.captured(1).toInt())
                            : file.fileName();
}

RunComparison compareRuns(const QString& pathA, const QString& pathB)
{
    const ResultFile a = readResult(toPath(pathA));
    const ResultFile b = readResult(toPath(pathB));
    RunComparison whole;
    whole.a = sideOf(pathA, a.manifest);
    whole.b = sideOf(pathB, b.manifest);
    whole.options = valuePairs(optionsOf(a.manifest), optionsOf(b.manifest));

    const std::vector<SimilarityMap> mapsA = similarityMaps(a);
    const std::vector<SimilarityMap> mapsB = similarityMaps(b);
    const auto table = [](const ResultFile& result, const SimilarityMap& map) {
        return result.find("similarity/" + map.module.toStdString() + '/'
                           + map.measure.toStdString());
    };
    const auto subject = [](const SimilarityMap& map) { return map.module + ' ' + map.measure; };
    for (const SimilarityMap& map : mapsA) {
        addSimilarity(whole.metrics, subject(map), table(a, map), table(b, map));
        const QString partner = partnerOf(map, mapsB);
        if (!partner.isEmpty()) {
            whole.maps.push_back(differenceOf(a, b, map, partner, whole));
        }
    }
    for (const SimilarityMap& map : mapsB) {
        if (table(a, map) == nullptr) {
            addSimilarity(whole.metrics, subject(map), nullptr, table(b, map));
        }
    }
    addEvaluations(whole.metrics, a, b);
    return whole;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/transfer_result.h"

#include "core/run/error.h"
#include "widgets/jobs/job_outcome.h"
#include "widgets/models/path_text.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace neurograft {

namespace {

namespace fs = std::filesystem;

struct TransferResultTexts {
    Q_DECLARE_TR_FUNCTIONS(TransferResult)
};

const std::string kTraining = "training/";
const std::string kSeedFolder = "seed-"; ///< of a run with several seeds, one each
const char* const kLosses = "nats per label";
const char* const kCosines = "1 - cosine"; ///< of SemAlign

std::string lastPart(const std::string& path)
{
    return path.substr(path.rfind('/') + 1);
}

/// Place of a curve: losses first, then the others as they come.
int placeOf(const std::string& name)
{
    constexpr std::array<const char*, 7> kOrder{"loss",         "penalty",         "unedited_loss",
                                                "layer_loss",   "validation_loss", "learning_rate",
                                                "gradient_norm"};
    const auto found = std::find(kOrder.begin(), kOrder.end(), name);
    return static_cast<int>(found - kOrder.begin());
}

Curve curveOf(const Table& table)
{
    Curve curve;
    curve.name = QString::fromStdString(lastPart(table.path));
    curve.title = curveTitle(curve.name);
    const auto& values = table.as<double>();
    for (std::size_t i = 0; i + 1 < values.size(); i += 2) {
        curve.steps.push_back(values[i]);
        curve.values.push_back(values[i + 1]);
    }
    return curve;
}

/// The last row of a table of layers: LaTen's pairs of the example its change was located by.
std::vector<std::int64_t> lastRow(const Table& table)
{
    const auto& values = table.as<std::int32_t>();
    const auto width = static_cast<std::size_t>(table.shape[1]);
    const std::size_t first = values.size() - std::min(values.size(), width);
    return {values.begin() + static_cast<std::ptrdiff_t>(first), values.end()};
}

/// The first column of the first table that says which of the teacher's layers were taken.
std::vector<std::int64_t> teacherLayersOf(const ResultFile& result)
{
    const Table* located = result.find("transfer/selection/teacher/ffn_layers");
    if (located != nullptr && located->shape.size() == 2) {
        return lastRow(*located);
    }
    for (const Table& table : result.tables) {
        const std::string name = lastPart(table.path);
        const bool isTaken = (name == "window" || name == "layers") && table.shape.size() == 2
            && table.shape[1] > 0
            && std::holds_alternative<std::vector<std::int32_t>>(table.values);
        if (!isTaken) {
            continue;
        }
        const auto& values = table.as<std::int32_t>();
        std::vector<std::int64_t> layers;
        for (std::size_t i = 0; i < values.size(); i += static_cast<std::size_t>(table.shape[1])) {
            layers.push_back(values[i]);
        }
        return layers;
    }
    return {};
}

std::vector<ModuleNorms> normsOf(const ResultFile& result)
{
    std::vector<ModuleNorms> norms;
    for (const Table& table : result.tables) {
        if (lastPart(table.path) == "norm_ratio" && table.shape.size() == 1) {
            const std::string parent = table.path.substr(0, table.path.rfind('/'));
            norms.push_back({QString::fromStdString(lastPart(parent)), table.as<double>()});
        }
    }
    static const QStringList published{QStringLiteral("up_proj"), QStringLiteral("down_proj"),
                                       QStringLiteral("v_proj"), QStringLiteral("o_proj")};
    const auto place = [](const ModuleNorms& each) {
        const auto at = published.indexOf(each.module);
        return at < 0 ? published.size() : at;
    };
    std::stable_sort(
        norms.begin(), norms.end(),
        [&place](const ModuleNorms& a, const ModuleNorms& b) { return place(a) < place(b); });
    return norms;
}

const Curve* findCurve(const std::vector<CurveData>& charts, const char* name)
{
    for (const CurveData& chart : charts) {
        for (const Curve& curve : chart.curves) {
            if (curve.name == QLatin1String(name) && !curve.values.empty()) {
                return &curve;
            }
        }
    }
    return nullptr;
}

double numberOf(const Curve* curve, bool isFirst)
{
    return curve == nullptr ? std::numeric_limits<double>::quiet_NaN()
        : isFirst           ? curve->values.front()
                            : curve->values.back();
}

} // namespace

QString TransferResult::folder() const
{
    return fromPath(path.parent_path());
}

double TransferResult::firstLoss() const
{
    return numberOf(findCurve(charts, "loss"), true);
}

double TransferResult::lastLoss() const
{
    return numberOf(findCurve(charts, "loss"), false);
}

double TransferResult::validationLoss() const
{
    return numberOf(findCurve(charts, "validation_loss"), false);
}

std::vector<CurveData> trainingCharts(const ResultFile& result)
{
    std::vector<const Table*> tables;
    for (const Table& table : result.tables) {
        const bool isCurve = table.path.rfind(kTraining, 0) == 0 && table.shape.size() == 2
            && table.shape[1] == 2 && std::holds_alternative<std::vector<double>>(table.values);
        if (isCurve) {
            tables.push_back(&table);
        }
    }
    std::stable_sort(tables.begin(), tables.end(), [](const Table* a, const Table* b) {
        return placeOf(lastPart(a->path)) < placeOf(lastPart(b->path));
    });
    std::vector<CurveData> charts;
    const auto chartOf = [&charts](const QString& title) -> CurveData& {
        for (CurveData& chart : charts) {
            if (chart.valueTitle == title) {
                return chart;
            }
        }
        charts.push_back({title, {}, 0.0});
        return charts.back();
    };
    for (const Table* table : tables) {
        Curve curve = curveOf(*table);
        const bool isLoss = table->unit == kLosses || curve.name == QLatin1String("penalty");
        const QString title = isLoss  ? TransferResultTexts::tr("nats per label")
            : table->unit == kCosines ? TransferResultTexts::tr("1 − cosine")
                                      : curve.title
                + (table->unit.empty()
                       ? QString()
                       : QStringLiteral(" (%1)").arg(QString::fromStdString(table->unit)));
        chartOf(title).curves.push_back(std::move(curve));
    }
    return charts;
}

TransferResult readTransferResult(const fs::path& path)
{
    const ResultFile file = readResult(path);
    TransferResult result;
    result.path = path;
    result.study = parseTransferStudy(file.manifest.study, path.string() + ": study");
    result.isPartial = file.manifest.status != "complete";
    std::error_code error;
    result.canResume =
        result.isPartial && fs::exists(path.parent_path() / "state.safetensors", error);
    result.wallSeconds = file.manifest.wallSeconds;
    result.charts = trainingCharts(file);
    if (const Curve* loss = findCurve(result.charts, "loss")) {
        result.trainedSteps = static_cast<std::int64_t>(loss->steps.back()) + 1;
    }
    result.teacherLayers = teacherLayersOf(file);
    result.norms = normsOf(file);
    return result;
}

void addOtherSeeds(TransferResult& result)
{
    const fs::path own = result.path.parent_path();
    if (result.charts.empty() || own.filename().string().rfind(kSeedFolder, 0) != 0) {
        return;
    }
    std::vector<fs::path> others;
    std::error_code problem;
    for (const auto& entry : fs::directory_iterator(own.parent_path(), problem)) {
        const bool isSeed = entry.path().filename().string().rfind(kSeedFolder, 0) == 0;
        if (isSeed && entry.path() != own && fs::exists(entry.path() / "run.h5", problem)) {
            others.push_back(entry.path());
        }
    }
    std::sort(others.begin(), others.end());
    for (const fs::path& other : others) {
        outcomeOf([&] {
            const std::vector<CurveData> charts = trainingCharts(readResult(other / "run.h5"));
            if (const Curve* loss = findCurve(charts, "loss")) {
                const QString seed =
                    QString::fromStdString(other.filename().string().substr(kSeedFolder.size()));
                Curve curve = *loss;
                curve.name += QStringLiteral(", seed ") + seed;
                curve.title = TransferResultTexts::tr("%1, seed %2").arg(curve.title, seed);
                result.charts.front().curves.push_back(std::move(curve));
            }
        });
    }
}

std::vector<HeatmapCell> usedLayerPairs(const TransferResult& result)
{
    std::vector<HeatmapCell> pairs;
    for (std::size_t student = 0; student < result.teacherLayers.size(); ++student) {
        pairs.push_back(
            {static_cast<int>(student), static_cast<int>(result.teacherLayers[student])});
    }
    return pairs;
}

QString transferRunName(const QString& path)
{
    const QFileInfo folder(QFileInfo(path).path());
    const bool isSeed = folder.fileName().startsWith(QLatin1String("seed-"));
    const QString run = isSeed ? QFileInfo(folder.path()).fileName() : folder.fileName();
    const int number = run.section(u'-', 0, 0).toInt(); // "0005-seeking", see RunFolder
    const QString name = number > 0 ? TransferResultTexts::tr("run %1").arg(number) : run;
    return isSeed
        ? TransferResultTexts::tr("%1, seed %2").arg(name, folder.fileName().section(u'-', 1))
        : name;
}

} // namespace neurograft

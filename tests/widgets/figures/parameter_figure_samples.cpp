// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/figures/parameter_figure_samples.h"

#include "core/study/parameter_study.h"
#include "widgets/plots/number_text.h"

#include <QString>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <limits>

namespace neurograft::testing {

namespace fs = std::filesystem;

namespace {

constexpr int kStudentLayers = 8;
constexpr int kTeacherLayers = 10;
constexpr int kRank = 4;
constexpr int kValues = 300; ///< of a weight
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

template <class Value>
Table layerTable(const std::string& path, int layers, int width, Value valueOf)
{
    Table table;
    table.path = path;
    table.shape = {layers};
    table.axes = {"layer"};
    if (width > 0) {
        table.shape.push_back(width);
        table.axes.emplace_back("value");
    }
    std::vector<double> values;
    for (int layer = 0; layer < layers; ++layer) {
        for (int index = 0; index < std::max(width, 1); ++index) {
            values.push_back(valueOf(layer, index));
        }
    }
    table.values = std::move(values);
    return table;
}

void addAdapter(ResultFile& result, const std::string& name, double original, double remaining,
                int missing)
{
    for (const std::string module : {"up_proj", "down_proj"}) {
        const std::string at = "parameters/" + name + '/' + module + '/';
        const double shift = module == "up_proj" ? 0.0 : 0.01;
        const auto curve = [&](double base) {
            return [=](int layer, int) {
                return layer == missing ? kNaN : base + shift + 0.004 * std::abs(layer - 4);
            };
        };
        result.tables.push_back(
            layerTable(at + "lora_vs_original", kStudentLayers, 0, curve(original)));
        result.tables.push_back(
            layerTable(at + "lora_vs_remaining", kStudentLayers, 0, curve(remaining)));
        result.tables.push_back(layerTable(at + "norm_ratio", kStudentLayers, 0, curve(0.12)));
        result.tables.push_back(
            layerTable(at + "spectrum", kStudentLayers, kRank, [=](int layer, int index) {
                return layer == missing ? kNaN : (3.0 + shift) / (index + 1);
            }));
    }
}

void addSpectra(ResultFile& result, const std::string& role, int layers)
{
    for (const std::string module : {"up_proj", "down_proj"}) {
        result.tables.push_back(layerTable(
            "spectra/" + role + '/' + module + "/values", layers, kValues,
            [=](int layer, int index) { return (6.0 + layer) * std::exp(-index / 60.0); }));
    }
}

void addDistances(ResultFile& result)
{
    for (const std::string module : {"up_proj", "down_proj"}) {
        result.tables.push_back(
            layerTable("spectra/distance/" + module, kStudentLayers, kTeacherLayers,
                       [](int layer, int teacher) { return 0.01 * std::abs(layer - teacher); }));
    }
}

FigureEntry entryOfKind(const fs::path& folder, const char* kind)
{
    FigureEntry entry;
    entry.runs = {folder / "parameters.h5"};
    entry.recipe.kind = QString::fromLatin1(kind);
    entry.recipe.spec.applyPreset(QStringLiteral("acl-column"));
    return entry;
}

/// Lines without their heading, split at commas.
std::vector<QStringList> linesOf(const std::string& csv)
{
    std::vector<QStringList> lines;
    for (const QString& line :
         QString::fromStdString(csv).split(u'\n', Qt::SkipEmptyParts).mid(1)) {
        lines.push_back(line.split(u','));
    }
    return lines;
}

std::string numberAt(const fs::path& run, const QString& path, std::int64_t layer, int index)
{
    const Table table = readTable(run, path.toStdString());
    const std::int64_t width = table.shape.size() > 1 ? table.shape[1] : 1;
    return fileNumber(table.as<double>().at(static_cast<std::size_t>(layer * width + index)));
}

} // namespace

ResultFile sampleParameters()
{
    ResultFile result;
    ParameterStudy study;
    study.model = "tiny-S";
    study.teacher = "tiny-T";
    study.adapters = {{"pissa", {}}, {"seeking", {}}};
    study.hasSpectra = true;
    result.manifest.programVersion = "0.0.0";
    result.manifest.study = studyText(study);
    result.manifest.command = parameterCommandLine(study, "parameters.h5");
    result.manifest.createdUtc = "2026-11-25T03:00:00Z";
    result.manifest.student = "tiny-S";
    result.manifest.teacher = "tiny-T";
    addAdapter(result, "pissa", 0.15, -0.002, -1);
    addAdapter(result, "seeking", 0.0, -0.12, 3);
    addSpectra(result, "student", kStudentLayers);
    addSpectra(result, "teacher", kTeacherLayers);
    addDistances(result);
    return result;
}

void writeSampleParameters(const fs::path& folder)
{
    writeResult(folder / "parameters.h5", sampleParameters(), true);
    writeResult(folder / "semalign.h5", sampleSemAlign(), true);
}

ResultFile sampleSemAlign()
{
    ResultFile result;
    result.manifest = sampleParameters().manifest;
    const auto cosine = [](int layer, int side) {
        return side == 0 ? 0.95 - 0.01 * layer : 0.02 * layer;
    };
    result.tables.push_back(
        layerTable("semalign/recomposition/teacher", kTeacherLayers, 2, cosine));
    result.tables.push_back(
        layerTable("semalign/recomposition/student", kStudentLayers, 2, cosine));
    return result;
}

FigureEntry parametersEntry(const fs::path& folder)
{
    return entryOfKind(folder, "parameters");
}

FigureEntry normRatioEntry(const fs::path& folder)
{
    FigureEntry entry = entryOfKind(folder, "parameters");
    entry.recipe.selection.measure = QStringLiteral("norm_ratio");
    entry.recipe.selection.modules = QStringList{QStringLiteral("down_proj")};
    entry.recipe.spec.isLocked = false;
    return entry;
}

FigureEntry parameterMapEntry(const fs::path& folder)
{
    FigureEntry entry = entryOfKind(folder, "parameters");
    entry.recipe.selection.measure = QStringLiteral("norm_ratio");
    entry.recipe.selection.isMap = true;
    return entry;
}

FigureEntry cosineMapEntry(const fs::path& folder)
{
    FigureEntry entry = entryOfKind(folder, "parameters");
    entry.recipe.selection.isMap = true;
    entry.recipe.spec.colorMap = ColorMapId::Vik;
    return entry;
}

FigureEntry distanceEntry(const fs::path& folder)
{
    FigureEntry entry = entryOfKind(folder, "spectrum");
    entry.recipe.selection.isMap = true;
    return entry;
}

FigureEntry spectrumEntry(const fs::path& folder)
{
    FigureEntry entry = entryOfKind(folder, "spectrum");
    entry.recipe.selection.layer = 2;
    return entry;
}

FigureEntry recompositionEntry(const fs::path& folder)
{
    FigureEntry entry = entryOfKind(folder, "recomposition");
    entry.runs = {folder / "semalign.h5"};
    return entry;
}

QString recompositionStoreProblem(const FigureEntry& entry, const std::string& csv)
{
    const std::vector<QStringList> lines = linesOf(csv);
    for (const QStringList& line : lines) {
        const QString path = QStringLiteral("semalign/recomposition/") + line[0];
        for (int side = 0; side < 2; ++side) {
            if (numberAt(entry.runs[0], path, line[1].toInt(), side)
                != line[2 + side].toStdString()) {
                return path + QStringLiteral(" layer ") + line[1];
            }
        }
    }
    const std::size_t expected = kStudentLayers + kTeacherLayers;
    return lines.size() == expected
        ? QString()
        : QStringLiteral("%1 lines, not %2").arg(lines.size()).arg(expected);
}

QString parametersStoreProblem(const FigureEntry& entry, const std::string& csv)
{
    const QString measure = entry.recipe.selection.measure;
    const QStringList tables = measure.isEmpty()
        ? QStringList{QStringLiteral("lora_vs_remaining"), QStringLiteral("lora_vs_original")}
        : QStringList{measure};
    const std::vector<QStringList> lines = linesOf(csv);
    for (const QStringList& line : lines) {
        for (int i = 0; i < tables.size(); ++i) {
            const QString path =
                QStringLiteral("parameters/") + line[0] + u'/' + line[1] + u'/' + tables[i];
            if (numberAt(entry.runs[0], path, line[2].toInt(), 0) != line[3 + i].toStdString()) {
                return path + QStringLiteral(" layer ") + line[2];
            }
        }
    }
    const std::size_t modules =
        entry.recipe.selection.modules.isEmpty() ? 2 : entry.recipe.selection.modules.size();
    const std::size_t expected = 2 * modules * kStudentLayers;
    return lines.size() == expected
        ? QString()
        : QStringLiteral("%1 lines, not %2").arg(lines.size()).arg(expected);
}

QString distanceStoreProblem(const FigureEntry& entry, const std::string& csv)
{
    const std::vector<QStringList> lines = linesOf(csv);
    for (const QStringList& line : lines) {
        const QString path = QStringLiteral("spectra/distance/") + line[0];
        if (numberAt(entry.runs[0], path, line[2].toInt(), line[3].toInt())
            != line[4].toStdString()) {
            return path + QStringLiteral(" S L%1 x T L%2").arg(line[2], line[3]);
        }
    }
    const std::size_t expected = 2 * kStudentLayers * kTeacherLayers;
    return lines.size() == expected
        ? QString()
        : QStringLiteral("%1 lines, not %2").arg(lines.size()).arg(expected);
}

QString spectrumStoreProblem(const FigureEntry& entry, const std::string& csv)
{
    const std::vector<QStringList> lines = linesOf(csv);
    for (std::size_t i = 0; i < lines.size(); i += 17) { // each reads a table
        const QStringList& line = lines[i];
        const bool isRole =
            line[1] == QLatin1String("student") || line[1] == QLatin1String("teacher");
        const QString path = isRole
            ? QStringLiteral("spectra/%1/%2/values").arg(line[1], line[0])
            : QStringLiteral("parameters/%1/%2/spectrum").arg(line[1], line[0]);
        if (numberAt(entry.runs[0], path, line[2].toInt(), line[3].toInt() - 1)
            != line[4].toStdString()) {
            return path + QStringLiteral(" layer ") + line[2];
        }
    }
    const std::size_t expected = 2 * (2 * kValues + 2 * kRank);
    return lines.size() == expected
        ? QString()
        : QStringLiteral("%1 lines, not %2").arg(lines.size()).arg(expected);
}

} // namespace neurograft::testing

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_data.h"

#include "core/store/npz_writer.h"
#include "core/store/result_file.h"
#include "core/store/table_text.h"
#include "core/support/atomic_file.h"
#include "core/support/version.h"
#include "widgets/figures/figure_exporter.h"

#include <nlohmann/json.hpp>

#include <QFileInfo>

namespace neurograft {

namespace {

/// The result the figure was drawn from, reduced to what it shows.
ResultFile resultOf(const Figure& figure, const FigureSpec& spec)
{
    const nlohmann::json run = figure.provenance(spec);
    const auto text = [&](const char* key) {
        const auto found = run.find(key);
        return found != run.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    ResultFile result;
    RunManifest& manifest = result.manifest;
    manifest.programVersion = kProgramVersion;
    manifest.command = text("command");
    const auto study = run.find("study");
    manifest.study = study != run.end() ? study->dump() : "{}";
    manifest.studySha256 = text("study_sha256");
    manifest.status = text("status");
    manifest.createdUtc = text("created_utc");
    manifest.device = text("device");
    manifest.dtype = text("dtype");
    manifest.teacher = text("teacher");
    manifest.student = text("student");
    manifest.teacherSha256 = text("teacher_sha256");
    manifest.studentSha256 = text("student_sha256");
    manifest.dataSha256 = text("data_sha256");
    const auto seed = run.find("seed");
    if (seed != run.end() && seed->is_number_integer()) {
        manifest.seed = seed->get<std::int64_t>();
    }
    result.extra["figure"] = FigureExporter::manifest(figure, spec).dump();
    result.tables = figure.tables();
    return result;
}

std::string jsonText(const Figure& figure, const FigureSpec& spec)
{
    nlohmann::ordered_json tables = nlohmann::ordered_json::array();
    for (const Table& table : figure.tables()) {
        tables.push_back(tableJson(table));
    }
    nlohmann::ordered_json all;
    all["manifest"] = FigureExporter::manifest(figure, spec);
    all["tables"] = std::move(tables);
    return all.dump(1) + '\n';
}

} // namespace

std::optional<DataFormat> dataFormatFromName(const QString& name)
{
    const QString suffix = QFileInfo(name).suffix().toLower();
    if (suffix == QLatin1String("csv")) {
        return DataFormat::Csv;
    }
    if (suffix == QLatin1String("npz")) {
        return DataFormat::Npz;
    }
    if (suffix == QLatin1String("json")) {
        return DataFormat::Json;
    }
    if (suffix == QLatin1String("h5") || suffix == QLatin1String("hdf5")) {
        return DataFormat::Hdf5;
    }
    return std::nullopt;
}

QString dataFilters()
{
    return QStringLiteral("CSV (*.csv);;NumPy (*.npz);;JSON (*.json);;HDF5 (*.h5 *.hdf5)");
}

void writeFigureData(const Figure& figure, const FigureSpec& spec,
                     const std::filesystem::path& path, DataFormat format, bool overwrite)
{
    switch (format) {
    case DataFormat::Csv:
        writeFileAtomically(path, figure.csv(), overwrite);
        break;
    case DataFormat::Npz:
        writeNpz(path, figure.tables(), overwrite);
        break;
    case DataFormat::Json:
        writeFileAtomically(path, jsonText(figure, spec), overwrite);
        break;
    case DataFormat::Hdf5:
        writeResult(path, resultOf(figure, spec), overwrite);
        break;
    }
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_exporter.h"

#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "core/support/sha256.h"
#include "core/support/version.h"
#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/heatmap_scene.h"
#include "widgets/figures/pdf_writer.h"
#include "widgets/figures/scene_painter.h"
#include "widgets/figures/svg_writer.h"

#include <QBuffer>
#include <QImageWriter>
#include <QPainter>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <memory>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

QByteArray manifestBytes(const HeatmapFigure& figure, const FigureSpec& spec)
{
    return QByteArray::fromStdString(FigureExporter::manifest(figure, spec).dump(2) + "\n");
}

QDateTime documentDate(const HeatmapFigure& figure)
{
    const auto created = figure.manifest.find("created_utc");
    const QDateTime date = created != figure.manifest.end() && created->is_string()
        ? QDateTime::fromString(QString::fromStdString(created->get<std::string>()), Qt::ISODate)
        : QDateTime();
    return date.isValid() ? date.toUTC() : QDateTime(QDate(2000, 1, 1), QTime(0, 0), Qt::UTC);
}

QImage drawnImage(const FigureScene& scene, double dpi)
{
    const double unit = dpi / 25.4;
    QImage image(static_cast<int>(std::lround(scene.sizeMm.width() * unit)),
                 static_cast<int>(std::lround(scene.sizeMm.height() * unit)), QImage::Format_RGB32);
    const int perMeter = static_cast<int>(std::lround(dpi / 0.0254));
    image.setDotsPerMeterX(perMeter);
    image.setDotsPerMeterY(perMeter);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.scale(unit, unit);
    paintScene(painter, scene, false);
    return image;
}

} // namespace

QSizeF FigureExporter::sizeMm(const HeatmapFigure& figure, const FigureSpec& spec)
{
    return planFigure(figure, spec).sizeMm;
}

QImage FigureExporter::renderImage(const HeatmapFigure& figure, const FigureSpec& spec, double dpi)
{
    return drawnImage(heatmapScene(figure, spec), dpi);
}

QByteArray FigureExporter::renderSvg(const HeatmapFigure& figure, const FigureSpec& spec)
{
    SvgOptions options;
    options.textAsPaths = spec.svgTextAsPaths;
    options.rectangles = spec.svgRectangles;
    if (spec.attachData) {
        options.manifest = manifestBytes(figure, spec);
    }
    return writeSvg(heatmapScene(figure, spec), options);
}

QByteArray FigureExporter::renderPdf(const HeatmapFigure& figure, const FigureSpec& spec)
{
    std::vector<PdfAttachment> attachments;
    if (spec.attachData) {
        attachments.push_back({QStringLiteral("manifest.json"), manifestBytes(figure, spec),
                               QStringLiteral("application/json")});
        attachments.push_back({QStringLiteral("data.csv"),
                               QByteArray::fromStdString(heatmapCsv(figure)),
                               QStringLiteral("text/csv")});
    }
    return writePdf(heatmapScene(figure, spec), attachments, documentDate(figure));
}

QByteArray FigureExporter::renderPng(const HeatmapFigure& figure, const FigureSpec& spec)
{
    const FigureScene scene = heatmapScene(figure, spec);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, "PNG");
    writer.setText(QStringLiteral("Title"), scene.title);
    writer.setText(QStringLiteral("Description"), scene.description);
    writer.setText(QStringLiteral("Software"),
                   QStringLiteral("Neurograft ") + QString::fromUtf8(kProgramVersion));
    if (spec.attachData) {
        writer.setText(QStringLiteral("neurograft-manifest"),
                       QString::fromUtf8(manifestBytes(figure, spec)));
    }
    writer.write(drawnImage(scene, spec.dpi));
    return bytes;
}

nlohmann::json FigureExporter::manifest(const HeatmapFigure& figure, const FigureSpec& spec)
{
    nlohmann::json manifest = figure.manifest;
    manifest["schema"] = 1;
    manifest["kind"] = "similarity";
    manifest["program"] = std::string("Neurograft ") + kProgramVersion;
    FigureRecipe recipe;
    recipe.spec = spec;
    recipe.selection.mask = figure.mask;
    for (const HeatmapData& panel : figure.panels) {
        recipe.selection.modules << panel.module;
        recipe.selection.measure = panel.measure;
    }
    manifest["recipe"] = toJson(recipe);
    nlohmann::json ranges = nlohmann::json::object();
    const std::vector<ColorRange> used = panelRanges(figure, spec);
    for (std::size_t i = 0; i < figure.panels.size(); ++i) {
        ranges[figure.panels[i].module.toStdString()] = {used[i].low, used[i].high};
    }
    manifest["color_range"] = ranges;
    manifest["footer"] = figure.footer.toStdString();
    manifest["data_sha256"] = sha256Hex(heatmapCsv(figure));
    return manifest;
}

WrittenFigure FigureExporter::write(const HeatmapFigure& figure, const FigureSpec& spec,
                                    const fs::path& path, bool overwrite)
{
    const QByteArray bytes = spec.format == FigureFormat::Svg ? renderSvg(figure, spec)
        : spec.format == FigureFormat::Png                    ? renderPng(figure, spec)
                                                              : renderPdf(figure, spec);
    WrittenFigure written{path, {}};
    std::vector<std::pair<fs::path, std::string>> files{{path, bytes.toStdString()}};
    if (spec.writeSideCars) {
        for (const auto& [suffix, content] :
             {std::pair{".json", manifestBytes(figure, spec).toStdString()},
              std::pair{".csv", heatmapCsv(figure)}}) {
            fs::path sideCar = path;
            sideCar += suffix;
            files.emplace_back(sideCar, content);
            written.sideCars.push_back(sideCar);
        }
    }
    // All are complete beside their targets before the first is renamed: a full disk changes
    // nothing.
    std::vector<std::unique_ptr<AtomicFile>> waiting;
    for (const auto& [target, content] : files) {
        waiting.push_back(std::make_unique<AtomicFile>(target, overwrite));
        std::ofstream stream(waiting.back()->temporaryPath(), std::ios::binary);
        stream.write(content.data(), static_cast<std::streamsize>(content.size()));
        stream.close();
        if (!stream) {
            throw StoreError(target.string(), "a figure that can be written", std::strerror(errno),
                             "The old file is unchanged. Choose another folder.");
        }
    }
    for (const auto& file : waiting) {
        file->commit();
    }
    return written;
}

} // namespace neurograft

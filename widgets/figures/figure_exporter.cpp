// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_exporter.h"

#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "core/support/sha256.h"
#include "core/support/version.h"
#include "widgets/figures/figure_recipe.h"
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

QByteArray manifestBytes(const Figure& figure, const FigureSpec& spec)
{
    return QByteArray::fromStdString(FigureExporter::manifest(figure, spec).dump(2) + "\n");
}

QDateTime documentDate(const Figure& figure, const FigureSpec& spec)
{
    const nlohmann::json run = figure.provenance(spec);
    const auto created = run.find("created_utc");
    const QDateTime date = created != run.end() && created->is_string()
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

QSizeF FigureExporter::sizeMm(const Figure& figure, const FigureSpec& spec)
{
    return figure.scene(spec).sizeMm;
}

QImage FigureExporter::renderImage(const Figure& figure, const FigureSpec& spec, double dpi)
{
    return drawnImage(figure.scene(spec), dpi);
}

QByteArray FigureExporter::render(const Figure& figure, const FigureSpec& spec)
{
    switch (spec.format) {
    case FigureFormat::Svg:
        return renderSvg(figure, spec);
    case FigureFormat::Png:
        return renderPng(figure, spec);
    case FigureFormat::Pdf:
        break;
    }
    return renderPdf(figure, spec);
}

QByteArray FigureExporter::renderSvg(const Figure& figure, const FigureSpec& spec)
{
    SvgOptions options;
    options.textAsPaths = spec.svgTextAsPaths;
    options.rectangles = spec.svgRectangles;
    if (spec.attachData) {
        options.manifest = manifestBytes(figure, spec);
    }
    return writeSvg(figure.scene(spec), options);
}

QByteArray FigureExporter::renderPdf(const Figure& figure, const FigureSpec& spec)
{
    std::vector<PdfAttachment> attachments;
    if (spec.attachData) {
        attachments.push_back({QStringLiteral("manifest.json"), manifestBytes(figure, spec),
                               QStringLiteral("application/json")});
        attachments.push_back({QStringLiteral("data.csv"), QByteArray::fromStdString(figure.csv()),
                               QStringLiteral("text/csv")});
    }
    return writePdf(figure.scene(spec), attachments, documentDate(figure, spec));
}

QByteArray FigureExporter::renderPng(const Figure& figure, const FigureSpec& spec)
{
    const FigureScene scene = figure.scene(spec);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImage image = drawnImage(scene, spec.dpi);
    // Texts of the image, not of the writer: that one would tidy their spaces.
    image.setText(QStringLiteral("Title"), scene.title);
    image.setText(QStringLiteral("Description"), scene.description);
    image.setText(QStringLiteral("Software"),
                  QStringLiteral("Neurograft ") + QString::fromUtf8(kProgramVersion));
    if (spec.attachData) {
        image.setText(QStringLiteral("neurograft-manifest"),
                      QString::fromUtf8(manifestBytes(figure, spec)));
    }
    QImageWriter(&buffer, "PNG").write(image);
    return bytes;
}

nlohmann::json FigureExporter::manifest(const Figure& figure, const FigureSpec& spec)
{
    nlohmann::json manifest = figure.provenance(spec);
    manifest["schema"] = 1;
    manifest["kind"] = figure.kind().toStdString();
    manifest["program"] = std::string("Neurograft ") + kProgramVersion;
    manifest["recipe"] = toJson(figure.recipe(spec));
    manifest["footer"] = figure.footerText().toStdString();
    manifest["csv_sha256"] = sha256Hex(figure.csv());
    return manifest;
}

WrittenFigure FigureExporter::write(const Figure& figure, const FigureSpec& spec,
                                    const fs::path& path, bool overwrite)
{
    const QByteArray bytes = render(figure, spec);
    WrittenFigure written{path, {}};
    std::vector<std::pair<fs::path, std::string>> files{{path, bytes.toStdString()}};
    if (spec.writeSideCars) {
        for (const auto& [suffix, content] :
             {std::pair{".json", manifestBytes(figure, spec).toStdString()},
              std::pair{".csv", figure.csv()}}) {
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
    // The figure last: a side-car that cannot be renamed leaves it as it was.
    for (auto file = waiting.rbegin(); file != waiting.rend(); ++file) {
        (*file)->commit();
    }
    return written;
}

} // namespace neurograft

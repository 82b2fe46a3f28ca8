// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_file_checks.h"

#include "widgets/figures/figure_exporter.h"
#include "widgets/figures/pdf_attachments.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

using State = FigureCheck::State;

FigureCheck check(const QString& name, bool isFine, const QString& advice)
{
    return {name, isFine ? State::Passed : State::Failed, isFine ? QString() : advice};
}

/// Every cell is a block of equal pixels, and of at least 600 dpi on paper.
FigureCheck cellCheck(const FigureScene& scene)
{
    double lowest = 1e9;
    bool isWhole = true;
    for (const SceneItem& item : scene.items) {
        const auto* image = std::get_if<SceneImage>(&item);
        if (image == nullptr) {
            continue;
        }
        const QImage print = printImage(*image);
        lowest = std::min(lowest, print.width() / image->rect.width() * 25.4);
        isWhole = isWhole && print.width() % image->image.width() == 0
            && print.height() % image->image.height() == 0;
        for (const double share : {0.0, 0.25, 0.5, 0.75, 0.999}) {
            const int x = static_cast<int>(share * image->image.width());
            const int y = static_cast<int>((1.0 - share - 1e-9) * image->image.height());
            const int scaleX = print.width() / image->image.width();
            const int scaleY = print.height() / image->image.height();
            const QRgb cell = image->image.pixel(x, y);
            isWhole = isWhole && print.pixel(x * scaleX, y * scaleY) == cell
                && print.pixel((x + 1) * scaleX - 1, (y + 1) * scaleY - 1) == cell;
        }
    }
    const long dpi = std::lround(lowest); // a length on the page has its last digit rounded
    return check(QStringLiteral("Cells unblurred, %1 dpi").arg(dpi), isWhole && dpi >= 600,
                 QStringLiteral("Use a larger page or fewer layers: cells are below 600 dpi."));
}

std::vector<FigureCheck> pdfChecks(const Figure& figure, const FigureSpec& spec,
                                   const QByteArray& pdf)
{
    std::vector<FigureCheck> checks;
    const int fonts = static_cast<int>(pdf.count("/Type /FontDescriptor"));
    const int embedded = static_cast<int>(pdf.count("/FontFile2"));
    checks.push_back(
        check(QStringLiteral("Fonts embedded as TrueType (%1)").arg(embedded),
              fonts > 0 && fonts == embedded && !pdf.contains("/Type3"),
              QStringLiteral("The fonts of this program are broken: install it again.")));
    checks.push_back(check(QStringLiteral("Colours stored without loss"),
                           !pdf.contains("/DCTDecode") && !pdf.contains("/JPXDecode"),
                           QStringLiteral("Write SVG or PNG instead.")));
    if (!spec.attachData) {
        checks.push_back(
            {QStringLiteral("Data and provenance inside"), State::Warning,
             QStringLiteral("They are left out: this figure cannot be opened again.")});
        return checks;
    }
    bool hasManifest = false;
    bool isSame = false;
    for (const PdfAttachment& file : readPdfAttachments(pdf)) {
        hasManifest = hasManifest || file.name == QLatin1String("manifest.json");
        isSame = isSame
            || (file.name == QLatin1String("data.csv")
                && file.bytes == QByteArray::fromStdString(figure.csv()));
    }
    checks.push_back(check(QStringLiteral("manifest.json and data.csv inside"),
                           hasManifest && isSame,
                           QStringLiteral("The attachments do not read back: write SVG instead.")));
    return checks;
}

std::vector<FigureCheck> svgChecks(const FigureSpec& spec, const QByteArray& svg)
{
    const bool isText = svg.contains("<text") && svg.contains("viewBox=\"0 0 ");
    return {spec.svgTextAsPaths
                ? FigureCheck{QStringLiteral("Text as real text"), State::Warning,
                              QStringLiteral("It is drawn as outlines and cannot be edited.")}
                : check(QStringLiteral("Text as real text"), isText,
                        QStringLiteral("Write PDF instead.")),
            check(QStringLiteral("Manifest inside"),
                  !spec.attachData || svg.contains("id=\"neurograft-manifest\""),
                  QStringLiteral("Write PDF instead."))};
}

std::vector<FigureCheck> pngChecks(const FigureSpec& spec, const QByteArray& png)
{
    const QImage image = QImage::fromData(png, "PNG");
    const int dpi = static_cast<int>(std::lround(image.dotsPerMeterX() * 0.0254));
    std::vector<FigureCheck> checks{check(QStringLiteral("Resolution stored: %1 dpi").arg(dpi),
                                          png.contains("pHYs") && dpi == spec.dpi,
                                          QStringLiteral("Choose another resolution."))};
    if (spec.dpi < 300) {
        checks.push_back({QStringLiteral("Resolution for print"), State::Warning,
                          QStringLiteral("Venues ask for 300 dpi or more.")});
    }
    return checks;
}

} // namespace

std::vector<FigureCheck> fileChecks(const Figure& figure, const FigureSpec& spec)
{
    const QByteArray bytes = FigureExporter::render(figure, spec);
    std::vector<FigureCheck> checks = spec.format == FigureFormat::Pdf
        ? pdfChecks(figure, spec, bytes)
        : spec.format == FigureFormat::Svg ? svgChecks(spec, bytes)
                                           : pngChecks(spec, bytes);
    const FigureScene scene = figure.scene(spec);
    const bool hasCells =
        std::any_of(scene.items.begin(), scene.items.end(),
                    [](const SceneItem& item) { return std::holds_alternative<SceneImage>(item); });
    if (spec.format != FigureFormat::Png && hasCells) {
        checks.insert(checks.begin() + 1, cellCheck(scene));
    }
    return checks;
}

} // namespace neurograft

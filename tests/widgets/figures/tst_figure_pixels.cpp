// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/figures/figure_samples.h"
#include "tests/widgets/figures/loaded_samples.h"
#include "tests/widgets/figures/poppler_tools.h"
#include "widgets/figures/figure_exporter.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

using namespace neurograft;
using namespace neurograft::testing;

namespace {

/// Largest difference of two colours in one channel.
int distance(QRgb a, QRgb b)
{
    return std::max({std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)),
                     std::abs(qBlue(a) - qBlue(b))});
}

} // namespace

/// The export checks of ux.md 5.4 that look at pixels, on real files, for every kind of figure.
class TestFigurePixels : public QObject, protected LoadedSamples {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { writeRuns(); }
    void pngHasItsResolution_data(); // check 8
    void pngHasItsResolution();
    void probeCellsHaveTheTableColours_data(); // check 9
    void probeCellsHaveTheTableColours();
    void equalCellsHaveNoSeams_data(); // check 10
    void equalCellsHaveNoSeams();
};

void TestFigurePixels::pngHasItsResolution_data()
{
    addSamplesAnd("dpi", {QStringLiteral("300"), QStringLiteral("600")},
                  [](const FigureSample&) { return true; });
}

void TestFigurePixels::pngHasItsResolution()
{
    QFETCH(int, sample);
    QFETCH(QString, dpi);
    FigureSpec spec = loaded(sample).entry.recipe.spec;
    spec.format = FigureFormat::Png;
    spec.dpi = dpi.toInt();
    const Figure& figure = *loaded(sample).figure;
    const QByteArray png = FigureExporter::renderPng(figure, spec);
    const qsizetype chunk = png.indexOf("pHYs");
    QVERIFY(chunk > 0);
    const auto number = [&](qsizetype at) {
        int value = 0;
        for (qsizetype i = at; i < at + 4; ++i) {
            value = value * 256 + static_cast<unsigned char>(png.at(i));
        }
        return value;
    };
    const int perMeter = static_cast<int>(std::lround(spec.dpi / 0.0254));
    QCOMPARE(number(chunk + 4), perMeter);
    QCOMPARE(number(chunk + 8), perMeter);
    QCOMPARE(static_cast<int>(png.at(chunk + 12)), 1); // metre
    const QImage image = QImage::fromData(png);
    const FigureScene scene = figure.scene(spec);
    QCOMPARE(image.width(), static_cast<int>(std::lround(scene.sizeMm.width() / 25.4 * spec.dpi)));
    QCOMPARE(image.text(QStringLiteral("Description")), scene.description);
    QVERIFY(nlohmann::json::parse(image.text(QStringLiteral("neurograft-manifest")).toStdString())
            == FigureExporter::manifest(figure, spec));
}

void TestFigurePixels::probeCellsHaveTheTableColours_data()
{
    addSamplesAnd("file", {QStringLiteral("png"), QStringLiteral("pdf")},
                  [](const FigureSample& sample) { return sample.probes != nullptr; });
}

void TestFigurePixels::probeCellsHaveTheTableColours()
{
    QFETCH(int, sample);
    QFETCH(QString, file);
    if (file == QLatin1String("pdf")) {
        REQUIRE_TOOL("pdftoppm")
    }
    constexpr int kDpi = 300;
    FigureSpec spec = loaded(sample).entry.recipe.spec;
    spec.dpi = kDpi;
    const Figure& figure = *loaded(sample).figure;
    const QImage image = file == QLatin1String("pdf")
        ? rasterOf(QStringLiteral("pdftoppm"), writePdf(sample), kDpi, m_folder.path())
        : QImage::fromData(FigureExporter::renderPng(figure, spec));
    QVERIFY(!image.isNull());
    const std::vector<ColorProbe> probes = sampleOf(sample).probes(loaded(sample).entry, figure);
    QVERIFY(probes.size() >= 5);
    for (const ColorProbe& probe : probes) {
        const QPointF place = probe.placeMm * kDpi / 25.4;
        const int x = static_cast<int>(std::floor(place.x()));
        const int y = static_cast<int>(std::floor(place.y()));
        // pdftoppm makes a picture up to a pixel wider than it is: what lies at its right comes a
        // pixel later, which is seen where a cell has two or three.
        const QRgb got = image.pixel(x, y);
        const QRgb next = file == QLatin1String("pdf") ? image.pixel(x + 1, y) : got;
        QVERIFY2(QColor(got).name() == QColor(probe.color).name()
                     || QColor(next).name() == QColor(probe.color).name(),
                 qPrintable(QStringLiteral("%1: %2 and %3 instead of %4")
                                .arg(probe.name, QColor(got).name(), QColor(next).name(),
                                     QColor(probe.color).name())));
    }
}

void TestFigurePixels::equalCellsHaveNoSeams_data()
{
    addSamplesAnd("tool", {QStringLiteral("pdftoppm"), QStringLiteral("pdftocairo")},
                  [](const FigureSample& sample) { return sample.flatEntry != nullptr; });
}

void TestFigurePixels::equalCellsHaveNoSeams()
{
    QFETCH(int, sample);
    QFETCH(QString, tool);
    REQUIRE_TOOL(qPrintable(tool))
    const FigureEntry entry = sampleOf(sample).flatEntry(m_folder.path().toStdString());
    const auto figure = loadFigure(entry.recipe, entry.runs);
    const QString pdf = writePdf(*figure, entry.recipe.spec);
    const FigureScene scene = figure->scene(entry.recipe.spec);
    for (const int dpi : {96, 150, 300, 600}) {
        const QImage page = rasterOf(tool, pdf, dpi, m_folder.path());
        QVERIFY(!page.isNull());
        const double unit = dpi / 25.4;
        for (const SceneImage* image : imagesOf(scene)) {
            if (image->name == QLatin1String("scale")) {
                continue;
            }
            // Without the outer cells: the first has another value, and a frame is drawn.
            constexpr double kFrameMm = 0.4; // and a pixel at 96 dpi
            double cell = image->rect.width() / image->image.width();
            for (const ScenePanel& panel : scene.panels) { // several pixels may be one cell
                cell =
                    panel.name == image->name ? std::max(cell, std::abs(panel.toPage.m11())) : cell;
            }
            const double outerX = std::max(kFrameMm, 1.5 * cell + 25.4 / dpi);
            const double outerY =
                std::max(kFrameMm, 1.5 * image->rect.height() / image->image.height());
            const QRectF area = image->rect.adjusted(outerX, outerY, -outerX, -outerY);
            const QRect inner = QRectF(area.topLeft() * unit, area.size() * unit).toAlignedRect();
            const QRgb expected = image->image.pixel(2, 2);
            for (int y = inner.top(); y <= inner.bottom(); ++y) {
                for (int x = inner.left(); x <= inner.right(); ++x) {
                    // Viewers average when they shrink the 600 dpi image and cut the quotient off:
                    // one level at most.
                    if (distance(page.pixel(x, y), expected) > (dpi < 300 ? 1 : 0)) {
                        QFAIL(qPrintable(QStringLiteral("%1 at %2 dpi: pixel %3, %4 is %5")
                                             .arg(image->name)
                                             .arg(dpi)
                                             .arg(x)
                                             .arg(y)
                                             .arg(QColor(page.pixel(x, y)).name())));
                    }
                }
            }
        }
    }
}

QTEST_MAIN(TestFigurePixels)
#include "tst_figure_pixels.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "tests/widgets/sample_result.h"
#include "widgets/figures/figure_clipboard.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/latex_snippet.h"
#include "widgets/figures/result_heatmaps.h"
#include "widgets/figures/svg_writer.h"

#include <nlohmann/json.hpp>

#include <QClipboard>
#include <QGuiApplication>
#include <QImageReader>
#include <QMimeData>
#include <QPalette>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <cstring>

using namespace neurograft;
using namespace neurograft::testing;
namespace fs = std::filesystem;

/// The export acceptance checks of ux.md 5.4 on real files; checks that need poppler's tools skip
/// without them.
class TestFigureExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pdfFontsAreEmbeddedTrueType(); // check 1
    void pdfImagesAreLossless(); // check 2
    void pdfWidthIsThePresets_data(); // check 3
    void pdfWidthIsThePresets();
    void svgHasTextAndViewBox(); // check 7
    void svgTextCanBecomePaths();
    void svgRectanglesOnlyForSmallMaps();
    void pngHasItsResolution_data(); // check 8
    void pngHasItsResolution();
    void probeCellsHaveTheTableColours_data(); // check 9
    void probeCellsHaveTheTableColours();
    void equalCellsHaveNoSeams(); // check 10
    void themeAndScaleChangeNoByte(); // check 11
    void pdfCarriesManifestAndData(); // check 12
    void sideCarsTellRecipeAndRange();
    void existingFilesAreKept();
    void failureLeavesTheOldFile();
    void clipboardHasBitmapSvgAndTable();
    void latexSnippetEscapes();
    void picturesForLooking();

private:
    static HeatmapFigure figure(const QString& mask = QStringLiteral("none"))
    {
        return heatmapFigureFromResult(sampleResult(), "run.h5", {{}, {}, mask});
    }
    static FigureSpec specOf(FigureFormat format, const char* preset = "acl-column")
    {
        FigureSpec spec;
        spec.applyPreset(QString::fromLatin1(preset));
        spec.format = format;
        return spec;
    }
    QString pathOf(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    QString writePdf(const char* preset = "acl-column") const
    {
        const QString path = pathOf("figure.pdf");
        FigureExporter::write(figure(), specOf(FigureFormat::Pdf, preset), path.toStdString(),
                              true);
        return path;
    }
    /// Standard output of a tool; null when it is missing.
    static QString toolOutput(const QString& tool, const QStringList& arguments)
    {
        const QString program = QStandardPaths::findExecutable(tool);
        if (program.isEmpty()) {
            return {};
        }
        QProcess process;
        process.start(program, arguments);
        process.waitForFinished();
        return QString::fromUtf8(process.readAllStandardOutput()) + u'\n';
    }
    static QImage rasterOf(const QString& pdf, int dpi, const QTemporaryDir& folder)
    {
        const QString stem = folder.filePath(QStringLiteral("page"));
        toolOutput(QStringLiteral("pdftoppm"),
                   {"-r", QString::number(dpi), "-png", "-singlefile", pdf, stem});
        return QImage(stem + QStringLiteral(".png"));
    }
    QTemporaryDir m_folder;
};

#define REQUIRE_TOOL(tool)                                                                         \
    if (QStandardPaths::findExecutable(QStringLiteral(tool)).isEmpty()) {                          \
        QSKIP(tool " is not installed (package poppler-utils)");                                   \
    }

void TestFigureExport::pdfFontsAreEmbeddedTrueType()
{
    REQUIRE_TOOL("pdffonts")
    const QStringList lines =
        toolOutput("pdffonts", {writePdf()}).split(u'\n', Qt::SkipEmptyParts).mid(2);
    QCOMPARE(lines.size(), 2); // regular and bold
    for (const QString& line : lines) {
        QVERIFY2(line.contains(QStringLiteral("LiberationSerif")), qPrintable(line));
        QVERIFY2(line.contains(QStringLiteral("CID TrueType")), qPrintable(line));
        QVERIFY2(line.contains(QRegularExpression(QStringLiteral("Identity-H +yes"))),
                 qPrintable(line));
    }
}

void TestFigureExport::pdfImagesAreLossless()
{
    REQUIRE_TOOL("pdfimages")
    const QStringList lines =
        toolOutput("pdfimages", {"-list", writePdf()}).split(u'\n', Qt::SkipEmptyParts).mid(2);
    QCOMPARE(lines.size(), 5); // four maps and the colour scale, no masks
    for (const QString& line : lines) {
        const QStringList columns = line.simplified().split(u' ');
        QCOMPARE(columns[2], QStringLiteral("image"));
        QCOMPARE(columns[8], QStringLiteral("image")); // encoding: neither jpeg nor jpx
        QVERIFY2(columns[12].toInt() >= 600 && columns[13].toInt() >= 600, qPrintable(line));
    }
}

void TestFigureExport::pdfWidthIsThePresets_data()
{
    QTest::addColumn<double>("widthMm");
    for (const VenuePreset& preset : venuePresets()) {
        QTest::newRow(preset.id) << preset.widthMm;
    }
}

void TestFigureExport::pdfWidthIsThePresets()
{
    REQUIRE_TOOL("pdfinfo")
    QFETCH(double, widthMm);
    const QString info = toolOutput("pdfinfo", {writePdf(QTest::currentDataTag())});
    const auto match = QRegularExpression(QStringLiteral("Page size: +([0-9.]+) x")).match(info);
    QVERIFY2(std::abs(match.captured(1).toDouble() * 25.4 / 72.0 - widthMm) <= 0.2,
             qPrintable(info));
    QVERIFY(info.contains(QStringLiteral("linear CKA (unbiased) of teacher and student layers")));
}

void TestFigureExport::svgHasTextAndViewBox()
{
    const QByteArray svg = FigureExporter::renderSvg(figure(), specOf(FigureFormat::Svg));
    QXmlStreamReader xml(svg);
    QStringList texts;
    QString viewBox;
    QString metadata;
    int images = 0;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) {
            continue;
        }
        if (xml.name() == QLatin1String("svg")) {
            viewBox = xml.attributes().value(QLatin1String("viewBox")).toString();
        } else if (xml.name() == QLatin1String("text")) {
            texts << xml.readElementText();
        } else if (xml.name() == QLatin1String("metadata")) {
            metadata = xml.readElementText();
        } else if (xml.name() == QLatin1String("image")) {
            ++images;
        }
    }
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QVERIFY(viewBox.startsWith(QStringLiteral("0 0 77 ")));
    QVERIFY(texts.contains(QStringLiteral("up_proj")));
    QVERIFY(texts.contains(QStringLiteral("(d)")));
    QCOMPARE(images, 5);
    QCOMPARE(nlohmann::json::parse(metadata.toStdString()).at("result_file").get<std::string>(),
             std::string("run.h5"));
    QCOMPARE(FigureExporter::renderSvg(figure(), specOf(FigureFormat::Svg)), svg);
}

void TestFigureExport::svgTextCanBecomePaths()
{
    FigureSpec spec = specOf(FigureFormat::Svg);
    spec.svgTextAsPaths = true;
    const QByteArray svg = FigureExporter::renderSvg(figure(), spec);
    QVERIFY(!svg.contains("<text"));
    QVERIFY(svg.contains("<path d=\"M"));
}

void TestFigureExport::svgRectanglesOnlyForSmallMaps()
{
    FigureSpec spec = specOf(FigureFormat::Svg);
    spec.svgRectangles = true;
    QCOMPARE(FigureExporter::renderSvg(figure(), spec).count("<image"), 0);
    HeatmapFigure large = figure();
    large.panels = {sampleHeatmap(63, 64, QStringLiteral("up_proj"))}; // 4 032 cells
    QCOMPARE(FigureExporter::renderSvg(large, spec).count("<image"), 1); // the scale is small
}

void TestFigureExport::pngHasItsResolution_data()
{
    QTest::addColumn<int>("dpi");
    QTest::addColumn<int>("perMeter");
    QTest::newRow("300") << 300 << 11811;
    QTest::newRow("600") << 600 << 23622;
}

void TestFigureExport::pngHasItsResolution()
{
    QFETCH(int, dpi);
    QFETCH(int, perMeter);
    FigureSpec spec = specOf(FigureFormat::Png);
    spec.dpi = dpi;
    const QByteArray png = FigureExporter::renderPng(figure(), spec);
    const qsizetype chunk = png.indexOf("pHYs");
    QVERIFY(chunk > 0);
    const auto number = [&](qsizetype at) {
        int value = 0;
        for (qsizetype i = at; i < at + 4; ++i) {
            value = value * 256 + static_cast<unsigned char>(png.at(i));
        }
        return value;
    };
    QCOMPARE(number(chunk + 4), perMeter);
    QCOMPARE(number(chunk + 8), perMeter);
    QCOMPARE(int(png.at(chunk + 12)), 1); // metre
    const QImage image = QImage::fromData(png);
    QCOMPARE(image.width(), int(std::lround(77.0 / 25.4 * dpi)));
    QVERIFY(image.text(QStringLiteral("neurograft-manifest")).contains("run.h5"));
    QVERIFY(image.text(QStringLiteral("Description")).contains("highest"));
}

void TestFigureExport::probeCellsHaveTheTableColours_data()
{
    QTest::addColumn<bool>("isPdf");
    QTest::newRow("png") << false;
    QTest::newRow("pdf") << true;
}

void TestFigureExport::probeCellsHaveTheTableColours()
{
    QFETCH(bool, isPdf);
    if (isPdf) {
        REQUIRE_TOOL("pdftoppm")
    }
    FigureSpec spec = specOf(FigureFormat::Pdf);
    const HeatmapFigure drawn = figure();
    const double dpi = 300.0;
    const QImage image =
        isPdf ? rasterOf(writePdf(), 300, m_folder) : FigureExporter::renderImage(drawn, spec, dpi);
    const FigurePlan plan = planFigure(drawn, spec);
    const ColorMap& map = ColorMap::of(ColorMapId::Magma);
    const HeatmapData& data = drawn.panels[1];
    const QRectF place = plan.panels[1].map;
    for (const HeatmapCell cell : {HeatmapCell{0, 0}, {5, 7}, {0, 7}, {5, 0}, {2, 4}}) {
        const QPointF centre(place.left() + (cell.teacher + 0.5) * plan.cellMm,
                             place.bottom() - (cell.student + 0.5) * plan.cellMm);
        const QRgb expected = map.color(data.value(cell), plan.panels[1].range);
        QCOMPARE(QColor(image.pixel((centre * dpi / 25.4).toPoint())).name(),
                 QColor(expected).name());
    }
}

void TestFigureExport::equalCellsHaveNoSeams()
{
    REQUIRE_TOOL("pdftoppm")
    HeatmapFigure drawn = figure();
    HeatmapData flat = sampleHeatmap(32, 40, QStringLiteral("up_proj"));
    std::fill(flat.values.begin(), flat.values.end(), 0.5);
    flat.values.front() = 0.9;
    drawn.panels = {flat};
    const FigureSpec spec = specOf(FigureFormat::Pdf);
    const QString path = pathOf("flat.pdf");
    FigureExporter::write(drawn, spec, path.toStdString(), true);
    const FigurePlan plan = planFigure(drawn, spec);
    for (const int dpi : {96, 150, 300, 720}) {
        const QImage image = rasterOf(path, dpi, m_folder);
        const double unit = dpi / 25.4;
        // Without the first row and column (another value) and the frame.
        const QRect inner = QRectF((plan.panels[0].map.left() + 1.5 * plan.cellMm) * unit,
                                   (plan.panels[0].map.top() + 0.5 * plan.cellMm) * unit,
                                   plan.cellMm * 37.0 * unit, plan.cellMm * 30.0 * unit)
                                .toAlignedRect();
        const QRgb expected = ColorMap::of(ColorMapId::Magma).color(0.5, plan.panels[0].range);
        for (int y = inner.top(); y <= inner.bottom(); ++y) {
            for (int x = inner.left(); x <= inner.right(); ++x) {
                // Viewers average when they shrink the 600 dpi image, and poppler cuts the quotient
                // off: one level at most.
                const QRgb got = image.pixel(x, y);
                const int off = std::max({std::abs(qRed(got) - qRed(expected)),
                                          std::abs(qGreen(got) - qGreen(expected)),
                                          std::abs(qBlue(got) - qBlue(expected))});
                if (off > (dpi < 300 ? 1 : 0)) {
                    QFAIL(qPrintable(QStringLiteral("%1 dpi: pixel %2, %3 is %4")
                                         .arg(dpi)
                                         .arg(x)
                                         .arg(y)
                                         .arg(QColor(image.pixel(x, y)).name())));
                }
            }
        }
    }
}

void TestFigureExport::themeAndScaleChangeNoByte()
{
    const QPalette before = QGuiApplication::palette();
    const QByteArray light = FigureExporter::renderPdf(figure(), specOf(FigureFormat::Pdf));
    const QByteArray lightPng = FigureExporter::renderPng(figure(), specOf(FigureFormat::Png));
    QGuiApplication::setPalette(QPalette(QColor(40, 40, 40)));
    QTest::qWait(1100); // another second on the clock, which the file must not show
    QVERIFY(FigureExporter::renderPdf(figure(), specOf(FigureFormat::Pdf)) == light);
    QVERIFY(FigureExporter::renderPng(figure(), specOf(FigureFormat::Png)) == lightPng);
    QGuiApplication::setPalette(before);

    QProcess scaled;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_SCALE_FACTOR"), QStringLiteral("1.5"));
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("de_DE.UTF-8"));
    scaled.setProcessEnvironment(environment);
    const QString path = pathOf("scaled.pdf");
    scaled.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--export"), path});
    QVERIFY(scaled.waitForFinished());
    QCOMPARE(scaled.exitCode(), 0);
    QVERIFY(readFile(path.toStdString())
            == std::string_view(light.constData(), std::size_t(light.size())));
}

void TestFigureExport::pdfCarriesManifestAndData()
{
    REQUIRE_TOOL("pdfdetach")
    const QString path = writePdf();
    const QString list = toolOutput("pdfdetach", {"-list", path});
    QVERIFY2(list.contains("manifest.json") && list.contains("data.csv"), qPrintable(list));
    toolOutput("pdfdetach", {"-saveall", "-o", m_folder.path(), path});
    const std::string csv = readFile(pathOf("data.csv").toStdString());
    QCOMPARE(csv, heatmapCsv(figure()));
    const auto manifest = nlohmann::json::parse(readFile(pathOf("manifest.json").toStdString()));
    QCOMPARE(manifest.at("study_sha256").get<std::string>(), std::string("00ff"));
    QCOMPARE(manifest.at("tables").size(), std::size_t{4});
}

void TestFigureExport::sideCarsTellRecipeAndRange()
{
    const QString path = pathOf("figure.png");
    const WrittenFigure written = FigureExporter::write(
        figure(QStringLiteral("upper")), specOf(FigureFormat::Png), path.toStdString(), true);
    QCOMPARE(written.sideCars.size(), std::size_t{2});
    const auto json = nlohmann::json::parse(readFile(path.toStdString() + ".json"));
    QCOMPARE(json.at("recipe").at("selection").at("mask").get<std::string>(), std::string("upper"));
    QCOMPARE(json.at("recipe").at("spec").at("preset").get<std::string>(),
             std::string("acl-column"));
    QVERIFY(json.at("color_range").at("up_proj").is_array());
    QCOMPARE(readFile(path.toStdString() + ".csv"), heatmapCsv(figure(QStringLiteral("upper"))));
}

void TestFigureExport::existingFilesAreKept()
{
    const fs::path path = pathOf("kept.svg").toStdString();
    writeFileAtomically(path, "mine", true);
    const FigureSpec spec = specOf(FigureFormat::Svg);
    QVERIFY_EXCEPTION_THROWN(FigureExporter::write(figure(), spec, path, false), StudyError);
    QCOMPARE(readFile(path), std::string("mine"));
    QVERIFY(!fs::exists(path.string() + ".json"));
}

void TestFigureExport::failureLeavesTheOldFile()
{
    const fs::path path = pathOf("old.svg").toStdString();
    writeFileAtomically(path, "old", true);
    fs::create_directories(path.string() + ".csv/inside"); // a folder where a side-car should go
    try {
        FigureSpec spec = specOf(FigureFormat::Svg);
        spec.heightMm = 12.0;
        FigureExporter::write(figure(), spec, path, true);
        QFAIL("no error");
    } catch (const UsageError& error) {
        QVERIFY(!error.where().empty() && !error.expected().empty() && !error.got().empty());
    }
    QCOMPARE(readFile(path), std::string("old"));
    QVERIFY_EXCEPTION_THROWN(FigureExporter::write(figure(), specOf(FigureFormat::Svg),
                                                   pathOf("old.svg/below.svg").toStdString(), true),
                             Error);
    QCOMPARE(readFile(path), std::string("old"));
}

void TestFigureExport::clipboardHasBitmapSvgAndTable()
{
    putOnClipboard(figureCopy(figure(), specOf(FigureFormat::Pdf)));
    const QMimeData* mime = QGuiApplication::clipboard()->mimeData();
    QVERIFY(mime->hasImage());
    QCOMPARE(qvariant_cast<QImage>(mime->imageData()).width(), 909); // 77 mm at 300 dpi
    QVERIFY(mime->data(QStringLiteral("image/svg+xml")).contains("<text"));
    QVERIFY(mime->text().startsWith(QStringLiteral("up_proj cka")));
    QCOMPARE(mime->text().count(u'\n'), 4 * 7 + 3);
}

void TestFigureExport::latexSnippetEscapes()
{
    const QString latex =
        latexSnippet(figure(), specOf(FigureFormat::Pdf), QStringLiteral("f.pdf"));
    QVERIFY(latex.contains(QStringLiteral("\\includegraphics[width=77mm]{f.pdf}")));
    QVERIFY(latex.contains(QStringLiteral("\\texttt{up\\_proj}")));
    QVERIFY(latex.contains(QStringLiteral("n = 4\\,096; gsm\\_align; seed 42")));
}

/// With NEUROGRAFT_PICTURES=folder the test leaves pictures to look at; without it nothing is
/// written.
void TestFigureExport::picturesForLooking()
{
    const QString folder = qEnvironmentVariable("NEUROGRAFT_PICTURES");
    if (folder.isEmpty()) {
        QSKIP("NEUROGRAFT_PICTURES is not set");
    }
    for (const char* preset : {"acl-column", "generic-full"}) {
        for (const char* mask : {"none", "upper"}) {
            FigureSpec spec = specOf(FigureFormat::Png, preset);
            const QString name = QStringLiteral("%1/%2-%3.png")
                                     .arg(folder, QLatin1String(preset), QLatin1String(mask));
            FigureExporter::write(figure(QLatin1String(mask)), spec, name.toStdString(), true);
        }
    }
}

/// `tst_figure_export --export FILE` writes the sample figure and ends: the other process of
/// themeAndScaleChangeNoByte.
int main(int argc, char** argv)
{
    QGuiApplication application(argc, argv);
    if (argc == 3 && std::strcmp(argv[1], "--export") == 0) {
        FigureSpec spec;
        spec.applyPreset(QStringLiteral("acl-column"));
        FigureExporter::write(heatmapFigureFromResult(sampleResult(), "run.h5", {}), spec, argv[2],
                              true);
        return 0;
    }
    TestFigureExport test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_figure_export.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/atomic_file.h"
#include "core/support/sha256.h"
#include "tests/widgets/figures/figure_samples.h"
#include "tests/widgets/figures/poppler_tools.h"
#include "widgets/figures/figure_checks.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/figures/figure_file_checks.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/figure_origin.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QLocale>
#include <QPalette>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QXmlStreamReader>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

using namespace neurograft;
using namespace neurograft::testing;
namespace fs = std::filesystem;

namespace {

constexpr std::array<FigureFormat, 3> kFormats{FigureFormat::Pdf, FigureFormat::Svg,
                                               FigureFormat::Png};

/// Every sample in every format with its side-cars: "2.svg", "2.svg.json", "2.svg.csv".
void writeAllSamples(const fs::path& folder)
{
    writeSampleRuns(folder);
    for (std::size_t i = 0; i < figureSamples().size(); ++i) {
        const FigureEntry entry = figureSamples()[i].entry(folder);
        const auto figure = loadFigure(entry.recipe, entry.runs);
        for (const FigureFormat format : kFormats) {
            FigureSpec spec = entry.recipe.spec;
            spec.format = format;
            const fs::path path =
                folder / (std::to_string(i) + '.' + formatName(format).toStdString());
            FigureExporter::write(*figure, spec, path, true);
        }
    }
}

/// Largest difference of two colours in one channel.
int distance(QRgb a, QRgb b)
{
    return std::max({std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)),
                     std::abs(qBlue(a) - qBlue(b))});
}

} // namespace

/// The twelve export checks of ux.md 5.4 on real files, for every kind of figure: one row each.
/// What poppler's tools have to look at is skipped, and said, where they are not installed.
class TestFigureAcceptance : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void fontsAreEmbeddedTrueType_data() { addSamples(); } // check 1
    void fontsAreEmbeddedTrueType();
    void imagesAreLossless_data() { addSamples(); } // check 2
    void imagesAreLossless();
    void widthIsThePresets_data() { addSamplesAndPresets(); } // check 3
    void widthIsThePresets();
    void textsAreLargeInsideAndFree_data() { addSamplesAndPresets(); } // checks 4, 5, 6
    void textsAreLargeInsideAndFree();
    void svgHasTextAndViewBox_data() { addSamples(); } // check 7
    void svgHasTextAndViewBox();
    void pngHasItsResolution_data(); // check 8
    void pngHasItsResolution();
    void probeCellsHaveTheTableColours_data(); // check 9
    void probeCellsHaveTheTableColours();
    void equalCellsHaveNoSeams_data(); // check 10
    void equalCellsHaveNoSeams();
    void surroundingsChangeNoByte_data(); // check 11
    void surroundingsChangeNoByte();
    void attachmentsHoldManifestAndStore_data() { addSamples(); } // check 12
    void attachmentsHoldManifestAndStore();
    void dialogChecksPass_data(); // the same as the user is told
    void dialogChecksPass();

private:
    struct Loaded {
        FigureEntry entry;
        std::shared_ptr<const Figure> figure;
    };
    static void addSamples()
    {
        QTest::addColumn<int>("sample");
        for (std::size_t i = 0; i < figureSamples().size(); ++i) {
            QTest::newRow(figureSamples()[i].name) << static_cast<int>(i);
        }
    }
    static void addSamplesAndPresets()
    {
        QTest::addColumn<int>("sample");
        QTest::addColumn<QString>("preset");
        for (std::size_t i = 0; i < figureSamples().size(); ++i) {
            for (const VenuePreset& preset : venuePresets()) {
                QTest::addRow("%s, %s", figureSamples()[i].name, preset.id)
                    << static_cast<int>(i) << QString::fromLatin1(preset.id);
            }
        }
    }
    /// Rows of each sample and word, for samples that @p isFor says yes to.
    template <class Condition>
    static void addSamplesAnd(const char* column, const QStringList& words, Condition isFor)
    {
        QTest::addColumn<int>("sample");
        QTest::addColumn<QString>(column);
        for (std::size_t i = 0; i < figureSamples().size(); ++i) {
            for (const QString& word : words) {
                if (isFor(figureSamples()[i])) {
                    QTest::addRow("%s, %s", figureSamples()[i].name, qPrintable(word))
                        << static_cast<int>(i) << word;
                }
            }
        }
    }
    static const FigureSample& sampleOf(int index)
    {
        return figureSamples()[static_cast<std::size_t>(index)];
    }
    /// Read once: figures are plain data.
    const Loaded& loaded(int index)
    {
        Loaded& one = m_loaded[index];
        if (one.figure == nullptr) {
            one.entry = sampleOf(index).entry(m_folder.path().toStdString());
            one.figure = loadFigure(one.entry.recipe, one.entry.runs);
        }
        return one;
    }
    QString pathOf(const QString& name) const { return m_folder.filePath(name); }
    QString writePdf(const Figure& figure, FigureSpec spec) const
    {
        spec.format = FigureFormat::Pdf;
        const QString path = pathOf(QStringLiteral("figure.pdf"));
        FigureExporter::write(figure, spec, path.toStdString(), true);
        return path;
    }
    QString writePdf(int index)
    {
        return writePdf(*loaded(index).figure, loaded(index).entry.recipe.spec);
    }
    static std::vector<const SceneImage*> imagesOf(const FigureScene& scene)
    {
        std::vector<const SceneImage*> images;
        for (const SceneItem& item : scene.items) {
            if (const auto* image = std::get_if<SceneImage>(&item)) {
                images.push_back(image);
            }
        }
        return images;
    }

    QTemporaryDir m_folder;
    std::map<int, Loaded> m_loaded;
};

void TestFigureAcceptance::initTestCase()
{
    writeSampleRuns(m_folder.path().toStdString());
}

void TestFigureAcceptance::fontsAreEmbeddedTrueType()
{
    REQUIRE_TOOL("pdffonts")
    QFETCH(int, sample);
    const QString output = toolOutput(QStringLiteral("pdffonts"), {writePdf(sample)});
    const QStringList lines = output.split(u'\n', Qt::SkipEmptyParts).mid(2);
    QVERIFY(lines.size() >= 1 && lines.size() <= 2); // regular and bold
    for (const QString& line : lines) {
        QVERIFY2(line.contains(QStringLiteral("LiberationSerif")), qPrintable(line));
        QVERIFY2(line.contains(QStringLiteral("CID TrueType")), qPrintable(line));
        QVERIFY2(line.contains(QRegularExpression(QStringLiteral("Identity-H +yes"))),
                 qPrintable(line));
    }
}

void TestFigureAcceptance::imagesAreLossless()
{
    REQUIRE_TOOL("pdfimages")
    QFETCH(int, sample);
    const QList<QStringList> rows = toolTable(
        toolOutput(QStringLiteral("pdfimages"), {QStringLiteral("-list"), writePdf(sample)}));
    const FigureScene scene = loaded(sample).figure->scene(loaded(sample).entry.recipe.spec);
    QCOMPARE(rows.size(), static_cast<qsizetype>(imagesOf(scene).size())); // no masks
    for (const QStringList& row : rows) {
        const QString line = row.join(u' ');
        QVERIFY2(row.value(2) == QLatin1String("image"), qPrintable(line));
        QVERIFY2(row.value(8) == QLatin1String("image"), qPrintable(line)); // neither jpeg nor jpx
        QVERIFY2(row.value(12).toInt() >= 600 && row.value(13).toInt() >= 600, qPrintable(line));
    }
}

void TestFigureAcceptance::widthIsThePresets()
{
    REQUIRE_TOOL("pdfinfo")
    QFETCH(int, sample);
    QFETCH(QString, preset);
    FigureSpec spec = loaded(sample).entry.recipe.spec;
    spec.applyPreset(preset);
    const Figure& figure = *loaded(sample).figure;
    const QString info = toolOutput(QStringLiteral("pdfinfo"), {writePdf(figure, spec)});
    const auto match =
        QRegularExpression(QStringLiteral("Page size: +([0-9.]+) x ([0-9.]+)")).match(info);
    QVERIFY2(match.hasMatch(), qPrintable(info));
    const QSizeF page(match.captured(1).toDouble() * kMmPerPoint,
                      match.captured(2).toDouble() * kMmPerPoint);
    QVERIFY2(std::abs(page.width() - findPreset(preset)->widthMm) <= 0.2, qPrintable(info));
    QVERIFY2(std::abs(page.height() - FigureExporter::sizeMm(figure, spec).height()) <= 0.2,
             qPrintable(info));
    QVERIFY2(info.contains(figure.scene(spec).title.left(40)), qPrintable(info));
}

void TestFigureAcceptance::textsAreLargeInsideAndFree()
{
    QFETCH(int, sample);
    QFETCH(QString, preset);
    FigureSpec spec = loaded(sample).entry.recipe.spec;
    spec.applyPreset(preset);
    const Figure& figure = *loaded(sample).figure;

    // 4: as the file has it; its unit is the millimetre.
    const QByteArray svg = FigureExporter::renderSvg(figure, spec);
    const QRegularExpression size(QStringLiteral("font-size=\"([0-9.]+)\""));
    double smallest = 1000.0;
    for (auto match = size.globalMatch(QString::fromUtf8(svg)); match.hasNext();) {
        smallest = std::min(smallest, match.next().captured(1).toDouble() / kMmPerPoint);
    }
    QVERIFY2(smallest >= findPreset(preset)->smallestTextPt - 1e-3 && smallest < 100.0,
             qPrintable(QStringLiteral("%1 pt").arg(smallest)));

    // 5: by the layout, and no ink at the edge of the drawn page.
    const FigureScene scene = figure.scene(spec);
    QVERIFY2(textsOffPage(scene).isEmpty(), qPrintable(textsOffPage(scene).join(u' ')));
    const QImage page = FigureExporter::renderImage(figure, spec, 150.0);
    for (int x = 0; x < page.width(); ++x) {
        QCOMPARE(page.pixel(x, 0), 0xffffffffU);
        QCOMPARE(page.pixel(x, page.height() - 1), 0xffffffffU);
    }
    for (int y = 0; y < page.height(); ++y) {
        QCOMPARE(page.pixel(0, y), 0xffffffffU);
        QCOMPARE(page.pixel(page.width() - 1, y), 0xffffffffU);
    }

    // 6
    const QStringList crossed = overlappingTexts(scene) + crossedTexts(scene);
    QVERIFY2(crossed.isEmpty(), qPrintable(crossed.join(u' ')));
}

void TestFigureAcceptance::svgHasTextAndViewBox()
{
    QFETCH(int, sample);
    const Figure& figure = *loaded(sample).figure;
    FigureSpec spec = loaded(sample).entry.recipe.spec;
    spec.format = FigureFormat::Svg;
    const QByteArray svg = FigureExporter::renderSvg(figure, spec);
    QXmlStreamReader xml(svg);
    QStringList texts;
    QStringList viewBox;
    QString metadata;
    std::size_t images = 0;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) {
            continue;
        }
        if (xml.name() == QLatin1String("svg")) {
            viewBox = xml.attributes().value(QLatin1String("viewBox")).toString().split(u' ');
        } else if (xml.name() == QLatin1String("text")) {
            texts << xml.readElementText();
        } else if (xml.name() == QLatin1String("metadata")) {
            metadata = xml.readElementText();
        } else if (xml.name() == QLatin1String("image")) {
            ++images;
        }
    }
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    const FigureScene scene = figure.scene(spec);
    QCOMPARE(viewBox.size(), 4);
    QVERIFY(std::abs(viewBox[2].toDouble() - scene.sizeMm.width()) < 1e-3);
    QVERIFY(std::abs(viewBox[3].toDouble() - scene.sizeMm.height()) < 1e-3);
    QStringList wanted;
    for (const SceneText* text : scene.texts()) {
        wanted << text->text;
    }
    QCOMPARE(texts, wanted);
    QCOMPARE(images, imagesOf(scene).size());
    QVERIFY(nlohmann::json::parse(metadata.toStdString())
            == FigureExporter::manifest(figure, spec));
}

void TestFigureAcceptance::pngHasItsResolution_data()
{
    addSamplesAnd("dpi", {QStringLiteral("300"), QStringLiteral("600")},
                  [](const FigureSample&) { return true; });
}

void TestFigureAcceptance::pngHasItsResolution()
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

void TestFigureAcceptance::probeCellsHaveTheTableColours_data()
{
    addSamplesAnd("file", {QStringLiteral("png"), QStringLiteral("pdf")},
                  [](const FigureSample& sample) { return sample.probes != nullptr; });
}

void TestFigureAcceptance::probeCellsHaveTheTableColours()
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

void TestFigureAcceptance::equalCellsHaveNoSeams_data()
{
    addSamplesAnd("tool", {QStringLiteral("pdftoppm"), QStringLiteral("pdftocairo")},
                  [](const FigureSample& sample) { return sample.flatEntry != nullptr; });
}

void TestFigureAcceptance::equalCellsHaveNoSeams()
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

void TestFigureAcceptance::surroundingsChangeNoByte_data()
{
    QTest::addColumn<QString>("theme");
    QTest::addColumn<QByteArray>("scale");
    QTest::newRow("dark, German") << "dark" << QByteArray("1");
    QTest::newRow("150 %") << "light" << QByteArray("1.5");
    QTest::newRow("dark, 150 %") << "dark" << QByteArray("1.5");
}

/// Another process writes the same figures elsewhere and later.
void TestFigureAcceptance::surroundingsChangeNoByte()
{
    QFETCH(QString, theme);
    QFETCH(QByteArray, scale);
    const QString here = pathOf(QStringLiteral("here"));
    if (!QFileInfo::exists(here)) {
        QVERIFY(QDir().mkpath(here));
        writeAllSamples(here.toStdString());
    }
    QTemporaryDir there;
    QProcess other;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_SCALE_FACTOR"), QString::fromLatin1(scale));
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("de_DE.UTF-8"));
    other.setProcessEnvironment(environment);
    other.start(QCoreApplication::applicationFilePath(),
                {QStringLiteral("--export"), there.path(), theme});
    QVERIFY(other.waitForFinished());
    QVERIFY2(other.exitCode() == 0, other.readAllStandardError().constData());
    const QStringList names = QDir(here).entryList(
        {QStringLiteral("*.pdf"), QStringLiteral("*.svg"), QStringLiteral("*.png"),
         QStringLiteral("*.json"), QStringLiteral("*.csv")},
        QDir::Files, QDir::Name);
    QCOMPARE(names.size(), static_cast<qsizetype>(figureSamples().size() * kFormats.size() * 3));
    for (const QString& name : names) {
        const std::string mine = readFile((here + u'/' + name).toStdString());
        QVERIFY2(QFile::exists(there.filePath(name)), qPrintable(name));
        QVERIFY2(readFile(there.filePath(name).toStdString()) == mine, qPrintable(name));
    }
}

void TestFigureAcceptance::attachmentsHoldManifestAndStore()
{
    REQUIRE_TOOL("pdfdetach")
    QFETCH(int, sample);
    const QString path = writePdf(sample);
    const QString list = toolOutput(QStringLiteral("pdfdetach"), {QStringLiteral("-list"), path});
    QVERIFY2(list.contains(QStringLiteral("manifest.json"))
                 && list.contains(QStringLiteral("data.csv")),
             qPrintable(list));
    QTemporaryDir folder;
    toolOutput(QStringLiteral("pdfdetach"),
               {QStringLiteral("-saveall"), QStringLiteral("-o"), folder.path(), path});
    const std::string csv = readFile(folder.filePath(QStringLiteral("data.csv")).toStdString());
    QCOMPARE(sampleOf(sample).storeProblem(loaded(sample).entry, csv), QString());
    const auto manifest = nlohmann::json::parse(
        readFile(folder.filePath(QStringLiteral("manifest.json")).toStdString()));
    QCOMPARE(manifest.at("csv_sha256").get<std::string>(), sha256Hex(csv));
    QCOMPARE(QString::fromStdString(manifest.at("kind").get<std::string>()),
             loaded(sample).entry.recipe.kind);
    // It leads back to its runs, and these give the same numbers again.
    std::vector<fs::path> runs;
    for (const RunClaim& claim : runClaims(manifest)) {
        runs.push_back(findRun(claim, path.toStdString(), {}));
    }
    QCOMPARE(runs.size(), loaded(sample).entry.runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
        QCOMPARE(runs[i].filename().string(), loaded(sample).entry.runs[i].filename().string());
    }
    QCOMPARE(loadFigure(recipeFromJson(manifest.at("recipe")), runs)->csv(), csv);
}

void TestFigureAcceptance::dialogChecksPass_data()
{
    addSamplesAnd("format", {QStringLiteral("pdf"), QStringLiteral("svg"), QStringLiteral("png")},
                  [](const FigureSample&) { return true; });
}

void TestFigureAcceptance::dialogChecksPass()
{
    QFETCH(int, sample);
    QFETCH(QString, format);
    FigureSpec spec = loaded(sample).entry.recipe.spec;
    spec.format = *formatFromName(format);
    std::vector<FigureCheck> checks = figureChecks(*loaded(sample).figure, spec);
    const std::vector<FigureCheck> more = fileChecks(*loaded(sample).figure, spec);
    QVERIFY(!more.empty());
    checks.insert(checks.end(), more.begin(), more.end());
    for (const FigureCheck& check : checks) {
        QVERIFY2(check.state == FigureCheck::State::Passed,
                 qPrintable(check.name + u' ' + check.detail));
    }
}

/// `tst_figure_acceptance --export FOLDER THEME` writes all samples and ends: the other process of
/// surroundingsChangeNoByte.
int main(int argc, char** argv)
{
    QGuiApplication application(argc, argv);
    if (argc == 4 && qstrcmp(argv[1], "--export") == 0) {
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
        if (qstrcmp(argv[3], "dark") == 0) {
            QGuiApplication::setPalette(QPalette(QColor(40, 40, 40)));
        }
        writeAllSamples(argv[2]);
        return 0;
    }
    TestFigureAcceptance test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_figure_acceptance.moc"

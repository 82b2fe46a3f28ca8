// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/atomic_file.h"
#include "core/support/sha256.h"
#include "tests/widgets/figures/figure_samples.h"
#include "tests/widgets/figures/loaded_samples.h"
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

} // namespace

/// The twelve export checks of ux.md 5.4 on real files, for every kind of figure: one row each.
/// What poppler's tools have to look at is skipped, and said, where they are not installed.
class TestFigureAcceptance : public QObject, protected LoadedSamples {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { writeRuns(); }
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
    void surroundingsChangeNoByte_data(); // check 11
    void surroundingsChangeNoByte();
    void attachmentsHoldManifestAndStore_data() { addSamples(); } // check 12
    void attachmentsHoldManifestAndStore();
    void dialogChecksPass_data(); // the same as the user is told
    void dialogChecksPass();
};

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

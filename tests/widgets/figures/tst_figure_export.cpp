// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "tests/widgets/sample_result.h"
#include "widgets/figures/figure_clipboard.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/figures/latex_snippet.h"
#include "widgets/figures/result_heatmaps.h"

#include <nlohmann/json.hpp>

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QTemporaryDir>
#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;
namespace fs = std::filesystem;

/// Files and copies of a figure: options of the formats, side-cars, what is kept when writing
/// fails. What every figure has to hold is in tst_figure_acceptance.cpp.
class TestFigureExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void svgTextCanBecomePaths();
    void svgRectanglesOnlyForSmallMaps();
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
    QTemporaryDir m_folder;
};

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

QTEST_MAIN(TestFigureExport)
#include "tst_figure_export.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "tests/widgets/sample_result.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/figures/figure_origin.h"
#include "widgets/figures/pdf_attachments.h"
#include "widgets/figures/result_heatmaps.h"

#include <QImage>
#include <QTemporaryDir>
#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;
namespace fs = std::filesystem;

/// An exported figure leads back to its run and view (G4).
class TestFigureOrigin : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyFormatTellsItsRecipe_data();
    void everyFormatTellsItsRecipe();
    void sideCarHelpsOut();
    void foreignFilesAreRefused_data();
    void foreignFilesAreRefused();
    void brokenAttachmentsArePassedOver();
    void runIsFoundBesideAboveAndInRuns_data();
    void runIsFoundBesideAboveAndInRuns();
    void renamedRunIsFoundByWhatItSays();
    void otherRunOfThatNameIsNotTaken();
    void missingRunSaysWhereItWasLookedFor();

private:
    fs::path at(const char* name) const
    {
        return m_folder->filePath(QString::fromLatin1(name)).toStdString();
    }
    static FigureSpec specOf(FigureFormat format)
    {
        FigureSpec spec;
        spec.applyPreset(QStringLiteral("neurips"));
        spec.format = format;
        spec.isTransposed = true;
        spec.isLocked = false;
        spec.colorMap = ColorMapId::Cividis;
        return spec;
    }
    fs::path write(FigureFormat format, const char* name, bool carries = true) const
    {
        FigureSpec spec = specOf(format);
        spec.attachData = carries;
        const HeatmapFigure figure = heatmapFigureFromResult(
            sampleResult(), "run.h5",
            {{QStringLiteral("v_proj"), QStringLiteral("up_proj")}, {}, QStringLiteral("lower")});
        FigureExporter::write(figure, spec, at(name), true);
        return at(name);
    }
    static RunClaim claim() { return {"run.h5", "00ff", "2026-11-25T03:00:00Z"}; }
    void writeRun(const fs::path& path, const std::string& created = "2026-11-25T03:00:00Z") const
    {
        ResultFile result = sampleResult();
        result.manifest.createdUtc = created;
        fs::create_directories(path.parent_path());
        writeResult(path, result, true);
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestFigureOrigin::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestFigureOrigin::everyFormatTellsItsRecipe_data()
{
    QTest::addColumn<int>("format");
    QTest::newRow("pdf") << static_cast<int>(FigureFormat::Pdf);
    QTest::newRow("svg") << static_cast<int>(FigureFormat::Svg);
    QTest::newRow("png") << static_cast<int>(FigureFormat::Png);
}

void TestFigureOrigin::everyFormatTellsItsRecipe()
{
    QFETCH(int, format);
    const auto wanted = static_cast<FigureFormat>(format);
    const fs::path path = write(wanted, qPrintable(QStringLiteral("f.") + formatName(wanted)));
    fs::remove(path.string() + ".json");
    const FigureOrigin origin = readFigureOrigin(path);
    QVERIFY(!origin.isFromSideCar);
    QCOMPARE(origin.recipe.selection.modules,
             QStringList({QStringLiteral("v_proj"), QStringLiteral("up_proj")}));
    QCOMPARE(origin.recipe.selection.mask, QStringLiteral("lower"));
    QVERIFY(toJson(origin.recipe.spec) == toJson(specOf(wanted)));
    const std::vector<RunClaim> claims = runClaims(origin.manifest);
    QCOMPARE(claims.size(), std::size_t{1});
    QCOMPARE(claims[0].file, std::string("run.h5"));
    QCOMPARE(claims[0].studySha256, std::string("00ff"));
}

void TestFigureOrigin::sideCarHelpsOut()
{
    const fs::path path = write(FigureFormat::Pdf, "bare.pdf", false);
    const FigureOrigin origin = readFigureOrigin(path);
    QVERIFY(origin.isFromSideCar);
    QCOMPARE(origin.recipe.selection.mask, QStringLiteral("lower"));
}

void TestFigureOrigin::foreignFilesAreRefused_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("pdf") << "a.pdf" << QByteArray("%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF");
    QTest::newRow("no pdf at all") << "b.pdf" << QByteArray("hello");
    QTest::newRow("svg") << "c.svg"
                         << QByteArray("<svg><metadata>{\"recipe\":{}}</metadata></svg>");
    QTest::newRow("cut svg") << "d.svg" << QByteArray("<svg><metadata id=\"neurograft-manifest\">");
    QTest::newRow("other json in svg")
        << "e.svg"
        << QByteArray("<svg><metadata id=\"neurograft-manifest\">{\"a\":1}</metadata></svg>");
    QTest::newRow("empty png") << "f.png" << QByteArray();
}

void TestFigureOrigin::foreignFilesAreRefused()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, bytes);
    const fs::path path = at(qPrintable(name));
    writeFileAtomically(path, bytes.toStdString(), true);
    try {
        readFigureOrigin(path);
        QFAIL("no error");
    } catch (const FormatError& error) {
        QCOMPARE(QString::fromStdString(error.where()), name);
        QCOMPARE(error.expected(), std::string("a figure exported by Neurograft"));
    }
    QImage image(4, 4, QImage::Format_RGB32);
    image.fill(Qt::red);
    QVERIFY(image.save(m_folder->filePath(QStringLiteral("photo.png"))));
    QVERIFY_EXCEPTION_THROWN(readFigureOrigin(at("photo.png")), FormatError);
}

void TestFigureOrigin::brokenAttachmentsArePassedOver()
{
    const fs::path path = write(FigureFormat::Pdf, "f.pdf");
    const QByteArray pdf = QByteArray::fromStdString(readFile(path));
    QCOMPARE(readPdfAttachments(pdf).size(), std::size_t{2});
    for (qsizetype length = 0; length < pdf.size(); length += 997) {
        QVERIFY(readPdfAttachments(pdf.left(length)).size() <= 2);
    }
    QByteArray wrong = pdf;
    wrong.replace("/EF <</F ", "/EF <</F 9");
    QVERIFY(readPdfAttachments(wrong).empty());
}

void TestFigureOrigin::runIsFoundBesideAboveAndInRuns_data()
{
    QTest::addColumn<QString>("run");
    QTest::newRow("beside") << "study/figures/run.h5";
    QTest::newRow("study") << "study/run.h5";
    QTest::newRow("runs") << "study/runs/run.h5";
    QTest::newRow("place") << "elsewhere/runs/run.h5";
}

void TestFigureOrigin::runIsFoundBesideAboveAndInRuns()
{
    QFETCH(QString, run);
    const fs::path path = at(qPrintable(run));
    writeRun(path);
    fs::create_directories(at("study/figures"));
    QCOMPARE(findRun(claim(), at("study/figures/f.pdf"), {at("elsewhere")}).string(),
             path.string());
}

void TestFigureOrigin::renamedRunIsFoundByWhatItSays()
{
    writeRun(at("study/runs/0001-similarity.h5"), "2026-11-25T02:00:00Z");
    writeRun(at("study/runs/0002-similarity.h5"));
    writeFileAtomically(at("study/runs/broken.h5"), "no HDF5", true);
    QCOMPARE(findRun(claim(), at("study/figures/f.pdf"), {}).filename().string(),
             std::string("0002-similarity.h5"));
}

void TestFigureOrigin::otherRunOfThatNameIsNotTaken()
{
    writeRun(at("study/run.h5"), "2026-11-25T02:00:00Z");
    writeRun(at("study/runs/run.h5"));
    QCOMPARE(findRun(claim(), at("study/figures/f.pdf"), {}).string(),
             at("study/runs/run.h5").string());
}

void TestFigureOrigin::missingRunSaysWhereItWasLookedFor()
{
    fs::create_directories(at("study/figures"));
    try {
        findRun(claim(), at("study/figures/f.pdf"), {});
        QFAIL("no error");
    } catch (const StudyError& error) {
        QVERIFY(error.expected().find("run.h5") != std::string::npos);
        QVERIFY(error.got().find("study/figures") != std::string::npos);
        QVERIFY(!error.advice().empty());
    }
}

QTEST_MAIN(TestFigureOrigin)
#include "tst_figure_origin.moc"

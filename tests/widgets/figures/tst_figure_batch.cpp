// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "tests/widgets/sample_result.h"
#include "widgets/figures/figure_batch.h"

#include <nlohmann/json.hpp>

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;
namespace fs = std::filesystem;

/// Figures kept in a study (I11) and all of them written at once (I9).
class TestFigureBatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void entryGoesThroughJsonWithRelativePaths();
    void wrongEntriesAreRefused_data();
    void wrongEntriesAreRefused();
    void lookTellsSizeChecksAndNumbers();
    void lookOfAMissingRunIsAProblem();
    void twelveFiguresInOneStyle();
    void namesNeverCollide();
    void existingFilesStopBeforeAnythingIsWritten();
    void oneFailureDoesNotStopTheOthers();
    void cancelIsHeard();

private:
    fs::path at(const char* name) const
    {
        return m_folder->filePath(QString::fromLatin1(name)).toStdString();
    }
    FigureEntry entry(const QString& name) const
    {
        FigureEntry one;
        one.name = name;
        one.runs = {at("runs/run.h5")};
        one.recipe.selection.measure = QStringLiteral("cka");
        return one;
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestFigureBatch::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    fs::create_directories(at("runs"));
    writeResult(at("runs/run.h5"), sampleResult(), true);
}

void TestFigureBatch::entryGoesThroughJsonWithRelativePaths()
{
    FigureEntry one = entry(QStringLiteral("Figure 1"));
    one.csvSha256 = "abc";
    one.exported = "/elsewhere/fig1.pdf";
    const nlohmann::json json = toJson(one, m_folder->path().toStdString());
    QCOMPARE(json.at("runs").dump(), std::string(R"(["runs/run.h5"])"));
    QCOMPARE(json.at("exported").get<std::string>(), std::string("/elsewhere/fig1.pdf"));
    const FigureEntry moved = figureEntryFromJson(json, "/another/study");
    QCOMPARE(moved.runs.front().string(), std::string("/another/study/runs/run.h5"));
    QCOMPARE(moved.name, one.name);
    QCOMPARE(moved.csvSha256, one.csvSha256);
    QVERIFY(toJson(moved.recipe) == toJson(one.recipe));
}

void TestFigureBatch::wrongEntriesAreRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("no object") << "[]";
    QTest::newRow("no runs") << R"({"recipe":{}})";
    QTest::newRow("runs no list") << R"({"runs":"x","recipe":{}})";
    QTest::newRow("run no path") << R"({"runs":[1],"recipe":{}})";
    QTest::newRow("no recipe") << R"({"runs":[]})";
    QTest::newRow("wrong recipe") << R"({"runs":[],"recipe":{"kind":"pie"}})";
}

void TestFigureBatch::wrongEntriesAreRefused()
{
    QFETCH(QString, text);
    QVERIFY_EXCEPTION_THROWN(
        figureEntryFromJson(nlohmann::json::parse(text.toStdString()), "/study"), StudyError);
}

void TestFigureBatch::lookTellsSizeChecksAndNumbers()
{
    const FigureLook look = lookAt(entry(QStringLiteral("one")), 120);
    QVERIFY2(look.problem.isEmpty(), qPrintable(look.problem));
    QCOMPARE(std::max(look.thumbnail.width(), look.thumbnail.height()), 120);
    QCOMPARE(look.sizeMm.width(), 85.0);
    QVERIFY(look.isAllPassed());
    QCOMPARE(look.csvSha256.size(), std::size_t{64});
    ResultFile other = sampleResult();
    std::get<std::vector<double>>(other.tables[0].values)[9] += 1e-9;
    writeResult(at("runs/run.h5"), other, true);
    QVERIFY(lookAt(entry(QStringLiteral("one")), 120).csvSha256 != look.csvSha256);
}

void TestFigureBatch::lookOfAMissingRunIsAProblem()
{
    FigureEntry one = entry(QStringLiteral("one"));
    one.runs = {at("runs/gone.h5")};
    const FigureLook look = lookAt(one, 120);
    QVERIFY(look.thumbnail.isNull());
    QVERIFY2(look.problem.contains(QStringLiteral("gone.h5")), qPrintable(look.problem));
    QVERIFY(!look.isAllPassed());
}

void TestFigureBatch::twelveFiguresInOneStyle()
{
    std::vector<FigureEntry> entries;
    for (int i = 1; i <= 12; ++i) {
        entries.push_back(entry(QStringLiteral("Figure %1").arg(i)));
        entries.back().recipe.selection.mask =
            i % 2 == 0 ? QStringLiteral("upper") : QStringLiteral("none");
    }
    BatchOptions options;
    options.folder = at("figures");
    options.preset = QStringLiteral("icml-column");
    options.formats = {FigureFormat::Pdf, FigureFormat::Png};
    options.dpi = 300;
    QElapsedTimer clock;
    clock.start();
    const std::vector<BatchFile> files = writeFigureBatch(entries, options, {});
    const qint64 elapsed = clock.elapsed();
    qInfo("12 figures as PDF and PNG: %lld ms", elapsed);
    QVERIFY(elapsed < 10000); // ux.md U5 step 5
    QCOMPARE(files.size(), std::size_t{24});
    const auto list = nlohmann::json::parse(readFile(at("figures/manifest.json")));
    QCOMPARE(list.at("figures").size(), std::size_t{24});
    for (const auto& figure : list.at("figures")) {
        QCOMPARE(figure.at("preset").get<std::string>(), std::string("icml-column"));
        const fs::path path = at("figures") / figure.at("file").get<std::string>();
        QVERIFY2(fs::exists(path), path.c_str());
        const auto manifest = nlohmann::json::parse(readFile(path.string() + ".json"));
        QCOMPARE(manifest.at("recipe").at("spec").at("width_mm").get<double>(), 82.6);
        QVERIFY(manifest.at("csv_sha256") == figure.at("csv_sha256"));
    }
    QCOMPARE(files[23].entry, std::size_t{11});
}

void TestFigureBatch::namesNeverCollide()
{
    BatchOptions options;
    options.formats = {FigureFormat::Svg};
    const std::vector<std::string> names = batchNames(
        {entry(QStringLiteral("a b")), entry(QStringLiteral("a/b")), entry(QString())}, options);
    QCOMPARE(names, (std::vector<std::string>{"a_b.svg", "a_b-2.svg", "figure.svg"}));
}

void TestFigureBatch::existingFilesStopBeforeAnythingIsWritten()
{
    BatchOptions options;
    options.folder = at("figures");
    options.formats = {FigureFormat::Svg};
    fs::create_directories(at("figures"));
    writeFileAtomically(at("figures/two.svg"), "mine", true);
    const std::vector<FigureEntry> entries{entry(QStringLiteral("one")),
                                           entry(QStringLiteral("two"))};
    QVERIFY_EXCEPTION_THROWN(writeFigureBatch(entries, options, {}), StudyError);
    QVERIFY(!fs::exists(at("figures/one.svg")));
    options.overwrite = true;
    QCOMPARE(writeFigureBatch(entries, options, {}).size(), std::size_t{2});
    QVERIFY(readFile(at("figures/two.svg")) != "mine");
}

void TestFigureBatch::oneFailureDoesNotStopTheOthers()
{
    std::vector<FigureEntry> entries{entry(QStringLiteral("one")), entry(QStringLiteral("two"))};
    entries[0].runs = {at("runs/gone.h5")};
    BatchOptions options;
    options.folder = at("figures");
    try {
        writeFigureBatch(entries, options, {});
        QFAIL("no error");
    } catch (const StudyError& error) {
        QVERIFY(error.got().find("one (") != std::string::npos);
        QVERIFY(error.got().find("two") == std::string::npos);
    }
    QVERIFY(fs::exists(at("figures/two.pdf")));
    QCOMPARE(nlohmann::json::parse(readFile(at("figures/manifest.json"))).at("figures").size(),
             std::size_t{1});
}

void TestFigureBatch::cancelIsHeard()
{
    int asked = 0;
    RunContext context;
    context.isStopRequested = [&] { return ++asked > 2; };
    BatchOptions options;
    options.folder = at("figures");
    QVERIFY_EXCEPTION_THROWN(
        writeFigureBatch({entry(QStringLiteral("one")), entry(QStringLiteral("two")),
                          entry(QStringLiteral("three"))},
                         options, context),
        Canceled);
    QVERIFY(!fs::exists(at("figures/three.pdf")));
}

QTEST_MAIN(TestFigureBatch)
#include "tst_figure_batch.moc"

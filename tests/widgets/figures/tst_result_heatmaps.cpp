// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "tests/widgets/figures/error_text.h"
#include "tests/widgets/sample_result.h"
#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/result_heatmaps.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;

class TestResultHeatmaps : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void figureHasThePublishedOrder();
    void valuesAndReasonsComeThrough();
    void intervalsComeWithTheirMap();
    void baselinesAreMapsOfTheirOwn();
    void footerStatesTheRun();
    void footerWarnsOfWhatIsWrong_data();
    void footerWarnsOfWhatIsWrong();
    void maskIsThatOfTheSpecification();
    void unknownModuleNamesWhatThereIs();
    void otherResultsSayWhatTheyHold();
    void brokenShapesAreRefused();
    void csvEqualsTheStore();
    void tsvLeavesUndefinedCellsEmpty();
    void dataNames_data();
    void dataNames();

private:
    static HeatmapFigure figureOf(const ResultFile& result, const HeatmapSelection& selection = {})
    {
        return heatmapFigureFromResult(result, "run.h5", selection);
    }
};

void TestResultHeatmaps::figureHasThePublishedOrder()
{
    QTemporaryDir folder;
    const std::filesystem::path path = (folder.path() + "/run.h5").toStdString();
    writeResult(path, sampleResult(), false);
    const HeatmapFigure figure = heatmapFigureFromResult(path, HeatmapSelection());
    QStringList modules;
    for (const HeatmapData& panel : figure.panels) {
        modules << panel.module;
    }
    QCOMPARE(modules, (QStringList{"up_proj", "down_proj", "v_proj", "o_proj"}));
    QCOMPARE(figure.teacherName, QStringLiteral("demo-teacher"));
    QCOMPARE(figure.manifest.at("result_file").get<std::string>(), std::string("run.h5"));
    QCOMPARE(figure.manifest.at("study_sha256").get<std::string>(), std::string("00ff"));
    QCOMPARE(figure.manifest.at("tables").at(0).get<std::string>(),
             std::string("similarity/up_proj/cka"));
}

void TestResultHeatmaps::valuesAndReasonsComeThrough()
{
    const HeatmapFigure figure = figureOf(sampleResult(), {{"o_proj", "up_proj"}, {}, "none"});
    QCOMPARE(figure.panels.size(), std::size_t{2});
    const HeatmapData& output = figure.panels.front();
    QCOMPARE(output.module, QStringLiteral("o_proj"));
    QCOMPARE(output.n, 4096);
    QCOMPARE(output.unit, QStringLiteral("token"));
    QCOMPARE(output.estimator, QStringLiteral("unbiased"));
    QCOMPARE(int(output.reason({0, 3})), 2);
    QCOMPARE(output.value({2, 3}), sampleHeatmap(6, 8, {}).value({2, 3}));
    QVERIFY(output.reasonText(2).startsWith(QStringLiteral("undefined: HSIC(X,X) ≤ 0")));
}

void TestResultHeatmaps::intervalsComeWithTheirMap()
{
    ResultFile result = sampleResult();
    QVERIFY(figureOf(result).panels.front().intervals == nullptr);
    for (const auto& [ending, value] :
         {std::pair("_low", 0.41), std::pair("_high", 0.52), std::pair("_null95", 0.03)}) {
        Table table = *result.find("similarity/up_proj/cka");
        table.path += ending;
        table.values = std::vector<double>(48, value);
        result.tables.push_back(table);
    }
    const HeatmapFigure figure = figureOf(result);
    QCOMPARE(figure.panels.size(), std::size_t(4)); // no maps of their own
    QVERIFY(figure.panels.front().intervals != nullptr);
    QCOMPARE(intervalTexts(figure.panels.front(), {2, 3}),
             (QStringList{QStringLiteral("95 % 0.410 … 0.520"), QStringLiteral("shuffled 0.030"),
                          QStringLiteral("above chance")}));
    QVERIFY(figure.panels.back().intervals == nullptr);
    result.tables.back().values = std::vector<double>(47, 0.0);
    const QString error = errorOf([&] { figureOf(result); });
    QVERIFY2(error.contains(QStringLiteral("48 values")), qPrintable(error));
}

void TestResultHeatmaps::baselinesAreMapsOfTheirOwn()
{
    ResultFile result = sampleResult();
    HeatmapSelection selection;
    selection.baseline = QStringLiteral("self-teacher");
    QVERIFY(!hasBaselineMap(result, QStringLiteral("cka"), selection.baseline));
    const QString missing = errorOf([&] { figureOf(result, selection); });
    QVERIFY2(missing.contains(QStringLiteral("similarity --baseline self")), qPrintable(missing));
    for (const std::string& module : kSampleModules) {
        addSelfMap(result, module, "teacher", 8);
    }
    QVERIFY(hasBaselineMap(result, QStringLiteral("cka"), selection.baseline));
    const HeatmapFigure figure = figureOf(result, selection);
    QCOMPARE(figure.panels.size(), std::size_t(4));
    const HeatmapData& map = figure.panels.front();
    QCOMPARE(map.module, QStringLiteral("up_proj"));
    QCOMPARE(map.students, 8);
    QCOMPARE(map.teachers, 8);
    QCOMPARE(map.value({3, 6}), 1.0 - 0.02 * 3);
    QCOMPARE(map.estimator, QStringLiteral("unbiased")); // as the pair's map says
    QVERIFY2(cellText(map, {3, 6}).startsWith(QStringLiteral("up T L3 x T L6  CKA 0.940")),
             qPrintable(cellText(map, {3, 6})));
    QVERIFY(heatmapCsv(figure).find("teacher_layer,teacher_layer_2,value") != std::string::npos);
    QCOMPARE(figure.recipe({}).selection.baseline, selection.baseline);
    QCOMPARE(recipeFromJson(toJson(figure.recipe({}))).selection.baseline, selection.baseline);
    QVERIFY(figure.subject().contains(QStringLiteral("teacher layers among themselves")));
    selection.baseline = QStringLiteral("nobody");
    QVERIFY_EXCEPTION_THROWN(figureOf(result, selection), UsageError);
}

void TestResultHeatmaps::footerStatesTheRun()
{
    QCOMPARE(figureOf(sampleResult()).footer,
             QStringLiteral("linear CKA, unbiased | tokens, position 0 excluded | "
                            "n = 4\u202f096 | gsm_align | seed 42"));
}

void TestResultHeatmaps::footerWarnsOfWhatIsWrong_data()
{
    QTest::addColumn<double>("selfCheck");
    QTest::addColumn<bool>("isPartial");
    QTest::addColumn<QString>("ending");
    QTest::newRow("good") << 1e-9 << false << "seed 42";
    QTest::newRow("self-check") << 1e-3 << false << "| self-check failed";
    QTest::newRow("NaN self-check") << std::nan("") << false << "| self-check failed";
    QTest::newRow("partial") << 1e-9 << true << "| partial: 2 cells not computed";
}

void TestResultHeatmaps::footerWarnsOfWhatIsWrong()
{
    QFETCH(double, selfCheck);
    QFETCH(bool, isPartial);
    QFETCH(QString, ending);
    HeatmapData data = sampleHeatmap(6, 8, QStringLiteral("up_proj"));
    data.selfCheck = selfCheck;
    if (isPartial) {
        makeUndefined(data, {5, 6}, kNotComputed);
        makeUndefined(data, {5, 7}, kNotComputed);
    }
    ResultFile result;
    addMap(result, data);
    const QString footer = figureOf(result).footer;
    QVERIFY2(footer.endsWith(ending), qPrintable(footer));
}

void TestResultHeatmaps::maskIsThatOfTheSpecification()
{
    const HeatmapFigure figure = figureOf(sampleResult(), {{"up_proj"}, "cka", "upper"});
    QVERIFY(figure.panels.front().isVisible({2, 2}));
    QVERIFY(!figure.panels.front().isVisible({3, 2}));
    QVERIFY(errorOf([] { figureOf(sampleResult(), {{}, {}, "left"}); }).contains("band:N"));
}

void TestResultHeatmaps::unknownModuleNamesWhatThereIs()
{
    const QString message = errorOf([] { figureOf(sampleResult(), {{"q_proj"}, {}, "none"}); });
    QVERIFY2(message.contains("up_proj/cka") && message.contains("got q_proj/cka"),
             qPrintable(message));
    QVERIFY(errorOf([] { figureOf(sampleResult(), {{}, "rsa", "none"}); }).contains("rsa"));
}

void TestResultHeatmaps::otherResultsSayWhatTheyHold()
{
    ResultFile result;
    Table table;
    table.path = "training/loss";
    table.shape = {1, 2};
    table.axes = {"point", "column"};
    table.values = std::vector<double>{0.0, 1.0};
    result.tables.push_back(table);
    QVERIFY(errorOf([&] { figureOf(result); }).contains("tables of training"));
    QVERIFY(errorOf([] { figureOf(ResultFile()); }).contains("an empty result"));
}

void TestResultHeatmaps::brokenShapesAreRefused()
{
    ResultFile result = sampleResult();
    result.tables.front().shape = {6, 9};
    QVERIFY(errorOf([&] { figureOf(result); }).contains("54 values"));
    result.tables.front().shape = {48};
    QVERIFY(errorOf([&] { figureOf(result); }).contains("[student layer, teacher layer]"));
}

void TestResultHeatmaps::csvEqualsTheStore()
{
    const ResultFile result = sampleResult();
    const HeatmapFigure figure = figureOf(result, {{}, {}, "upper"});
    const QStringList lines =
        QString::fromStdString(heatmapCsv(figure)).split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 1 + 4 * 48);
    QCOMPARE(lines.front(),
             QStringLiteral("module,measure,student_layer,teacher_layer,value,reason,visible"));
    for (const QString& line : lines.mid(1)) {
        const QStringList parts = line.split(u',');
        const Table* table = result.find(("similarity/" + parts[0] + "/" + parts[1]).toStdString());
        QVERIFY(table != nullptr);
        const double stored =
            table->as<double>()[std::size_t(parts[2].toInt() * 8 + parts[3].toInt())];
        QCOMPARE(parts[4] == "nan", std::isnan(stored));
        if (!std::isnan(stored)) {
            QCOMPARE(parts[4].toDouble(), stored); // every bit
        }
        QCOMPARE(parts[6].toInt(), parts[3].toInt() >= parts[2].toInt() ? 1 : 0);
    }
}

void TestResultHeatmaps::tsvLeavesUndefinedCellsEmpty()
{
    HeatmapData data = sampleHeatmap(2, 2, QStringLiteral("up_proj"));
    data.values = {0.5, 0.25, 0.125, 1.0};
    makeUndefined(data, {1, 0}, 3);
    QCOMPARE(heatmapTsv(data),
             QStringLiteral("up_proj cka (student layer down, teacher layer across)\tT L0\tT L1\n"
                            "S L0\t0.5\t0.25\nS L1\t\t1\n"));
}

void TestResultHeatmaps::dataNames_data()
{
    QTest::addColumn<QString>("study");
    QTest::addColumn<QString>("name");
    QTest::newRow("split of a task") << R"({"data":"/x/data/gsm/align.jsonl"})"
                                     << "gsm_align";
    QTest::newRow("plain file") << R"({"data":"demo.jsonl"})"
                                << "demo";
    QTest::newRow("split without folder") << R"({"data":"align.jsonl"})"
                                          << "align";
    QTest::newRow("pipe") << R"({"data":"-"})"
                          << "standard input";
    QTest::newRow("activations") << R"({"data":"","activations":"acts.npz"})"
                                 << "acts";
    QTest::newRow("no data") << R"({"unit":"token"})"
                             << "";
    QTest::newRow("not JSON") << "study"
                              << "";
}

void TestResultHeatmaps::dataNames()
{
    QFETCH(QString, study);
    QFETCH(QString, name);
    RunManifest manifest;
    manifest.study = study.toStdString();
    QCOMPARE(dataName(manifest), name);
}

QTEST_GUILESS_MAIN(TestResultHeatmaps)
#include "tst_result_heatmaps.moc"

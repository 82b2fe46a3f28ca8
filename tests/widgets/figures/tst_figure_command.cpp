// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figure_command.h"
#include "core/support/atomic_file.h"
#include "tests/widgets/figures/figure_command_run.h"
#include "tests/widgets/sample_result.h"
#include "widgets/figures/figure_command.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <cmath>

using namespace neurograft;
using namespace neurograft::testing;
namespace fs = std::filesystem;

/// `neurograft figure` from its arguments to its files and exit codes.
class TestFigureCommand : public QObject, protected FigureCommandRun {
    Q_OBJECT

private Q_SLOTS:
    void init() { makeFolder(); }
    void suffixDecidesTheFormat_data();
    void suffixDecidesTheFormat();
    void jsonNamesTheFiles();
    void recipeDrawsTheSameAgain();
    void allWritesAFolderWithItsList();
    void wrongOptionsExitWith2_data();
    void wrongOptionsExitWith2();
    void badInputExitsWith3();
    void existingFilesNeedForce();
    void commandLineRepeatsTheFigure();
    void customMaskComesFromLineFileAndRecipe();
    void customMaskBeyondTheMapIsRefused();
    void demoFiguresArePdfAndPng();
    void differenceOfTwoResults();
    void boardIsDrawnFromItsRecipe();
};

void TestFigureCommand::suffixDecidesTheFormat_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("option");
    QTest::addColumn<QByteArray>("magic");
    QTest::newRow("pdf") << "f.pdf"
                         << "" << QByteArray("%PDF-");
    QTest::newRow("svg") << "f.svg"
                         << "" << QByteArray("<?xml");
    QTest::newRow("png") << "f.png"
                         << "" << QByteArray("\x89PNG");
    QTest::newRow("option") << "f"
                            << "png" << QByteArray("\x89PNG");
}

void TestFigureCommand::suffixDecidesTheFormat()
{
    QFETCH(QString, name);
    QFETCH(QString, option);
    QFETCH(QByteArray, magic);
    std::vector<std::string> arguments{at("run.h5"), "--kind", "similarity",
                                       "--mask",     "upper",  "--preset",
                                       "neurips",    "--out",  at(qPrintable(name))};
    if (!option.isEmpty()) {
        arguments.insert(arguments.end(), {"--format", option.toStdString()});
    }
    const Outcome outcome = run(arguments);
    QVERIFY2(outcome.code == 0, outcome.err.c_str());
    const std::string file = at(qPrintable(name)) + (option.isEmpty() ? "" : ".png");
    QCOMPARE(outcome.out, file + '\n');
    QVERIFY(QByteArray::fromStdString(readFile(file)).startsWith(magic));
}

void TestFigureCommand::jsonNamesTheFiles()
{
    const Outcome outcome =
        run({at("run.h5"), "--modules", "v_proj,o_proj", "--out", at("f.svg"), "--json"});
    QVERIFY2(outcome.code == 0, outcome.err.c_str());
    const auto json = nlohmann::json::parse(outcome.out);
    QCOMPARE(json.at("figures").at(0).at("path").get<std::string>(), at("f.svg"));
    QCOMPARE(json.at("figures").at(0).at("side_cars").size(), std::size_t{2});
    const auto manifest = nlohmann::json::parse(readFile(at("f.svg.json")));
    QCOMPARE(manifest.at("recipe").at("selection").at("modules").dump(),
             std::string(R"(["v_proj","o_proj"])"));
}

void TestFigureCommand::recipeDrawsTheSameAgain()
{
    QCOMPARE(run({at("run.h5"), "--width-mm", "120", "--map", "cividis", "--transpose", "--out",
                  at("a.svg")})
                 .code,
             0);
    QCOMPARE(run({at("run.h5"), "--recipe", at("a.svg.json"), "--out", at("b.svg")}).code, 0);
    QVERIFY(readFile(at("a.svg")) == readFile(at("b.svg")));
    QVERIFY(readFile(at("a.svg.csv")) == readFile(at("b.svg.csv")));
}

void TestFigureCommand::allWritesAFolderWithItsList()
{
    ResultFile biased = sampleResult();
    HeatmapData extra = sampleHeatmap(6, 8, QStringLiteral("up_proj"));
    extra.measure = QStringLiteral("cka-biased");
    addMap(biased, extra);
    writeResult(at("second.h5"), biased, false);
    const Outcome outcome = run({at("run.h5"), at("second.h5"), "--all", "--format", "pdf,png",
                                 "--preset", "icml-column", "--out", at("figures")});
    QVERIFY2(outcome.code == 0, outcome.err.c_str());
    const auto list = nlohmann::json::parse(readFile(at("figures/manifest.json")));
    QCOMPARE(list.at("figures").size(), std::size_t{6});
    for (const char* name : {"run-similarity-cka.pdf", "run-similarity-cka.png",
                             "second-similarity-cka.pdf", "second-similarity-cka-biased.png"}) {
        QVERIFY2(fs::exists(at("figures") + '/' + name), name);
    }
}

void TestFigureCommand::wrongOptionsExitWith2_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("expected");
    QTest::newRow("preset") << QStringList{"--preset", "acl"} << "acl-column";
    QTest::newRow("map") << QStringList{"--map", "jet"} << "cividis";
    QTest::newRow("mask") << QStringList{"--mask", "left"} << "band:N";
    QTest::newRow("format") << QStringList{"--format", "gif"} << "pdf, svg or png";
    QTest::newRow("format against suffix") << QStringList{"--format", "png"} << "ends in .png";
    QTest::newRow("dpi") << QStringList{"--dpi", "7"} << "from 30 to 2400";
    QTest::newRow("width") << QStringList{"--width-mm", "3"} << "--width-mm";
    QTest::newRow("height") << QStringList{"--height-mm", "11"} << "room for 4 panels";
    QTest::newRow("layer of maps") << QStringList{"--layer", "1"} << "--kind spectrum";
    QTest::newRow("unknown kind") << QStringList{
        "--kind",
        "pie"} << "expected similarity, difference, neurons, layers, tokens, parameters, spectrum";
    QTest::newRow("rows of maps") << QStringList{"--top", "5"} << "a table of tokens";
    QTest::newRow("difference of one") << QStringList{"--kind", "difference"} << "A and B";
    QTest::newRow("unknown option") << QStringList{"--presets", "x"} << "--preset";
}

void TestFigureCommand::wrongOptionsExitWith2()
{
    QFETCH(QStringList, options);
    QFETCH(QString, expected);
    std::vector<std::string> arguments{at("run.h5"), "--out", at("f.pdf")};
    for (const QString& option : options) {
        arguments.push_back(option.toStdString());
    }
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.code, 2);
    QVERIFY2(QString::fromStdString(outcome.err).contains(expected), outcome.err.c_str());
    QVERIFY(!fs::exists(at("f.pdf")));
}

void TestFigureCommand::badInputExitsWith3()
{
    QCOMPARE(run({at("none.h5"), "--out", at("f.pdf")}).code, 3);
    writeFileAtomically(at("text.h5"), "no HDF5", false);
    QCOMPARE(run({at("text.h5"), "--out", at("f.pdf")}).code, 3);
    const Outcome module = run({at("run.h5"), "--modules", "q_proj", "--out", at("f.pdf")});
    QCOMPARE(module.code, 3);
    QVERIFY2(module.err.find("up_proj/cka") != std::string::npos, module.err.c_str());
    writeFileAtomically(at("recipe.json"), R"({"spec":{"dpi":"x"}})", false);
    QCOMPARE(run({at("run.h5"), "--recipe", at("recipe.json"), "--out", at("f.pdf")}).code, 3);
    QVERIFY(!fs::exists(at("f.pdf")));
}

void TestFigureCommand::existingFilesNeedForce()
{
    QCOMPARE(run({at("run.h5"), "--out", at("f.svg")}).code, 0);
    QCOMPARE(run({at("run.h5"), "--out", at("f.svg")}).code, 3);
    QCOMPARE(run({at("run.h5"), "--out", at("f.svg"), "--force"}).code, 0);
}

void TestFigureCommand::commandLineRepeatsTheFigure()
{
    FigureRecipe recipe;
    recipe.selection.modules = QStringList{"up_proj", "o_proj"};
    recipe.selection.mask = QStringLiteral("upper");
    recipe.spec.applyPreset(QStringLiteral("acl-full"));
    bool needsRecipe = true;
    QCOMPARE(figureCommandLine({"run.h5"}, recipe, "f.pdf", "f.json", &needsRecipe),
             std::string("neurograft figure run.h5 --kind similarity --modules up_proj,o_proj "
                         "--mask upper --preset acl-full --format pdf --out f.pdf"));
    QVERIFY(!needsRecipe);
    recipe.spec.showFooter = false;
    QCOMPARE(figureCommandLine({"run.h5"}, recipe, "f.pdf", "f.json", &needsRecipe),
             std::string("neurograft figure run.h5 --recipe f.json --out f.pdf"));
    QVERIFY(needsRecipe);
}

void TestFigureCommand::customMaskComesFromLineFileAndRecipe()
{
    const std::string rows = "S0: 0-3, 5; S1-: 2-";
    writeFileAtomically(at("mask.txt"), "S0: 0-3, 5\nS1-: 2-\n", false);
    const std::vector<std::vector<std::string>> ways{
        {"--mask", "custom:" + rows, "--out", at("line.svg")},
        {"--mask-file", at("mask.txt"), "--out", at("file.svg")},
        {"--recipe", at("line.svg.json"), "--out", at("recipe.svg")}};
    for (const std::vector<std::string>& way : ways) {
        std::vector<std::string> arguments{at("run.h5")};
        arguments.insert(arguments.end(), way.begin(), way.end());
        const Outcome outcome = run(arguments);
        QVERIFY2(outcome.code == 0, outcome.err.c_str());
    }
    const std::string csv = readFile(at("line.svg.csv"));
    for (const char* shown : {"up_proj,cka,0,3,", "up_proj,cka,0,4,", "up_proj,cka,5,2,"}) {
        const std::size_t start = csv.find(shown);
        QVERIFY2(start != std::string::npos, shown);
        const std::string line = csv.substr(start, csv.find('\n', start) - start);
        QCOMPARE(line.back(), std::string(shown).find(",4,") == std::string::npos ? '1' : '0');
    }
    QVERIFY(readFile(at("file.svg.csv")) == csv && readFile(at("recipe.svg.csv")) == csv);
    QVERIFY(readFile(at("file.svg")) == readFile(at("line.svg")));
    FigureRecipe recipe;
    recipe.selection.mask = QString::fromStdString("custom:" + rows);
    const std::string command = figureCommandLine({"run.h5"}, recipe, "f.pdf", "f.json");
    QVERIFY2(command.find("--mask 'custom:S0: 0-3, 5; S1-: 2-'") != std::string::npos,
             command.c_str());
}

void TestFigureCommand::customMaskBeyondTheMapIsRefused()
{
    const Outcome outcome =
        run({at("run.h5"), "--mask", "custom:S6: 0", "--out", at("f.svg")}); // 6 x 8 layers
    QCOMPARE(outcome.code, 2);
    QVERIFY2(outcome.err.find("0-5") != std::string::npos, outcome.err.c_str());
    const Outcome both =
        run({at("run.h5"), "--mask", "upper", "--mask-file", at("none.txt"), "--out", at("f.svg")});
    QCOMPARE(both.code, 2);
    QVERIFY(!fs::exists(at("f.svg")));
}

void TestFigureCommand::demoFiguresArePdfAndPng()
{
    const std::vector<fs::path> files = writeAllFigures(at("run.h5"), at("demo"));
    QCOMPARE(files.size(), std::size_t{2});
    for (const fs::path& file : files) {
        QVERIFY(fs::file_size(file) > 10000);
    }
    QCOMPARE(writeAllFigures(at("run.h5"), at("demo")).size(), files.size()); // again is no error
}

void TestFigureCommand::differenceOfTwoResults()
{
    ResultFile other = sampleResult();
    for (Table& table : other.tables) {
        if (auto* values = std::get_if<std::vector<double>>(&table.values)) {
            for (double& value : *values) {
                value -= 0.25;
            }
        }
    }
    writeResult(at("after.h5"), other, false);
    const Outcome outcome = run({at("run.h5"), at("after.h5"), "--kind", "difference", "--mask",
                                 "upper", "--out", at("d.svg")});
    QVERIFY2(outcome.code == 0, outcome.err.c_str());
    const auto manifest = nlohmann::json::parse(readFile(at("d.svg.json")));
    QCOMPARE(manifest.at("kind").get<std::string>(), std::string("difference"));
    QCOMPARE(manifest.at("recipe").at("spec").at("color_map").get<std::string>(),
             std::string("vik"));
    QCOMPARE(manifest.at("color_range").at("up_proj").at(0).get<double>(),
             -manifest.at("color_range").at("up_proj").at(1).get<double>());
    QVERIFY(readFile(at("d.svg")).find("A: run, B: after</text>") != std::string::npos);
    const QStringList lines = QString::fromStdString(readFile(at("d.svg.csv"))).split(u'\n');
    QVERIFY(lines[0].endsWith(QStringLiteral(",visible,a,b")));
    const QStringList cell = lines[9].split(u',');
    QVERIFY(std::abs(cell[4].toDouble() - 0.25) < 1e-12);
    QCOMPARE(cell[7].toDouble() - cell[8].toDouble(), cell[4].toDouble());
    // Again from its manifest, and from the command it stands for.
    QCOMPARE(run({at("run.h5"), at("after.h5"), "--recipe", at("d.svg.json"), "--out", at("e.svg")})
                 .code,
             0);
    QVERIFY(readFile(at("e.svg")) == readFile(at("d.svg")));
    bool needsRecipe = true;
    const std::string command =
        figureCommandLine({at("run.h5"), at("after.h5")}, readRecipe(at("d.svg.json")), at("f.svg"),
                          at("f.json"), &needsRecipe);
    QVERIFY2(!needsRecipe, command.c_str());
    QVERIFY(command.find("--kind difference") != std::string::npos);
    QCOMPARE(
        run({at("run.h5"), at("after.h5"), "--all", "--kind", "difference", "--out", at("all")})
            .code,
        2);
}

void TestFigureCommand::boardIsDrawnFromItsRecipe()
{
    writeFileAtomically(at("board.json"), R"({"kind":"board","spec":{"preset":"acl-full"},"parts":[
        {"runs":[0],"recipe":{"selection":{"modules":["up_proj"]}}},
        {"runs":[0],"recipe":{"selection":{"modules":["o_proj"],"mask":"upper"}}}]})",
                        false);
    const Outcome outcome =
        run({at("run.h5"), "--recipe", at("board.json"), "--out", at("board.svg")});
    QVERIFY2(outcome.code == 0, outcome.err.c_str());
    const std::string svg = readFile(at("board.svg"));
    QVERIFY(svg.find(">(a)</text>") != std::string::npos);
    QVERIFY(svg.find(">(b)</text>") != std::string::npos);
}

int main(int argc, char** argv)
{
    ensureFigureApplication();
    TestFigureCommand test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_figure_command.moc"

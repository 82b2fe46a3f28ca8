// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figure_command.h"
#include "core/support/atomic_file.h"
#include "tests/widgets/figures/figure_command_run.h"
#include "tests/widgets/figures/sweep_figure_samples.h"
#include "tests/widgets/sample_tokens.h"
#include "widgets/figures/figure_command.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <algorithm>

using namespace neurograft;
using namespace neurograft::testing;
namespace fs = std::filesystem;

/// `neurograft figure` for kinds other than similarity.
class TestFigureCommandKinds : public QObject, protected FigureCommandRun {
    Q_OBJECT

private Q_SLOTS:
    void init() { makeFolder(); }
    void neuronsAndLayersOfALocateRun();
    void headsBarsAndTokensOfALocateRun();
    void sensitivityIsDrawnAsBars();
    void partsOfMapsNeedARecipe();
    void allFiguresOfALocateRun();
    void neuronsTakeNoMask();
    void sweepsAreLinesAndParallelCoordinates();
    void optionsOfSweepsBelongToThem_data();
    void optionsOfSweepsBelongToThem();
};

/// No application object of the test's own: the command makes what it needs, also without a
/// display.
void TestFigureCommandKinds::neuronsAndLayersOfALocateRun()
{
    writeResult(at("locate.h5"), sampleLocateResult(), false);
    const Outcome neurons = run({at("locate.h5"), "--kind", "neurons", "--modules", "down_proj",
                                 "--preset", "acl-column", "--out", at("n.pdf")});
    QVERIFY2(neurons.code == 0, neurons.err.c_str());
    const std::string csv = readFile(at("n.pdf.csv"));
    QCOMPARE(csv.substr(0, csv.find('\n')),
             std::string("model,layer,module,index,score,rank,located"));
    QVERIFY(csv.find("student,2,down_proj,137,6.08,1,1\n") != std::string::npos);
    const auto recipe = nlohmann::json::parse(readFile(at("n.pdf.json"))).at("recipe");
    QCOMPARE(recipe.at("spec").at("color_map").get<std::string>(), std::string("vik")); // signed
    // Without a kind: what the file holds.
    QCOMPARE(run({at("locate.h5"), "--out", at("d.svg")}).code, 0);
    QCOMPARE(nlohmann::json::parse(readFile(at("d.svg.json"))).at("kind").get<std::string>(),
             std::string("neurons"));
    // Its recipe draws the same again.
    QCOMPARE(run({at("locate.h5"), "--recipe", at("d.svg.json"), "--out", at("e.svg")}).code, 0);
    QVERIFY(readFile(at("d.svg")) == readFile(at("e.svg")));
    QCOMPARE(run({at("locate.h5"), "--kind", "layers", "--out", at("l.png")}).code, 0);
    QVERIFY(readFile(at("l.png.csv")).find("student,3,0.875,0.625\n") != std::string::npos);
    QCOMPARE(run({at("run.h5"), "--kind", "neurons", "--out", at("x.pdf")}).code, 3);
    // The flags say it all, colours included.
    FigureRecipe said;
    said.kind = QStringLiteral("neurons");
    said.spec.applyPreset(QStringLiteral("acl-column"));
    said.spec.colorMap = ColorMapId::Vik;
    bool needsRecipe = true;
    const std::string command =
        figureCommandLine({at("locate.h5")}, said, at("n.svg"), at("r.json"), &needsRecipe);
    QVERIFY(!needsRecipe);
    QVERIFY2(command.find("--kind neurons --preset acl-column --map vik") != std::string::npos,
             command.c_str());
}

void TestFigureCommandKinds::allFiguresOfALocateRun()
{
    writeResult(at("locate.h5"), sampleLocateResult(), false);
    const Outcome outcome = run({at("locate.h5"), at("run.h5"), "--all", "--out", at("figures")});
    QVERIFY2(outcome.code == 0, outcome.err.c_str());
    for (const char* name :
         {"locate-neurons.pdf", "locate-layers.pdf", "run-similarity-cka.pdf", "manifest.json"}) {
        QVERIFY2(fs::exists(at("figures") + '/' + name), name);
    }
    QVERIFY(!fs::exists(at("figures") + "/locate-tokens.pdf")); // it holds none
    writeResult(at("whole.h5"), sampleWholeResult(), false);
    // A folder of its own: the list of the first one is not replaced without --force.
    const Outcome whole = run({at("whole.h5"), "--all", "--modules", "up_proj,down_proj", "--top",
                               "3", "--out", at("more")});
    QVERIFY2(whole.code == 0, whole.err.c_str());
    const auto tokens = nlohmann::json::parse(readFile(at("more") + "/whole-tokens.pdf.json"));
    QCOMPARE(tokens.at("recipe").at("selection").at("top").get<int>(), 3);
}

void TestFigureCommandKinds::headsBarsAndTokensOfALocateRun()
{
    writeResult(at("whole.h5"), sampleWholeResult(), false);
    const Outcome heads =
        run({at("whole.h5"), "--kind", "neurons", "--modules", "heads", "--out", at("h.pdf")});
    QVERIFY2(heads.code == 0, heads.err.c_str());
    QVERIFY(readFile(at("h.pdf.csv")).find("student,3,heads,3,") != std::string::npos);
    QCOMPARE(
        run({at("whole.h5"), "--kind", "layers", "--measure", "best", "--out", at("b.pdf")}).code,
        0);
    QCOMPARE(nlohmann::json::parse(readFile(at("b.pdf.json")))
                 .at("recipe")
                 .at("selection")
                 .at("measure")
                 .get<std::string>(),
             std::string("best"));
    const Outcome tokens =
        run({at("whole.h5"), "--kind", "tokens", "--top", "2", "--out", at("t.pdf")});
    QVERIFY2(tokens.code == 0, tokens.err.c_str());
    const std::string csv = readFile(at("t.pdf.csv"));
    QVERIFY(csv.find("student,2,down_proj,137,6.08,promoted,1,0,Paris,1\n") != std::string::npos);
    QVERIFY(std::count(csv.begin(), csv.end(), '\n') >= 1 + 2 * 2 * 16); // tokens may have some
    FigureRecipe said;
    said.kind = QStringLiteral("tokens");
    said.selection.top = 2;
    said.spec.applyPreset(QStringLiteral("acl-column"));
    bool needsRecipe = true;
    const std::string command =
        figureCommandLine({at("whole.h5")}, said, at("t.pdf"), at("r.json"), &needsRecipe);
    QVERIFY2(!needsRecipe && command.find("--kind tokens --top 2 ") != std::string::npos,
             command.c_str());
}

void TestFigureCommandKinds::sensitivityIsDrawnAsBars()
{
    writeResult(at("s.h5"), sampleSensitivityResult(), false);
    const Outcome bars = run({at("s.h5"), "--out", at("s.pdf")}); // what the file holds
    QVERIFY2(bars.code == 0, bars.err.c_str());
    QVERIFY(readFile(at("s.pdf.csv")).find("teacher,5,20.125,1\n") != std::string::npos);
    const Outcome neurons = run({at("s.h5"), "--kind", "neurons", "--out", at("x.pdf")});
    QCOMPARE(neurons.code, 3);
    QVERIFY2(neurons.err.find("no neuron scores") != std::string::npos, neurons.err.c_str());
}

/// Copy as command must not forget the zoom.
void TestFigureCommandKinds::partsOfMapsNeedARecipe()
{
    FigureRecipe zoomed;
    zoomed.kind = QStringLiteral("neurons");
    zoomed.spec.colorMap = ColorMapId::Vik;
    zoomed.selection.views = {{QStringLiteral("student/down_proj"), {1, 4, 120, 150}}};
    bool needsRecipe = false;
    figureCommandLine({at("locate.h5")}, zoomed, at("n.svg"), at("r.json"), &needsRecipe);
    QVERIFY(needsRecipe);
}

void TestFigureCommandKinds::neuronsTakeNoMask()
{
    writeResult(at("locate.h5"), sampleLocateResult(), false);
    for (const std::string& kind : {std::string("neurons"), std::string("layers")}) {
        const Outcome outcome =
            run({at("locate.h5"), "--kind", kind, "--mask", "upper", "--out", at("f.pdf")});
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.find("--mask") != std::string::npos, outcome.err.c_str());
    }
}

void TestFigureCommandKinds::sweepsAreLinesAndParallelCoordinates()
{
    writeSampleSweep(at("sweep.h5"));
    const Outcome lines = run({at("sweep.h5"), "--kind", "sweep", "--metric", "answers/score",
                               "--x", "checkpoint", "--series", "rate", "--out", at("lines.pdf")});
    QVERIFY2(lines.code == 0, lines.err.c_str());
    const std::string csv = readFile(at("lines.pdf.csv"));
    QVERIFY2(csv.rfind("rate,checkpoint,mean,sd,seeds,published,row,source\n", 0) == 0,
             csv.c_str());
    const auto manifest = nlohmann::json::parse(readFile(at("lines.pdf.json")));
    QCOMPARE(manifest["recipe"]["sweep"]["x"], "checkpoint");
    // The recipe draws the same again.
    const Outcome again =
        run({at("sweep.h5"), "--recipe", at("lines.pdf.json"), "--out", at("again.pdf")});
    QVERIFY2(again.code == 0, again.err.c_str());
    QCOMPARE(readFile(at("again.pdf")), readFile(at("lines.pdf")));
    // Without --kind it is what the file holds most of all.
    QCOMPARE(run({at("sweep.h5"), "--out", at("plain.svg")}).code, 0);
    QVERIFY(readFile(at("plain.svg")).find("checkpoint 3") != std::string::npos);
    const Outcome parallel = run({at("sweep.h5"), "--kind", "parallel", "--metric",
                                  "held-out/perplexity,answers/score", "--out", at("p.svg")});
    QVERIFY2(parallel.code == 0, parallel.err.c_str());
    const auto drawn = nlohmann::json::parse(readFile(at("p.svg.json")));
    QCOMPARE(drawn["recipe"]["sweep"]["metrics"],
             nlohmann::json::parse(R"(["held-out/perplexity", "answers/score"])"));
    const Outcome all = run({at("sweep.h5"), "--all", "--out", at("figures"), "--json"});
    QVERIFY2(all.code == 0, all.err.c_str());
    QCOMPARE(nlohmann::json::parse(all.out)["figures"].size(), std::size_t{3});
    // The command a recipe is copied as.
    const FigureRecipe recipe = readRecipe(at("lines.pdf.json"));
    bool needsRecipe = true;
    const std::string line =
        figureCommandLine({at("sweep.h5")}, recipe, "x.pdf", "x.recipe.json", &needsRecipe);
    QVERIFY2(!needsRecipe, line.c_str());
    QVERIFY2(line.find("--metric answers/score --x checkpoint --series rate") != std::string::npos,
             line.c_str());
}

void TestFigureCommandKinds::optionsOfSweepsBelongToThem_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("code");
    QTest::newRow("metric of a map") << QStringList{"run.h5", "--metric", "score"} << 2;
    QTest::newRow("series of parallel coordinates")
        << QStringList{"sweep.h5", "--kind", "parallel", "--series", "rate"} << 2;
    QTest::newRow("published numbers of a sweep")
        << QStringList{"sweep.h5", "--published", "ni-main-results"} << 2;
    QTest::newRow("several numbers on lines")
        << QStringList{"sweep.h5", "--metric", "answers/score,held-out/perplexity"} << 2;
    QTest::newRow("a number it has not") << QStringList{"sweep.h5", "--metric", "score"} << 3;
    QTest::newRow("an axis it has not") << QStringList{"sweep.h5", "--x", "depth"} << 3;
    QTest::newRow("a map as a sweep") << QStringList{"run.h5", "--kind", "sweep"} << 3;
}

void TestFigureCommandKinds::optionsOfSweepsBelongToThem()
{
    QFETCH(QStringList, options);
    QFETCH(int, code);
    writeSampleSweep(at("sweep.h5"));
    std::vector<std::string> arguments{at(qPrintable(options.takeFirst()))};
    for (const QString& option : options) {
        arguments.push_back(option.toStdString());
    }
    arguments.insert(arguments.end(), {"--out", at("x.pdf")});
    const Outcome outcome = run(arguments);
    QVERIFY2(outcome.code == code, (outcome.out + outcome.err).c_str());
}

int main(int argc, char** argv)
{
    ensureFigureApplication();
    TestFigureCommandKinds test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_figure_command_kinds.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/store/npz_reader.h"
#include "core/support/atomic_file.h"
#include "tests/widgets/figures/neuron_figures.h"
#include "tests/widgets/figures/script_run.h"
#include "tests/widgets/sample_tokens.h"
#include "widgets/figures/board_figure.h"
#include "widgets/figures/figure_checks.h"
#include "widgets/figures/figure_data.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/figure_script.h"
#include "widgets/figures/layer_bars_figure.h"
#include "widgets/figures/neuron_figure.h"
#include "widgets/plots/neuron_map_pool.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;

class TestNeuronFigure : public QObject, protected NeuronFigures {
    Q_OBJECT

private Q_SLOTS:
    void panelsComeByFamilyTeacherFirst();
    void everyLocatedNeuronHasItsTick_data();
    void everyLocatedNeuronHasItsTick();
    void narrowMapsSaySoOnTheAxis();
    void widePagesPutModelsSideBySide();
    void mapsOfARowAreOfOneSize();
    void partsAreDrawnAlone();
    void partsOutsideTheMapAreRefused();
    void headsHaveAnAxisOfTheirOwn();
    void tooSmallPagesAreRefused();
    void coloursFollowTheScores();
    void numbersAreThoseOfTheStore();
    void recipeAndManifestLeadBack();
    void panelsHaveCoordinates();
    void dataIsAResultFileAgain();
    void scriptsAreWhole_data();
    void scriptsAreWhole();
    void boardsHaveNoScript();
    void picturesForLooking();
};

void TestNeuronFigure::panelsComeByFamilyTeacherFirst()
{
    QCOMPARE(figure().panelNames(),
             (QStringList{QStringLiteral("teacher/down_proj"), QStringLiteral("student/down_proj"),
                          QStringLiteral("teacher/o_proj"), QStringLiteral("student/o_proj")}));
    QCOMPARE(figure({QStringLiteral("attn")}).panelNames(),
             (QStringList{QStringLiteral("teacher/o_proj"), QStringLiteral("student/o_proj")}));
    QVERIFY(
        errorOf([] { figure({QStringLiteral("v_proj")}); }).contains(QStringLiteral("ffn, attn")));
    QVERIFY(errorOf([] {
                figure({QStringLiteral("q_proj")});
            }).contains(QStringLiteral("expected down_proj, o_proj, v_proj or heads")));
}

void TestNeuronFigure::everyLocatedNeuronHasItsTick_data()
{
    QTest::addColumn<QString>("preset");
    for (const char* preset : {"acl-column", "neurips", "nature-full"}) {
        QTest::newRow(preset) << QString::fromLatin1(preset);
    }
}

void TestNeuronFigure::everyLocatedNeuronHasItsTick()
{
    QFETCH(QString, preset);
    const NeuronFigure wide = neuronFigureFromResult(wideResult(), "r.h5", {});
    const FigureScene scene = wide.scene(specOf(qPrintable(preset)));
    const std::vector<const SceneImage*> maps = mapsOf(scene);
    QCOMPARE(maps.size(), std::size_t{2});
    for (std::size_t i = 0; i < maps.size(); ++i) {
        const NeuronMapData& data = *wide.panels[i];
        const QImage& image = maps[i]->image;
        QVERIFY(image.height() >= data.layers * 4);
        for (const NeuronPlace& place : data.located) {
            // Many neurons share a pixel, or a neuron has several: its first is asked.
            const int column = data.width > image.width()
                ? binOf(place.index, 0, data.width, image.width())
                : binStart(place.index, 0, image.width(), data.width);
            const int row =
                image.height() - 1 - binStart(place.layer, 0, image.height(), data.layers);
            // Black where a pixel holds the most of them, paler where it holds fewer.
            const QRgb tick = image.pixel(column, row);
            QVERIFY2(qRed(tick) <= 160 && qRed(tick) == qGreen(tick) && qRed(tick) == qBlue(tick),
                     qPrintable(QString::number(tick, 16)));
        }
    }
}

void TestNeuronFigure::narrowMapsSaySoOnTheAxis()
{
    const NeuronFigure wide = neuronFigureFromResult(wideResult(), "r.h5", {});
    QVERIFY(textsOf(wide.scene(specOf("acl-column")), TextRole::AxisTitle)
                .contains(QStringLiteral("neuron (max per pixel)")));
    QVERIFY(textsOf(figure().scene(specOf("acl-column")), TextRole::AxisTitle)
                .contains(QStringLiteral("neuron")));
    QCOMPARE(textsOf(figure().scene(specOf("acl-column")), TextRole::Legend),
             QStringList{QStringLiteral("located neuron")});
}

void TestNeuronFigure::widePagesPutModelsSideBySide()
{
    const FigureScene column = figure().scene(specOf("acl-column"));
    const FigureScene full = figure().scene(specOf("acl-full"));
    const auto columnMaps = mapsOf(column);
    const auto fullMaps = mapsOf(full);
    QCOMPARE(columnMaps[0]->rect.left(), columnMaps[1]->rect.left());
    QVERIFY(columnMaps[1]->rect.top() > columnMaps[0]->rect.bottom());
    QCOMPARE(fullMaps[0]->rect.top(), fullMaps[1]->rect.top());
    QVERIFY(fullMaps[1]->rect.left() > fullMaps[0]->rect.right());
    QVERIFY(fullMaps[2]->rect.top() > fullMaps[0]->rect.bottom());
    QCOMPARE(column.sizeMm.width(), 77.0);
    FigureSpec typed = specOf("acl-column");
    typed.heightMm = 120.0;
    QCOMPARE(figure().scene(typed).sizeMm.height(), 120.0);
    QVERIFY(textsOffPage(figure().scene(typed)).isEmpty());
}

/// Teacher and student have other numbers of layers and neurons.
void TestNeuronFigure::mapsOfARowAreOfOneSize()
{
    for (const char* preset : {"acl-full", "neurips", "nature-full"}) {
        const FigureScene scene = figure().scene(specOf(preset));
        const auto maps = mapsOf(scene);
        QCOMPARE(maps.size(), std::size_t{4});
        for (std::size_t row = 0; row < 4; row += 2) {
            QCOMPARE(maps[row]->rect.size(), maps[row + 1]->rect.size());
            QCOMPARE(maps[row]->rect.top(), maps[row + 1]->rect.top());
        }
        QCOMPARE(maps[0]->rect.left(), maps[2]->rect.left());
        QCOMPARE(scene.scales, 1);
    }
}

void TestNeuronFigure::partsAreDrawnAlone()
{
    HeatmapSelection selection;
    selection.modules = {QStringLiteral("down_proj")};
    selection.views = {{QStringLiteral("student/down_proj"), {1, 3, 130, 140}}};
    const NeuronFigure zoomed =
        neuronFigureFromResult(sampleLocateResult(), "locate.h5", selection);
    const FigureScene scene = zoomed.scene(specOf("acl-full"));
    const auto maps = mapsOf(scene);
    QCOMPARE(maps[1]->image.size(), maps[0]->image.size()); // pixels of 300 dpi
    QCOMPARE(maps[0]->rect.size(), maps[1]->rect.size()); // the teacher's is whole
    const ScenePanel& panel = scene.panels[1];
    QVERIFY((panel.toPage.map(QPointF(129.5, 0.5)) - panel.rect.bottomLeft()).manhattanLength()
            < 1e-9);
    const QColor planted = maps[1]->image.pixelColor(
        maps[1]->image.width() * 15 / 20, 1); // the eighth of ten, layer 2 is the upper one
    QVERIFY(planted.name()
            == QColor(ColorMap::of(ColorMapId::Vik).color(6.08, {-6.2, 6.2})).name());
    const QStringList ticks = textsOf(scene, TextRole::Tick);
    QVERIFY(ticks.contains(QStringLiteral("135")) && ticks.contains(QStringLiteral("139")));
    const QStringList lines = QString::fromStdString(zoomed.csv()).split(u'\n');
    QCOMPARE(lines.filter(QStringLiteral("student")).size(), 20);
    QCOMPARE(lines.filter(QStringLiteral("teacher")).size(), 6 * 256);
    const FigureRecipe again = recipeFromJson(toJson(zoomed.recipe(specOf("acl-full"))));
    QVERIFY(again.selection.views == selection.views);
    const std::string script = [&] {
        const QTemporaryDir folder;
        const std::filesystem::path path = (folder.path() + "/fig.py").toStdString();
        writeFigureScript(zoomed, specOf("acl-full"), path, false);
        return readFile(path);
    }();
    QVERIFY(script.find("\"part\": (1, 3, 130, 140)") != std::string::npos);
}

void TestNeuronFigure::partsOutsideTheMapAreRefused()
{
    HeatmapSelection selection;
    selection.views = {{QStringLiteral("student/down_proj"), {0, 5, 0, 10}}};
    const QString error =
        errorOf([&] { neuronFigureFromResult(sampleLocateResult(), "locate.h5", selection); });
    QVERIFY2(error.contains(QStringLiteral("a part of 4 layers of 176 neurons")),
             qPrintable(error));
    QVERIFY(errorOf([&] {
                layerBarsFigureFromResult(sampleLocateResult(), "locate.h5", selection);
            }).contains(QStringLiteral("/selection/views")));
}

void TestNeuronFigure::headsHaveAnAxisOfTheirOwn()
{
    const NeuronFigure heads = neuronFigureFromResult(sampleWholeResult(), "whole.h5",
                                                      {{QStringLiteral("heads")}, {}, "none"});
    QCOMPARE(heads.panelNames(),
             (QStringList{QStringLiteral("teacher/heads"), QStringLiteral("student/heads")}));
    const FigureScene scene = heads.scene(specOf("acl-full"));
    QVERIFY(textsOf(scene, TextRole::AxisTitle).contains(QStringLiteral("head")));
    QVERIFY(textsOf(scene, TextRole::Legend).isEmpty());
    QCOMPARE(mapsOf(scene)[1]->image.pixel(1, 1),
             mapsOf(scene)[1]->image.pixel(mapsOf(scene)[1]->image.width() / 4 - 2, 1));
    // The same numbers as the store has, and the best column where the store has none.
    const ResultFile store = sampleWholeResult();
    QVERIFY(heads.tables()[0].values == store.find("attribution/teacher/heads")->values);
    const NeuronFigure best = neuronFigureFromResult(sampleWholeResult(false), "whole.h5",
                                                     {{QStringLiteral("heads")}, {}, "none"});
    QCOMPARE(best.tables()[1].path, std::string("attribution/student/heads_best"));
    const nlohmann::json manifest = best.provenance(specOf("acl-full"));
    QCOMPARE(manifest.at("tables").at(1).get<std::string>(),
             std::string("attribution/student/attn"));
    const FigureScene drawn = best.scene(specOf("acl-full"));
    for (const char* line : {"log p increase", "best column"}) { // too long for a low page
        QVERIFY(textsOf(drawn, TextRole::AxisTitle).contains(QLatin1String(line)));
    }
    QVERIFY(textsOffPage(drawn).isEmpty());
    QVERIFY(overlappingTexts(drawn).isEmpty());
}

void TestNeuronFigure::tooSmallPagesAreRefused()
{
    FigureSpec low = specOf("acl-column");
    low.heightMm = 40.0;
    QVERIFY(errorOf([&] { figure().scene(low); }).contains(QStringLiteral("[--height-mm]")));
    FigureSpec narrow = specOf("acl-column");
    narrow.widthMm = 30.0;
    QVERIFY(errorOf([&] { figure().scene(narrow); }).contains(QStringLiteral("[--width-mm]")));
    FigureSpec turned = specOf("acl-column");
    turned.isTransposed = true;
    QVERIFY(errorOf([&] { figure().scene(turned); }).contains(QStringLiteral("[--transpose]")));
    QVERIFY(errorOf([&] { bars().scene(turned); }).contains(QStringLiteral("[--transpose]")));
    QVERIFY(errorOf([] {
                neuronFigureFromResult(sampleLocateResult(), "r.h5", {{}, {}, "upper"});
            }).contains(QStringLiteral("[--mask]")));
}

void TestNeuronFigure::coloursFollowTheScores()
{
    QVERIFY(figure().colorMapHint() == std::optional(ColorMapId::Vik));
    const auto locked = neuronPanelRanges(figure(), specOf("acl-column"));
    QCOMPARE(locked.size(), std::size_t{4});
    for (const ColorRange& range : locked) {
        QVERIFY(range == (ColorRange{-6.2, 6.2}));
    }
    FigureSpec unlocked = specOf("acl-column");
    unlocked.isLocked = false;
    const auto own = neuronPanelRanges(figure(), unlocked);
    QVERIFY(own[1] == (ColorRange{-6.1, 6.1}));
    QVERIFY(own[2] == (ColorRange{-0.05, 0.05}));
    const FigureScene scene = figure().scene(unlocked);
    QCOMPARE(scene.scales, 4);
    QVERIFY(textsOf(scene, TextRole::Legend).contains(QStringLiteral("4 scales")));
    QVERIFY(textsOffPage(scene).isEmpty());
}

void TestNeuronFigure::numbersAreThoseOfTheStore()
{
    const QStringList lines = QString::fromStdString(figure().csv()).split(u'\n');
    QCOMPARE(lines.size(), 3072 + 2);
    QCOMPARE(lines.first(), QStringLiteral("model,layer,module,index,score,rank,located"));
    QVERIFY(lines.contains(QStringLiteral("student,2,down_proj,137,6.08,1,1")));
    QVERIFY(figure().tsv().contains(QStringLiteral("student\t2\tdown_proj\t137\t6.08\t1\t1\n")));
    const ResultFile store = sampleLocateResult();
    for (const Table& table : figure().tables()) {
        const Table* stored = store.find(table.path);
        QVERIFY2(stored != nullptr, table.path.c_str());
        QVERIFY2(table.shape == stored->shape && table.values == stored->values,
                 table.path.c_str());
    }
}

void TestNeuronFigure::recipeAndManifestLeadBack()
{
    FigureSpec spec = specOf("icml-column");
    const FigureRecipe recipe = figure({QStringLiteral("down_proj")}).recipe(spec);
    const FigureRecipe again = recipeFromJson(toJson(recipe));
    QCOMPARE(again.kind, QStringLiteral("neurons"));
    QCOMPARE(again.selection.modules, QStringList{QStringLiteral("down_proj")});
    const nlohmann::json manifest = FigureExporter::manifest(figure(), spec);
    QCOMPARE(manifest.at("tables").size(), std::size_t{4});
    QCOMPARE(manifest.at("tables").at(1).get<std::string>(),
             std::string("attribution/student/ffn"));
    QCOMPARE(manifest.at("color_range").at("student/down_proj").at(1).get<double>(), 6.2);
    QCOMPARE(manifest.at("created_utc").get<std::string>(), std::string("2026-11-26T03:00:00Z"));
    QCOMPARE(recipeFromJson(toJson(bars().recipe(spec))).kind, QStringLiteral("layers"));
    QCOMPARE(figure().baseName(), QStringLiteral("neurons-tiny-S-tiny-T"));
}

void TestNeuronFigure::panelsHaveCoordinates()
{
    const FigureScene scene = figure().scene(specOf("acl-column"));
    const ScenePanel& panel = scene.panels[1];
    QCOMPARE(panel.name, QStringLiteral("student/down_proj"));
    const QPointF low = panel.toPage.map(QPointF(-0.5, -0.5));
    const QPointF high = panel.toPage.map(QPointF(175.5, 3.5));
    QVERIFY((low - panel.rect.bottomLeft()).manhattanLength() < 1e-9);
    QVERIFY((high - panel.rect.topRight()).manhattanLength() < 1e-9);
}

void TestNeuronFigure::dataIsAResultFileAgain()
{
    const QTemporaryDir folder;
    for (const bool isGlobal : {false, true}) {
        NeuronFigure before = figure();
        if (isGlobal) {
            NeuronMapData global = *before.panels[1];
            global.isGlobalBudget = true;
            setLocated(global, {{2, 137}, {0, 5}});
            before.panels[1] = std::make_shared<const NeuronMapData>(global);
        }
        const std::filesystem::path path = (folder.path() + "/again.h5").toStdString();
        writeFigureData(before, specOf("acl-column"), path, DataFormat::Hdf5, true);
        const NeuronFigure again = neuronFigureFromResult(readResult(path), "again.h5", {});
        QCOMPARE(again.csv(), before.csv());
    }
}

void TestNeuronFigure::scriptsAreWhole_data()
{
    QTest::addColumn<bool>("isLayers");
    QTest::newRow("neurons") << false;
    QTest::newRow("layers") << true;
}

/// Compiled always; run where NumPy and matplotlib are installed.
void TestNeuronFigure::scriptsAreWhole()
{
    QFETCH(bool, isLayers);
    const QTemporaryDir folder;
    const NeuronFigure maps = figure();
    const LayerBarsFigure layers = bars();
    const Figure& drawn = isLayers ? static_cast<const Figure&>(layers) : maps;
    QVERIFY(hasFigureScript(drawn));
    const std::filesystem::path path = (folder.path() + "/fig.py").toStdString();
    writeFigureScript(drawn, specOf("acl-column"), path, false);
    const QString script = QString::fromStdString(readFile(path));
    QVERIFY(script.contains(QStringLiteral("ARCHIVE = \"fig.npz\"")));
    QVERIFY(script.contains(QStringLiteral("WIDTH_MM = 77\n")));
    QVERIFY(script.contains(isLayers ? QStringLiteral("RANGE = (0, 1.2)  # from 0, never cut")
                                     : QStringLiteral("\"range\": (-6.2, 6.2)")));
    const NpzReader archive((folder.path() + "/fig.npz").toStdString());
    for (const Table& table : drawn.tables()) {
        QVERIFY2(archive.find(table.path) != nullptr, table.path.c_str());
        QVERIFY2(
            script.contains(QString::fromStdString(table.path).remove(QStringLiteral("_layers"))),
            table.path.c_str());
    }
    QVERIFY_EXCEPTION_THROWN(writeFigureScript(drawn, {}, path, false), StudyError);
    const testing::ScriptRun run = testing::runScript(folder.path());
    QVERIFY2(run.problem.isEmpty(), qPrintable(run.problem));
    if (!run.leftOut.isEmpty()) {
        QSKIP(qPrintable(run.leftOut));
    }
}

void TestNeuronFigure::boardsHaveNoScript()
{
    BoardFigure board;
    QVERIFY(!hasFigureScript(board));
    QVERIFY_EXCEPTION_THROWN(writeFigureScript(board, {}, "board.py", false), UsageError);
    QVERIFY(!std::filesystem::exists("board.py"));
}

/// With NEUROGRAFT_PICTURES=folder the test leaves pictures to look at.
void TestNeuronFigure::picturesForLooking()
{
    const QString folder = qEnvironmentVariable("NEUROGRAFT_PICTURES");
    if (folder.isEmpty()) {
        QSKIP("NEUROGRAFT_PICTURES is not set");
    }
    const auto save = [&](const Figure& figure, const char* preset, const char* name) {
        QVERIFY(FigureExporter::renderImage(figure, specOf(preset), 300.0)
                    .save(folder + u'/' + QString::fromLatin1(name)));
    };
    save(figure(), "acl-column", "neurons-column.png");
    save(figure(), "acl-full", "neurons-full.png");
    save(neuronFigureFromResult(wideResult(), "r.h5", {}), "acl-full", "neurons-wide.png");
    save(bars(), "acl-column", "layers-column.png");
    save(bars(), "acl-full", "layers-full.png");
}

QTEST_MAIN(TestNeuronFigure)
#include "tst_neuron_figure.moc"

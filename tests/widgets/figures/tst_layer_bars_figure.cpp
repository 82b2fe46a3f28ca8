// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/figures/neuron_figures.h"
#include "tests/widgets/sample_tokens.h"
#include "widgets/figures/figure_checks.h"
#include "widgets/figures/figure_data.h"
#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/figure_script.h"
#include "widgets/figures/layer_bars_figure.h"
#include "widgets/figures/neuron_figure.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace neurograft;
using namespace neurograft::testing;

/// Bars per layer of a locate run as a figure.
class TestLayerBarsFigure : public QObject, protected NeuronFigures {
    Q_OBJECT

private Q_SLOTS:
    void bestNeuronsAreCounted();
    void sensitivityHasOneBarALayer();
    void barsStartAtZero();
    void barsHaveNoMaskAndNoModules();
};

void TestLayerBarsFigure::bestNeuronsAreCounted()
{
    const LayerBarsFigure best = layerBarsFigureFromResult(sampleLocateResult(), "locate.h5",
                                                           {{}, QStringLiteral("best"), "none"});
    double all = 0.0;
    for (const double count : best.data.models[1].ffn) {
        all += count;
    }
    for (const double count : best.data.models[1].attention) {
        all += count;
    }
    QCOMPARE(all, 4.0 * (17 + 6)); // as many as are located
    const FigureScene scene = best.scene(specOf("acl-column"));
    QVERIFY(textsOf(scene, TextRole::AxisTitle).contains(QStringLiteral("neurons among the best")));
    QVERIFY(textsOf(scene, TextRole::PanelTitle).contains(QStringLiteral("tiny-S  best 92")));
    QCOMPARE(best.recipe({}).selection.measure, QStringLiteral("best"));
    QCOMPARE(best.provenance({}).at("tables").at(0).get<std::string>(),
             std::string("attribution/teacher/ffn"));
    QVERIFY(errorOf([] {
                layerBarsFigureFromResult(sampleLocateResult(), "r.h5",
                                          {{}, QStringLiteral("cka"), "none"});
            }).contains(QStringLiteral("expected increase, best or sensitivity")));
    QVERIFY(errorOf([] {
                layerBarsFigureFromResult(sampleLocateResult(), "r.h5",
                                          {{}, QStringLiteral("sensitivity"), "none"});
            }).contains(QStringLiteral("bars of sensitivity")));
}

void TestLayerBarsFigure::sensitivityHasOneBarALayer()
{
    const LayerBarsFigure sums =
        layerBarsFigureFromResult(sampleSensitivityResult(), "sensitivity.h5", {});
    QCOMPARE(sums.data.models.size(), std::size_t{1});
    QCOMPARE(sums.footer,
             QStringLiteral("sensitivity | n = 32 | demo | seed 42 | 4 of 6 layers kept"));
    const FigureScene scene = sums.scene(specOf("acl-column"));
    QCOMPARE(textsOf(scene, TextRole::Legend),
             (QStringList{QStringLiteral("layer kept"), QStringLiteral("not kept")}));
    const ScenePanel& panel = scene.panels[0];
    int bars = 0;
    for (const SceneItem& item : scene.items) {
        const auto* area = std::get_if<SceneArea>(&item);
        if (area != nullptr && area->corners.size() == 4
            && panel.rect.adjusted(-0.01, -0.01, 0.01, 0.01).contains(area->corners[0])) {
            const double left = panel.toPage.inverted().map(area->corners[0]).x();
            const double right = panel.toPage.inverted().map(area->corners[1]).x();
            const double middle = (left + right) / 2.0;
            QVERIFY(std::abs(middle - std::round(middle)) < 1e-9); // in the middle of its layer
            ++bars;
        }
    }
    QCOMPARE(bars, 6);
    const QTemporaryDir folder;
    const std::filesystem::path path = (folder.path() + "/again.h5").toStdString();
    QVERIFY(hasFigureScript(sums));
    writeFigureData(sums, specOf("acl-column"), path, DataFormat::Hdf5, true);
    QVERIFY(readTable(path, "sensitivity/layer").values
            == sampleSensitivityResult().tables[0].values);
}

void TestLayerBarsFigure::barsStartAtZero()
{
    const LayerBarsFigure figure = bars();
    const FigureScene scene = figure.scene(specOf("acl-column"));
    const ScenePanel& panel = scene.panels[1];
    QCOMPARE(panel.name, QStringLiteral("student"));
    int found = 0;
    for (const SceneItem& item : scene.items) {
        const auto* area = std::get_if<SceneArea>(&item);
        if (area == nullptr || area->corners.size() != 4
            || !panel.rect.adjusted(-0.01, -0.01, 0.01, 0.01).contains(area->corners[0])) {
            continue;
        }
        // From 0 to the stored value, at the layer's place.
        const QTransform back = panel.toPage.inverted();
        const QPointF top = back.map(area->corners[1]);
        const QPointF bottom = back.map(area->corners[2]);
        const int layer = found / 2;
        const double value = (found % 2 == 0 ? 0.5 : 0.25) + 0.125 * layer;
        QVERIFY(std::abs(bottom.y()) < 1e-9);
        QVERIFY(std::abs(top.y() - value) < 1e-9);
        QVERIFY(std::abs(top.x() - layer) <= 0.5);
        ++found;
    }
    QCOMPARE(found, 8);
    QCOMPARE(textsOf(scene, TextRole::Legend),
             (QStringList{QStringLiteral("FFN"), QStringLiteral("attention")}));
    QVERIFY(textsOf(scene, TextRole::AxisTitle).contains(QStringLiteral("log p increase")));
    QVERIFY(QString::fromStdString(figure.csv()).contains(QStringLiteral("student,3,0.875,0.625")));
}

void TestLayerBarsFigure::barsHaveNoMaskAndNoModules()
{
    const ResultFile result = sampleLocateResult();
    QVERIFY(errorOf([&] {
                layerBarsFigureFromResult(result, "r.h5", {{QStringLiteral("o_proj")}, {}, "none"});
            }).contains(QStringLiteral("[--modules]")));
    ResultFile bare = result;
    bare.tables.erase(std::remove_if(bare.tables.begin(), bare.tables.end(),
                                     [](const Table& table) {
                                         return table.path.find("layer_") != std::string::npos;
                                     }),
                      bare.tables.end());
    QVERIFY(errorOf([&] {
                layerBarsFigureFromResult(bare, "r.h5", {});
            }).contains(QStringLiteral("layer scores")));
}

QTEST_MAIN(TestLayerBarsFigure)
#include "tst_layer_bars_figure.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "tests/widgets/figures/parameter_figure_samples.h"
#include "tests/widgets/figures/scene_texts.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/parameter_figure.h"
#include "widgets/figures/parameter_map.h"
#include "widgets/figures/result_figures.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace neurograft;
using namespace neurograft::testing;

namespace {

HeatmapSelection withMeasure(const char* measure)
{
    HeatmapSelection selection;
    selection.measure = QString::fromLatin1(measure);
    return selection;
}

} // namespace

class TestParameterFigure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { loadFigureFonts(); }

    void cosinesHaveAChartPerAdapterAndModule()
    {
        const ParameterFigure figure = parameterFigureFromResult(sampleParameters(), "p.h5", {});
        QCOMPARE(
            figure.panelNames(),
            (QStringList{QStringLiteral("pissa/up_proj"), QStringLiteral("pissa/down_proj"),
                         QStringLiteral("seeking/up_proj"), QStringLiteral("seeking/down_proj")}));
        const FigureScene scene = figure.scene({});
        QCOMPARE(
            textsOf(scene, TextRole::Legend),
            (QStringList{QStringLiteral("LoRA vs Remaining"), QStringLiteral("LoRA vs Original")}));
        // Of pissa: 0.15 and −0.002, and 0.004 times the mean of |layer − 4|, which is 2.
        QCOMPARE(textsOf(scene, TextRole::Box).front(), QStringLiteral("mean .006, .158"));
        QVERIFY(scene.description.contains(QStringLiteral("seeking/up_proj")));
        QCOMPARE(figure.csv().substr(0, 55),
                 std::string("adapter,module,layer,lora_vs_remaining,lora_vs_original"));
        QVERIFY(figure.csv().find("seeking,up_proj,3,nan,nan\n") != std::string::npos);
        QCOMPARE(figure.tables().size(), std::size_t{8});
    }

    void oneMeasureHasAChartPerModule()
    {
        const ParameterFigure figure =
            parameterFigureFromResult(sampleParameters(), "p.h5", withMeasure("norm_ratio"));
        QCOMPARE(figure.panelNames(),
                 (QStringList{QStringLiteral("up_proj"), QStringLiteral("down_proj")}));
        QCOMPARE(textsOf(figure.scene({}), TextRole::Legend),
                 (QStringList{QStringLiteral("pissa"), QStringLiteral("seeking")}));
        QCOMPARE(figure.recipe({}).selection.measure, QStringLiteral("norm_ratio"));
    }

    void spectraMatchLayersByDepth()
    {
        HeatmapSelection selection;
        selection.modules = QStringList{QStringLiteral("up_proj")};
        selection.layer = 7;
        const ParameterFigure figure =
            spectrumFigureFromResult(sampleParameters(), "p.h5", selection);
        QVERIFY(figure.grid.isLogarithmic);
        const FigureScene scene = figure.scene({});
        QCOMPARE(textsOf(scene, TextRole::Legend),
                 (QStringList{QStringLiteral("student L7"), QStringLiteral("teacher L9"),
                              QStringLiteral("pissa L7"), QStringLiteral("seeking L7")}));
        QVERIFY(figure.csv().find("up_proj,teacher,9,1,15\n") != std::string::npos);
        QVERIFY(textsOf(scene, TextRole::Tick).contains(QStringLiteral("1")));
        QVERIFY(toJson(figure.recipe({}))["selection"]["layer"] == 7);
    }

    void recompositionHasAChartPerModel()
    {
        const ParameterFigure figure = recompositionFigureFromResult(sampleSemAlign(), "r.h5", {});
        QCOMPARE(figure.panelNames(),
                 (QStringList{QStringLiteral("student"), QStringLiteral("teacher")}));
        const FigureScene scene = figure.scene({});
        QCOMPARE(textsOf(scene, TextRole::Legend),
                 (QStringList{QStringLiteral("by unembedding"), QStringLiteral("by embedding")}));
        // Of the student's layers 0 to 7.
        QCOMPARE(textsOf(scene, TextRole::Box).front(), QStringLiteral("mean .915, .070"));
        QVERIFY(figure.csv().find("\nteacher,9,0.86,0.18\n") != std::string::npos);
    }

    void scalesAreCommonOrEachItsOwn()
    {
        const ParameterFigure figure = parameterFigureFromResult(sampleParameters(), "p.h5", {});
        FigureSpec spec;
        const auto ticks = textsOf(figure.scene(spec), TextRole::Tick).size();
        QCOMPARE(figure.scene(spec).scales, 1);
        spec.isLocked = false;
        QCOMPARE(figure.scene(spec).scales, 4);
        QVERIFY(textsOf(figure.scene(spec), TextRole::Tick).size() > ticks);
    }

    void whatCannotBeDrawnIsRefused()
    {
        const ResultFile result = sampleParameters();
        QVERIFY_EXCEPTION_THROWN(parameterFigureFromResult(result, "p", withMeasure("spectrum")),
                                 StudyError);
        QVERIFY_EXCEPTION_THROWN(parameterFigureFromResult({}, "p", {}), StudyError);
        QVERIFY_EXCEPTION_THROWN(spectrumFigureFromResult({}, "p", {}), StudyError);
        QVERIFY_EXCEPTION_THROWN(recompositionFigureFromResult(result, "p", {}), StudyError);
        QVERIFY_EXCEPTION_THROWN(
            recompositionFigureFromResult(sampleSemAlign(), "p", withMeasure("cosine")),
            UsageError);
        HeatmapSelection selection;
        selection.layer = 8;
        QVERIFY_EXCEPTION_THROWN(spectrumFigureFromResult(result, "p", selection), UsageError);
        selection = {};
        selection.modules = QStringList{QStringLiteral("v_proj")};
        QVERIFY_EXCEPTION_THROWN(spectrumFigureFromResult(result, "p", selection), StudyError);
        selection = {};
        selection.mask = QStringLiteral("upper");
        QVERIFY_EXCEPTION_THROWN(parameterFigureFromResult(result, "p", selection), UsageError);
        ResultFile broken = result;
        broken.tables.front().values = std::vector<float>{1.0F};
        QVERIFY_EXCEPTION_THROWN(parameterFigureFromResult(broken, "p", {}), FormatError);
    }

    void resultOffersBothKinds()
    {
        QTemporaryDir folder;
        const std::filesystem::path at = folder.path().toStdString();
        writeSampleParameters(at);
        QCOMPARE(heldFigureKind(at / "parameters.h5"), QStringLiteral("parameters"));
        const auto entries = figuresOfResult(at / "parameters.h5", {}, {});
        QStringList names;
        for (const FigureEntry& entry : entries) {
            names << entry.name;
        }
        QCOMPARE(names,
                 (QStringList{QStringLiteral("parameters-parameters"),
                              QStringLiteral("parameters-parameters-map"),
                              QStringLiteral("parameters-spectrum"),
                              QStringLiteral("parameters-spectrum-map")}));
        QVERIFY(entries[1].recipe.spec.colorMap == ColorMapId::Vik); // cosines have signs
        QVERIFY(entries[3].recipe.spec.colorMap == ColorMapId::Magma);
    }

    void aMapHasARowPerModuleAndAPanelPerAdapter()
    {
        HeatmapSelection selection = withMeasure("norm_ratio");
        selection.isMap = true;
        const ParameterMapFigure figure =
            parameterMapFromResult(sampleParameters(), "p.h5", selection);
        QCOMPARE(figure.panelNames(),
                 (QStringList{QStringLiteral("pissa"), QStringLiteral("seeking")}));
        const HeatmapData& seeking = figure.panels[1];
        QCOMPARE(seeking.students, 2);
        QCOMPARE(seeking.teachers, 8);
        QCOMPARE(seeking.rows.names, // from the bottom: the first module is on top
                 (QStringList{QStringLiteral("down_proj"), QStringLiteral("up_proj")}));
        QVERIFY(std::abs(seeking.value({1, 0}) - (0.12 + 4 * 0.004)) < 1e-12);
        QVERIFY(std::abs(seeking.value({0, 4}) - 0.13) < 1e-12);
        QVERIFY(!seeking.isDefined({1, 3}) && !seeking.isDefined({0, 3}));
        QVERIFY2(cellText(seeking, {1, 0})
                     .startsWith(QStringLiteral("seeking up_proj x S L0  norm of change")),
                 qPrintable(cellText(seeking, {1, 0})));
        // The scale is as fine as the numbers: 0.12 … 0.146 in steps of 0.005.
        const FigureScene scene = figure.scene({});
        const nlohmann::json range = figure.provenance({}).at("color_range").at("pissa");
        QVERIFY(range.at(0) == 0.12 && range.at(1) == 0.15);
        // A bar of two rows is too low for its title, which stands in the legend.
        QVERIFY2(textsOf(scene, TextRole::Legend)
                     .contains(QStringLiteral("colours: norm of change / norm of weight")),
                 qPrintable(textsOf(scene, TextRole::Legend).join(u'|')));
        QVERIFY(textsOf(scene, TextRole::Tick).contains(QStringLiteral("up_proj")));
        QCOMPARE(figure.csv(),
                 parameterFigureFromResult(sampleParameters(), "p.h5", selection).csv());
        const FigureRecipe again = recipeFromJson(toJson(figure.recipe({})));
        QVERIFY(again.selection.isMap);
        QCOMPARE(again.kind, QStringLiteral("parameters"));
        QCOMPARE(again.selection.modules,
                 (QStringList{QStringLiteral("up_proj"), QStringLiteral("down_proj")}));
    }

    void cosinesShareOneDivergingScale()
    {
        HeatmapSelection selection;
        selection.isMap = true;
        const ParameterMapFigure figure =
            parameterMapFromResult(sampleParameters(), "p.h5", selection);
        QCOMPARE(
            figure.panelNames(),
            (QStringList{QStringLiteral("pissa vs Remaining"), QStringLiteral("pissa vs Original"),
                         QStringLiteral("seeking vs Remaining"),
                         QStringLiteral("seeking vs Original")}));
        QVERIFY(figure.colorMapHint() == ColorMapId::Vik);
        FigureSpec spec;
        spec.colorMap = ColorMapId::Vik;
        QVERIFY(
            textsOf(figure.scene(spec), TextRole::AxisTitle).contains(QStringLiteral("cosine")));
    }

    void distancesOfSpectraAreMapsOfLayerPairs()
    {
        HeatmapSelection selection;
        selection.isMap = true;
        selection.modules = QStringList{QStringLiteral("down_proj")};
        const ParameterMapFigure figure =
            spectrumDistanceFromResult(sampleParameters(), "p.h5", selection);
        QCOMPARE(figure.panels.size(), std::size_t{1});
        QVERIFY(figure.panels[0].value({7, 2}) == 0.05);
        QVERIFY(figure.csv().find("down_proj,distance,7,2,0.05,0,1\n") != std::string::npos);
        QCOMPARE(figure.teacherName, QStringLiteral("tiny-T"));
        selection.measure = QStringLiteral("norm_ratio");
        QVERIFY_EXCEPTION_THROWN(spectrumDistanceFromResult(sampleParameters(), "p", selection),
                                 UsageError);
        selection = {};
        selection.modules = QStringList{QStringLiteral("v_proj")};
        QVERIFY_EXCEPTION_THROWN(spectrumDistanceFromResult(sampleParameters(), "p", selection),
                                 StudyError);
        QVERIFY_EXCEPTION_THROWN(spectrumDistanceFromResult({}, "p", {}), StudyError);
    }

    void footerNamesEachModelOnce()
    {
        ResultFile result = sampleParameters();
        QCOMPARE(parameterFigureFromResult(result, "p.h5", {}).footer,
                 QStringLiteral("student tiny-S | teacher tiny-T"));
        result.manifest.student = "student"; // folders called as their role
        result.manifest.teacher = "teacher";
        QCOMPARE(spectrumFigureFromResult(result, "p.h5", {}).footer,
                 QStringLiteral("student | teacher"));
    }
};

QTEST_MAIN(TestParameterFigure)
#include "tst_parameter_figure.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "tests/widgets/figures/parameter_figure_samples.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/parameter_figure.h"
#include "widgets/figures/result_figures.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;

namespace {

QStringList textsOf(const FigureScene& scene, TextRole role)
{
    QStringList texts;
    for (const SceneText* text : scene.texts()) {
        if (text->role == role) {
            texts << text->text;
        }
    }
    return texts;
}

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
            (QStringList{QStringLiteral("LoRA vs original"), QStringLiteral("LoRA vs remaining")}));
        // Of pissa: 0.15 and −0.002, and 0.004 times the mean of |layer − 4|, which is 2.
        QCOMPARE(textsOf(scene, TextRole::Box).front(), QStringLiteral("mean .158, .006"));
        QVERIFY(scene.description.contains(QStringLiteral("seeking/up_proj")));
        QCOMPARE(figure.csv().substr(0, 55),
                 std::string("adapter,module,layer,lora_vs_original,lora_vs_remaining"));
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
        QCOMPARE(entries.size(), std::size_t{2});
        QCOMPARE(entries[0].name, QStringLiteral("parameters-parameters"));
        QCOMPARE(entries[1].name, QStringLiteral("parameters-spectrum"));
    }
};

QTEST_MAIN(TestParameterFigure)
#include "tst_parameter_figure.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/study/transfer_study.h"
#include "widgets/figures/figure_entry.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/loss_figure.h"
#include "widgets/figures/result_figures.h"
#include "widgets/models/transfer_result.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace neurograft;

namespace {

Table curve(const std::string& name, const std::string& unit, std::vector<double> values)
{
    Table table;
    table.path = "training/" + name;
    table.shape = {static_cast<std::int64_t>(values.size() / 2), 2};
    table.axes = {"point", "step then value"};
    table.unit = unit;
    table.values = std::move(values);
    return table;
}

/// A short run of Seeking with losses, rates and the layers it took.
ResultFile sample()
{
    ResultFile result;
    TransferStudy study = transferDefaults("seeking");
    study.teacher = "T";
    study.student = "tiny-S";
    study.extract = "e.jsonl";
    study.train = "t.jsonl";
    result.manifest.study = studyText(study);
    result.manifest.student = "tiny-S";
    result.manifest.command = "neurograft transfer seeking";
    result.tables = {curve("learning_rate", "", {0, 3e-4, 1, 2e-4, 2, 1e-4}),
                     curve("validation_loss", "nats per label", {2, 2.25}),
                     curve("loss", "nats per label", {0, 2.5, 1, 1.75, 2, 1.25})};
    Table window;
    window.path = "sensitivity/up_proj/window";
    window.shape = {2, 3};
    window.axes = {"student layer", "place"};
    window.values = std::vector<std::int32_t>{1, 0, 0, 4, 7, 3};
    result.tables.push_back(window);
    return result;
}

std::vector<QString> textsOf(const FigureScene& scene, TextRole role)
{
    std::vector<QString> texts;
    for (const SceneText* text : scene.texts()) {
        if (text->role == role) {
            texts.push_back(text->text);
        }
    }
    return texts;
}

} // namespace

class TestLossFigure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { loadFigureFonts(); }

    void lossesShareAChartAndComeFirst()
    {
        const std::vector<CurveData> charts = trainingCharts(sample());
        QCOMPARE(charts.size(), std::size_t{2});
        QCOMPARE(charts[0].curves.size(), std::size_t{2});
        QCOMPARE(charts[0].curves[0].name, QStringLiteral("loss"));
        QCOMPARE(charts[0].curves[1].title, QStringLiteral("validation"));
        QCOMPARE(charts[1].valueTitle, QStringLiteral("learning rate"));
    }

    void resultNamesLayersAndLosses()
    {
        QTemporaryDir folder;
        const std::filesystem::path path =
            std::filesystem::path(folder.path().toStdString()) / "run.h5";
        writeResult(path, sample(), false);
        const TransferResult result = readTransferResult(path);
        QCOMPARE(result.teacherLayers, (std::vector<std::int64_t>{1, 4}));
        QCOMPARE(result.trainedSteps, std::int64_t{3});
        QCOMPARE(result.firstLoss(), 2.5);
        QCOMPARE(result.lastLoss(), 1.25);
        QCOMPARE(result.validationLoss(), 2.25);
        QVERIFY(!result.isPartial && !result.canResume);
        QCOMPARE(heldFigureKind(path), QStringLiteral("loss"));
        FigureRecipe recipe;
        recipe.kind = QStringLiteral("loss");
        QCOMPARE(loadFigure(recipe, {path})->kind(), QStringLiteral("loss"));
        ResultFigureChoice choice;
        choice.kind = QStringLiteral("loss");
        QCOMPARE(figuresOfResult(path, {}, choice).size(), std::size_t{1});
    }

    void figureSaysWhatItShows()
    {
        const LossFigure figure = lossFigureFromResult(sample(), "run.h5", {});
        QCOMPARE(figure.subject(), QStringLiteral("Loss of Seeking by step"));
        QCOMPARE(figure.footer, QStringLiteral("Seeking | tiny-S | seed 42"));
        QCOMPARE(figure.baseName(), QStringLiteral("loss-Seeking-tiny-S"));
        QCOMPARE(QString::fromStdString(figure.csv()),
                 QStringLiteral("step,loss,validation_loss\n0,2.5,\n1,1.75,\n2,1.25,2.25\n"));
        QCOMPARE(figure.provenance({})["tables"].size(), std::size_t{2});
        FigureSpec spec;
        const FigureScene scene = figure.scene(spec);
        QCOMPARE(textsOf(scene, TextRole::Legend),
                 (std::vector<QString>{QStringLiteral("task"), QStringLiteral("validation")}));
        const auto titles = textsOf(scene, TextRole::AxisTitle);
        QVERIFY(std::find(titles.begin(), titles.end(), QStringLiteral("step")) != titles.end());
        for (const SceneText* text : scene.texts()) { // inside the page
            QVERIFY2(QRectF(QPointF(), scene.sizeMm).contains(text->bounds),
                     qPrintable(text->text));
        }
        QCOMPARE(scene.sizeMm.width(), spec.widthMm);
    }

    void otherCurvesAreChosenByName()
    {
        HeatmapSelection selection;
        selection.measure = QStringLiteral("learning_rate");
        const LossFigure figure = lossFigureFromResult(sample(), "run.h5", selection);
        QCOMPARE(figure.subject(), QStringLiteral("learning rate of Seeking by step"));
        QCOMPARE(figure.recipe({}).selection.measure, selection.measure);
        selection.measure = QStringLiteral("patience");
        QVERIFY_EXCEPTION_THROWN(lossFigureFromResult(sample(), "run.h5", selection), StudyError);
        selection = {};
        selection.modules = QStringList{QStringLiteral("up_proj")};
        QVERIFY_EXCEPTION_THROWN(lossFigureFromResult(sample(), "run.h5", selection), UsageError);
    }

    void aPageThatIsTooSmallIsRefused()
    {
        const LossFigure figure = lossFigureFromResult(sample(), "run.h5", {});
        FigureSpec spec;
        spec.heightMm = 15.0;
        QVERIFY_EXCEPTION_THROWN(figure.scene(spec), UsageError);
    }
};

QTEST_MAIN(TestLossFigure)
#include "tst_loss_figure.moc"

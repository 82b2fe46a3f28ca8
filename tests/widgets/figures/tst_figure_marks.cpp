// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "tests/widgets/sample_result.h"
#include "widgets/figures/figure_checks.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/result_heatmaps.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <algorithm>

using namespace neurograft;
using namespace neurograft::testing;

namespace {

const HeatmapSelection kUpOnly{{QStringLiteral("up_proj")}, QStringLiteral("cka")};

/// The sample with a baseline that the first half of the student's layers exceeds.
ResultFile withBaseline()
{
    ResultFile result = sampleResult();
    Table limits = *result.find("similarity/up_proj/cka");
    limits.path += "_null95";
    auto values = limits.as<double>();
    std::fill_n(values.begin(), values.size() / 2, -2.0);
    std::fill(values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end(), 2.0);
    limits.values = values;
    result.tables.push_back(std::move(limits));
    return result;
}

QStringList legendOf(const FigureScene& scene)
{
    QStringList texts;
    for (const SceneText* text : scene.texts()) {
        if (text->role == TextRole::Legend) {
            texts << text->text;
        }
    }
    return texts;
}

template <class Item> std::size_t countOf(const FigureScene& scene)
{
    return static_cast<std::size_t>(
        std::count_if(scene.items.begin(), scene.items.end(),
                      [](const SceneItem& item) { return std::holds_alternative<Item>(item); }));
}

} // namespace

class TestHeatmapMarks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { loadFigureFonts(); }

    void contourIsDrawnWhenAskedFor()
    {
        const HeatmapFigure figure = heatmapFigureFromResult(withBaseline(), "a.h5", kUpOnly);
        FigureSpec spec;
        const std::size_t plain = countOf<SceneLine>(figure.scene(spec));
        QVERIFY(!legendOf(figure.scene(spec)).contains(QStringLiteral("above chance")));
        spec.showChance = true;
        const FigureScene scene = figure.scene(spec);
        QVERIFY(legendOf(scene).contains(QStringLiteral("above chance")));
        QVERIFY(countOf<SceneLine>(scene) >= plain + 4); // a casing and a line at least
    }

    void withoutABaselineThereIsNoContour()
    {
        ResultFile result = sampleResult();
        result.tables.erase(std::remove_if(result.tables.begin(), result.tables.end(),
                                           [](const Table& table) {
                                               return table.path.find("_null95")
                                                   != std::string::npos;
                                           }),
                            result.tables.end());
        const HeatmapFigure figure = heatmapFigureFromResult(result, "a.h5", kUpOnly);
        FigureSpec spec;
        const std::size_t plain = figure.scene(spec).items.size();
        spec.showChance = true;
        QCOMPARE(figure.scene(spec).items.size(), plain);
    }

    void baselineIsExported()
    {
        const HeatmapFigure figure = heatmapFigureFromResult(withBaseline(), "a.h5", kUpOnly);
        const std::string csv = figure.csv();
        QVERIFY(csv.substr(0, csv.find('\n')).find(",null95") != std::string::npos);
        QVERIFY(csv.find(",-2\n") != std::string::npos);
        const std::vector<Table> tables = figure.tables();
        QVERIFY(std::any_of(tables.begin(), tables.end(), [](const Table& table) {
            return table.path == "similarity/up_proj/cka_null95";
        }));
    }

    void pairsAreMarkedAndKept()
    {
        HeatmapSelection selection = kUpOnly;
        selection.pairs = {{0, 0}, {2, 3}};
        selection.pairsName = QStringLiteral("run 5");
        const HeatmapFigure figure = heatmapFigureFromResult(sampleResult(), "a.h5", selection);
        const HeatmapFigure plain = heatmapFigureFromResult(sampleResult(), "a.h5", kUpOnly);
        const FigureScene scene = figure.scene({});
        // Two discs of two circles, and one in the legend.
        QCOMPARE(countOf<SceneArea>(scene), countOf<SceneArea>(plain.scene({})) + 6);
        QVERIFY(legendOf(scene).contains(QStringLiteral("pairs of run 5")));
        const std::string csv = figure.csv();
        const std::string plainCsv = plain.csv();
        QCOMPARE(std::count(csv.begin(), csv.end(), '\n'),
                 std::count(plainCsv.begin(), plainCsv.end(), '\n'));
        QVERIFY(csv.substr(0, csv.find('\n')).find(",pair") != std::string::npos);
        const FigureRecipe recipe = recipeFromJson(toJson(figure.recipe({})));
        QVERIFY(recipe.selection.pairs == selection.pairs);
        QCOMPARE(recipe.selection.pairsName, selection.pairsName);
    }

    void pairsOfAnotherModelAreRefused()
    {
        HeatmapSelection selection = kUpOnly;
        selection.pairs = {{0, 4000}};
        QVERIFY_EXCEPTION_THROWN(heatmapFigureFromResult(sampleResult(), "a.h5", selection),
                                 UsageError);
    }

    void textsStayFree_data()
    {
        QTest::addColumn<QString>("mask");
        QTest::newRow("whole") << "none";
        QTest::newRow("masked") << "upper";
    }
    void textsStayFree()
    {
        QFETCH(QString, mask);
        HeatmapSelection selection = kUpOnly;
        selection.mask = mask;
        for (int layer = 0; layer < 4; ++layer) {
            selection.pairs.push_back({layer, 0});
        }
        const HeatmapFigure figure = heatmapFigureFromResult(withBaseline(), "a.h5", selection);
        for (const VenuePreset& preset : venuePresets()) {
            FigureSpec spec;
            spec.applyPreset(QString::fromLatin1(preset.id));
            spec.showChance = true;
            const FigureScene scene = figure.scene(spec);
            const QStringList crossed =
                overlappingTexts(scene) + crossedTexts(scene) + textsOffPage(scene);
            QVERIFY2(crossed.isEmpty(), qPrintable(crossed.join(u' ')));
        }
    }
};

QTEST_MAIN(TestHeatmapMarks)
#include "tst_figure_marks.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "widgets/figures/figure_recipe.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

using namespace neurograft;
using Json = nlohmann::json;

class TestFigureRecipe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void presetsAreThoseOfTheTable_data();
    void presetsAreThoseOfTheTable();
    void unknownPresetNamesTheKnownOnes();
    void recipeReadsBack();
    void presetInARecipeSetsWidthAndFont();
    void brokenRecipesNameThePath_data();
    void brokenRecipesNameThePath();
    void manifestServesAsRecipe();
};

void TestFigureRecipe::presetsAreThoseOfTheTable_data()
{
    QTest::addColumn<double>("widthMm");
    QTest::addColumn<bool>("isSerif");
    QTest::addColumn<double>("smallestPt");
    QTest::newRow("generic-column") << 85.0 << false << 7.0;
    QTest::newRow("generic-full") << 175.0 << false << 7.0;
    QTest::newRow("acl-column") << 77.0 << true << 7.0;
    QTest::newRow("acl-full") << 160.0 << true << 7.0;
    QTest::newRow("neurips") << 139.7 << true << 7.0;
    QTest::newRow("iclr") << 139.7 << true << 7.0;
    QTest::newRow("icml-column") << 82.6 << true << 7.0;
    QTest::newRow("icml-full") << 171.5 << true << 7.0;
    QTest::newRow("aaai-column") << 83.8 << false << 7.0;
    QTest::newRow("aaai-full") << 177.2 << false << 7.0;
    QTest::newRow("cvpr-column") << 82.6 << false << 7.0;
    QTest::newRow("cvpr-full") << 174.6 << false << 7.0;
    QTest::newRow("eccv") << 122.0 << false << 7.0;
    QTest::newRow("nature-column") << 89.0 << false << 5.0;
    QTest::newRow("nature-full") << 183.0 << false << 5.0;
}

void TestFigureRecipe::presetsAreThoseOfTheTable()
{
    QFETCH(double, widthMm);
    QFETCH(bool, isSerif);
    QFETCH(double, smallestPt);
    FigureSpec spec;
    spec.applyPreset(QString::fromLatin1(QTest::currentDataTag()));
    QCOMPARE(spec.widthMm, widthMm);
    QCOMPARE(spec.font == FigureFont::Serif, isSerif);
    QCOMPARE(spec.smallestTextPt, smallestPt);
    QCOMPARE(venuePresets().size(), std::size_t{15});
}

void TestFigureRecipe::unknownPresetNamesTheKnownOnes()
{
    try {
        FigureSpec().applyPreset(QStringLiteral("acl"));
        QFAIL("no error");
    } catch (const UsageError& error) {
        QVERIFY(QString::fromStdString(error.what()).contains(QStringLiteral("acl-column")));
    }
}

void TestFigureRecipe::recipeReadsBack()
{
    FigureRecipe recipe;
    recipe.selection.modules = QStringList{"v_proj", "o_proj"};
    recipe.selection.measure = QStringLiteral("cka-biased");
    recipe.selection.mask = QStringLiteral("band:3");
    recipe.spec.applyPreset(QStringLiteral("icml-full"));
    recipe.spec.heightMm = 60.5;
    recipe.spec.format = FigureFormat::Svg;
    recipe.spec.colorMap = ColorMapId::Cividis;
    recipe.spec.range = ColorRange{-0.5, 1.0};
    recipe.spec.isLocked = false;
    recipe.spec.isTransposed = true;
    recipe.spec.title = QStringLiteral("Über");
    recipe.spec.undefinedColor = qRgb(0, 160, 135);
    recipe.spec.isHatched = false;
    Annotation box;
    box.panel = QStringLiteral("v_proj");
    box.from = QPointF(1.5, 2.5);
    box.to = QPointF(3.5, 4.5);
    Annotation text;
    text.kind = Annotation::Kind::Text;
    text.from = QPointF(0.25, 0.125);
    text.text = QStringLiteral("Gipfel");
    recipe.spec.annotations = {box, text};
    const Json json = toJson(recipe);
    QCOMPARE(toJson(recipeFromJson(json)).dump(), json.dump());
    QVERIFY(recipeFromJson(json).spec.annotations == recipe.spec.annotations);
    recipe.spec.range.reset();
    recipe.spec.rangeMode = RangeMode::Percentile;
    recipe.spec.lowPercent = 5.0;
    recipe.spec.highPercent = 95.0;
    QVERIFY(recipeFromJson(toJson(recipe)).spec.colors() == recipe.spec.colors());
}

void TestFigureRecipe::presetInARecipeSetsWidthAndFont()
{
    const FigureRecipe recipe = recipeFromJson({{"spec", {{"preset", "acl-full"}}}});
    QCOMPARE(recipe.spec.widthMm, 160.0);
    QCOMPARE(recipe.spec.font, FigureFont::Serif);
}

void TestFigureRecipe::brokenRecipesNameThePath_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("path");
    QTest::newRow("unknown key") << R"({"spec":{"widht_mm":3}})"
                                 << "/spec/widht_mm";
    QTest::newRow("wrong type") << R"({"spec":{"dpi":"high"}})"
                                << "/spec/dpi";
    QTest::newRow("out of range") << R"({"spec":{"width_mm":1}})"
                                  << "/spec/width_mm";
    QTest::newRow("range mode") << R"({"spec":{"range_mode":"typed"}})"
                                << "/spec/range_mode";
    QTest::newRow("undefined") << R"({"spec":{"undefined_color":"no colour"}})"
                               << "/spec/undefined_color";
    QTest::newRow("format") << R"({"spec":{"format":"gif"}})"
                            << "/spec/format";
    QTest::newRow("map") << R"({"spec":{"color_map":"jet"}})"
                         << "/spec/color_map";
    QTest::newRow("range") << R"({"spec":{"range":[1,0]}})"
                           << "/spec/range";
    QTest::newRow("font") << R"({"spec":{"font":7}})"
                          << "/spec/font";
    QTest::newRow("modules") << R"({"selection":{"modules":"up_proj"}})"
                             << "/selection/modules";
    QTest::newRow("mask") << R"({"selection":{"mask":"custom:S0 1"}})"
                          << "/selection/mask";
    QTest::newRow("views") << R"({"selection":{"views":[]}})"
                           << "/selection/views";
    QTest::newRow("part that is empty")
        << R"({"selection":{"views":{"student/o_proj":{"layers":[3,3],"neurons":[0,4]}}}})"
        << "/selection/views/student/o_proj/layers";
    QTest::newRow("part of numbers that are not whole")
        << R"({"selection":{"views":{"student/o_proj":{"layers":[0,3],"neurons":[0,4.5]}}}})"
        << "/selection/views/student/o_proj/neurons";
    QTest::newRow("rows of a table") << R"({"selection":{"top":-1}})"
                                     << "/selection/top";
    QTest::newRow("schema") << R"({"schema":2})"
                            << "/schema";
    QTest::newRow("kind") << R"({"kind":"pie"})"
                          << "/kind";
    QTest::newRow("top level") << R"({"colour":1})"
                               << "/colour";
    QTest::newRow("annotations") << R"({"spec":{"annotations":{}}})"
                                 << "/spec/annotations";
    QTest::newRow("annotation kind") << R"({"spec":{"annotations":[{"kind":"line"}]}})"
                                     << "/spec/annotations/0/kind";
    QTest::newRow("annotation point")
        << R"({"spec":{"annotations":[{"kind":"text","from":[0],"text":"a"}]}})"
        << "/spec/annotations/0/from";
    QTest::newRow("annotation tip") << R"({"spec":{"annotations":[{"kind":"box","from":[0,1]}]}})"
                                    << "/spec/annotations/0/to";
    QTest::newRow("annotation text")
        << R"({"spec":{"annotations":[{"kind":"text","from":[0,1],"text":" "}]}})"
        << "/spec/annotations/0/text";
    QTest::newRow("annotation key")
        << R"({"spec":{"annotations":[{"kind":"box","from":[0,1],"to":[2,3],"text":"a"}]}})"
        << "/spec/annotations/0/text";
    QTest::newRow("no object") << R"([1])"
                               << "JSON object";
}

void TestFigureRecipe::brokenRecipesNameThePath()
{
    QFETCH(QString, text);
    QFETCH(QString, path);
    try {
        recipeFromJson(Json::parse(text.toStdString()));
        QFAIL("no error");
    } catch (const StudyError& error) {
        QVERIFY2(QString::fromStdString(error.what()).contains(path), error.what());
    }
}

void TestFigureRecipe::manifestServesAsRecipe()
{
    QTemporaryDir folder;
    const std::filesystem::path path = (folder.path() + "/fig.pdf.json").toStdString();
    FigureRecipe recipe;
    recipe.spec.dpi = 600;
    writeFileAtomically(path, Json{{"kind", "similarity"}, {"recipe", toJson(recipe)}}.dump(),
                        false);
    QCOMPARE(readRecipe(path).spec.dpi, 600);
    writeFileAtomically(path, "{", true);
    QVERIFY_EXCEPTION_THROWN(readRecipe(path), FormatError);
}

QTEST_GUILESS_MAIN(TestFigureRecipe)
#include "tst_figure_recipe.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "tests/widgets/figures/error_text.h"
#include "tests/widgets/sample_result.h"
#include "tests/widgets/sample_tokens.h"
#include "widgets/figures/figure_checks.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/figure_script.h"
#include "widgets/figures/token_figure.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;

class TestTokenFigure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rowsAreTheBestNeurons();
    void tokensArePrintedInTheFiguresFont();
    void everyRowTellsWhatItWrites_data();
    void everyRowTellsWhatItWrites();
    void kindsAndRowsAreChosen();
    void recipeAndManifestLeadBack();
    void otherResultsSayWhatTheyHold();
    void brokenTablesAreRefused();
    void hasNoScript();
    void picturesForLooking();

private:
    static TokenFigure figure(const HeatmapSelection& selection = {})
    {
        return tokenFigureFromResult(sampleWholeResult(), "whole.h5", selection);
    }
    static FigureSpec specOf(const QString& preset)
    {
        FigureSpec spec;
        spec.applyPreset(preset);
        return spec;
    }
    static QStringList textsOf(const FigureScene& scene)
    {
        QStringList texts;
        for (const SceneText* text : scene.texts()) {
            texts << text->text;
        }
        return texts;
    }
};

void TestTokenFigure::rowsAreTheBestNeurons()
{
    const TokenFigure tokens = figure();
    QCOMPARE(tokens.panels.size(), std::size_t{2});
    const TokenTable& student = tokens.panels[1];
    QCOMPARE(student.name, QStringLiteral("tiny-S"));
    QCOMPARE(student.rows.size(), std::size_t{10});
    QVERIFY(student.rows[0].place == (NeuronPlace{2, 137}));
    QCOMPARE(student.rows[0].score, 6.08F);
    QCOMPARE(student.rows[0].promoted.front().text, std::string("Paris"));
    QCOMPARE(tokens.baseName(), QStringLiteral("tokens-tiny-S-tiny-T"));
    QVERIFY(tokens.tsv().contains(
        QStringLiteral("student\t2\tdown_proj\t137\t6.08\tpromoted\t1\t0\tParis\t1\n")));
}

void TestTokenFigure::tokensArePrintedInTheFiguresFont()
{
    QCOMPARE(printedToken(" France", FigureFont::Serif), QStringLiteral("\u00b7France"));
    QCOMPARE(printedToken("a\tb\n", FigureFont::Sans), QStringLiteral("a\\tb\\n"));
    QCOMPARE(printedToken("\u4e2d", FigureFont::Serif), QStringLiteral("<U+4E2D>"));
    QCOMPARE(printedToken("\u00e9\u03b1", FigureFont::Serif), QStringLiteral("\u00e9\u03b1"));
    QCOMPARE(printedToken("\x01", FigureFont::Sans), QStringLiteral("<U+0001>"));
    QCOMPARE(printedToken("\u00a0a", FigureFont::Sans), QStringLiteral("<U+00A0>a"));
    QCOMPARE(printedToken("\u200b", FigureFont::Serif), QStringLiteral("<U+200B>"));
    QCOMPARE(printedToken("", FigureFont::Sans), QStringLiteral("<>"));
}

void TestTokenFigure::everyRowTellsWhatItWrites_data()
{
    QTest::addColumn<QString>("preset");
    QTest::addColumn<bool>("isOneLine");
    QTest::newRow("acl-column") << "acl-column" << false;
    QTest::newRow("neurips") << "neurips" << true;
    QTest::newRow("nature-column") << "nature-column" << false;
}

void TestTokenFigure::everyRowTellsWhatItWrites()
{
    QFETCH(QString, preset);
    QFETCH(bool, isOneLine);
    const FigureScene scene = figure().scene(specOf(preset));
    const QStringList texts = textsOf(scene);
    QCOMPARE(texts.count(QStringLiteral("L2 down 137")), 1);
    QVERIFY(texts.contains(QStringLiteral("+6.08")));
    QVERIFY(texts.contains(QStringLiteral("Paris 1.00")));
    QVERIFY(texts.contains(QStringLiteral("log p")));
    QCOMPARE(texts.contains(QStringLiteral("suppresses (logit)")), isOneLine);
    QCOMPARE(texts.count(QStringLiteral("+")), isOneLine ? 0 : 20);
    // One that is too long is cut at the front of its list, and left out further back.
    QVERIFY(texts.filter(QString(QChar(0x2026))).size() >= 1);
    QVERIFY(textsOffPage(scene).isEmpty());
    const QStringList crossed = overlappingTexts(scene) + crossedTexts(scene);
    QVERIFY2(crossed.isEmpty(), qPrintable(crossed.join(u' ')));
    QCOMPARE(scene.panels.size(), std::size_t{2});
}

void TestTokenFigure::kindsAndRowsAreChosen()
{
    HeatmapSelection selection;
    selection.modules = {QStringLiteral("o_proj")};
    selection.top = 2;
    const TokenFigure chosen = figure(selection);
    QCOMPARE(chosen.panels[0].rows.size(), std::size_t{2});
    for (const NeuronWrites& row : chosen.panels[0].rows) {
        QVERIFY(row.family == NeuronFamily::Attention);
    }
    selection.modules = {QStringLiteral("v_proj")};
    QVERIFY(errorOf([&] { figure(selection); }).contains(QStringLiteral("[--modules]")));
    selection = {};
    selection.mask = QStringLiteral("upper");
    QVERIFY(errorOf([&] { figure(selection); }).contains(QStringLiteral("[--mask]")));
    selection = {};
    selection.measure = QStringLiteral("cka");
    QVERIFY(errorOf([&] { figure(selection); }).contains(QStringLiteral("[--measure]")));
    FigureSpec low = specOf(QStringLiteral("acl-column"));
    low.heightMm = 30.0;
    QVERIFY(errorOf([&] { figure().scene(low); }).contains(QStringLiteral("[--height-mm]")));
}

void TestTokenFigure::recipeAndManifestLeadBack()
{
    HeatmapSelection selection;
    selection.modules = {QStringLiteral("down_proj")};
    selection.top = 3;
    const FigureSpec spec = specOf(QStringLiteral("acl-column"));
    const FigureRecipe again = recipeFromJson(toJson(figure(selection).recipe(spec)));
    QCOMPARE(again.kind, QStringLiteral("tokens"));
    QCOMPARE(again.selection.top, 3);
    QCOMPARE(figure(again.selection).csv(), figure(selection).csv());
    const nlohmann::json manifest = FigureExporter::manifest(figure(), spec);
    QCOMPARE(manifest.at("tables").size(), std::size_t{14});
    QCOMPARE(manifest.at("tables").at(0).get<std::string>(),
             std::string("attribution/teacher/tokens/neurons"));
}

void TestTokenFigure::otherResultsSayWhatTheyHold()
{
    const QString error = errorOf([] { tokenFigureFromResult(sampleLocateResult(), "r.h5", {}); });
    QVERIFY2(error.contains(QStringLiteral("attribution without such tables")), qPrintable(error));
    QVERIFY(errorOf([] {
                tokenFigureFromResult(sampleResult(), "r.h5", {});
            }).contains(QStringLiteral("similarity")));
}

void TestTokenFigure::brokenTablesAreRefused()
{
    ResultFile result = sampleWholeResult();
    for (Table& table : result.tables) {
        if (table.path == "attribution/student/tokens/neurons") {
            std::get<std::vector<std::int32_t>>(table.values)[2] = 4000;
        }
    }
    QVERIFY(errorOf([&] {
                tokenFigureFromResult(result, "r.h5", {});
            }).contains(QStringLiteral("layer 2, neuron 4000")));
    ResultFile torn = sampleWholeResult();
    torn.tables.pop_back(); // the student's suppressed_logits
    QVERIFY(errorOf([&] {
                tokenFigureFromResult(torn, "r.h5", {});
            }).contains(QStringLiteral("no such table")));
}

void TestTokenFigure::hasNoScript()
{
    QVERIFY(!hasFigureScript(figure()));
    QVERIFY_EXCEPTION_THROWN(writeFigureScript(figure(), {}, "tokens.py", false), UsageError);
}

/// With NEUROGRAFT_PICTURES=folder the test leaves pictures to look at.
void TestTokenFigure::picturesForLooking()
{
    const QString folder = qEnvironmentVariable("NEUROGRAFT_PICTURES");
    if (folder.isEmpty()) {
        QSKIP("NEUROGRAFT_PICTURES is not set");
    }
    for (const char* preset : {"acl-column", "neurips"}) {
        QVERIFY(FigureExporter::renderImage(figure(), specOf(QString::fromLatin1(preset)), 300.0)
                    .save(folder + QStringLiteral("/tokens-%1.png").arg(QLatin1String(preset))));
    }
}

QTEST_MAIN(TestTokenFigure)
#include "tst_token_figure.moc"

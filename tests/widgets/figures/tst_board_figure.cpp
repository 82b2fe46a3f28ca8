// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "tests/widgets/sample_result.h"
#include "widgets/figures/board_figure.h"
#include "widgets/figures/figure_checks.h"
#include "widgets/figures/figure_entry.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/figures/figure_file_checks.h"
#include "widgets/figures/figure_origin.h"
#include "widgets/panels/figure_board.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace neurograft;
using namespace neurograft::testing;
namespace fs = std::filesystem;

/// Several figures on one page (I16).
class TestBoardFigure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void runsAreTakenOverOnce();
    void recipeGoesThroughJson();
    void wrongPartsAreRefused_data();
    void wrongPartsAreRefused();
    void lettersStandFreeOnEveryPreset_data();
    void lettersStandFreeOnEveryPreset();
    void columnsFollowWidthAndWish();
    void mapsOfOneScaleShareTheirBar();
    void commonFooterStandsOnce();
    void numbersCarryTheirLetter();
    void manifestLeadsBackToAllRuns();
    void emptyAndTooLowBoardsAreRefused();
    void pictureForLooking();

private:
    FigureEntry part(const char* run, const QStringList& modules, const char* mask = "none") const
    {
        FigureEntry entry;
        entry.runs = {at(run)};
        entry.recipe.selection.modules = modules;
        entry.recipe.selection.mask = QString::fromLatin1(mask);
        return entry;
    }
    FigureEntry board(int count = 4) const
    {
        FigureEntry entry;
        entry.name = QStringLiteral("board");
        entry.recipe.spec.applyPreset(QStringLiteral("acl-full"));
        const char* runs[] = {"a.h5", "b.h5", "a.h5", "b.h5"};
        const char* modules[] = {"up_proj", "o_proj", "v_proj", "down_proj"};
        for (int i = 0; i < count; ++i) {
            entry = withPart(
                entry, part(runs[i], {QString::fromLatin1(modules[i])}, i == 2 ? "upper" : "none"));
        }
        return entry;
    }
    static std::shared_ptr<const Figure> figure(const FigureEntry& entry)
    {
        return loadFigure(entry.recipe, entry.runs);
    }
    static QStringList letters(const FigureScene& scene)
    {
        QStringList found;
        for (const SceneText* text : scene.texts()) {
            if (text->role == TextRole::Letter) {
                found << text->text;
            }
        }
        return found;
    }
    fs::path at(const char* name) const
    {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }
    QTemporaryDir m_folder;
};

void TestBoardFigure::initTestCase()
{
    writeResult(at("a.h5"), sampleResult(), true);
    ResultFile other = sampleResult();
    other.manifest.createdUtc = "2026-11-25T05:00:00Z";
    writeResult(at("b.h5"), other, true);
}

void TestBoardFigure::runsAreTakenOverOnce()
{
    const FigureEntry entry = board();
    QCOMPARE(entry.runs.size(), std::size_t{2});
    QCOMPARE(entry.recipe.parts.size(), std::size_t{4});
    QCOMPARE(entry.recipe.parts[3].runs, std::vector<int>{1});
    QCOMPARE(entry.recipe.kind, QStringLiteral("board"));
}

void TestBoardFigure::recipeGoesThroughJson()
{
    const FigureRecipe recipe = board().recipe;
    QVERIFY(toJson(recipeFromJson(toJson(recipe))) == toJson(recipe));
    QVERIFY(toJson(figure(board())->recipe(recipe.spec)) == toJson(recipe));
}

void TestBoardFigure::wrongPartsAreRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("where");
    QTest::newRow("no list") << R"({"kind":"board","parts":{}})"
                             << "/parts";
    QTest::newRow("no runs") << R"({"kind":"board","parts":[{"recipe":{}}]})"
                             << "/parts/0/runs";
    QTest::newRow("negative run") << R"({"kind":"board","parts":[{"runs":[-1],"recipe":{}}]})"
                                  << "/parts/0/runs";
    QTest::newRow("no recipe") << R"({"kind":"board","parts":[{"runs":[0]}]})"
                               << "/parts/0/recipe";
    QTest::newRow("board on a board")
        << R"({"kind":"board","parts":[{"runs":[0],"recipe":{"kind":"board"}}]})"
        << "/parts/0/recipe";
    QTest::newRow("parts elsewhere") << R"({"kind":"similarity","parts":[]})"
                                     << "/parts";
}

void TestBoardFigure::wrongPartsAreRefused()
{
    QFETCH(QString, text);
    QFETCH(QString, where);
    try {
        recipeFromJson(nlohmann::json::parse(text.toStdString()));
        QFAIL("no error");
    } catch (const StudyError& error) {
        QCOMPARE(QString::fromStdString(error.where()), where);
    }
}

void TestBoardFigure::lettersStandFreeOnEveryPreset_data()
{
    QTest::addColumn<QString>("preset");
    for (const VenuePreset& preset : venuePresets()) {
        QTest::newRow(preset.id) << QString::fromLatin1(preset.id);
    }
}

/// Checks 3 to 6 of ux.md 5.4, and those on the bytes.
void TestBoardFigure::lettersStandFreeOnEveryPreset()
{
    QFETCH(QString, preset);
    FigureEntry entry = board();
    entry.recipe.spec.applyPreset(preset);
    const auto drawn = figure(entry);
    QCOMPARE(letters(drawn->scene(entry.recipe.spec)),
             QStringList({QStringLiteral("(a)"), QStringLiteral("(b)"), QStringLiteral("(c)"),
                          QStringLiteral("(d)")}));
    std::vector<FigureCheck> checks = figureChecks(*drawn, entry.recipe.spec);
    const std::vector<FigureCheck> more = fileChecks(*drawn, entry.recipe.spec);
    checks.insert(checks.end(), more.begin(), more.end());
    QVERIFY(checks.size() >= 8);
    for (const FigureCheck& check : checks) {
        QVERIFY2(check.state == FigureCheck::State::Passed,
                 qPrintable(check.name + u' ' + check.detail));
    }
}

void TestBoardFigure::columnsFollowWidthAndWish()
{
    FigureEntry entry = board();
    const double wide = figure(entry)->scene(entry.recipe.spec).sizeMm.height();
    entry.recipe.spec.applyPreset(QStringLiteral("acl-column"));
    const FigureScene narrow = figure(entry)->scene(entry.recipe.spec);
    QCOMPARE(narrow.sizeMm.width(), 77.0);
    QVERIFY(narrow.sizeMm.height() > wide); // one under the other
    entry.recipe.spec.applyPreset(QStringLiteral("acl-full"));
    entry.recipe.spec.columns = 4;
    QVERIFY(figure(entry)->scene(entry.recipe.spec).sizeMm.height() < wide);
}

void TestBoardFigure::mapsOfOneScaleShareTheirBar()
{
    const auto bars = [](const FigureScene& scene) {
        return std::count_if(scene.items.begin(), scene.items.end(), [](const SceneItem& item) {
            const auto* image = std::get_if<SceneImage>(&item);
            return image != nullptr && image->name == QLatin1String("scale");
        });
    };
    FigureEntry entry = board();
    const FigureScene together = figure(entry)->scene(entry.recipe.spec);
    QCOMPARE(bars(together), 1);
    QCOMPARE(together.scales, 1);
    QCOMPARE(together.panels.size(), std::size_t{4});
    QCOMPARE(together.panels[3].name, QStringLiteral("d/down_proj"));
    // 2 x 2: the first and the third begin at the same place, all have one size.
    QCOMPARE(together.panels[0].rect.left(), together.panels[2].rect.left());
    QVERIFY(together.panels[1].rect.left() > together.panels[0].rect.right());
    QCOMPARE(together.panels[3].rect.size(), together.panels[0].rect.size());
    const nlohmann::json parts = figure(entry)->provenance(entry.recipe.spec).at("parts");
    QVERIFY(parts.at(0).at("color_range").at("up_proj")
            == parts.at(3).at("color_range").at("down_proj"));

    entry.recipe.spec.isLocked = false; // each its own
    QCOMPARE(bars(figure(entry)->scene(entry.recipe.spec)), 4);
    entry.recipe.spec.isLocked = true;
    entry.recipe.parts[1].recipe.spec.colorMap = ColorMapId::Viridis; // no longer one scale
    QCOMPARE(bars(figure(entry)->scene(entry.recipe.spec)), 4);
}

void TestBoardFigure::commonFooterStandsOnce()
{
    const auto footers = [](const FigureScene& scene) {
        int count = 0;
        for (const SceneText* text : scene.texts()) {
            count += text->role == TextRole::Footer && text->text.contains("linear CKA") ? 1 : 0;
        }
        return count;
    };
    FigureEntry entry = board();
    QCOMPARE(footers(figure(entry)->scene(entry.recipe.spec)), 1);
    ResultFile other = sampleResult();
    other.manifest.seed = 43;
    writeResult(at("c.h5"), other, true);
    entry = withPart(entry, part("c.h5", {QStringLiteral("up_proj")}));
    QCOMPARE(footers(figure(entry)->scene(entry.recipe.spec)), 5);
    entry.recipe.spec.showFooter = false;
    QCOMPARE(footers(figure(entry)->scene(entry.recipe.spec)), 0);
}

void TestBoardFigure::numbersCarryTheirLetter()
{
    const auto drawn = figure(board());
    const QStringList lines = QString::fromStdString(drawn->csv()).split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 1 + 4 * 6 * 8);
    QCOMPARE(lines[0],
             QStringLiteral("panel,module,measure,student_layer,teacher_layer,value,"
                            "reason,visible"));
    QVERIFY(lines[1].startsWith(QStringLiteral("a,up_proj,cka,0,0,")));
    QVERIFY(lines.last().startsWith(QStringLiteral("d,down_proj,cka,5,7,")));
    QCOMPARE(QString::fromStdString(drawn->tables().front().path),
             QStringLiteral("a/similarity/up_proj/cka"));
}

void TestBoardFigure::manifestLeadsBackToAllRuns()
{
    const FigureEntry entry = board();
    const fs::path path = at("board.pdf");
    FigureExporter::write(*figure(entry), entry.recipe.spec, path, true);
    const FigureOrigin origin = readFigureOrigin(path);
    QVERIFY(toJson(origin.recipe) == toJson(entry.recipe));
    std::vector<fs::path> runs;
    for (const RunClaim& claim : runClaims(origin.manifest)) {
        runs.push_back(findRun(claim, path, {}));
    }
    QCOMPARE(runs.size(), std::size_t{2});
    QCOMPARE(runs[1].filename().string(), std::string("b.h5"));
    QCOMPARE(loadFigure(origin.recipe, runs)->csv(), figure(entry)->csv());
}

void TestBoardFigure::emptyAndTooLowBoardsAreRefused()
{
    QVERIFY_EXCEPTION_THROWN(BoardFigure().scene({}), UsageError);
    FigureEntry entry = board();
    entry.recipe.spec.heightMm = 20.0;
    QVERIFY_EXCEPTION_THROWN(figure(entry)->scene(entry.recipe.spec), UsageError);
    entry.runs.pop_back();
    QVERIFY_EXCEPTION_THROWN(figure(entry), StudyError);
}

void TestBoardFigure::pictureForLooking()
{
    const QString folder = qEnvironmentVariable("NEUROGRAFT_PICTURES");
    if (folder.isEmpty()) {
        QSKIP("NEUROGRAFT_PICTURES is not set");
    }
    FigureEntry entry = board();
    FigureExporter::write(*figure(entry), entry.recipe.spec,
                          (folder + QStringLiteral("/board.pdf")).toStdString(), true);
}

QTEST_MAIN(TestBoardFigure)
#include "tst_board_figure.moc"

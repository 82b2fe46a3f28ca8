// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_result.h"
#include "widgets/figures/annotation.h"
#include "widgets/figures/board_figure.h"
#include "widgets/figures/figure_checks.h"
#include "widgets/figures/figure_command.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/figures/matplotlib_script.h"
#include "widgets/figures/result_heatmaps.h"
#include "widgets/panels/figure_board.h"

#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace neurograft;
using namespace neurograft::testing;
namespace fs = std::filesystem;

using Kind = Annotation::Kind;

/// Boxes, arrows and texts over a figure (H18): where they lie, what is drawn, what is said of
/// them.
class TestAnnotation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void boxesStayOnTheirCells_data();
    void boxesStayOnTheirCells();
    void boxIsDrawnOnPaper();
    void arrowPointsAtItsCell();
    void textIsWrittenInSvg();
    void pageSharesSurviveAnotherSize();
    void checksTellWhatIsOverDataOrUnseen();
    void pointerPlacesByPanel();
    void boxesMoveByCells();
    void nothingLeavesThePage();
    void theTopmostIsHit();
    void boardsNameTheirPanels();
    void boardsKeepWhatIsOnTheirParts();
    void commandNeedsTheRecipe();
    void scriptsDrawThem();

private:
    static HeatmapFigure figure()
    {
        return heatmapFigureFromResult(
            sampleResult(), "run.h5",
            {{QStringLiteral("up_proj"), QStringLiteral("v_proj")}, {}, QStringLiteral("none")});
    }
    static FigureSpec specWith(std::vector<Annotation> annotations)
    {
        FigureSpec spec;
        spec.applyPreset(QStringLiteral("generic-full"));
        spec.annotations = std::move(annotations);
        return spec;
    }
    static Annotation make(Kind kind, const char* panel, QPointF from, QPointF to = {},
                           const char* text = "")
    {
        return {kind, QString::fromLatin1(panel), from, to, QString::fromLatin1(text)};
    }
    /// Of a panel, as it is drawn.
    static QRectF mapOf(const FigureScene& scene, const char* name)
    {
        for (const SceneItem& item : scene.items) {
            const auto* image = std::get_if<SceneImage>(&item);
            if (image != nullptr && image->name == QLatin1String(name)) {
                return image->rect;
            }
        }
        return {};
    }
    static QPointF cellOf(const FigureScene& scene, const char* name, double teacher,
                          double student)
    {
        const QRectF map = mapOf(scene, name);
        return {map.left() + (teacher + 0.5) * map.width() / 8.0,
                map.bottom() - (student + 0.5) * map.height() / 6.0};
    }
    static void compare(const QPointF& got, const QPointF& expected)
    {
        QVERIFY2(QLineF(got, expected).length() < 1e-3,
                 qPrintable(QStringLiteral("%1, %2 instead of %3, %4")
                                .arg(got.x())
                                .arg(got.y())
                                .arg(expected.x())
                                .arg(expected.y())));
    }
    static FigureEntry boardIn(const fs::path& folder)
    {
        writeResult(folder / "a.h5", sampleResult(), true);
        FigureEntry board;
        for (const char* module : {"up_proj", "v_proj", "o_proj"}) {
            FigureEntry part;
            part.runs = {folder / "a.h5"};
            part.recipe.selection.modules = QStringList{QString::fromLatin1(module)};
            part.recipe.selection.measure = QStringLiteral("cka");
            board = withPart(board, part);
        }
        board.recipe.spec.applyPreset(QStringLiteral("generic-full"));
        return board;
    }
};

void TestAnnotation::boxesStayOnTheirCells_data()
{
    QTest::addColumn<QString>("preset");
    QTest::addColumn<bool>("isTransposed");
    QTest::newRow("wide") << "generic-full" << false;
    QTest::newRow("narrow") << "acl-column" << false;
    QTest::newRow("transposed") << "generic-full" << true;
}

void TestAnnotation::boxesStayOnTheirCells()
{
    QFETCH(QString, preset);
    QFETCH(bool, isTransposed);
    // Teacher layers 5 and 6, student layer 2.
    FigureSpec spec = specWith({make(Kind::Box, "v_proj", {4.5, 1.5}, {6.5, 2.5})});
    spec.applyPreset(preset);
    spec.isTransposed = isTransposed;
    const FigureScene scene = figure().scene(spec);
    const auto line = annotationOnPage(spec.annotations[0], scene);
    QVERIFY(line.has_value());
    const QRectF map = mapOf(scene, "v_proj");
    const double cell = map.width() / (isTransposed ? 6.0 : 8.0);
    const QRectF box = QRectF(line->p1(), line->p2()).normalized();
    const QRectF expected = isTransposed
        ? QRectF(map.left() + 2 * cell, map.bottom() - 7 * cell, cell, 2 * cell)
        : QRectF(map.left() + 5 * cell, map.bottom() - 3 * cell, 2 * cell, cell);
    compare(box.topLeft(), expected.topLeft());
    compare(box.bottomRight(), expected.bottomRight());
}

void TestAnnotation::boxIsDrawnOnPaper()
{
    const FigureSpec spec = specWith({make(Kind::Box, "up_proj", {4.5, 1.5}, {6.5, 2.5})});
    const FigureScene scene = figure().scene(spec);
    const double dpi = 600.0;
    const QImage page = FigureExporter::renderImage(figure(), spec, dpi);
    const QImage bare = FigureExporter::renderImage(figure(), specWith({}), dpi);
    const auto pixel = [dpi](const QImage& image, const QPointF& mm) {
        return image.pixel((mm * dpi / 25.4).toPoint());
    };
    const QPointF left = cellOf(scene, "up_proj", 4.5, 2.0);
    QCOMPARE(pixel(page, left), 0xff000000U);
    const double rim = (0.5 + 0.35) * 25.4 / 72.0; // in the middle of the white
    QCOMPARE(pixel(page, left - QPointF(rim, 0.0)), 0xffffffffU);
    QCOMPARE(pixel(page, left + QPointF(rim, 0.0)), 0xffffffffU);
    const QPointF inside = cellOf(scene, "up_proj", 5.0, 2.0);
    QCOMPARE(pixel(page, inside), pixel(bare, inside)); // not filled
    QVERIFY(pixel(bare, left) != 0xff000000U);
    // The other panel has none.
    const QPointF elsewhere = cellOf(scene, "v_proj", 4.5, 2.0);
    QCOMPARE(pixel(page, elsewhere), pixel(bare, elsewhere));
}

void TestAnnotation::arrowPointsAtItsCell()
{
    const FigureSpec spec = specWith({make(Kind::Arrow, "up_proj", {1.0, 4.0}, {5.0, 1.0})});
    const FigureScene scene = figure().scene(spec);
    QPointF tip;
    double length = 0.0;
    for (const SceneItem& item : scene.items) {
        const auto* area = std::get_if<SceneArea>(&item);
        if (area != nullptr && area->corners.size() == 3 && area->color == 0xff000000) {
            tip = area->corners[0];
            length = QLineF(tip, (area->corners[1] + area->corners[2]) / 2.0).length();
        }
    }
    compare(tip, cellOf(scene, "up_proj", 5.0, 1.0));
    QVERIFY(std::abs(length - 2.2) < 1e-9);
    const double dpi = 600.0;
    const QImage page = FigureExporter::renderImage(figure(), spec, dpi);
    const QPointF middle = cellOf(scene, "up_proj", 3.0, 2.5); // of the shaft
    QCOMPARE(page.pixel((middle * dpi / 25.4).toPoint()), 0xff000000U);
}

void TestAnnotation::textIsWrittenInSvg()
{
    const FigureSpec spec = specWith({make(Kind::Text, "up_proj", {2.0, 3.0}, {}, "a < b & peak")});
    const FigureScene scene = figure().scene(spec);
    QXmlStreamReader xml(FigureExporter::renderSvg(figure(), spec));
    bool isFound = false;
    while (!xml.atEnd()) {
        if (xml.readNext() == QXmlStreamReader::StartElement
            && xml.name() == QLatin1String("text")) {
            const QPointF origin(xml.attributes().value(QLatin1String("x")).toDouble(),
                                 xml.attributes().value(QLatin1String("y")).toDouble());
            if (xml.readElementText() == QLatin1String("a < b & peak")) {
                isFound = true;
                const QPointF place = cellOf(scene, "up_proj", 2.0, 3.0);
                QVERIFY(std::abs(origin.x() - place.x()) < 1e-3);
                // Half the height of a capital below the point.
                QVERIFY(origin.y() > place.y() && origin.y() < place.y() + 2.0);
            }
        }
    }
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QVERIFY(isFound);
}

void TestAnnotation::pageSharesSurviveAnotherSize()
{
    const Annotation arrow = make(Kind::Arrow, "", {0.25, 0.5}, {0.75, 0.5});
    for (const char* preset : {"acl-column", "nature-full"}) {
        FigureSpec spec = specWith({arrow});
        spec.applyPreset(QString::fromLatin1(preset));
        const FigureScene scene = figure().scene(spec);
        const auto line = annotationOnPage(arrow, scene);
        QVERIFY(line.has_value());
        compare(line->p1(), {scene.sizeMm.width() / 4.0, scene.sizeMm.height() / 2.0});
        compare(line->p2(), {scene.sizeMm.width() * 0.75, scene.sizeMm.height() / 2.0});
    }
}

void TestAnnotation::checksTellWhatIsOverDataOrUnseen()
{
    const auto failures = [](const FigureSpec& spec) {
        QStringList failed;
        for (const FigureCheck& check : figureChecks(figure(), spec)) {
            if (check.state != FigureCheck::State::Passed) {
                failed << check.name + u' ' + check.detail;
            }
        }
        return failed;
    };
    QVERIFY(failures(specWith({make(Kind::Box, "up_proj", {4.5, 1.5}, {6.5, 2.5})})).isEmpty());

    QStringList failed = failures(specWith({make(Kind::Text, "up_proj", {2, 3}, {}, "peak")}));
    QCOMPARE(failed.size(), 1);
    QVERIFY2(failed[0].contains(QStringLiteral("“peak” and cells of up_proj")),
             qPrintable(failed[0]));

    failed = failures(specWith({make(Kind::Text, "", {0.99, 0.5}, {}, "beyond")}));
    QVERIFY2(failed.value(0).contains(QStringLiteral("“beyond”")), qPrintable(failed.join(u' ')));

    failed = failures(specWith({make(Kind::Box, "o_proj", {0, 0}, {1, 1})}));
    QCOMPARE(failed.size(), 1);
    QVERIFY2(failed[0].contains(QStringLiteral("no such panel")), qPrintable(failed[0]));

    // Through the title of a panel.
    const FigureScene scene = figure().scene(specWith({}));
    const SceneText* title = nullptr;
    for (const SceneText* text : scene.texts()) {
        title = text->role == TextRole::PanelTitle && title == nullptr ? text : title;
    }
    QVERIFY(title != nullptr);
    const QPointF at(title->bounds.center().x() / scene.sizeMm.width(),
                     title->bounds.center().y() / scene.sizeMm.height());
    failed = failures(specWith({make(Kind::Arrow, "", at - QPointF(0.1, 0.0), at)}));
    QVERIFY2(failed.value(0).contains(title->text), qPrintable(failed.join(u' ')));
}

void TestAnnotation::pointerPlacesByPanel()
{
    const FigureScene scene = figure().scene(specWith({}));
    // From the middle of one cell to the middle of another: both and what is between.
    const Annotation box = annotationAt(
        Kind::Box, {cellOf(scene, "v_proj", 2.2, 1.1), cellOf(scene, "v_proj", 4.4, 3.3)}, {},
        scene);
    QCOMPARE(box, make(Kind::Box, "v_proj", {1.5, 0.5}, {4.5, 3.5}));
    const QPointF cell = cellOf(scene, "up_proj", 7.0, 5.0);
    QCOMPARE(annotationAt(Kind::Box, {cell, cell}, {}, scene),
             make(Kind::Box, "up_proj", {6.5, 4.5}, {7.5, 5.5}));
    // An arrow belongs to what it points at, wherever it starts.
    const Annotation arrow =
        annotationAt(Kind::Arrow, {QPointF(1.0, 1.0), cellOf(scene, "v_proj", 3, 2)}, {}, scene);
    QCOMPARE(arrow.panel, QStringLiteral("v_proj"));
    compare(arrow.to, {3.0, 2.0});
    const Annotation text = annotationAt(Kind::Text, {QPointF(1.75, 2.0), QPointF(1.75, 2.0)},
                                         QStringLiteral("here"), scene);
    QVERIFY(text.panel.isEmpty());
    compare(text.from, {1.75 / scene.sizeMm.width(), 2.0 / scene.sizeMm.height()});
    QCOMPARE(annotationText(box, scene), QStringLiteral("Box on v_proj: T L2–4, S L1–3"));
    QCOMPARE(annotationText(arrow, scene), QStringLiteral("Arrow on v_proj: T L3, S L2"));
    QCOMPARE(annotationText(text, scene), QStringLiteral("“here” on the page"));
}

void TestAnnotation::boxesMoveByCells()
{
    const FigureScene scene = figure().scene(specWith({}));
    const Annotation box = make(Kind::Box, "up_proj", {1.5, 1.5}, {3.5, 2.5});
    const QPointF step = annotationStep(box, true, scene); // boxes know no part of a cell
    QVERIFY(std::abs(step.x() - mapOf(scene, "up_proj").width() / 8.0) < 1e-9);
    QCOMPARE(movedAnnotation(box, {step.x() * 1.2, -step.y()}, Annotation::End::Both, scene),
             make(Kind::Box, "up_proj", {2.5, 2.5}, {4.5, 3.5}));
    QCOMPARE(movedAnnotation(box, {step.x(), 0.0}, Annotation::End::To, scene),
             make(Kind::Box, "up_proj", {1.5, 1.5}, {4.5, 2.5}));
    // A box has an extent.
    QCOMPARE(movedAnnotation(box, {0.0, step.y()}, Annotation::End::To, scene), box);
    const Annotation arrow = make(Kind::Arrow, "up_proj", {1, 1}, {3, 2});
    const QPointF fine = annotationStep(arrow, true, scene);
    QCOMPARE(movedAnnotation(arrow, {fine.x(), 0.0}, Annotation::End::To, scene),
             make(Kind::Arrow, "up_proj", {1, 1}, {3.1, 2}));
}

void TestAnnotation::nothingLeavesThePage()
{
    const FigureScene scene = figure().scene(specWith({}));
    const Annotation arrow = make(Kind::Arrow, "", {0.1, 0.1}, {0.9, 0.9});
    QCOMPARE(
        movedAnnotation(arrow, {scene.sizeMm.width() * 0.2, 0.0}, Annotation::End::Both, scene),
        arrow);
    QVERIFY(annotationProblems({make(Kind::Arrow, "", {0.1, 0.1}, {1.1, 0.9})}, scene)
                .value(0)
                .contains(QStringLiteral("leaves the page")));
}

void TestAnnotation::theTopmostIsHit()
{
    const std::vector<Annotation> annotations{make(Kind::Box, "up_proj", {0.5, 0.5}, {5.5, 4.5}),
                                              make(Kind::Arrow, "up_proj", {0.5, 2}, {4, 2}),
                                              make(Kind::Text, "v_proj", {1, 1}, {}, "peak")};
    const FigureScene scene = figure().scene(specWith(annotations));
    const auto hit = [&](const char* panel, double teacher, double student) {
        return annotationUnder(annotations, cellOf(scene, panel, teacher, student), 1.0, scene);
    };
    QCOMPARE(hit("up_proj", 0.5, 2.0), 1); // over the box's edge
    QCOMPARE(hit("up_proj", 5.5, 3.0), 0);
    QCOMPARE(hit("up_proj", 3.0, 3.3), -1); // a box is hollow
    QCOMPARE(hit("v_proj", 1.1, 1.0), 2);
    QCOMPARE(hit("v_proj", 6.0, 5.0), -1);
}

void TestAnnotation::boardsNameTheirPanels()
{
    QTemporaryDir folder;
    FigureEntry board = boardIn(folder.path().toStdString());
    board.recipe.spec.annotations = {make(Kind::Box, "b/v_proj", {4.5, 1.5}, {6.5, 2.5}),
                                     make(Kind::Box, "c/o_proj", {0.5, 0.5}, {1.5, 1.5})};
    const auto drawn = loadFigure(board.recipe, board.runs);
    const FigureScene scene = drawn->scene(board.recipe.spec);
    const auto line = annotationOnPage(board.recipe.spec.annotations[0], scene);
    QVERIFY(line.has_value());
    compare(line->p1(), cellOf(scene, "v_proj", 4.5, 1.5));
    // Parts that change places or go take theirs with them.
    FigureRecipe recipe = board.recipe;
    swapParts(recipe, 0, 1);
    QCOMPARE(recipe.spec.annotations[0].panel, QStringLiteral("a/v_proj"));
    QCOMPARE(recipe.spec.annotations[1].panel, QStringLiteral("c/o_proj"));
    takePart(recipe, 0);
    QCOMPARE(recipe.spec.annotations.size(), std::size_t{1});
    QCOMPARE(recipe.spec.annotations[0].panel, QStringLiteral("b/o_proj"));
    QCOMPARE(recipe.parts[1].recipe.selection.modules, QStringList{QStringLiteral("o_proj")});
}

void TestAnnotation::boardsKeepWhatIsOnTheirParts()
{
    QTemporaryDir folder;
    FigureEntry board = boardIn(folder.path().toStdString());
    board.recipe.parts[2].recipe.spec.annotations = {
        make(Kind::Box, "o_proj", {2.5, 1.5}, {4.5, 3.5})};
    const FigureScene scene = loadFigure(board.recipe, board.runs)->scene(board.recipe.spec);
    bool isFound = false;
    for (const SceneItem& item : scene.items) {
        const auto* frame = std::get_if<SceneFrame>(&item);
        if (frame != nullptr
            && QLineF(frame->rect.bottomLeft(), cellOf(scene, "o_proj", 2.5, 1.5)).length()
                < 1e-6) {
            isFound = true;
            compare(frame->rect.topRight(), cellOf(scene, "o_proj", 4.5, 3.5));
        }
    }
    QVERIFY(isFound);
}

void TestAnnotation::commandNeedsTheRecipe()
{
    FigureRecipe recipe = figure().recipe(FigureSpec());
    bool needsRecipe = true;
    figureCommandLine({"run.h5"}, recipe, "fig.pdf", "fig.recipe.json", &needsRecipe);
    QVERIFY(!needsRecipe);
    recipe.spec.annotations = {make(Kind::Box, "up_proj", {0.5, 0.5}, {1.5, 1.5})};
    const std::string command =
        figureCommandLine({"run.h5"}, recipe, "fig.pdf", "fig.recipe.json", &needsRecipe);
    QVERIFY(needsRecipe);
    QCOMPARE(command,
             std::string("neurograft figure run.h5 --recipe fig.recipe.json --out fig.pdf"));
}

void TestAnnotation::scriptsDrawThem()
{
    const std::string script =
        matplotlibScript(figure(),
                         specWith({make(Kind::Arrow, "v_proj", {1, 1}, {3, 2}),
                                   make(Kind::Box, "o_proj", {0.5, 0.5}, {1.5, 1.5})}),
                         "fig.npz");
    QVERIFY(script.find("ANNOTATIONS = [{\"from\":[1.0,1.0]") != std::string::npos);
    QVERIFY(script.find("o_proj\",\"to\"") == std::string::npos); // not in this figure
}

QTEST_MAIN(TestAnnotation)
#include "tst_annotation.moc"

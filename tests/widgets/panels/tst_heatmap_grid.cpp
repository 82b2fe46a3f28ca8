// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/latency.h"
#include "tests/widgets/panels/grid_fixture.h"
#include "widgets/plots/color_scale_bar.h"

#include <QSignalSpy>

using namespace neurograft;
using namespace neurograft::testing;

class TestHeatmapGrid : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_fixture = std::make_unique<GridFixture>();
        QVERIFY(m_fixture->isShown);
    }
    void cleanup() { m_fixture.reset(); }

    void aClickIsThePrimaryOfAllMaps()
    {
        m_fixture->click("v_proj", {2, 3});
        QVERIFY(selection().primary() == GridFixture::cell("v_proj", 2, 3));
        for (const char* module : {"up_proj", "v_proj"}) {
            QVERIFY(m_fixture->plot(module)->selectedCell() == HeatmapCell({2, 3}));
        }
        QCOMPARE(grid().selectedGoTo(), QStringLiteral("v S L2 x T L3"));
        m_fixture->click("up_proj", {2, 3}); // the same place in the other map is another cell
        QVERIFY(selection().primary() == GridFixture::cell("up_proj", 2, 3));
        m_fixture->undo.undo();
        m_fixture->undo.undo();
        QVERIFY(isNothing(selection().primary()));
        QVERIFY(!m_fixture->plot("up_proj")->selectedCell());
    }

    void arrowsMoveThePrimary()
    {
        m_fixture->click("up_proj", {1, 1});
        QTest::keyClick(m_fixture->plot("up_proj"), Qt::Key_Up);
        QTest::keyClick(m_fixture->plot("up_proj"), Qt::Key_Right);
        QVERIFY(selection().primary() == GridFixture::cell("up_proj", 2, 2));
        QVERIFY(m_fixture->plot("v_proj")->selectedCell() == HeatmapCell({2, 2}));
    }

    void brushedCellsAreTheSetOutlinedInAllMaps()
    {
        m_fixture->click("up_proj", {0, 0});
        m_fixture->brush("up_proj", {1, 1}, {3, 3});
        QCOMPARE(selection().set().size(), std::size_t(9));
        QVERIFY(selection().primary() == GridFixture::cell("up_proj", 0, 0)); // not touched
        QVERIFY(selection().isInSet(GridFixture::cell("up_proj", 2, 3)));
        QCOMPARE(m_fixture->plot("v_proj")->marks().set.size(), std::size_t(9));
        double sum = 0.0;
        for (int student = 1; student <= 3; ++student) {
            for (int teacher = 1; teacher <= 3; ++teacher) {
                sum += grid().shown(QStringLiteral("up_proj"))->value({student, teacher});
            }
        }
        QVERIFY2(grid().selectedText().endsWith(
                     QStringLiteral("9 cells, mean %1").arg(sum / 9.0, 0, 'f', 3)),
                 qPrintable(grid().selectedText()));
        selection().clearSet();
        QVERIFY(m_fixture->plot("v_proj")->marks().set.empty());
        QVERIFY(m_fixture->plot("v_proj")->selectedCell() == HeatmapCell({0, 0}));
    }

    void controlClickBuildsTheSetAndShiftArrowsWalkIt()
    {
        m_fixture->click("up_proj", {0, 0}, Qt::ControlModifier);
        m_fixture->click("up_proj", {1, 4}, Qt::ControlModifier);
        QCOMPARE(selection().set().size(), std::size_t(2));
        QTest::keyClick(m_fixture->plot("up_proj"), Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(m_fixture->plot("v_proj")->selectedCell() == HeatmapCell({0, 0}));
        QTest::keyClick(m_fixture->plot("up_proj"), Qt::Key_Down, Qt::ShiftModifier);
        QVERIFY(m_fixture->plot("v_proj")->selectedCell() == HeatmapCell({1, 4}));
        m_fixture->click("up_proj", {0, 0}, Qt::ControlModifier);
        QCOMPARE(selection().set().size(), std::size_t(1));
    }

    void layersNeuronsAndPointsAreRowsOrColumns()
    {
        selection().select(LayerItem{Role::Student, 2});
        QCOMPARE(m_fixture->plot("up_proj")->marks().studentLayer, 2);
        QCOMPARE(m_fixture->plot("up_proj")->marks().teacherLayer, -1);
        QVERIFY(!m_fixture->plot("up_proj")->selectedCell());
        selection().select(NeuronItem{Role::Teacher, 5, QStringLiteral("down_proj"), 200});
        QCOMPARE(m_fixture->plot("v_proj")->marks().teacherLayer, 5);
        QCOMPARE(m_fixture->plot("v_proj")->marks().studentLayer, -1);
        selection().select(PointItem{QStringLiteral("LoRA vs Original"), 1});
        QCOMPARE(m_fixture->plot("v_proj")->marks().studentLayer, 1);
        selection().select(RowItem{QStringLiteral("demo"), 5}); // changes nothing
        QCOMPARE(m_fixture->plot("v_proj")->marks().studentLayer, 1);
    }

    void thePinIsDashedAndTheBestMatchesDotted()
    {
        selection().select(GridFixture::cell("up_proj", 1, 2));
        selection().pin();
        selection().select(GridFixture::cell("up_proj", 3, 3));
        QVERIFY(m_fixture->plot("v_proj")->marks().pinned == HeatmapCell({1, 2}));
        selection().unpin();
        QVERIFY(!m_fixture->plot("v_proj")->marks().pinned);
        grid().selection()->setPathShown(true);
        QCOMPARE(m_fixture->plot("v_proj")->marks().path.size(), std::size_t(4));
        QVERIFY(m_fixture->plot("v_proj")->marks().path.back() == HeatmapCell({3, 5}));
        grid().selection()->setPathShown(false);
        QVERIFY(m_fixture->plot("v_proj")->marks().path.empty());
    }

    void moduleAndLayerKeysMoveThePrimary()
    {
        MapSelection& maps = *grid().selection();
        selection().select(GridFixture::cell("up_proj", 1, 2));
        maps.moveModule(1);
        QVERIFY(selection().primary() == GridFixture::cell("v_proj", 1, 2));
        maps.moveModule(1);
        QVERIFY(selection().primary() == GridFixture::cell("up_proj", 1, 2)); // round
        maps.moveLayer(5);
        QVERIFY(selection().primary() == GridFixture::cell("up_proj", 3, 2)); // to the last
        maps.focusLayer(Role::Teacher);
        QVERIFY(selection().primary() == SelectionItem(LayerItem{Role::Teacher, 2}));
        maps.moveLayer(-1);
        QVERIFY(selection().primary() == SelectionItem(LayerItem{Role::Teacher, 1}));
    }

    void anUnlinkedGridIsFrozen()
    {
        selection().select(GridFixture::cell("up_proj", 1, 2));
        grid().selection()->setModel(nullptr);
        QVERIFY(!grid().selection()->isLinked());
        selection().select(GridFixture::cell("up_proj", 0, 0));
        QVERIFY(m_fixture->plot("up_proj")->selectedCell() == HeatmapCell({1, 2}));
        m_fixture->click("up_proj", {3, 3}); // its own from now on
        QVERIFY(m_fixture->plot("up_proj")->selectedCell() == HeatmapCell({3, 3}));
        QVERIFY(selection().primary() == GridFixture::cell("up_proj", 0, 0));
        grid().selection()->setModel(&selection());
        QVERIFY(m_fixture->plot("up_proj")->selectedCell() == HeatmapCell({0, 0}));
    }

    void colorsReachMapsScaleAndFigure()
    {
        auto* bar = grid().findChild<ColorScaleBar*>(QStringLiteral("scaleBar"));
        ColorSettings settings;
        settings.map = ColorMapId::Cividis;
        settings.mode = RangeMode::Typed;
        settings.typed = {0.2, 0.7};
        m_fixture->colors.set(settings, QStringLiteral("colours"));
        for (const char* module : {"up_proj", "v_proj"}) {
            QVERIFY(m_fixture->plot(module)->colorMap() == ColorMapId::Cividis);
            QVERIFY((m_fixture->plot(module)->colorRange() == ColorRange{0.2, 0.7}));
        }
        QVERIFY((bar->range() == ColorRange{0.2, 0.7}));
        FigureSpec spec;
        grid().applyTo(spec);
        QVERIFY(spec.colorMap == ColorMapId::Cividis);
        QVERIFY(spec.range && (*spec.range == ColorRange{0.2, 0.7}));
        m_fixture->undo.undo();
        QVERIFY(m_fixture->plot("up_proj")->colorMap() == ColorMapId::Magma);
        grid().applyTo(spec);
        QVERIFY(!spec.range); // the house rule of the figures
        settings.mode = RangeMode::Percentile;
        settings.typed = ColorRange();
        settings.undefinedColor = qRgb(0, 160, 135);
        settings.isHatched = false;
        m_fixture->colors.set(settings, QStringLiteral("percentiles"));
        grid().applyTo(spec);
        QVERIFY(spec.colors() == settings);
    }

    void maskShapesHideTheirCells()
    {
        const auto isShown = [this](int student, int teacher) {
            return m_fixture->plot("up_proj")->cellColor({student, teacher}).alpha() == 255;
        };
        grid().setMasked(true);
        QVERIFY(isShown(1, 3) && !isShown(3, 1));
        grid().setMaskShape(QStringLiteral("lower"));
        QVERIFY(!isShown(1, 3) && isShown(3, 1));
        grid().setMaskShape(QStringLiteral("band:1"));
        QVERIFY(isShown(0, 0) && isShown(0, 1) && !isShown(0, 2) && isShown(3, 5));
        QCOMPARE(grid().shownFigure().mask, QStringLiteral("band:1"));
        grid().setMasked(false);
        QVERIFY(isShown(0, 5));
        QCOMPARE(grid().shownFigure().mask, QStringLiteral("none"));
    }

    /// R0: a hover draws the cross-hair in every map within a frame of 16 ms.
    void hoverCrossesAllMapsWithinAFrame()
    {
        auto figure = std::make_shared<HeatmapFigure>();
        QStringList modules;
        for (const char* module : {"up_proj", "down_proj", "v_proj", "o_proj"}) {
            figure->panels.push_back(sampleHeatmap(32, 40, QString::fromLatin1(module)));
            modules << QString::fromLatin1(module);
        }
        grid().setModules(modules);
        grid().setFigure(figure);
        grid().grab();
        HeatmapPlot* up = m_fixture->plot("up_proj");
        QWidget* canvas = up->childAt(m_fixture->place(up, {0, 0}));
        const Latency hover = measureLatency([&](int i) {
            movePointer(canvas, m_fixture->place(up, {i, i + 5}) - canvas->pos());
            for (const QString& module : modules) {
                grid().plot(module)->childAt(5, 5)->repaint();
            }
            QVERIFY(grid().plot(QStringLiteral("o_proj"))->crosshair() == HeatmapCell({i, i + 5}));
        });
        logLatency("hover over four 32 x 40 maps", hover, 16.0);
        QVERIFY(hover.workP95 < 16.0);
    }

private:
    HeatmapGrid& grid() const { return m_fixture->grid; }
    SelectionModel& selection() const { return m_fixture->selection; }
    std::unique_ptr<GridFixture> m_fixture;
};

QTEST_MAIN(TestHeatmapGrid)
#include "tst_heatmap_grid.moc"

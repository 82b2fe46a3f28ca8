// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/pointer.h"
#include "tests/widgets/panels/neuron_fixture.h"
#include "tests/widgets/sample_tokens.h"
#include "widgets/figures/neuron_figure.h"
#include "widgets/panels/neuron_figures.h"
#include "widgets/panels/neuron_maps.h"
#include "widgets/plots/color_scale_bar.h"
#include "widgets/plots/layer_bars_plot.h"
#include "widgets/plots/neuron_map_plot.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;

class TestNeuronMaps : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
        m_fixture = std::make_unique<NeuronFixture>();
        m_maps = std::make_unique<NeuronMaps>(&m_fixture->session, &m_fixture->selection);
        m_maps->resize(1280, 480);
        m_maps->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_maps.get()));
        m_fixture->open();
        QTRY_VERIFY(map(Role::Student)->data() != nullptr);
        QCoreApplication::processEvents(); // the layout follows
    }
    void cleanup()
    {
        m_maps.reset();
        m_fixture.reset();
    }

    void bothModelsShareOneScale();
    void clickSelectsAndFramesInItsMapOnly();
    void keysSelectToo();
    void goToLeadsToTheFamilyAndIntoView();
    void layersAndCellsMarkRowsAndBars();
    void setsComeFromTheMapsAndAreTicked();
    void hoverIsPassedOn();
    void aRunOfOneModelHasOneMap();
    void headsStandForTheirColumns();
    void barsCountTheBestNeurons();
    void recipesTellWhatIsSeen();
    void aRunOfOneModelIsDrawnByItsOwnName();
    void menuCopiesNeuronSetAndBars();
    void picturesForLooking();

private:
    NeuronMapPlot* map(Role role) const { return m_maps->map(role); }
    QPoint centreOf(Role role, const NeuronPlace& place) const
    {
        return map(role)->binRect(place).center().toPoint();
    }
    const SelectionItem& primary() const { return m_fixture->selection.primary(); }

    std::unique_ptr<NeuronFixture> m_fixture;
    std::unique_ptr<NeuronMaps> m_maps;
};

void TestNeuronMaps::bothModelsShareOneScale()
{
    QCOMPARE(map(Role::Teacher)->objectName(), QStringLiteral("neuronMap.T"));
    QCOMPARE(map(Role::Student)->objectName(), QStringLiteral("neuronMap.S"));
    QVERIFY(map(Role::Teacher)->colorRange() == (ColorRange{-6.2, 6.2}));
    QVERIFY(map(Role::Student)->colorRange() == (ColorRange{-6.2, 6.2}));
    QVERIFY(m_maps->findChild<ColorScaleBar*>()->range() == (ColorRange{-6.2, 6.2}));
    QCOMPARE(map(Role::Teacher)->data()->width, 256);
    QCOMPARE(m_maps->bars()->data().models.size(), std::size_t{2});
    ColorSettings settings;
    settings.map = ColorMapId::Cividis;
    m_maps->setColors(settings);
    QCOMPARE(map(Role::Student)->colorMap(), ColorMapId::Cividis);
}

void TestNeuronMaps::clickSelectsAndFramesInItsMapOnly()
{
    QTest::mouseClick(map(Role::Student), Qt::LeftButton, {}, centreOf(Role::Student, {2, 137}));
    QVERIFY(primary() == SelectionItem(NeuronFixture::planted()));
    QVERIFY(map(Role::Student)->selected() == std::optional(NeuronPlace{2, 137}));
    QVERIFY(!map(Role::Teacher)->selected());
    QCOMPARE(m_fixture->undo.count(), 1); // one click is one change
    QTest::mouseClick(map(Role::Teacher), Qt::LeftButton, {}, centreOf(Role::Teacher, {4, 200}));
    QVERIFY(primary() == SelectionItem(NeuronFixture::planted(Role::Teacher)));
    QVERIFY(!map(Role::Student)->selected());
    QVERIFY(m_maps->bars()->marked() == std::optional(LayerBarPlace{0, 4}));
}

void TestNeuronMaps::keysSelectToo()
{
    QSignalSpy activated(m_maps.get(), &NeuronMaps::neuronActivated);
    map(Role::Student)->setFocus();
    QTest::keyClick(map(Role::Student), Qt::Key_Right); // the highest first
    QVERIFY(primary() == SelectionItem(NeuronFixture::planted()));
    QTest::keyClick(map(Role::Student), Qt::Key_Down);
    QVERIFY(primary()
            == SelectionItem(NeuronItem{Role::Student, 1, QStringLiteral("down_proj"), 137}));
    QTest::keyClick(map(Role::Student), Qt::Key_Return);
    QCOMPARE(activated.size(), 1);
}

void TestNeuronMaps::goToLeadsToTheFamilyAndIntoView()
{
    map(Role::Student)->setView({0, 4, 0, 20});
    m_fixture->selection.select(NeuronItem{Role::Student, 2, QStringLiteral("up_proj"), 137});
    QVERIFY(map(Role::Student)->view().contains({2, 137}));
    m_fixture->selection.select(NeuronItem{Role::Teacher, 1, QStringLiteral("o_proj"), 30});
    QVERIFY(m_maps->family() == NeuronFamily::Attention);
    QCOMPARE(m_maps->findChild<QComboBox*>(QStringLiteral("neuronFamilyCombo"))->currentIndex(), 1);
    QCOMPARE(map(Role::Teacher)->data()->width, 96);
    QVERIFY(map(Role::Teacher)->selected() == std::optional(NeuronPlace{1, 30}));
}

void TestNeuronMaps::layersAndCellsMarkRowsAndBars()
{
    m_fixture->selection.select(CellItem{QStringLiteral("up_proj"), 2, 5});
    QVERIFY(map(Role::Student)->marks().layer == std::optional(2));
    QVERIFY(map(Role::Teacher)->marks().layer == std::optional(5));
    QVERIFY(m_maps->bars()->marked() == std::optional(LayerBarPlace{1, 2}));
    const QRectF bar = m_maps->bars()->barRect({0, 3}, LayerBar::Ffn);
    QTest::mouseClick(m_maps->bars(), Qt::LeftButton, {}, bar.center().toPoint());
    QVERIFY(primary() == SelectionItem(LayerItem{Role::Teacher, 3}));
    QVERIFY(map(Role::Teacher)->marks().layer == std::optional(3));
    QVERIFY(!map(Role::Student)->marks().layer);
}

void TestNeuronMaps::setsComeFromTheMapsAndAreTicked()
{
    dragPointer(map(Role::Student),
                {centreOf(Role::Student, {1, 30}), centreOf(Role::Student, {2, 39})});
    QCOMPARE(m_fixture->selection.set().size(), std::size_t{20});
    QCOMPARE(map(Role::Student)->marks().set.size(), std::size_t{20});
    QVERIFY(map(Role::Teacher)->marks().set.empty());
    m_maps->setRestDimmed(true);
    QVERIFY(map(Role::Teacher)->marks().isRestDimmed);
    QTest::mouseClick(map(Role::Teacher), Qt::LeftButton, Qt::ControlModifier,
                      centreOf(Role::Teacher, {4, 200}));
    QCOMPARE(m_fixture->selection.set().size(), std::size_t{21});
    QVERIFY(map(Role::Teacher)->marks().set == (std::vector<NeuronPlace>{{4, 200}}));
}

void TestNeuronMaps::hoverIsPassedOn()
{
    QSignalSpy hovered(m_maps.get(), &NeuronMaps::hovered);
    movePointer(map(Role::Student), centreOf(Role::Student, {2, 137}));
    QCOMPARE(hovered.last().first().toString(),
             QStringLiteral("S L2 down 137  +6.08 log p  rank 1"));
    movePointer(map(Role::Student), QPoint(1, 1));
    QCOMPARE(hovered.last().first().toString(), QString());
}

void TestNeuronMaps::aRunOfOneModelHasOneMap()
{
    ResultFile lone = sampleLocateResult();
    lone.tables.clear();
    addNeurons(lone, "model", 4, 176, 64, 6.08F, 2, 137);
    m_fixture->open(lone);
    QTRY_VERIFY(map(Role::Teacher)->data() == nullptr);
    QVERIFY(!map(Role::Teacher)->isVisible());
    QVERIFY(map(Role::Student)->isVisible());
    QCOMPARE(m_maps->bars()->data().models.size(), std::size_t{1});
    m_fixture->session.clear();
    QVERIFY(map(Role::Student)->data() == nullptr);
    QVERIFY(!m_maps->bars()->isVisible());
}

void TestNeuronMaps::headsStandForTheirColumns()
{
    m_fixture->open(sampleWholeResult());
    QTRY_VERIFY(m_fixture->session.map(Role::Student, NeuronFamily::Head) != nullptr);
    m_maps->setFamily(NeuronFamily::Head);
    QCOMPARE(map(Role::Teacher)->data()->width, 6);
    // A column leads to its head, not away from the heads.
    m_fixture->selection.select(NeuronItem{Role::Student, 1, QStringLiteral("o_proj"), 37});
    QVERIFY(m_maps->family() == NeuronFamily::Head);
    QVERIFY(map(Role::Student)->selected() == std::optional(NeuronPlace{1, 2}));
    // A brush takes all columns, which tick their heads.
    Q_EMIT map(Role::Student)->brushed({0, 2, 1, 2});
    QCOMPARE(m_fixture->session.set().count(), 2 * 16);
    QCOMPARE(map(Role::Student)->marks().set.size(), std::size_t{2});
    QVERIFY(map(Role::Student)->marks().set.front() == (NeuronPlace{0, 1}));
    // A feed-forward neuron is not in any head.
    m_fixture->selection.select(NeuronFixture::planted());
    QVERIFY(m_maps->family() == NeuronFamily::Ffn);
}

void TestNeuronMaps::barsCountTheBestNeurons()
{
    auto* measures = m_maps->findChild<QComboBox*>(QStringLiteral("layerBarsCombo"));
    QVERIFY(measures->isVisible());
    QCOMPARE(measures->count(), 2);
    m_maps->setBarMeasure(BarMeasure::Best);
    QCOMPARE(measures->currentText(), QStringLiteral("best neurons"));
    QCOMPARE(m_maps->bars()->data().models[1].best, std::int64_t{4 * (17 + 6)});
    QCOMPARE(m_maps->bars()->accessibleName(), QStringLiteral("Best neurons per layer"));
    QVERIFY2(layerBarsText(m_maps->bars()->data(), {1, 2}).startsWith(QStringLiteral("S L2  FFN ")),
             qPrintable(layerBarsText(m_maps->bars()->data(), {1, 2})));
    m_fixture->open(sampleSensitivityResult());
    QTRY_VERIFY(m_maps->barMeasure() == BarMeasure::Sensitivity);
    QVERIFY(!measures->isVisible());
    m_fixture->open();
    QTRY_VERIFY(m_maps->barMeasure() == BarMeasure::Best); // as it was wanted
}

void TestNeuronMaps::recipesTellWhatIsSeen()
{
    std::vector<NamedRecipe> recipes = neuronRecipes(*m_maps, m_fixture->session);
    QCOMPARE(recipes.size(), std::size_t{3}); // maps, bars, tokens
    QCOMPARE(recipes[0].title, QStringLiteral("Maps"));
    QCOMPARE(recipes[0].recipe.selection.modules, QStringList{QStringLiteral("down_proj")});
    QVERIFY(recipes[0].recipe.spec.colorMap == ColorMapId::Vik);
    map(Role::Teacher)->setView({0, 3, 10, 60});
    m_maps->setBarMeasure(BarMeasure::Best);
    recipes = neuronRecipes(*m_maps, m_fixture->session);
    QCOMPARE(recipes.size(), std::size_t{4});
    const FigureRecipe seen = recipes[0].recipe;
    QCOMPARE(seen.selection.views.size(), std::size_t{1});
    QVERIFY(seen.selection.views.at(QStringLiteral("teacher/down_proj"))
            == (NeuronView{0, 3, 10, 60}));
    QCOMPARE(recipes[2].recipe.selection.measure, QStringLiteral("best"));
    m_maps->setFamily(NeuronFamily::Attention);
    applyNeuronRecipe(*m_maps, m_fixture->session, seen);
    QVERIFY(m_maps->family() == NeuronFamily::Ffn);
    QVERIFY(map(Role::Teacher)->view() == (NeuronView{0, 3, 10, 60}));
    QVERIFY(map(Role::Student)->view() == fullNeuronView(4, 176));
}

/// Shown in the student's slot; the figure finds its panel by the file's word.
void TestNeuronMaps::aRunOfOneModelIsDrawnByItsOwnName()
{
    ResultFile result = sampleLocateResult();
    result.tables.clear();
    addNeurons(result, "model", 4, 176, 64, 6.08F, 2, 137);
    m_fixture->open(result);
    QTRY_VERIFY(map(Role::Student)->data() != nullptr
                && map(Role::Student)->data()->group == QLatin1String("model"));
    map(Role::Student)->setView({1, 4, 120, 150});
    const std::vector<NamedRecipe> recipes = neuronRecipes(*m_maps, m_fixture->session);
    const NeuronFigure figure =
        neuronFigureFromResult(result, "locate.h5", recipes[0].recipe.selection);
    QCOMPARE(figure.panelNames(), QStringList{QStringLiteral("model/down_proj")});
    QCOMPARE(QString::fromStdString(figure.csv()).count(u'\n'), 1 + 3 * 30);
}

void TestNeuronMaps::menuCopiesNeuronSetAndBars()
{
    const auto copied = [this](int entry) {
        QApplication::clipboard()->clear();
        QMenu menu;
        m_maps->fillMenu(&menu);
        QAction* action = menu.actions().at(entry);
        action->trigger(); // nothing while it is disabled
        return QApplication::clipboard()->text();
    };
    QCOMPARE(copied(0), QString());
    QCOMPARE(copied(2), QString());
    m_fixture->selection.select(NeuronFixture::planted());
    m_fixture->session.selectTop(2, allNeurons(*m_fixture->session.rows()));
    QCOMPARE(copied(0), QStringLiteral("S L2 down 137  +6.08 log p  rank 1"));
    QCOMPARE(copied(1), QStringLiteral("S L2 down 137"));
    QCOMPARE(copied(2),
             QStringLiteral("model\tlayer\tmodule\tindex\tscore\trank\tnote\n"
                            "teacher\t4\tdown_proj\t200\t6.2\t1\t\n"
                            "student\t2\tdown_proj\t137\t6.08\t1\t\n"));
    QVERIFY(copied(3).contains(QStringLiteral("student\t3\t0.875\t0.625\n")));
}

/// With NEUROGRAFT_PICTURES=folder the test leaves a picture to look at.
void TestNeuronMaps::picturesForLooking()
{
    const QString folder = qEnvironmentVariable("NEUROGRAFT_PICTURES");
    if (folder.isEmpty()) {
        QSKIP("NEUROGRAFT_PICTURES is not set");
    }
    m_fixture->session.selectTop(20, allNeurons(*m_fixture->session.rows()));
    m_fixture->selection.select(NeuronFixture::planted());
    QVERIFY(m_maps->grab().save(folder + QStringLiteral("/neuron-maps.png")));
}

QTEST_MAIN(TestNeuronMaps)
#include "tst_neuron_maps.moc"

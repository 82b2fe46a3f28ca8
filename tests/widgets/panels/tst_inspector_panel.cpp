// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/panels/grid_fixture.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/pair_model.h"
#include "widgets/panels/fact_list.h"
#include "widgets/panels/inspector_panel.h"
#include "widgets/panels/profile_strip.h"
#include "widgets/plots/layer_profile.h"

#include <QAction>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QToolButton>

using namespace neurograft;
using namespace neurograft::testing;

class TestInspectorPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_fixture = std::make_unique<GridFixture>();
        m_lane = std::make_unique<QuickLane>();
        m_pair = std::make_unique<PairModel>(m_lane.get());
        InspectorActions actions;
        actions.pin = &m_pin;
        m_panel = std::make_unique<InspectorPanel>(&m_fixture->selection, &m_fixture->grid,
                                                   m_pair.get(), actions);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }
    void cleanup()
    {
        m_panel.reset();
        m_pair.reset();
        m_lane.reset();
        m_fixture.reset();
    }

    void nothingSelectedSaysWhatToClick()
    {
        auto* empty = label("inspectorPanel.empty");
        QVERIFY(empty->isVisible());
        QCOMPARE(empty->text(), QStringLiteral("Click a cell, a neuron, a point or an item."));
        QSignalSpy wanted(m_panel.get(), &InspectorPanel::exampleWanted);
        QTest::mouseClick(
            m_panel->findChild<QWidget*>(QStringLiteral("inspectorPanel.exampleButton")),
            Qt::LeftButton);
        QCOMPARE(wanted.size(), 1);
    }

    void aCellIsShownWithItsRow()
    {
        m_fixture->click("up_proj", {2, 3});
        QCOMPARE(label("inspectorPanel.title")->text(), QStringLiteral("cell up S L2 x T L3"));
        QCOMPARE(m_panel->facts()->value(QStringLiteral("CKA")),
                 QStringLiteral("%1").arg(0.9 - 0.03 / 3.0, 0, 'f', 3));
        QCOMPARE(m_panel->facts()->value(QStringLiteral("rank in row")), QStringLiteral("1/6"));
        auto* row = m_panel->findChild<LayerProfile*>(QStringLiteral("inspectorPanel.row"));
        QVERIFY(row->isVisible());
        QCOMPARE(row->data().values.size(), std::size_t(6));
        QCOMPARE(row->data().marked, 3);
        Q_EMIT row->layerChosen(5);
        QVERIFY(m_fixture->selection.primary() == GridFixture::cell("up_proj", 2, 5));
        QVERIFY(!m_panel->findChildren<QToolButton*>().isEmpty()); // pin
    }

    void aCellThatARunHasNotReachedSaysHowFarItIs()
    {
        HeatmapFigure partial = m_fixture->grid.shownFigure();
        makeUndefined(partial.panels[0], {3, 5}, kNotComputed);
        m_fixture->grid.setFigure(std::make_shared<const HeatmapFigure>(partial));
        m_fixture->selection.select(GridFixture::cell("up_proj", 3, 5));
        const QLabel* remark = label("inspectorPanel.remark");
        const QString stopped = remark->text();
        QVERIFY(remark->isVisible() && !stopped.isEmpty());
        m_panel->setReached(QStringLiteral("18 of 48 batches"));
        QCOMPARE(remark->text(), QStringLiteral("Not computed yet: 18 of 48 batches."));
        m_panel->setReached(QStringLiteral("19 of 48 batches"));
        QCOMPARE(remark->text(), QStringLiteral("Not computed yet: 19 of 48 batches."));
        m_fixture->selection.select(GridFixture::cell("up_proj", 0, 0)); // that one is there
        QVERIFY(!remark->isVisible());
        m_fixture->selection.select(GridFixture::cell("up_proj", 3, 5));
        m_panel->setReached({}); // cancelled
        QCOMPARE(remark->text(), stopped);
    }

    void aSetIsShownBelow()
    {
        m_fixture->brush("up_proj", {0, 0}, {1, 1});
        QCOMPARE(label("inspectorPanel.setTitle")->text(), QStringLiteral("Set of 4 cells"));
        QCOMPARE(m_panel->setFacts()->value(QStringLiteral("cells")), QStringLiteral("4"));
        QVERIFY(!label("inspectorPanel.title")->isVisible()); // no primary
    }

    void anItemOfTheDataShowsItsText()
    {
        m_panel->setRowText([](const RowItem& row, const std::function<void(QString)>& answer) {
            answer(QStringLiteral("text of row %1").arg(row.row));
        });
        m_fixture->selection.select(RowItem{QStringLiteral("demo"), 5});
        QCOMPARE(label("inspectorPanel.title")->text(), QStringLiteral("row item demo 5"));
        auto* text = m_panel->findChild<QPlainTextEdit*>(QStringLiteral("inspectorPanel.text"));
        QVERIFY(text->isVisible());
        QCOMPARE(text->toPlainText(), QStringLiteral("text of row 5"));
    }

    void otherViewsAddTheirFacts()
    {
        m_panel->addSource([](const SelectionItem& item) {
            return std::vector<Fact>{{QStringLiteral("seen"), goToText(item)}};
        });
        m_fixture->selection.select(LayerItem{Role::Student, 1});
        QCOMPARE(m_panel->facts()->value(QStringLiteral("seen")), QStringLiteral("S L1"));
        QVERIFY(m_panel->facts()->value(QStringLiteral("up_proj")).startsWith("mean "));
    }

    void frozenItStaysWithItsItem()
    {
        m_fixture->click("up_proj", {2, 3});
        m_panel->setLinked(false);
        m_fixture->click("up_proj", {0, 0});
        QCOMPARE(label("inspectorPanel.title")->text(), QStringLiteral("cell up S L2 x T L3"));
        QVERIFY(m_panel->item() == GridFixture::cell("up_proj", 2, 3));
        m_panel->setLinked(true);
        QCOMPARE(label("inspectorPanel.title")->text(), QStringLiteral("cell up S L0 x T L0"));
    }

    void profilesFollowTheSelection()
    {
        ProfileStrip strip(&m_fixture->grid);
        strip.show();
        QVERIFY(QTest::qWaitForWindowExposed(&strip));
        auto* row = strip.findChild<LayerProfile*>(QStringLiteral("profile.row"));
        auto* column = strip.findChild<LayerProfile*>(QStringLiteral("profile.column"));
        QVERIFY(strip.findChild<QLabel*>(QStringLiteral("profileStrip.empty"))->isVisible());
        m_fixture->click("v_proj", {2, 3});
        QVERIFY(row->isVisible() && column->isVisible());
        QCOMPARE(row->data().title, QStringLiteral("v S L2"));
        QCOMPARE(column->data().title, QStringLiteral("v T L3"));
        QCOMPARE(row->data().values.size(), std::size_t(6));
        QCOMPARE(column->data().values.size(), std::size_t(4));
        const auto map = m_fixture->grid.shown(QStringLiteral("v_proj"));
        QCOMPARE(column->data().values[1], map->value({1, 3}));
        QVERIFY(row->data().range == m_fixture->plot("v_proj")->colorRange());
        Q_EMIT column->layerChosen(0);
        QVERIFY(m_fixture->selection.primary() == GridFixture::cell("v_proj", 0, 3));
        m_fixture->selection.select(LayerItem{Role::Teacher, 1});
        QVERIFY(!row->isVisible() && column->isVisible());
    }

private:
    QLabel* label(const char* name) const
    {
        return m_panel->findChild<QLabel*>(QString::fromLatin1(name));
    }
    QAction m_pin{QStringLiteral("Pin as A")};
    std::unique_ptr<GridFixture> m_fixture;
    std::unique_ptr<QuickLane> m_lane;
    std::unique_ptr<PairModel> m_pair;
    std::unique_ptr<InspectorPanel> m_panel;
};

QTEST_MAIN(TestInspectorPanel)
#include "tst_inspector_panel.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// Journey U1 of ux.md once more, with other measures than CKA: from the cache, from one run, beside
// what shuffled samples give.
#include "core/store/result_file.h"
#include "support/window_test.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/self_maps.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/map_panels.h"
#include "widgets/panels/self_maps_view.h"
#include "widgets/panels/similarity_panes.h"
#include "widgets/plots/heatmap_chance.h"
#include "widgets/plots/heatmap_plot.h"

#include <QAction>
#include <QComboBox>
#include <QTabBar>
#include <QToolButton>

#include <cmath>

using namespace neurograft;

namespace {

const QString kShownModule = QStringLiteral("up_proj");

bool areEqual(const std::vector<double>& a, const std::vector<double>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
        return x == y || (std::isnan(x) && std::isnan(y));
    });
}

} // namespace

class TestWindowMeasures : public WindowTest {
    Q_OBJECT

    SimilaritySession* session() const { return m_driver->window().session(); }
    std::shared_ptr<const HeatmapData> shown() const { return m_driver->map(kShownModule)->data(); }
    std::vector<double> stored(const char* table) const
    {
        return readTable(session()->resultPath().toStdString(),
                         std::string("similarity/up_proj/") + table)
            .as<double>();
    }
    void tick(const char* name)
    {
        auto* entry = m_driver->find<QAction>(name);
        QVERIFY2(entry != nullptr, name);
        entry->trigger();
    }

protected:
    void prepare() override
    {
        openTinyPair();
        m_driver->choose("unitCombo", QStringLiteral("last-token"));
    }

private Q_SLOTS:
    void eachModelBesideItselfHasMapsOfItsOwn()
    {
        m_driver->runToEnd();
        m_driver->find<QTabBar>("comparePage.tabs")->setCurrentIndex(2);
        auto* view = m_driver->find<SelfMapsView>("selfMapsView");
        QVERIFY(view->isVisible());
        QVERIFY(view->maps()->isEmpty()); // that run made none
        QVERIFY(m_driver->find<QWidget>("selfMapsView.empty.emptyButton")->isVisible());
        view->runAction()->trigger();
        QVERIFY(session()->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 30000);
        QTRY_VERIFY(!view->maps()->isEmpty());
        QVERIFY(m_driver->find<QAction>("action.baselines.self")->isChecked());
        MapPanels* student = view->panels(Role::Student);
        const MapPanels* teacher = view->panels(Role::Teacher);
        QCOMPARE(student->count(), 4); // up, down, v, o
        QVERIFY(student->isVisible() && teacher->isVisible());
        QVERIFY(student->map(0)->module == kShownModule);
        QVERIFY(areEqual(student->map(0)->values, stored("cka_self_student")));
        QVERIFY(areEqual(teacher->map(0)->values, stored("cka_self_teacher")));
        QCOMPARE(student->map(0)->students, 4);
        QCOMPARE(teacher->map(0)->teachers, 6);
        for (int layer = 0; layer < 6; ++layer) { // a layer is most alike to itself
            QVERIFY(std::abs(teacher->map(0)->value({layer, layer}) - 1.0) < 1e-6);
        }
        QVERIFY2(cellText(*teacher->map(0), {1, 4}).startsWith(QStringLiteral("up T L1 x T L4")),
                 qPrintable(cellText(*teacher->map(0), {1, 4})));
        Q_EMIT student->cellChosen(0, 2, 1);
        QCOMPARE(layerOf(m_driver->window().parts().selection->primary(), Role::Student), 2);
        QCOMPARE(student->plot(0)->marks().studentLayer, 2); // row and column
        QCOMPARE(student->plot(0)->marks().teacherLayer, 2);
        QVERIFY(m_driver->find<QAction>("action.figure.exportFigure")->isEnabled());
    }

    void anotherMeasureComesFromTheCache()
    {
        m_driver->runToEnd();
        auto* forms = m_driver->find<QComboBox>("estimatorCombo");
        QCOMPARE(forms->count(), 3);
        m_driver->choose("measureCombo", QStringLiteral("rsa"));
        QTRY_COMPARE(shown()->measure, QStringLiteral("rsa"));
        QCOMPARE(forms->count(), 4);
        QVERIFY(areEqual(shown()->values, stored("rsa")));
        QVERIFY2(m_driver->text("similarityView.footer").startsWith(QStringLiteral("RSA")),
                 qPrintable(m_driver->text("similarityView.footer")));
        m_driver->choose("estimatorCombo", QStringLiteral("pearson"));
        QTRY_COMPARE(shown()->measure, QStringLiteral("rsa-pearson"));
        QVERIFY(areEqual(shown()->values, stored("rsa-pearson")));
        m_driver->choose("measureCombo", QStringLiteral("cknna"));
        QTRY_COMPARE(shown()->measure, QStringLiteral("cknna"));
        QVERIFY(!forms->isVisible()); // it comes in one form
        QCOMPARE(m_driver->window().jobs()->jobs().size(), std::size_t(1));
        m_driver->hover(kShownModule, {2, 3});
        QTRY_VERIFY2(
            m_driver->text("status.hover").startsWith(QStringLiteral("up S L2 x T L3  CKNNA ")),
            qPrintable(m_driver->text("status.hover")));
    }

    void severalMeasuresOfOneRunAreSwitchedInItsFile()
    {
        tick("runExtras.svcca");
        tick("runExtras.procrustes-distance");
        m_driver->runToEnd();
        const QString file = session()->resultPath();
        QCOMPARE(session()->runTables(),
                 QStringList({QStringLiteral("cka"), QStringLiteral("svcca"),
                              QStringLiteral("procrustes-distance")}));
        m_driver->choose("measureCombo", QStringLiteral("svcca"));
        QTRY_COMPARE(shown()->measure, QStringLiteral("svcca"));
        QCOMPARE(session()->resultPath(), file);
        QVERIFY(!session()->needsRun());
        QVERIFY(areEqual(shown()->values, stored("svcca")));
        m_driver->choose("measureCombo", QStringLiteral("procrustes"));
        m_driver->choose("estimatorCombo", QStringLiteral("distance"));
        QTRY_COMPARE(shown()->measure, QStringLiteral("procrustes-distance"));
        QCOMPARE(session()->resultPath(), file);
    }

    void aMeasureOfFeaturesAsksForARun()
    {
        m_driver->runToEnd();
        m_driver->choose("measureCombo", QStringLiteral("svcca"));
        QTRY_VERIFY2(m_driver->text("similarityView.remark")
                         .contains(QStringLiteral("needs a forward pass")),
                     qPrintable(m_driver->text("similarityView.remark")));
        QVERIFY(shown()->measure != QStringLiteral("svcca")); // what was there stays
        m_driver->runToEnd();
        QTRY_COMPARE(shown()->measure, QStringLiteral("svcca"));
    }

    void shuffledSamplesGiveTheScale()
    {
        m_driver->runToEnd();
        m_driver->trigger("action.baselines.shuffled");
        QTRY_VERIFY(shown()->intervals != nullptr && !shown()->intervals->null95.empty());
        QCOMPARE(m_driver->window().jobs()->jobs().size(), std::size_t(1)); // from the cache
        QVERIFY(areEqual(shown()->intervals->null95, stored("cka_null95")));
        QVERIFY(areEqual(shown()->intervals->nullMean, stored("cka_null_mean")));
        m_driver->hover(kShownModule, {2, 3});
        QTRY_VERIFY2(m_driver->text("status.hover").contains(QStringLiteral("shuffled mean ")),
                     qPrintable(m_driver->text("status.hover")));
        HeatmapPlot* map = m_driver->map(kShownModule);
        QVERIFY(map->marks().chance.empty());
        QTest::keyClick(&m_driver->window(), Qt::Key_C);
        QVERIFY(m_driver->find<QAction>("action.view.chance")->isChecked());
        QVERIFY(map->marks().chance == chanceContour(*shown()));
        QTest::keyClick(&m_driver->window(), Qt::Key_C);
        QVERIFY(map->marks().chance.empty());
    }

    void withoutABaselineTheContourSaysWhatIsMissing()
    {
        m_driver->runToEnd();
        m_driver->trigger("action.view.chance");
        QVERIFY2(m_driver->text("similarityView.remark")
                     .startsWith(QStringLiteral("These maps have no shuffled baseline")),
                 qPrintable(m_driver->text("similarityView.remark")));
    }

    void theQuestionMarkExplainsTheMeasure()
    {
        m_driver->choose("measureCombo", QStringLiteral("pwcca"));
        QTest::mouseClick(m_driver->find<QToolButton>("measureHelpButton"), Qt::LeftButton);
        QTRY_VERIFY(m_driver->find<QWidget>("explainPopup") != nullptr
                    && m_driver->find<QWidget>("explainPopup")->isVisible());
    }

    void layersOfATransferAreDiamonds()
    {
        m_driver->runToEnd();
        SimilarityView* pane = m_driver->window().parts().similarity->current();
        auto* paths = m_driver->find<QComboBox>("pathCombo");
        QCOMPARE(paths->findData(QStringLiteral("run")), -1);
        const std::vector<HeatmapCell> pairs{{0, 0}, {1, 2}, {2, 3}, {3, 5}};
        pane->setTransferPairs(pairs, QStringLiteral("run 7"));
        m_driver->choose("pathCombo", QStringLiteral("run"));
        QCOMPARE(paths->currentText(), QStringLiteral("pairs of run 7"));
        QVERIFY(m_driver->map(kShownModule)->marks().pairs == pairs);
        m_driver->choose("pathCombo", QStringLiteral("best"));
        QVERIFY(m_driver->map(kShownModule)->marks().pairs.empty());
        QCOMPARE(m_driver->map(kShownModule)->marks().path.size(), std::size_t{4});
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowMeasures)
#include "tst_window_measures.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// Panes of Compare beside each other (ux.md 7.3, H14, H15): duplicated, split, closed, each with a
// look of its own.
#include "core/store/result_file.h"
#include "support/window_test.h"
#include "widgets/figures/heatmap_figure.h"
#include "widgets/frame/go_to_box.h"
#include "widgets/models/color_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/similarity_panes.h"

#include <QAbstractButton>
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace neurograft;

namespace {

const QString kUp = QStringLiteral("up_proj");
const char* const kCustom = "custom:S1: 2";

} // namespace

class TestWindowPanes : public WindowTest {
    Q_OBJECT

    void prepare() override
    {
        openTinyPair();
        m_driver->choose("unitCombo", QStringLiteral("last-token"));
        m_driver->runToEnd();
    }

private Q_SLOTS:
    void aCopyHasTheLookOfItsOriginal()
    {
        QVERIFY(!m_driver->find<QWidget>("similarityView.close"));
        m_driver->trigger("action.view.mask");
        m_driver->grid()->setMaskShape(QString::fromLatin1(kCustom));
        m_driver->trigger("action.view.transpose");
        m_driver->trigger("action.path.best");
        duplicate();
        const SimilarityView* copy = second();
        QCOMPARE(copy->objectName(), QStringLiteral("similarityView#2"));
        QVERIFY(copy->isVisible() && panes()->first()->isVisible());
        QVERIFY(copy->grid()->isMasked() && copy->grid()->isTransposed());
        QCOMPARE(copy->grid()->maskShape(), QString::fromLatin1(kCustom));
        QCOMPARE(copy->path(), QStringLiteral("best"));
        QCOMPARE(QString::fromStdString(heatmapCsv(copy->grid()->shownFigure())),
                 QString::fromStdString(heatmapCsv(m_driver->grid()->shownFigure())));
        QVERIFY(panes()->current() == copy);
        for (const char* name :
             {"estimatorCombo#2", "moduleTicks#2", "moduleTicks.up_proj#2", "maskToggle#2",
              "scaleBar#2", "heat.up_proj#2", "similarityView.chip#2", "similarityView.close#2"}) {
            QVERIFY2(m_driver->find<QWidget>(name) != nullptr, name);
            QCOMPARE(m_driver->window().findChildren<QWidget*>(QString::fromLatin1(name)).size(),
                     1);
        }
    }

    void aSplitStartsAsAViewIsAtFirst()
    {
        m_driver->choose("estimatorCombo", QStringLiteral("biased"));
        QTRY_COMPARE(m_driver->map(kUp)->data()->estimator, QStringLiteral("biased"));
        m_driver->trigger("action.view.mask");
        m_driver->trigger("action.view.split");
        QVERIFY(!second()->grid()->isMasked());
        QTRY_VERIFY(mapOf(second()) != nullptr);
        QTRY_COMPARE(mapOf(second())->estimator, QStringLiteral("biased"));
    }

    void eachPaneHasNumbersOfItsOwn()
    {
        duplicate();
        const std::vector<double> before = mapOf(panes()->first())->values;
        m_driver->choose("estimatorCombo#2", QStringLiteral("biased"));
        QTRY_COMPARE(mapOf(second())->estimator, QStringLiteral("biased"));
        QVERIFY(mapOf(second())->values != before);
        QCOMPARE(mapOf(panes()->first())->estimator, QStringLiteral("unbiased"));
        QVERIFY(mapOf(panes()->first())->values == before);
        QVERIFY(m_driver->text("similarityView.footer#2").contains(QStringLiteral("biased")));
        QVERIFY(m_driver->text("similarityView.title#2").contains(QStringLiteral("cka-biased")));
        m_driver->find<QCheckBox>("moduleTicks.v_proj#2")->click();
        QCOMPARE(second()->grid()->shownFigure().panels.size(), std::size_t(3));
        QCOMPARE(m_driver->grid()->shownFigure().panels.size(), std::size_t(4));
        QCOMPARE(m_driver->window().jobs()->jobs().size(), std::size_t(1)); // no forward pass
    }

    void keysActOnThePaneWithTheFocus()
    {
        duplicate();
        auto* entry = m_driver->find<QAction>("action.view.mask");
        m_driver->map(kUp)->setFocus();
        QVERIFY(panes()->current() == panes()->first());
        QTest::keyClick(&m_driver->window(), Qt::Key_M);
        QVERIFY(m_driver->grid()->isMasked() && !second()->grid()->isMasked());
        QVERIFY(entry->isChecked());
        m_driver->find<HeatmapPlot>("heat.up_proj#2")->setFocus();
        QVERIFY(panes()->current() == second());
        QVERIFY(!entry->isChecked()); // the menu speaks of the pane looked at
        QTest::keyClick(&m_driver->window(), Qt::Key_X);
        QVERIFY(second()->grid()->isTransposed() && !m_driver->grid()->isTransposed());
        QTest::mouseClick(m_driver->find<QWidget>("maskToggle#2"), Qt::LeftButton);
        QVERIFY(second()->grid()->isMasked() && entry->isChecked());
        for (int i = 0; i < 3; ++i) {
            m_driver->trigger("action.edit.undo");
        }
        QVERIFY(!second()->grid()->isMasked() && !second()->grid()->isTransposed());
        QVERIFY(!m_driver->grid()->isMasked());
    }

    void maskShapeAndZoomBelongToAPane()
    {
        duplicate();
        m_driver->trigger("action.maskShape.lower");
        QCOMPARE(second()->grid()->maskShape(), QStringLiteral("lower"));
        QCOMPARE(m_driver->grid()->maskShape(), QStringLiteral("upper"));
        m_driver->trigger("action.view.zoomIn");
        QVERIFY(second()->grid()->isZoomed() && !m_driver->grid()->isZoomed());
        m_driver->map(kUp)->setFocus();
        QVERIFY(m_driver->find<QAction>("action.maskShape.upper")->isChecked());
        m_driver->trigger("action.edit.undo");
        QVERIFY(!second()->grid()->isZoomed());
    }

    void theCrossHairIsDrawnInAllPanes()
    {
        duplicate();
        m_driver->hover(kUp, {2, 3});
        QVERIFY(m_driver->find<HeatmapPlot>("heat.v_proj#2")->crosshair() == HeatmapCell({2, 3}));
        QVERIFY(m_driver->map(kUp)->crosshair() == HeatmapCell({2, 3}));
    }

    void aFrozenPaneStaysWithWhatItShows()
    {
        duplicate();
        m_driver->click(kUp, {1, 2});
        QVERIFY(second()->grid()->selectedCell() == HeatmapCell({1, 2}));
        QTest::mouseClick(m_driver->find<QAbstractButton>("similarityView.chip#2"), Qt::LeftButton);
        m_driver->click(kUp, {2, 3});
        QVERIFY(second()->grid()->selectedCell() == HeatmapCell({1, 2}));
        QVERIFY2(m_driver->text("similarityView.title#2")
                     .endsWith(QStringLiteral("Frozen on up S L1 x T L2")),
                 qPrintable(m_driver->text("similarityView.title#2")));
        duplicate(); // of the first pane, which was clicked last
        QVERIFY(panes()->current()->isLinked());
        second()->focusContent();
        m_driver->trigger("action.view.followSelection");
        QVERIFY(second()->isLinked());
        QVERIFY(second()->grid()->selectedCell() == HeatmapCell({2, 3}));
    }

    void altEnterShowsAPlaceBesideWhatIsLookedAt()
    {
        m_driver->click(kUp, {1, 2});
        m_driver->trigger("action.view.goTo");
        GoToBox* box = m_driver->window().parts().goTo;
        QTest::keyClicks(box, QStringLiteral("up S L2 x T L3"));
        QTest::keyClick(box, Qt::Key_Return, Qt::AltModifier);
        QVERIFY(second() != nullptr && !second()->isLinked());
        QVERIFY(second()->grid()->selectedCell() == HeatmapCell({2, 3}));
        QVERIFY(m_driver->grid()->selectedCell() == HeatmapCell({1, 2}));
        QVERIFY(m_driver->window().parts().selection->primary()
                == SelectionItem(CellItem{kUp, 1, 2}));
    }

    void panesCloseAndComeBack()
    {
        duplicate();
        m_driver->trigger("action.view.mask");
        duplicate();
        QCOMPARE(panes()->panes().size(), 3);
        QCOMPARE(panes()->panes().at(2)->objectName(), QStringLiteral("similarityView#3"));
        QTest::mouseClick(m_driver->find<QWidget>("similarityView.close#2"), Qt::LeftButton);
        QCOMPARE(panes()->panes().size(), 2);
        QVERIFY(!m_driver->find<QWidget>("similarityView#2")->isVisible());
        m_driver->trigger("action.edit.undo");
        QCOMPARE(panes()->panes().size(), 3);
        QVERIFY(second()->isVisible() && second()->grid()->isMasked());
        m_driver->choose("estimatorCombo#2", QStringLiteral("biased")); // it takes part again
        QTRY_COMPARE(mapOf(second())->estimator, QStringLiteral("biased"));
        for (int i = 0; i < 3; ++i) { // third pane, mask, second pane
            m_driver->trigger("action.edit.undo");
        }
        QCOMPARE(panes()->panes().size(), 1);
        QVERIFY(m_driver->text("similarityView.title").isEmpty());
        m_driver->trigger("action.edit.redo");
        QCOMPARE(panes()->panes().size(), 2);
    }

    void aRunFromACopyHoldsWhatAllPanesShow()
    {
        duplicate();
        m_driver->choose("estimatorCombo#2", QStringLiteral("minibatch"));
        QTRY_COMPARE(mapOf(second())->estimator, QStringLiteral("minibatch"));
        m_driver->find<QCheckBox>("moduleTicks.o_proj#2")->click();
        QTest::mouseClick(m_driver->find<QAbstractButton>("simRunButton#2"), Qt::LeftButton);
        const SimilaritySession* leader = m_driver->window().session();
        QVERIFY(leader->isRunning() && second()->session()->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!leader->isRunning(), 30000);
        QTRY_VERIFY(leader->figure() != nullptr && second()->session()->figure() != nullptr);
        QTRY_COMPARE(mapOf(second())->estimator, QStringLiteral("minibatch"));
        QTRY_COMPARE(mapOf(panes()->first())->estimator, QStringLiteral("unbiased"));
        const std::vector<std::string> tables = listTables(toPath(leader->resultPath()));
        for (const char* table : {"similarity/o_proj/cka", "similarity/up_proj/cka-minibatch"}) {
            QVERIFY2(std::find(tables.begin(), tables.end(), table) != tables.end(), table);
        }
    }

    void aLockGroupSpansAllPanes()
    {
        duplicate();
        m_driver->trigger("action.view.mask");
        second()->grid()->setMaskShape(QString::fromLatin1(kCustom));
        const ColorRange own = second()->grid()->commonRange();
        const ColorRange whole = m_driver->grid()->commonRange();
        QVERIFY(own != whole);
        m_driver->trigger("action.figure.color");
        auto* group = m_driver->find<QComboBox>("colorPanel.groupCombo");
        QCOMPARE(group->currentIndex(), 0);
        group->setFocus();
        QTest::keyClick(group, Qt::Key_Down);
        QVERIFY(panes()->areColorsShared());
        QVERIFY(second()->grid()->commonRange() == whole);
        QVERIFY(m_driver->find<HeatmapPlot>("heat.v_proj#2")->colorRange() == whole);
        FigureSpec spec; // what is seen is what is exported
        second()->grid()->applyTo(spec);
        QVERIFY(spec.range == whole);
        ColorSettings colors = second()->colors()->settings();
        colors.map = ColorMapId::Cividis;
        second()->colors()->set(colors, QStringLiteral("Colour map cividis"));
        QVERIFY(m_driver->map(kUp)->colorMap() == ColorMapId::Cividis);
        m_driver->trigger("action.edit.undo");
        QVERIFY(m_driver->map(kUp)->colorMap() == ColorMapId::Magma);
        m_driver->trigger("action.edit.undo");
        QVERIFY(!panes()->areColorsShared());
        QCOMPARE(group->currentIndex(), 0);
        QVERIFY(second()->grid()->commonRange() == own);
    }

    void aStudyKeepsItsPanes()
    {
        const QString folder = m_driver->folder() + QStringLiteral("/study");
        makeStudyOfThePair(folder);
        m_driver->runToEnd();
        duplicate();
        m_driver->choose("estimatorCombo#2", QStringLiteral("biased"));
        QTRY_COMPARE(mapOf(second())->estimator, QStringLiteral("biased"));
        m_driver->trigger("action.view.mask");
        second()->grid()->setMaskShape(QString::fromLatin1(kCustom));
        m_driver->click(kUp, {3, 4});
        second()->focusContent();
        m_driver->trigger("action.view.followSelection");
        m_driver->trigger("action.view.split");
        panes()->setColorsShared(true);
        StudyDocument* study = m_driver->window().parts().study;
        QSignalSpy saved(study, &StudyDocument::saved);
        m_driver->trigger("action.file.save");
        QTRY_COMPARE(saved.count(), 1);

        m_driver->restart();
        QSignalSpy opened(m_driver->window().parts().study, &StudyDocument::opened);
        m_driver->window().open(folder);
        QTRY_COMPARE(opened.count(), 1);
        QCOMPARE(panes()->panes().size(), 3);
        QVERIFY(panes()->areColorsShared());
        QTRY_VERIFY(mapOf(second()) != nullptr);
        QTRY_COMPARE(mapOf(second())->estimator, QStringLiteral("biased"));
        QTRY_VERIFY(mapOf(panes()->first()) != nullptr);
        QCOMPARE(mapOf(panes()->first())->estimator, QStringLiteral("unbiased"));
        QVERIFY(second()->grid()->isMasked() && !m_driver->grid()->isMasked());
        QCOMPARE(second()->grid()->maskShape(), QString::fromLatin1(kCustom));
        QVERIFY(!second()->isLinked());
        QCOMPARE(second()->grid()->selectedGoTo(), QStringLiteral("up S L3 x T L4"));
        QVERIFY(panes()->current() == panes()->first());

        m_driver->trigger("action.file.closeStudy");
        QTRY_COMPARE(panes()->panes().size(), 1);
    }

private:
    SimilarityPanes* panes() const { return m_driver->window().parts().similarity; }
    SimilarityView* second() const { return m_driver->find<SimilarityView>("similarityView#2"); }
    void duplicate() { m_driver->trigger("action.view.duplicate"); }
    static std::shared_ptr<const HeatmapData> mapOf(const SimilarityView* pane)
    {
        return pane->grid()->shown(kUp);
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowPanes)
#include "tst_window_panes.moc"

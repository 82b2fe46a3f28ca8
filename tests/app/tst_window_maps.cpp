// SPDX-License-Identifier: GPL-3.0-or-later
// Journey U1 of ux.md, steps 5 to 9: maps looked at from all sides, each answer in its time class
// (p95 of 20).
#include "core/run/run_similarity.h"
#include "core/store/result_file.h"
#include "support/latency.h"
#include "support/pointer.h"
#include "support/window_test.h"
#include "widgets/models/example_slices.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/fact_list.h"
#include "widgets/panels/map_selection.h"
#include "widgets/panels/similarity_view.h"
#include "widgets/plots/color_scale_bar.h"
#include "widgets/plots/layer_profile.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QInputDialog>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTableView>
#include <QToolTip>

using namespace neurograft;

namespace {

const QStringList kModules{QStringLiteral("up_proj"), QStringLiteral("down_proj"),
                           QStringLiteral("v_proj"), QStringLiteral("o_proj")};
const QString kUp = QStringLiteral("up_proj");

} // namespace

class TestWindowMaps : public WindowTest {
    Q_OBJECT

    void prepare() override
    {
        openTinyPair();
        m_driver->choose("unitCombo", QStringLiteral("last-token"));
        m_driver->runToEnd();
    }

private Q_SLOTS:
    /// Step 5, R0.
    void hoverAnswersInEveryMapWithinAFrame()
    {
        const Latency hover = measureLatency([this](int i) {
            const HeatmapCell cell{i % 4, (i * 5 + 1) % 6};
            HeatmapPlot* plot = m_driver->map(kUp);
            const QPoint place = plot->cellRect(cell).center().toPoint();
            QWidget* canvas = plot->childAt(place);
            movePointer(canvas, canvas->mapFrom(plot, place));
            for (const QString& module : kModules) {
                QVERIFY(m_driver->map(module)->crosshair() == cell);
            }
            QCOMPARE(m_driver->text("status.hover"), cellText(*m_driver->map(kUp)->data(), cell));
        });
        report("hover", hover, 16.0);
    }

    /// Step 6, R1.
    void lockAndMaskAnswerAtOnce()
    {
        auto* bar = m_driver->find<ColorScaleBar>("scaleBar");
        report("lock", measureLatency([&](int i) {
                   m_driver->trigger("action.view.lock");
                   QCOMPARE(bar->scaleCount(), i % 2 == 0 ? 4 : 1);
               }),
               100.0);
        report("mask", measureLatency([&](int i) {
                   m_driver->trigger("action.view.mask");
                   QCOMPARE(m_driver->map(kUp)->boxLines().size(), i % 2 == 0 ? 2 : 1);
               }),
               100.0);
    }

    void maskShapesAreChosenAndUndone()
    {
        m_driver->trigger("action.maskShape.lower");
        QVERIFY(m_driver->find<QAction>("action.view.mask")->isChecked());
        QCOMPARE(m_driver->map(kUp)->cellColor({1, 3}).alpha(), 0);
        QCOMPARE(m_driver->map(kUp)->cellColor({3, 1}).alpha(), 255);
        m_driver->trigger("action.maskShape.band");
        auto* dialog = m_driver->find<QInputDialog>("bandDialog");
        QTRY_VERIFY(dialog->isVisible());
        dialog->setIntValue(0);
        dialog->accept();
        QCOMPARE(m_driver->grid()->maskShape(), QStringLiteral("band:0"));
        QCOMPARE(m_driver->map(kUp)->cellColor({3, 5}).alpha(), 255);
        QCOMPARE(m_driver->map(kUp)->cellColor({3, 4}).alpha(), 0);
        m_driver->trigger("action.edit.undo");
        QCOMPARE(m_driver->grid()->maskShape(), QStringLiteral("lower"));
        QVERIFY(m_driver->find<QAction>("action.maskShape.lower")->isChecked());
    }

    void aCustomMaskKeepsTheBrushedCells()
    {
        std::vector<SelectionItem> block;
        for (const int teacher : {2, 3}) {
            block.emplace_back(CellItem{kUp, 1, teacher});
        }
        m_driver->window().parts().selection->setSet(block);
        m_driver->trigger("action.maskShape.custom");
        auto* dialog = m_driver->find<QDialog>("maskDialog");
        QTRY_VERIFY(dialog->isVisible());
        QTest::mouseClick(m_driver->find<QAbstractButton>("maskDialog.set"), Qt::LeftButton);
        dialog->accept();
        QCOMPARE(m_driver->grid()->maskShape(), QStringLiteral("custom:S1: 2-3"));
        QVERIFY(m_driver->find<QAction>("action.view.mask")->isChecked());
        QVERIFY(m_driver->find<QAction>("action.maskShape.custom")->isChecked());
        const std::shared_ptr<const HeatmapData> shown = m_driver->map(kUp)->data();
        QCOMPARE(m_driver->map(kUp)->cellColor({1, 3}).alpha(), 255);
        QCOMPARE(m_driver->map(kUp)->cellColor({1, 4}).alpha(), 0);
        const double mean = (shown->value({1, 2}) + shown->value({1, 3})) / 2.0;
        QCOMPARE(heatmapStatistics(*shown, true).mean, mean); // the second line of the box
        QCOMPARE(m_driver->grid()->shownFigure().mask, QStringLiteral("custom:S1: 2-3"));
        m_driver->trigger("action.edit.undo");
        QCOMPARE(m_driver->grid()->maskShape(), QStringLiteral("upper"));
        QVERIFY(m_driver->find<QAction>("action.maskShape.upper")->isChecked());
        m_driver->trigger("action.edit.redo");
        QCOMPARE(m_driver->map(kUp)->cellColor({1, 4}).alpha(), 0);
    }

    /// Step 7, R2: the first switch computes from cached Gram matrices, the others read.
    void estimatorsAnswerWithinASecond()
    {
        const QStringList words{QStringLiteral("biased"), QStringLiteral("minibatch"),
                                QStringLiteral("unbiased")};
        report("estimator", measureLatency([&](int i) {
                   const QString word = words[i % 3];
                   m_driver->choose("estimatorCombo", word);
                   QTRY_COMPARE(m_driver->map(kUp)->data()->estimator, word);
               }),
               1000.0);
        QCOMPARE(m_driver->window().jobs()->jobs().size(), std::size_t(1)); // no forward pass
    }

    /// Step 8, R0.
    void arrowsMoveTheCellAndTheInspectorFollows()
    {
        m_driver->trigger("action.view.profiles");
        m_driver->click(kUp, {1, 2});
        QTest::keyClick(m_driver->map(kUp), Qt::Key_Right);
        QTest::keyClick(m_driver->map(kUp), Qt::Key_Up);
        QTest::keyClick(m_driver->map(kUp), Qt::Key_Return);
        auto* inspector = m_driver->find<QDockWidget>("inspectorDock");
        QVERIFY(inspector->isVisible());
        const std::shared_ptr<const HeatmapData> map = m_driver->map(kUp)->data();
        auto* facts = m_driver->find<FactList>("inspectorPanel.facts");
        QCOMPARE(m_driver->text("inspectorPanel.title"), QStringLiteral("cell up S L2 x T L3"));
        QCOMPARE(facts->value(QStringLiteral("CKA")), numberOf(map->value({2, 3})));
        int higher = 0;
        for (int teacher = 0; teacher < 6; ++teacher) {
            higher += map->value({2, teacher}) > map->value({2, 3}) ? 1 : 0;
        }
        QCOMPARE(facts->value(QStringLiteral("rank in row")),
                 QStringLiteral("%1/6").arg(higher + 1));
        QCOMPARE(facts->value(QStringLiteral("samples")), QStringLiteral("48"));
        QCOMPARE(facts->value(QStringLiteral("student weight")), QStringLiteral("176 × 64, fp32"));
        QCOMPARE(facts->value(QStringLiteral("teacher weight")), QStringLiteral("256 × 96, bf16"));
        auto* row = m_driver->find<LayerProfile>("profile.row");
        auto* column = m_driver->find<LayerProfile>("profile.column");
        QVERIFY(row->isVisible() && column->isVisible());
        QCOMPARE(row->data().values[5], map->value({2, 5}));
        QCOMPARE(column->data().values[0], map->value({0, 3}));
        report("arrow", measureLatency([this](int i) {
                   QTest::keyClick(m_driver->map(kUp), i % 2 == 0 ? Qt::Key_Left : Qt::Key_Right);
                   QCOMPARE(m_driver->find<LayerProfile>("profile.row")->data().marked,
                            i % 2 == 0 ? 2 : 3);
               }),
               16.0);
    }

    /// Step 9, R1.
    void brushedBlockHasItsMean()
    {
        const std::shared_ptr<const HeatmapData> map = m_driver->map(kUp)->data();
        drag(kUp, {1, 1}, {3, 3});
        SelectionModel* selection = m_driver->grid()->selection()->model();
        QCOMPARE(selection->set().size(), std::size_t(9));
        double sum = 0.0;
        for (int student = 1; student <= 3; ++student) {
            for (int teacher = 1; teacher <= 3; ++teacher) {
                sum += map->value({student, teacher});
            }
        }
        QCOMPARE(m_driver->find<FactList>("inspectorPanel.setFacts")->value(QStringLiteral("mean")),
                 numberOf(sum / 9.0));
        QVERIFY2(m_driver->text("status.hover")
                     .endsWith(QStringLiteral("9 cells, mean %1").arg(numberOf(sum / 9.0))),
                 qPrintable(m_driver->text("status.hover")));
        for (const QString& module : kModules) {
            QCOMPARE(m_driver->map(module)->marks().set.size(), std::size_t(9));
        }
        m_driver->trigger("action.edit.undo");
        QVERIFY(selection->set().empty());
        report("brush", measureLatency([this](int i) {
                   drag(kUp, {0, 0}, {1 + i % 3, 1 + i % 5});
               }),
               100.0);
    }

    void keysLeadThroughModulesAndLayers()
    {
        m_driver->click(kUp, {1, 2});
        SelectionModel* selection = m_driver->grid()->selection()->model();
        m_driver->trigger("action.view.nextModule");
        QVERIFY(selection->primary() == SelectionItem(CellItem{kModules[1], 1, 2}));
        m_driver->trigger("action.view.previousModule");
        m_driver->trigger("action.view.nextLayer");
        QVERIFY(selection->primary() == SelectionItem(CellItem{kUp, 2, 2}));
        m_driver->trigger("action.view.focusTeacher");
        QVERIFY(selection->primary() == SelectionItem(LayerItem{Role::Teacher, 2}));
        QCOMPARE(m_driver->map(kUp)->marks().teacherLayer, 2);
        QCOMPARE(m_driver->text("inspectorPanel.title"), QStringLiteral("layer T L2"));
    }

    void pinnedResultMinusTheOneShown()
    {
        const std::vector<double> a = m_driver->map(kUp)->data()->values;
        QVERIFY(!m_driver->find<QAction>("action.view.difference")->isEnabled());
        m_driver->trigger("action.edit.pin");
        m_driver->choose("estimatorCombo", QStringLiteral("biased"));
        QTRY_COMPARE(m_driver->map(kUp)->data()->estimator, QStringLiteral("biased"));
        const std::vector<double> b = m_driver->map(kUp)->data()->values;
        report("difference",
               measureLatency([this](int) { m_driver->trigger("action.view.difference"); }, 21),
               100.0);
        for (const QString& module : kModules) {
            QVERIFY(m_driver->map(module)->data()->difference != nullptr);
            QVERIFY(m_driver->map(module)->colorMap() == ColorMapId::Vik);
        }
        for (std::size_t i = 0; i < a.size(); ++i) {
            QCOMPARE(m_driver->map(kUp)->data()->values[i], a[i] - b[i]);
        }
        const ColorRange range = m_driver->map(kUp)->colorRange();
        QCOMPARE(range.low, -range.high);
        const QString title = m_driver->text("similarityView.title");
        QVERIFY2(title.startsWith(QStringLiteral("Difference A − B.  A: run 1"))
                     && title.contains(QStringLiteral("B: run 1, cka-biased")),
                 qPrintable(title));
        FigureSpec spec;
        m_driver->grid()->applyTo(spec);
        QVERIFY(spec.colorMap == ColorMapId::Vik);
        QCOMPARE(m_driver->grid()->shownFigure().panels.size(), std::size_t(4));
        m_driver->trigger("action.edit.unpin");
        QVERIFY(m_driver->map(kUp)->data()->difference == nullptr);
        QVERIFY(m_driver->text("similarityView.remark").startsWith(QStringLiteral("Pin a result")));
        m_driver->trigger("action.edit.undo"); // pinned again
        QVERIFY(m_driver->map(kUp)->data()->difference != nullptr);
    }

    /// C6: samples change without a forward pass.
    void aChoiceOfRowsComesFromTheCache()
    {
        SimilaritySession* session = m_driver->window().session();
        const std::vector<std::int64_t> rows{0, 1, 2, 3, 4, 5, 6, 7, 20, 30};
        QElapsedTimer clock;
        clock.start();
        session->setRows(rows);
        QTRY_COMPARE(m_driver->map(kUp)->data()->n, std::int64_t(10));
        qInfo("rows: %lld ms", static_cast<long long>(clock.elapsed()));
        QVERIFY(clock.elapsed() < 1000);
        QCOMPARE(m_driver->window().jobs()->jobs().size(), std::size_t(1));
        QVERIFY(!session->needsRun());
        // The same as a run of these rows alone.
        SimilarityStudy study = session->study();
        QVERIFY(study.rows.rows == rows);
        study.isDeterministic = true; // a forward pass of its own
        const std::string file = (m_driver->folder() + QStringLiteral("/rows.h5")).toStdString();
        runSimilarity(study, file, false, RunContext());
        const std::vector<double> alone = readTable(file, "similarity/up_proj/cka").as<double>();
        for (std::size_t i = 0; i < alone.size(); ++i) {
            QVERIFY(std::abs(m_driver->map(kUp)->data()->values[i] - alone[i]) < 1e-6);
        }
        session->setRows(std::vector<std::int64_t>{0, 1, 2}); // fewer than the estimator needs
        QTRY_COMPARE(m_driver->map(kUp)->data()->n, std::int64_t(3));
        QVERIFY(cellText(*m_driver->map(kUp)->data(), {1, 1})
                    .contains(QStringLiteral("undefined: too few samples")));
        session->setRows(std::nullopt);
        QTRY_COMPARE(m_driver->map(kUp)->data()->n, std::int64_t(48));
    }

    void slicesOfTheExamplesAreRows()
    {
        auto* slices = m_driver->window().findChild<ExampleSlices*>();
        QVERIFY(!m_driver->find<QComboBox>("rowsCombo")->isVisible());
        slices->setSlice(QStringLiteral("demo"), QStringLiteral("capitals"),
                         {0, 1, 2, 3, 4, 5, 6, 7});
        m_driver->choose("rowsCombo", QStringLiteral("capitals"));
        QTRY_COMPARE(m_driver->map(kUp)->data()->n, std::int64_t(8));
        m_driver->choose("rowsCombo", QString());
        QTRY_COMPARE(m_driver->map(kUp)->data()->n, std::int64_t(48));
        QCOMPARE(m_driver->window().jobs()->jobs().size(), std::size_t(1));
    }

    void anItemOfTheDataIsReadInTheInspector()
    {
        m_driver->click(kUp, {1, 2});
        m_driver->grid()->selection()->model()->select(RowItem{QStringLiteral("demo"), 5});
        const auto* text = m_driver->find<QPlainTextEdit>("inspectorPanel.text");
        QVERIFY(text->isVisible());
        QVERIFY2(text->toPlainText().contains(QStringLiteral("The capital of France is")),
                 qPrintable(text->toPlainText()));
        QVERIFY(m_driver->map(kUp)->selectedCell() == HeatmapCell({1, 2})); // the maps stay
    }

    void anotherUnitNeedsARunOnlyOnce()
    {
        m_driver->choose("unitCombo", QStringLiteral("mean-token"));
        QTRY_VERIFY2(m_driver->text("similarityView.remark")
                         .contains(QStringLiteral("needs a forward pass")),
                     qPrintable(m_driver->text("similarityView.remark")));
        QCOMPARE(m_driver->map(kUp)->data()->unit, QStringLiteral("last-token")); // the maps stay
        m_driver->runToEnd();
        QTRY_COMPARE(m_driver->map(kUp)->data()->unit, QStringLiteral("mean-token"));
        QElapsedTimer clock;
        clock.start();
        m_driver->choose("unitCombo", QStringLiteral("last-token"));
        QTRY_COMPARE(m_driver->map(kUp)->data()->unit, QStringLiteral("last-token"));
        qInfo("unit: %lld ms", static_cast<long long>(clock.elapsed()));
        QVERIFY(clock.elapsed() < 1000);
        QCOMPARE(m_driver->window().jobs()->jobs().size(), std::size_t(2));
    }

    void hiddenModulesAreComputedWhenShown()
    {
        auto* tick = m_driver->find<QAbstractButton>("moduleTicks.v_proj");
        tick->click();
        m_driver->choose("estimatorCombo", QStringLiteral("biased"));
        QTRY_COMPARE(m_driver->map(kUp)->data()->estimator, QStringLiteral("biased"));
        QCOMPARE(m_driver->grid()->shownFigure().panels.size(), std::size_t(3));
        tick->click();
        QTRY_COMPARE(m_driver->grid()->shownFigure().panels.size(), std::size_t(4));
        QCOMPARE(m_driver->map(QStringLiteral("v_proj"))->data()->estimator,
                 QStringLiteral("biased"));
    }

    void theTableTwinSharesTheSelection()
    {
        m_driver->click(kUp, {2, 3});
        m_driver->trigger("action.view.asTable");
        auto* table = m_driver->find<QTableView>("similarityView.table");
        QVERIFY(table->isVisible());
        QCOMPARE(table->currentIndex().row(), 2);
        QCOMPARE(table->currentIndex().column(), 3);
        QCOMPARE(table->model()->rowCount(), 4);
        QTest::keyClick(table, Qt::Key_Right);
        QVERIFY(m_driver->grid()->selectedCell() == HeatmapCell({2, 4}));
    }

    void bestMatchesAreDottedFromMenuAndCombo()
    {
        m_driver->choose("pathCombo", QStringLiteral("best"));
        QVERIFY(m_driver->find<QAction>("action.path.best")->isChecked());
        QVERIFY(m_driver->map(kUp)->marks().path == bestMatches(*m_driver->map(kUp)->data()));
        m_driver->trigger("action.path.none");
        QCOMPARE(m_driver->find<QComboBox>("pathCombo")->currentData().toString(),
                 QStringLiteral("none"));
        QVERIFY(m_driver->map(kUp)->marks().path.empty());
    }

    /// With NEUROGRAFT_PICTURES=folder the test leaves pictures to look at.
    void picturesForLooking()
    {
        const QString folder = qEnvironmentVariable("NEUROGRAFT_PICTURES");
        if (folder.isEmpty()) {
            QSKIP("NEUROGRAFT_PICTURES is not set");
        }
        m_driver->window().resize(1440, 900);
        m_driver->trigger("action.edit.pin");
        m_driver->trigger("action.view.profiles");
        m_driver->choose("pathCombo", QStringLiteral("best"));
        drag(kUp, {1, 1}, {3, 3});
        m_driver->click(kUp, {2, 3});
        const QString name = QStringLiteral("%1/maps-%2.png").arg(folder);
        const auto shoot = [&](const char* what) {
            QTest::qWait(300);
            QVERIFY(m_driver->window().grab().save(name.arg(QLatin1String(what))));
        };
        shoot("light");
        m_driver->trigger("action.view.mask");
        m_driver->trigger("action.figure.color");
        shoot("colour");
        m_driver->trigger("action.theme.dark");
        shoot("dark");
        m_driver->choose("estimatorCombo", QStringLiteral("biased"));
        QTRY_COMPARE(m_driver->map(kUp)->data()->estimator, QStringLiteral("biased"));
        m_driver->trigger("action.view.difference");
        shoot("difference-dark");
        m_driver->trigger("action.theme.light");
        m_driver->trigger("action.view.asTable");
        shoot("table");
    }

    void zoomIsLinkedAndUndone()
    {
        const HeatmapView whole = m_driver->map(kUp)->view();
        m_driver->trigger("action.view.zoomIn");
        const HeatmapView near = m_driver->map(QStringLiteral("o_proj"))->view();
        QVERIFY(near != whole);
        QVERIFY(m_driver->map(kUp)->view() == near);
        m_driver->trigger("action.edit.undo");
        QVERIFY(m_driver->map(QStringLiteral("o_proj"))->view() == whole);
    }

private:
    static QString numberOf(double value)
    {
        return QString::number(value, 'f', 3).replace(QLatin1Char('-'), QChar(0x2212));
    }
    void report(const char* what, const Latency& latency, double limitMs)
    {
        logLatency(what, latency, limitMs);
        QVERIFY2(latency.workP95 < limitMs, what);
    }
    void drag(const QString& module, const HeatmapCell& from, const HeatmapCell& to)
    {
        HeatmapPlot* plot = m_driver->map(module);
        const QPoint start = plot->cellRect(from).center().toPoint();
        const QPoint end = plot->cellRect(to).center().toPoint();
        QWidget* canvas = plot->childAt(start);
        dragPointer(canvas, {canvas->mapFrom(plot, start), canvas->mapFrom(plot, end)});
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowMaps)
#include "tst_window_maps.moc"

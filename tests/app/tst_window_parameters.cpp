// SPDX-License-Identifier: GPL-3.0-or-later
// Journey U3 of ux.md: what PiSSA and LoRA did to the weights, in charts, spectra and out of the
// window; and what the view says while it has nothing.
#include "core/store/result_file.h"
#include "support/pointer.h"
#include "support/window_test.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/figure_list_model.h"
#include "widgets/models/parameter_session.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/compare_page.h"
#include "widgets/panels/map_panels.h"
#include "widgets/panels/parameters_view.h"
#include "widgets/panels/spectrum_distance_panel.h"
#include "widgets/panels/whole_table.h"
#include "widgets/plots/heatmap_plot.h"
#include "widgets/plots/loss_plot.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QFile>
#include <QLabel>
#include <QSpinBox>
#include <QTabBar>
#include <QTableView>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <iterator>

using namespace neurograft;

class TestWindowParameters : public WindowTest {
    Q_OBJECT

    ParameterSession* session() const { return m_driver->window().parts().parameters; }
    ParametersView* view() const { return m_driver->window().parts().parametersView; }
    LossPlot* curve(const char* module) const
    {
        return m_driver->find<LossPlot>((QByteArray("curve.") + module).constData());
    }
    std::vector<double> stored(const std::string& table) const
    {
        return readTable(session()->resultPath().toStdString(), "parameters/" + table).as<double>();
    }
    void addAdapter(const QString& name)
    {
        m_driver->drop("pairBar.studentSlot", fixture(QStringLiteral("adapters/") + name));
        QTRY_VERIFY(m_driver->find<QCheckBox>(
                        (QStringLiteral("adapterTick.") + name).toLatin1().constData())
                    != nullptr);
        QTRY_VERIFY(
            m_driver
                ->find<QCheckBox>((QStringLiteral("adapterTick.") + name).toLatin1().constData())
                ->isEnabled());
    }
    void compareParameters()
    {
        m_driver->trigger("action.analyse.parameterSimilarity");
        QTRY_VERIFY_WITH_TIMEOUT(session()->result() && !session()->isRunning()
                                     && !session()->result()->isPartial(),
                                 30000);
    }
    void switchMaps() const
    {
        QTest::mouseClick(m_driver->find<QToolButton>("parametersView.mapToggle"), Qt::LeftButton);
    }

protected:
    void prepare() override { m_driver->openModels(); }

private Q_SLOTS:
    void aResultIsShownWithoutItsPair()
    {
        addAdapter(QStringLiteral("pissa"));
        compareParameters();
        const QString copy = m_driver->folder() + QStringLiteral("/elsewhere.h5");
        QVERIFY(QFile::copy(session()->resultPath(), copy));
        m_driver->restart();
        const WindowParts& parts = m_driver->window().parts();
        QVERIFY(parts.pages->isStartShown());
        m_driver->window().open(copy);
        QTRY_VERIFY(session()->result() != nullptr);
        QVERIFY(!parts.pages->isStartShown());
        QVERIFY(parts.compare->areParametersShown() && view()->isVisible());
        m_driver->trigger("action.file.closeStudy");
        QTRY_VERIFY(parts.pages->isStartShown());
    }

    void withoutAnAdapterTheViewSaysWhatItNeeds()
    {
        m_driver->trigger("action.analyse.parameterSimilarity");
        QVERIFY(m_driver->window().parts().compare->areParametersShown());
        QVERIFY(view()->isVisible());
        QVERIFY2(m_driver->text("parametersView.empty.emptyText")
                     .startsWith(QStringLiteral("Cosines appear when the student has an adapter")),
                 qPrintable(m_driver->text("parametersView.empty.emptyText")));
        QVERIFY(!m_driver->find<QWidget>("paramRunButton")->isEnabled());
        QVERIFY(session()->result() == nullptr);
    }

    void pissaLiesInTheWeightsLeadingDirections()
    {
        addAdapter(QStringLiteral("pissa"));
        compareParameters();
        QVERIFY(curve("up_proj") != nullptr && curve("up_proj")->isVisible());
        QVERIFY(curve("down_proj") != nullptr && curve("down_proj")->isVisible());
        const CurveData& shown = curve("down_proj")->data();
        QCOMPARE(shown.curves.size(), std::size_t{2});
        QVERIFY2(shown.curves[0].title.startsWith(QStringLiteral("LoRA vs Remaining (mean ")),
                 qPrintable(shown.curves[0].title));
        QVERIFY(shown.curves[1].title.startsWith(QStringLiteral("LoRA vs Original (mean ")));
        QCOMPARE(shown.curves[0].values, stored("pissa/down_proj/lora_vs_remaining"));
        QCOMPARE(shown.curves[1].values, stored("pissa/down_proj/lora_vs_original"));
        QCOMPARE(shown.curves[1].values.size(), std::size_t{4});
        for (std::size_t layer = 0; layer < 4; ++layer) {
            QVERIFY(std::abs(shown.curves[0].values[layer]) < 1e-5); // closed forms of 7.2
            QVERIFY(shown.curves[1].values[layer] > 0.3);
        }
    }

    void aSecondAdapterJoinsTheSameCharts()
    {
        addAdapter(QStringLiteral("pissa"));
        compareParameters();
        addAdapter(QStringLiteral("linear"));
        QTRY_VERIFY_WITH_TIMEOUT(
            session()->result()->adapters()
                    == QStringList({QStringLiteral("pissa"), QStringLiteral("linear")})
                && !session()->isRunning(),
            30000);
        QTRY_COMPARE(curve("up_proj")->data().curves.size(), std::size_t{4});
        QVERIFY(curve("up_proj")->data().curves[2].title.startsWith(QStringLiteral("linear: ")));
        QVERIFY(curve("q_proj") != nullptr && curve("q_proj")->isVisible()); // of linear alone
        QCOMPARE(curve("q_proj")->data().curves.size(), std::size_t{2});
        m_driver->choose("parametersView.tableCombo", QStringLiteral("norm_ratio"));
        QCOMPARE(curve("up_proj")->data().curves.size(), std::size_t{2});
        QCOMPARE(curve("up_proj")->data().curves[1].values, stored("linear/up_proj/norm_ratio"));
    }

    void chartsShareTheirRangeOnRequest()
    {
        addAdapter(QStringLiteral("pissa"));
        compareParameters();
        auto* same = m_driver->find<QToolButton>("sameRangeToggle");
        QVERIFY(same->isChecked());
        QVERIFY(curve("up_proj")->valueRange() == curve("down_proj")->valueRange());
        QTest::mouseClick(same, Qt::LeftButton);
        QVERIFY(curve("up_proj")->valueRange() == curveRange(curve("up_proj")->data()));
        QVERIFY(curve("down_proj")->valueRange() == curveRange(curve("down_proj")->data()));
    }

    void aPointShowsTheSpectrumAndSelectsItsLayer()
    {
        addAdapter(QStringLiteral("pissa"));
        compareParameters();
        LossPlot* down = curve("down_proj");
        const double value = down->data().curves[1].values[2];
        movePointer(down, down->placeOf(2.0, value).toPoint());
        QTRY_VERIFY2(m_driver->text("status.hover").startsWith(QStringLiteral("layer 2  LoRA vs")),
                     qPrintable(m_driver->text("status.hover")));
        QTest::mouseClick(down, Qt::LeftButton, Qt::NoModifier,
                          down->placeOf(2.0, value).toPoint());
        QCOMPARE(view()->module(), QStringLiteral("down_proj"));
        QCOMPARE(view()->layer(), 2);
        QVERIFY(down->reference() == 2.0);
        QVERIFY(curve("up_proj")->reference() == 2.0);
        QCOMPARE(layerOf(m_driver->window().parts().selection->primary(), Role::Student), 2);
        const CurveData& spectrum = m_driver->find<LossPlot>("spectrumPlot")->data();
        QCOMPARE(spectrum.curves.size(), std::size_t{1});
        QCOMPARE(spectrum.curves[0].values.size(), std::size_t{8});
        const std::vector<double> all = stored("pissa/down_proj/spectrum");
        QCOMPARE(spectrum.curves[0].values,
                 std::vector<double>(all.begin() + 16, all.begin() + 24)); // layer 2
        QVERIFY(view()->spectrum()->reference() == 8.0);
        QCOMPARE(view()->spectrum()->referenceLabel(), QStringLiteral("r = 8"));
        QVERIFY2(
            m_driver->text("parametersView.facts").startsWith(QStringLiteral("pissa: vs original")),
            qPrintable(m_driver->text("parametersView.facts")));
        QVERIFY(m_driver->text("parametersView.facts").contains(QStringLiteral("of 8")));
    }

    void mapsShowTheSameNumbersModuleByLayer()
    {
        addAdapter(QStringLiteral("pissa"));
        compareParameters();
        const MapPanels* maps = view()->maps();
        QVERIFY(curve("up_proj")->isVisible() && !maps->isVisible());
        switchMaps();
        QVERIFY(view()->areMapsShown() && maps->isVisible());
        QVERIFY(!curve("up_proj")->isVisible());
        QCOMPARE(maps->count(), 2); // both cosines of the one adapter
        QCOMPARE(maps->map(0)->module, QStringLiteral("pissa vs Remaining"));
        QCOMPARE(maps->map(1)->module, QStringLiteral("pissa vs Original"));
        const HeatmapData& original = *maps->map(1);
        QCOMPARE(original.rows.names,
                 (QStringList{QStringLiteral("down_proj"), QStringLiteral("up_proj")}));
        QCOMPARE(original.teachers, 4);
        const std::vector<double> down = stored("pissa/down_proj/lora_vs_original");
        for (int layer = 0; layer < 4; ++layer) {
            QCOMPARE(original.value({0, layer}), down[static_cast<std::size_t>(layer)]);
        }
        QVERIFY(maps->plot(0)->colorMap() == ColorMapId::Vik);
        m_driver->choose("parametersView.tableCombo", QStringLiteral("effective_rank"));
        QCOMPARE(maps->count(), 1);
        QCOMPARE(maps->map(0)->module, QStringLiteral("pissa"));
        QVERIFY(maps->plot(0)->colorMap() == ColorMapId::Magma);
        QCOMPARE(maps->map(0)->value({1, 3}), stored("pissa/up_proj/effective_rank")[3]);
        switchMaps();
        QVERIFY(!maps->isVisible());
        QVERIFY(curve("up_proj")->isVisible());
    }

    void aCellOfAMapShowsTheSpectrumAndSelectsItsLayer()
    {
        addAdapter(QStringLiteral("pissa"));
        compareParameters();
        switchMaps();
        HeatmapPlot* map = view()->maps()->plot(1);
        const QPoint place = map->cellRect({0, 3}).center().toPoint();
        QWidget* canvas = map->childAt(place);
        movePointer(canvas, canvas->mapFrom(map, place));
        QTRY_VERIFY2(m_driver->text("status.hover").contains(QStringLiteral("down_proj x S L3  ")),
                     qPrintable(m_driver->text("status.hover")));
        QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->mapFrom(map, place));
        QCOMPARE(view()->module(), QStringLiteral("down_proj"));
        QCOMPARE(view()->layer(), 3);
        QCOMPARE(layerOf(m_driver->window().parts().selection->primary(), Role::Student), 3);
        QVERIFY(curve("up_proj")->reference() == 3.0);
        QCOMPARE(map->marks().teacherLayer, 3); // its column is outlined
        QCOMPARE(view()->maps()->plot(0)->marks().teacherLayer, 3);
        const std::vector<double> all = stored("pissa/down_proj/spectrum");
        QCOMPARE(view()->spectrum()->data().curves[0].values,
                 std::vector<double>(all.begin() + 24, all.begin() + 32));
    }

    void distancesOfSpectraAreAMapAndATable()
    {
        addAdapter(QStringLiteral("pissa"));
        m_driver->trigger("action.analyse.spectrum");
        QTRY_VERIFY_WITH_TIMEOUT(session()->result() && !session()->isRunning()
                                     && !session()->result()->distances().empty(),
                                 60000);
        view()->choose(QStringLiteral("down_proj"), 2);
        const SpectrumDistancePanel* panel = view()->distances();
        QVERIFY(panel->hasContent());
        QCOMPARE(panel->module(), QStringLiteral("down_proj"));
        const HeatmapData& map = *panel->map()->map(0);
        QCOMPARE(map.students, 4);
        QCOMPARE(map.teachers, 6);
        const Table held =
            readTable(session()->resultPath().toStdString(), "spectra/distance/down_proj");
        QCOMPARE(map.values, held.as<double>());
        QVERIFY(*std::min_element(map.values.begin(), map.values.end()) > 0.0);
        QCOMPARE(panel->map()->plot(0)->marks().studentLayer, 2);
        const auto* table =
            dynamic_cast<WholeTable*>(m_driver->find<QTableView>("spectrumDistance.table"));
        QVERIFY(table != nullptr);
        QCOMPARE(table->model()->rowCount(), 4);
        QCOMPARE(table->model()->columnCount(), 6);
        QCOMPARE(table->model()->headerData(5, Qt::Horizontal).toString(), QStringLiteral("T L5"));
        QVERIFY(table->chosenText().startsWith(QStringLiteral("down_proj distance")));
        Q_EMIT panel->map()->cellChosen(0, 1, 4);
        QCOMPARE(view()->layer(), 1);
        const SelectionItem& primary = m_driver->window().parts().selection->primary();
        QCOMPARE(layerOf(primary, Role::Student), 1);
        QCOMPARE(layerOf(primary, Role::Teacher), 4);
    }

    void spectraOfTheWeightsStandBesideTheChange()
    {
        addAdapter(QStringLiteral("pissa"));
        m_driver->trigger("action.analyse.spectrum");
        QTRY_VERIFY_WITH_TIMEOUT(session()->result() && !session()->isRunning()
                                     && session()->result()->hasSpectra(),
                                 60000);
        view()->choose(QStringLiteral("up_proj"), 1);
        const CurveData& spectrum = view()->spectrum()->data();
        QCOMPARE(spectrum.curves.size(), std::size_t{3});
        // Of a 176 x 64 weight that misses ranks: what is 0 has no place on a logarithmic axis.
        QVERIFY(spectrum.curves[0].values.size() > 8 && spectrum.curves[0].values.size() <= 64);
        QCOMPARE(spectrum.curves[1].title, QStringLiteral("teacher's weight, T L2"));
        for (std::size_t i = 0; i < 8; ++i) { // PiSSA takes the weight's own leading values
            QVERIFY(std::abs(spectrum.curves[2].values[i] / spectrum.curves[0].values[i] - 1.0)
                    < 1e-4);
        }
    }

    void theRunIsListedOpensAgainAndCanBeReplayed()
    {
        addAdapter(QStringLiteral("pissa"));
        compareParameters();
        const QString path = session()->resultPath();
        session()->clear();
        QVERIFY(session()->result() == nullptr);
        m_driver->find<QTabBar>("comparePage.tabs")->setCurrentIndex(0);
        QVERIFY(!view()->isVisible());
        m_driver->window().open(path);
        QTRY_VERIFY(session()->result() != nullptr);
        QVERIFY(m_driver->window().parts().compare->areParametersShown());
        QVERIFY(view()->isVisible());
        QCOMPARE(curve("up_proj")->data().curves[1].values,
                 stored("pissa/up_proj/lora_vs_original"));
    }

    /// Step 8: four views on one page, for a paper.
    void aBoardOfFourLeavesAsOneFigure()
    {
        addAdapter(QStringLiteral("pissa"));
        addAdapter(QStringLiteral("linear"));
        compareParameters();
        const auto* figures = m_driver->window().findChild<FigureListModel*>();
        const char* tables[] = {"norm_ratio", "effective_rank", "stable_rank"};
        m_driver->trigger("action.figure.newBoard"); // the cosines
        QTRY_COMPARE(figures->rowCount(), 1);
        for (std::size_t i = 0; i < std::size(tables); ++i) {
            m_driver->choose("parametersView.tableCombo", QString::fromLatin1(tables[i]));
            m_driver->trigger("action.figure.addToBoard");
            QTRY_COMPARE(figures->entry(0).recipe.parts.size(), i + 2);
        }
        m_driver->trigger("action.view.figures");
        auto* columns = m_driver->find<QSpinBox>("figureBoard.columns");
        QTRY_VERIFY(columns->isVisible());
        columns->setValue(2);
        const QString path = m_driver->folder() + QStringLiteral("/board.svg");
        exportFigure(path, QStringLiteral("neurips"), QStringLiteral("svg"));
        QFile svg(path);
        QVERIFY(svg.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(svg.readAll());
        for (const char* letter : {">(a)<", ">(b)<", ">(c)<", ">(d)<"}) {
            QVERIFY2(text.contains(QLatin1String(letter)), letter);
        }
        QVERIFY(text.contains(QStringLiteral(">pissa"))
                && text.contains(QStringLiteral(">linear")));
    }

    void numbersLeaveAsTables()
    {
        addAdapter(QStringLiteral("pissa"));
        compareParameters();
        QTest::mouseClick(m_driver->find<QToolButton>("parametersView.copyLatex"), Qt::LeftButton);
        const QString latex = QApplication::clipboard()->text();
        QVERIFY(latex.contains(QStringLiteral("\\toprule")));
        QVERIFY(latex.contains(QStringLiteral("pissa & up\\_proj & $0.")));
        m_driver->trigger("action.edit.copy");
        const QStringList lines = QApplication::clipboard()->text().split(u'\n');
        QVERIFY(lines[0].startsWith(QStringLiteral("adapter\tmodule\tlora_vs_original\t")));
        QVERIFY(lines[1].startsWith(QStringLiteral("pissa\tup_proj\t0.")));
        m_driver->trigger("action.edit.copyCommand");
        QVERIFY(QApplication::clipboard()->text().startsWith(
            QStringLiteral("neurograft parameters --model ")));
    }

    void runningMeansWhatIsSeen()
    {
        addAdapter(QStringLiteral("pissa"));
        auto* run = m_driver->find<QAction>("action.analyse.runSimilarity");
        QCOMPARE(run->text(), QStringLiteral("&Run similarity"));
        m_driver->trigger("action.analyse.parameterSimilarity");
        QCOMPARE(run->text(), QStringLiteral("&Compare parameters"));
        QTRY_VERIFY_WITH_TIMEOUT(session()->result() && !session()->isRunning(), 30000);
        m_driver->trigger("action.analyse.similarity");
        QCOMPARE(run->text(), QStringLiteral("&Run similarity"));
        QVERIFY(!view()->isVisible());
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowParameters)
#include "tst_window_parameters.moc"

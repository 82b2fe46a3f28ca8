// SPDX-License-Identifier: GPL-3.0-or-later
// Journey U6 of ux.md, all of it in one go with the bundled demo: first start, heatmap, neuron,
// transfer, verdict, figure, and back again after quitting.
#include "app/window_actions.h"
#include "core/store/result_file.h"
#include "support/pointer.h"
#include "support/window_test.h"
#include "widgets/frame/first_steps_strip.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/evaluate_session.h"
#include "widgets/models/evaluate_task_model.h"
#include "widgets/models/evaluation_group_model.h"
#include "widgets/models/evaluation_table_model.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/study_document.h"
#include "widgets/models/token_score_table_model.h"
#include "widgets/models/transfer_session.h"
#include "widgets/panels/neuron_maps.h"
#include "widgets/panels/neurons_view.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/token_score_table.h"
#include "widgets/plots/loss_plot.h"
#include "widgets/plots/neuron_map_plot.h"

#include <QAction>
#include <QDialog>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>

#include <cmath>

using namespace neurograft;

class TestWindowFirstJourney : public WindowTest {
    Q_OBJECT

    void beforeWindow() override { qputenv("NEUROGRAFT_RESOURCE_DIR", NEUROGRAFT_RESOURCES); }

    const WindowParts& parts() const { return m_driver->window().parts(); }
    FirstStepsStrip* strip() const { return parts().firstSteps; }
    /// A key, where the focus is.
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::keyClick(&m_driver->window(), key, modifiers);
    }
    /// The button of the strip, for the step it is at.
    void goToStep(int step)
    {
        QTRY_COMPARE(strip()->current(), step);
        auto* button = m_driver->find<QPushButton>("firstStepsStrip.run");
        QTRY_VERIFY2(button->isEnabled(), qPrintable(strip()->text()));
        QTest::mouseClick(button, Qt::LeftButton);
    }
    void tell(const char* what) const
    {
        qInfo("%s after %lld ms", what, static_cast<long long>(m_clock.elapsed()));
    }

    /// Steps 1 to 3.
    void firstHeatmap()
    {
        m_clock.start();
        auto* demo = m_driver->find<QPushButton>("startPage.openDemoButton");
        QTRY_COMPARE(QApplication::focusWidget(), demo);
        QTest::keyClick(demo, Qt::Key_Enter);
        SimilaritySession* session = m_driver->window().session();
        QTRY_VERIFY_WITH_TIMEOUT(session->figure() != nullptr && !session->isRunning(), 120000);
        QCOMPARE(session->figure()->panels.size(), std::size_t{4});
        QTRY_VERIFY(strip()->isDone(0));
        tell("heatmap");
    }

    /// Steps 4 to 6.
    void neuronsOfACell()
    {
        m_driver->click(QStringLiteral("down_proj"), {2, 3});
        QVERIFY(std::holds_alternative<CellItem>(parts().selection->primary()));
        m_driver->trigger("action.view.neuronsOf");
        QVERIFY(parts().pages->current() == Workspace::Neurons);
        QCOMPARE(parts().selection->primary(), SelectionItem(LayerItem{Role::Student, 2}));
        QTRY_VERIFY2(parts().locate->isRunning() || parts().neurons->result() != nullptr,
                     qPrintable(parts().locate->obstacle()));
        QTRY_VERIFY_WITH_TIMEOUT(!parts().locate->isRunning(), 60000);
        QTRY_VERIFY(parts().neurons->resultPath() == parts().locate->resultPath()
                    && !parts().neurons->isReading());
        QVERIFY(!parts().neurons->result()->isPartial);
        tell("neurons");

        NeuronMapPlot* map = parts().neuronsView->maps()->map(Role::Student);
        const NeuronPlace brightest = neuronStatistics(*map->data()).highest;
        QVERIFY(map->data()->scores[map->data()->offset(brightest)] > 0.0F);
        map->bringIntoView(brightest);
        QTest::mouseClick(map, Qt::LeftButton, {}, map->binRect(brightest).center().toPoint());
        const auto* chosen = std::get_if<NeuronItem>(&parts().selection->primary());
        QVERIFY(chosen != nullptr);
        QCOMPARE(chosen->layer, brightest.layer);
        const auto* promoted = m_driver->find<TokenScoreTable>("promotedTable");
        QTRY_VERIFY(promoted->tokens()->rowCount() > 0);
        QVERIFY(!promoted->model()->index(0, 0).data().toString().isEmpty());
    }

    /// Step 7, strip step 3.
    void transfer()
    {
        goToStep(2);
        QVERIFY(parts().pages->current() == Workspace::Transfer);
        TransferSession* session = parts().transfer;
        QCOMPARE(session->options().study().method, std::string("laten"));
        QTRY_VERIFY2(session->obstacle().isEmpty(), qPrintable(session->obstacle()));
        // The defaults take twenty steps; a few are the same journey.
        m_driver->find<QWidget>("transferView")
            ->findChildren<QSpinBox*>("stepsSpin")
            .front()
            ->setValue(4);
        key(Qt::Key_F5);
        QVERIFY(session->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!session->isRunning(), 200000);
        QCOMPARE(parts().notices->text(QStringLiteral("transfer")), QString());
        QTRY_VERIFY(session->result() && !session->result()->isPartial);
        tell("transfer");
        const CurveData& curves = m_driver->find<LossPlot>("lossPlot")->data();
        QVERIFY(!curves.curves.empty() && !curves.curves.front().values.empty());
        QVERIFY(std::isfinite(curves.curves.front().values.back()));
        QCOMPARE(session->result()->trainedSteps, std::int64_t{4});
        QVERIFY(QFileInfo::exists(session->resultPath()));
        // The delta waits beside the student, switched off.
        QTRY_COMPARE(parts().overlays->overlays().size(), std::size_t{1});
        QVERIFY(!parts().overlays->isAnyActive());
    }

    /// Step 7, strip step 4.
    void verdict()
    {
        goToStep(3);
        QVERIFY(parts().pages->current() == Workspace::Evaluate);
        EvaluateSession* session = parts().evaluate;
        QTRY_VERIFY(session->tasks()->rowCount() >= 2 && !session->tasks()->isReading());
        m_driver->find<QSpinBox>("sampleSpin")->setValue(24);
        QTRY_VERIFY2(session->obstacle().isEmpty(), qPrintable(session->obstacle()));
        key(Qt::Key_F5);
        QVERIFY(session->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!session->isRunning(), 200000);
        QCOMPARE(parts().notices->text(QStringLiteral("evaluate")), QString());
        QVERIFY(!session->rows().empty());
        for (std::size_t row = 0; row < session->rows().size(); ++row) {
            const auto compared = [session, row] {
                const auto& comparison = session->rows()[row].comparison;
                return comparison ? comparison->paired.n : 0;
            };
            QTRY_COMPARE_WITH_TIMEOUT(compared(), std::int64_t{24}, 30000);
        }
        tell("verdict");
        // Table, sentence and result file say the same.
        const PairedComparison& paired = session->currentRow()->comparison->paired;
        const auto* table = m_driver->find<QTableView>("evalTable")->model();
        const auto cell = [table, session](int column) {
            return table->index(session->current(), column).data().toString();
        };
        QCOMPARE(cell(EvaluationTableModel::Before), percentText(paired.scoreA) + " %");
        QCOMPARE(cell(EvaluationTableModel::After), percentText(paired.scoreB) + " %");
        QCOMPARE(cell(EvaluationTableModel::Gained), QString::number(paired.better));
        QCOMPARE(cell(EvaluationTableModel::Finding), verdictText(paired));
        const QString sentence = m_driver->text("evalFinding");
        QVERIFY2(sentence.contains(QStringLiteral("%1 points (%2 gained, %3 lost of 24)")
                                       .arg(pointsText(paired.difference))
                                       .arg(paired.better)
                                       .arg(paired.worse)),
                 qPrintable(sentence));
        QVERIFY2(sentence.contains(verdictText(paired)), qPrintable(sentence));
        // The subjects of the first task add up to its questions.
        const auto* groups = m_driver->find<QTableView>("groupTable")->model();
        QVERIFY(groups->rowCount() > 1);
        qint64 questions = 0;
        for (int row = 0; row < groups->rowCount(); ++row) {
            questions += groups->index(row, EvaluationGroupModel::Questions).data().toLongLong();
        }
        QCOMPARE(questions, qint64{24});
        QTRY_VERIFY(strip()->isDone(3));
    }

    /// Step 8: Ctrl+E, Enter.
    void figure()
    {
        QTRY_COMPARE(strip()->current(), 4);
        QTRY_VERIFY(m_driver->find<QAction>("action.figure.exportFigure")->isEnabled());
        key(Qt::Key_E, Qt::ControlModifier);
        QTRY_VERIFY(dialog() != nullptr && dialog()->isVisible());
        QTRY_VERIFY(m_driver->find<QListWidget>("exportDialog.checks")->count() > 0);
        m_figure = m_driver->find<QLineEdit>("exportDialog.path")->text();
        QVERIFY2(m_figure.startsWith(parts().study->folder() + QStringLiteral("/figures/")),
                 qPrintable(m_figure));
        QTRY_VERIFY(m_driver->find<QPushButton>("exportDialog.export")->isEnabled());
        QApplication::setActiveWindow(dialog());
        QTest::keyClick(dialog(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(m_figure).size() > 1000, 10000);
        QTRY_VERIFY(QFileInfo::exists(m_figure + QStringLiteral(".csv")));
        QTRY_VERIFY(dialog() == nullptr);
        QTRY_VERIFY(strip()->isDone(4));
        tell("figure");
    }

    /// Step 9: nothing is asked, and everything is where it was.
    void backAgain()
    {
        const QString folder = parts().study->folder();
        const QString finding = m_driver->text("evalFinding");
        m_driver->window().close();
        m_driver->restart();
        m_driver->window().reopenLast();
        QTRY_COMPARE(parts().study->folder(), folder);
        QTRY_VERIFY(parts().pages->current() == Workspace::Evaluate);
        QTRY_COMPARE_WITH_TIMEOUT(m_driver->text("evalFinding"), finding, 10000);
        QTRY_VERIFY(parts().transfer->result() != nullptr);
        QCOMPARE(parts().overlays->overlays().size(), std::size_t{1});
    }

    QDialog* dialog() const { return m_driver->find<QDialog>("exportDialog"); }

    QElapsedTimer m_clock;
    QString m_figure;

private Q_SLOTS:
    void firstStartToFigure()
    {
        for (const auto step :
             {&TestWindowFirstJourney::firstHeatmap, &TestWindowFirstJourney::neuronsOfACell,
              &TestWindowFirstJourney::transfer, &TestWindowFirstJourney::verdict,
              &TestWindowFirstJourney::figure, &TestWindowFirstJourney::backAgain}) {
            (this->*step)();
            if (QTest::currentTestFailed()) {
                return;
            }
        }
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowFirstJourney)
#include "tst_window_first_journey.moc"

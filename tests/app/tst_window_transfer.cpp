// SPDX-License-Identifier: GPL-3.0-or-later
// Journey U4 (ux.md 6.5), steps 1 to 6 and 10: a transfer from its form to before and after.
#include "support/window_test.h"
#include "tests/app/study_fixture.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/models/delta_inspection.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/study_document.h"
#include "widgets/models/transfer_rows.h"
#include "widgets/models/transfer_session.h"
#include "widgets/models/transfer_table_model.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/pair_slot.h"
#include "widgets/panels/pairing_view.h"
#include "widgets/panels/transfer_form.h"
#include "widgets/panels/transfer_view.h"
#include "widgets/plots/heatmap_plot.h"
#include "widgets/plots/loss_plot.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>

using namespace neurograft;

class TestWindowTransfer : public WindowTest {
    Q_OBJECT

    TransferSession* session() const { return m_driver->window().parts().transfer; }
    OverlayModel* overlays() const { return m_driver->window().parts().overlays; }
    QString folder() const { return m_driver->folder() + QStringLiteral("/demo"); }
    QLineEdit* number(const char* name) const { return m_driver->find<QLineEdit>(name); }
    void type(const char* name, const QString& text) const
    {
        QLineEdit* line = number(name);
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, text);
        QTest::keyClick(line, Qt::Key_Return);
    }
    /// The buddy of a field, with its mark when it is not at its default.
    QString labelOf(const char* name) const
    {
        const auto* field = m_driver->find<QWidget>(name);
        for (const QLabel* label :
             m_driver->find<QWidget>("transferForm")->findChildren<QLabel*>()) {
            if (label->buddy() == field) {
                return label->text();
            }
        }
        return {};
    }
    void click(const char* button) const
    {
        QTest::mouseClick(m_driver->find<QPushButton>(button), Qt::LeftButton);
    }
    /// Locating neurons has steps of that name, too.
    QList<QSpinBox*> stepSpins() const
    {
        return m_driver->find<QWidget>("transferView")->findChildren<QSpinBox*>("stepsSpin");
    }
    void method(const QString& word) const
    {
        m_driver->choose("methodCombo", word);
        // The form is made anew behind the choice; LaTen, chosen at first, has no rank.
        QTRY_VERIFY(m_driver->find<QWidget>("transferForm.rank") != nullptr);
        // Until the fields of the method before are gone, theirs may be found.
        QTRY_COMPARE(stepSpins().size(), 1);
    }
    void startAndWait() const
    {
        QVERIFY2(session()->obstacle().isEmpty(), qPrintable(session()->obstacle()));
        click("startButton");
        QVERIFY(session()->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 60000);
        QTRY_VERIFY(session()->result() && !session()->result()->isPartial);
    }

protected:
    void prepare() override
    {
        testing::makeStudy(folder(), fixture(QStringLiteral(".")), 0);
        m_driver->window().open(folder());
        QTRY_COMPARE(m_driver->window().pair()->obstacle(), QString());
        m_driver->trigger("action.view.transfer");
        QVERIFY(m_driver->find<QWidget>("transferView")->isVisible());
    }

private Q_SLOTS:
    void splitsFeedTheForm()
    {
        method(QStringLiteral("seeking"));
        QCOMPARE(m_driver->find<QComboBox>("transferForm.rows.extract")->currentText(),
                 QStringLiteral("split extract, 8 rows"));
        QCOMPARE(m_driver->find<QComboBox>("transferForm.rows.train")->currentText(),
                 QStringLiteral("split train, 20 rows"));
        QCOMPARE(m_driver->find<QComboBox>("transferForm.rows.validation")->currentText(),
                 QStringLiteral("none"));
        method(QStringLiteral("lora"));
        QTRY_VERIFY(m_driver->find<QComboBox>("transferForm.rows.extract") == nullptr);
    }

    void whatDiffersFromTheDefaultsIsMarked()
    {
        method(QStringLiteral("lora"));
        QTRY_COMPARE(m_driver->find<QSpinBox>("transferForm.rank")->value(), 16);
        QCOMPARE(number("transferForm.learning_rate")->text(), QStringLiteral("0.0003"));
        QVERIFY(!m_driver->find<QAction>("action.transfer.defaults")->isEnabled());
        type("transferForm.learning_rate", QStringLiteral("2e-5"));
        QCOMPARE(session()->options().study().learningRate, 2e-5);
        QCOMPARE(labelOf("transferForm.learning_rate"), QStringLiteral("● Learning rate"));
        auto* reset = m_driver->find<QToolButton>("transferForm.reset.learning_rate");
        QVERIFY(reset->isVisible());
        QCOMPARE(reset->toolTip(), QStringLiteral("Back to 0.0003"));
        m_driver->find<QSpinBox>("transferForm.rank")->setValue(8);
        QTest::mouseClick(reset, Qt::LeftButton);
        QCOMPARE(labelOf("transferForm.learning_rate"), QStringLiteral("Learning rate"));
        QCOMPARE(session()->options().changedKeys(), (std::vector<std::string>{"rank"}));
        m_driver->trigger("action.transfer.defaults");
        QCOMPARE(m_driver->find<QSpinBox>("transferForm.rank")->value(), 16);
        // What a study cannot take is told and changes nothing.
        type("transferForm.learning_rate", QStringLiteral("fast"));
        QCOMPARE(number("transferForm.learning_rate")->text(), QStringLiteral("0.0003"));
        QVERIFY2(m_driver->find<NoticeStrip>("noticeStrip")
                     ->text(QStringLiteral("transfer"))
                     .contains(QStringLiteral("learning_rate")),
                 qPrintable(
                     m_driver->find<NoticeStrip>("noticeStrip")->text(QStringLiteral("transfer"))));
    }

    void aDryRunTellsShapesTimeAndMemory()
    {
        method(QStringLiteral("seeking"));
        QVERIFY(!m_driver->find<QWidget>("dryRunReport")->isVisible());
        click("dryRunButton");
        QTRY_VERIFY_WITH_TIMEOUT(session()->plan().has_value(), 10000);
        const QString report = m_driver->find<QLabel>("dryRunReport.text")->text();
        for (const char* part : {"16 matrices", "0 shape errors", "20 rows", "8 seed examples",
                                 "5 steps", "about ", "peak "}) {
            QVERIFY2(report.contains(QLatin1String(part)), qPrintable(report));
        }
        QVERIFY(!QDir(folder() + QStringLiteral("/runs")).exists()
                || QDir(folder() + QStringLiteral("/runs")).isEmpty());
        m_driver->find<QSpinBox>("transferForm.rank")->setValue(4);
        QVERIFY(!m_driver->find<QWidget>("dryRunReport")->isVisible()); // it was of other options
    }

    void wrongShapesComeFromTheDryRun()
    {
        m_driver->trigger("action.model.swapRoles"); // a teacher smaller than its student
        method(QStringLiteral("seeking"));
        QTRY_COMPARE(session()->obstacle(), QString());
        click("dryRunButton");
        QTRY_VERIFY_WITH_TIMEOUT(session()->plan().has_value(), 10000);
        QVERIFY(!session()->plan()->problems.empty());
        const QString report = m_driver->find<QLabel>("dryRunReport.text")->text();
        QVERIFY2(report.contains(QStringLiteral("✕ ")), qPrintable(report));
    }

    void aTransferTrainsAndIsSwitchedOnAndOff()
    {
        method(QStringLiteral("seeking"));
        stepSpins().front()->setValue(3);
        startAndWait();
        const auto result = session()->result();
        QCOMPARE(result->trainedSteps, std::int64_t{3});
        QCOMPARE(result->teacherLayers.size(), std::size_t{4});
        const auto* plot = m_driver->find<LossPlot>("lossPlot");
        QCOMPARE(plot->data().curves.front().name, QStringLiteral("loss"));
        QCOMPARE(plot->data().curves.front().values.size(), std::size_t{3});
        QCOMPARE(plot->data().curves.front().values.back(), result->lastLoss());
        QCOMPARE(m_driver->find<PairingView>("pairingView")->map()->marks().path.size(),
                 std::size_t{4});
        // Rows of the splits lie beside the run.
        QVERIFY(QFileInfo::exists(folder() + QStringLiteral("/runs/0001-seeking.train.jsonl")));
        // It waits beside the student, switched off; Space lays it over.
        QTRY_COMPARE(overlays()->overlays().size(), std::size_t{1});
        QTRY_COMPARE(overlays()->overlays().front().state, Overlay::State::Ready);
        QVERIFY(!overlays()->isAnyActive());
        const auto* slot = m_driver->find<PairSlot>("pairBar.studentSlot");
        QCOMPARE(slot->caption(), QStringLiteral("Student, before"));
        m_driver->trigger("action.view.beforeAfter");
        QVERIFY(overlays()->isAnyActive());
        QCOMPARE(slot->caption(), QStringLiteral("Student, after"));
        QCOMPARE(overlays()->active().residualAdapters.size(), std::size_t{1});
        m_driver->trigger("action.view.beforeAfter");
        QVERIFY(!overlays()->isAnyActive());
        // The table of runs, for the paper.
        auto* runs = m_driver->window().parts().transferRuns;
        QTRY_COMPARE(runs->rowCount(), 1);
        QCOMPARE(runs->index(0, TransferTableModel::Method).data().toString(),
                 QStringLiteral("Seeking"));
        QCOMPARE(runs->index(0, TransferTableModel::Changes).data().toString(),
                 QStringLiteral("stop after 3"));
        QCOMPARE(runs->index(0, TransferTableModel::Steps).data().toString(), QStringLiteral("3"));
        click("transferRuns.latexButton");
        const QString latex = QGuiApplication::clipboard()->text();
        QVERIFY(latex.contains(QStringLiteral("\\toprule")));
        QVERIFY(latex.contains(QStringLiteral("Seeking & stop after 3 & 42 & 3 & ")));
        QVERIFY(runs->csv().find("\"0001-seeking/run.h5\",seeking,\"stop after 3\",42,3,")
                != std::string::npos);
    }

    void severalSeedsLieOverEachOther()
    {
        method(QStringLiteral("lora"));
        stepSpins().front()->setValue(3);
        session()->setOption("seeds", {42, 43});
        startAndWait();
        QTRY_COMPARE(m_driver->window().parts().transferRuns->rowCount(), 2);
        const auto* plot = m_driver->find<LossPlot>("lossPlot");
        const auto find = [plot](const QString& name) -> const Curve* {
            for (const Curve& curve : plot->data().curves) {
                if (curve.name == name) {
                    return &curve;
                }
            }
            return nullptr;
        };
        const bool isFirst = session()->resultPath().contains(QStringLiteral("seed-42"));
        const QString other = isFirst ? QStringLiteral("43") : QStringLiteral("42");
        const Curve* own = find(QStringLiteral("loss"));
        const Curve* beside = find(QStringLiteral("loss, seed ") + other);
        QVERIFY(own != nullptr && beside != nullptr);
        QCOMPARE(beside->values.size(), std::size_t{3});
        QVERIFY(beside->values != own->values); // another draw of A
        QVERIFY(beside->title.endsWith(QStringLiteral("seed ") + other));
    }

    void theDeltaInspectorNamesLayersAndNeurons()
    {
        method(QStringLiteral("lora"));
        stepSpins().front()->setValue(3);
        type("transferForm.learning_rate", QStringLiteral("0.01"));
        startAndWait();
        m_driver->trigger("action.transfer.deltaInspector");
        auto* delta = m_driver->window().parts().delta;
        QTRY_VERIFY_WITH_TIMEOUT(delta->rowCount() > 0, 20000);
        const auto& neurons = delta->neurons();
        for (std::size_t i = 1; i < neurons.size(); ++i) {
            QVERIFY(neurons[i].neuron.norm <= neurons[i - 1].neuron.norm);
        }
        QVERIFY(neurons.front().neuron.norm > 0.0);
        QVERIFY(!neurons.front().before.isEmpty() && !neurons.front().after.isEmpty());
        const auto* norms = m_driver->find<QTableView>("deltaInspector.norms");
        QCOMPARE(norms->model()->rowCount(), 4); // up, down, v, o
        QCOMPARE(norms->model()->columnCount(), 4);
        QVERIFY(norms->model()->index(0, 0).data().toString().toDouble() > 0.0);
        auto* table = m_driver->find<QTableView>("deltaInspector.neurons");
        table->setCurrentIndex(table->model()->index(0, 0));
        const auto* primary =
            std::get_if<NeuronItem>(&m_driver->window().parts().selection->primary());
        QVERIFY(primary != nullptr);
        QCOMPARE(primary->layer, static_cast<int>(neurons.front().neuron.neuron.layer));
        QCOMPARE(primary->index, static_cast<int>(neurons.front().neuron.neuron.index));
    }

    void pairsAreSaidByHand()
    {
        method(QStringLiteral("random-submatrix"));
        QTRY_COMPARE(session()->pairsObstacle(), QString());
        HeatmapPlot* map = m_driver->find<PairingView>("pairingView")->map();
        QVERIFY(map->marks().path.empty());
        QTRY_VERIFY(!map->cellRect({1, 4}).isEmpty());
        const QPoint place = map->cellRect({1, 4}).center().toPoint();
        QWidget* under = map->childAt(place);
        QTest::mouseClick(under, Qt::LeftButton, {}, under->mapFrom(map, place));
        const std::vector<std::int64_t> expected{0, 4, 3, 5}; // the others by depth
        QTRY_COMPARE(session()->options().study().teacherLayers, expected);
        QCOMPARE(map->marks().path.size(), std::size_t{4});
        QVERIFY(m_driver->find<QPushButton>("pairingView.resetButton")->isVisible());
        stepSpins().front()->setValue(1);
        startAndWait();
        QCOMPARE(session()->result()->teacherLayers, expected);
        click("pairingView.resetButton");
        QVERIFY(session()->options().study().teacherLayers.empty());
        method(QStringLiteral("lora"));
        QVERIFY(m_driver->find<QLabel>("pairingView.text")
                    ->text()
                    .contains(QStringLiteral("takes nothing of the teacher")));
    }

    void aPausedTransferGoesOnAfterTheNextStart()
    {
        method(QStringLiteral("lora"));
        type("transferForm.epochs", QStringLiteral("400"));
        click("startButton");
        QTRY_VERIFY_WITH_TIMEOUT(session()->job()->progress.done >= 3, 60000);
        click("pauseButton");
        QTRY_COMPARE_WITH_TIMEOUT(session()->job()->state, JobState::Paused, 10000);
        QCOMPARE(m_driver->find<QPushButton>("pauseButton")->text(), QStringLiteral("&Resume"));
        const QString file = session()->resultPath();
        answer("quitDialog", QStringLiteral("Pause and quit"));
        m_driver->window().close();
        m_driver->restart();
        m_driver->window().reopenLast();
        QTRY_COMPARE(m_driver->window().parts().study->name(), QStringLiteral("demo"));
        QTRY_COMPARE(m_driver->window().pair()->obstacle(), QString());
        QVERIFY(m_driver->find<QWidget>("transferView")->isVisible()); // as it was left
        QTRY_COMPARE(session()->resultPath(), file);
        QTRY_VERIFY(session()->canResume());
        QCOMPARE(number("transferForm.epochs")->text(), QStringLiteral("400"));
        const std::int64_t done = session()->result()->trainedSteps;
        QVERIFY(done >= 3);
        QVERIFY2(m_driver->text("transferBar.remark")
                     .contains(QStringLiteral("stopped after step %1").arg(done - 1)),
                 qPrintable(m_driver->text("transferBar.remark")));
        const QString topic = QStringLiteral("paused.") + QFileInfo(file).path();
        auto* notices = m_driver->find<NoticeStrip>("noticeStrip");
        QTRY_VERIFY(notices->topics().contains(topic));
        QVERIFY2(notices->text(topic).startsWith(QStringLiteral("Run 1 was paused at ")),
                 qPrintable(notices->text(topic)));
        press(m_driver->window().findChild<QWidget*>(QStringLiteral("notice.") + topic),
              QStringLiteral("Resume"));
        QVERIFY(session()->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(session()->job()->progress.done > done, 60000);
        session()->cancel();
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 10000);
        QTRY_VERIFY(session()->result() && session()->result()->trainedSteps > done);
        // A cancelled one can go on as well, with the same button.
        QTRY_VERIFY(session()->canResume());
        click("pauseButton");
        QVERIFY(session()->isRunning());
        session()->cancel();
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 10000);
    }

    void whatStandsInTheWayIsSaid()
    {
        method(QStringLiteral("lora"));
        session()->rows()->setSource(
            RowPart::Train, RowSource{RowSource::Kind::File, QStringLiteral("/no/such.jsonl")});
        QVERIFY(m_driver->text("transferBar.remark").contains(QStringLiteral("/no/such.jsonl")));
        QVERIFY(!m_driver->find<QPushButton>("startButton")->isEnabled());
        QVERIFY(!m_driver->find<QPushButton>("dryRunButton")->isEnabled());
        session()->rows()->setSource(RowPart::Train, std::nullopt);
        QVERIFY(m_driver->find<QPushButton>("startButton")->isEnabled());
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowTransfer)
#include "tst_window_transfer.moc"

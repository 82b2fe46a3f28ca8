// SPDX-License-Identifier: GPL-3.0-or-later
// Journey U2 of ux.md, steps 1 to 3, 8 and 10, with the facts planted in the fixtures (6.1): a row
// becomes prompt and target, its neurons are located, looked at, and found again later.
#include "core/store/result_file.h"
#include "core/support/atomic_file.h"
#include "support/pointer.h"
#include "support/window_test.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/locate_input.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/neuron_table_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/neuron_maps.h"
#include "widgets/panels/neurons_view.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/run_list_view.h"
#include "widgets/panels/target_chip.h"
#include "widgets/plots/layer_bars_plot.h"
#include "widgets/plots/neuron_map_loupe.h"
#include "widgets/plots/neuron_map_plot.h"

#include <QAction>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QUndoStack>

#include <cmath>

using namespace neurograft;

namespace {

const QString kPrompt = QStringLiteral("The capital of France is");
const NeuronItem kPlanted{Role::Student, 2, QStringLiteral("down_proj"), 137};

} // namespace

class TestWindowNeurons : public WindowTest {
    Q_OBJECT

    const WindowParts& parts() const { return m_driver->window().parts(); }
    LocateSession* session() const { return parts().locate; }
    NeuronMapPlot* map(Role role) const { return parts().neuronsView->maps()->map(role); }
    QToolButton* token(int place) const
    {
        return m_driver->find<QToolButton>(
            qPrintable(QStringLiteral("targetChip.token%1").arg(place)));
    }

    /// Step 1.
    void chooseFrance()
    {
        m_driver->trigger("action.view.neurons");
        parts().selection->select(RowItem{QStringLiteral("demo"), 5});
        QTRY_VERIFY(session()->input()->isSettled());
    }
    void waitForTheEnd()
    {
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 30000);
        QTRY_VERIFY(parts().neurons->resultPath() == session()->resultPath()
                    && !parts().neurons->isReading());
    }
    void locate()
    {
        auto* button = m_driver->find<QPushButton>("locateButton");
        QTRY_VERIFY2(button->isEnabled(), qPrintable(button->toolTip()));
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(session()->isRunning());
        waitForTheEnd();
        QVERIFY(!parts().neurons->result()->isPartial);
    }

private Q_SLOTS:
    void aRowIsPromptAndTarget()
    {
        openTinyPair();
        chooseFrance();
        QCOMPARE(m_driver->find<QPlainTextEdit>("promptEdit")->toPlainText(), kPrompt);
        QCOMPARE(m_driver->find<TargetChip>("targetChip")->text(), QStringLiteral("Paris"));
        QCOMPARE(session()->prompt(),
                 QStringLiteral("<|user|>\nThe capital of France is\n\n<|assistant|>\n"));
        QVERIFY(token(0) == nullptr || !token(0)->isVisible()); // one token: nothing to pick
        QVERIFY(m_driver->find<QWidget>("neuronsEmpty")->isVisible());
        QVERIFY(session()->dataFile().isEmpty());
    }

    /// Steps 2 and 3.
    void locatingFindsThePlantedNeuronOfBothModels()
    {
        openTinyPair();
        chooseFrance();
        locate();
        const auto student = map(Role::Student)->data();
        QVERIFY(student != nullptr);
        QVERIFY(student->located.size() >= 4); // a layer's tenth of 176, in four layers
        const NeuronPlace planted{2, 137};
        QCOMPARE(neuronStatistics(*student).highest, planted);
        QVERIFY(std::abs(student->scores[student->offset(planted)] - 6.1) < 0.2);
        const NeuronPlace twin{4, 200};
        QCOMPARE(neuronStatistics(*map(Role::Teacher)->data()).highest, twin);
        QCOMPARE(m_driver->find<LayerBarsPlot>("layerBars")->data().models.size(), 2U);
        QVERIFY(!m_driver->find<QWidget>("neuronsEmpty")->isVisible());

        // The run and the row it saw lie beside each other.
        QVERIFY(session()->resultPath().endsWith(QStringLiteral("/0001-locate.h5")));
        QVERIFY(session()->dataFile().endsWith(QStringLiteral("/0001-locate.jsonl")));
        QVERIFY(readFile(toPath(session()->dataFile())).find("\"capital_5\"") != std::string::npos);
        QCOMPARE(fromPath(session()->study()->data), session()->dataFile());
        QVERIFY(!session()->needsRun());
        QVERIFY(session()->command().startsWith(QStringLiteral("neurograft locate --teacher ")));
        QTRY_COMPARE(parts().runs->rowCount(), 1);
        QCOMPARE(parts().runs->run(0).kind, QStringLiteral("locate"));

        map(Role::Student)->bringIntoView(planted);
        const QPoint place = map(Role::Student)->binRect(planted).center().toPoint();
        movePointer(map(Role::Student), place);
        const QString hover = m_driver->text("status.hover");
        QVERIFY2(hover.contains(QStringLiteral("S L2 down 137")), qPrintable(hover));
        QVERIFY2(hover.contains(QStringLiteral("rank 1")), qPrintable(hover));
        // Each of 176 neurons has pixels of its own here, so there is nothing to magnify.
        QVERIFY(!m_driver->find<QWidget>("loupe")->isVisible());
        QTest::mouseClick(map(Role::Student), Qt::LeftButton, {}, place);
        QVERIFY(parts().selection->primary() == SelectionItem(kPlanted));
    }

    /// F5 means another thing in each workspace, and says so.
    void runMeansLocateHere()
    {
        openTinyPair();
        auto* run = m_driver->find<QAction>("action.analyse.runSimilarity");
        QCOMPARE(run->text(), QStringLiteral("&Run similarity"));
        chooseFrance();
        QCOMPARE(run->text(), QStringLiteral("&Locate neurons"));
        m_driver->trigger("action.analyse.runSimilarity");
        QVERIFY(session()->isRunning());
        QVERIFY(!m_driver->window().session()->isRunning());
        QVERIFY(!run->isEnabled()); // it runs
        waitForTheEnd();
        m_driver->trigger("action.view.compare");
        QCOMPARE(run->text(), QStringLiteral("&Run similarity"));
    }

    /// Unhappy path of U2: a target of several tokens shows them to pick from.
    void aTargetOfSeveralTokensIsPickedFrom()
    {
        openTinyPair();
        chooseFrance();
        auto* edit = m_driver->find<QLineEdit>("targetChip.edit");
        edit->selectAll();
        QTest::keyClicks(edit, QStringLiteral("Lyon"));
        QTRY_VERIFY(session()->input()->isSettled() && token(3) != nullptr);
        QTRY_VERIFY(token(3)->isVisible());
        QCOMPARE(token(0)->text() + token(1)->text() + token(2)->text() + token(3)->text(),
                 QStringLiteral("Lyon"));
        QVERIFY(token(3)->isChecked() && !token(1)->isChecked()); // the last one, as LaTen
        QVERIFY(!session()->input()->row()); // no longer the row's
        QTest::mouseClick(token(1), Qt::LeftButton);
        QTRY_VERIFY(session()->input()->isSettled());
        QCOMPARE(session()->target(), QStringLiteral("Ly"));
        QTRY_VERIFY(token(1)->isChecked() && !token(3)->isChecked());
        QCOMPARE(session()->obstacle(), QString());
        locate();
        QVERIFY(readFile(toPath(session()->dataFile())).find("\"response\":\"Ly\"")
                != std::string::npos);
        QTest::mouseClick(token(1), Qt::LeftButton); // as it was
        QTRY_COMPARE(session()->target(), QStringLiteral("Lyon"));
        QVERIFY(session()->needsRun());
    }

    void withoutTargetOrModelItSaysWhy()
    {
        m_driver->openModels();
        m_driver->trigger("action.view.neurons");
        auto* button = m_driver->find<QPushButton>("locateButton");
        QVERIFY(!button->isEnabled());
        QCOMPARE(m_driver->text("locateBar.remark"),
                 QStringLiteral("Type a prompt or pick an example."));
        m_driver->find<QPlainTextEdit>("promptEdit")->setPlainText(kPrompt);
        QCOMPARE(m_driver->text("locateBar.remark"),
                 QStringLiteral("Type the target: what the prompt should be answered with."));
        QTest::keyClicks(m_driver->find<QLineEdit>("targetChip.edit"), QStringLiteral("..."));
        QTRY_VERIFY(m_driver->text("locateBar.remark").contains(QStringLiteral("punctuation")));
        auto* edit = m_driver->find<QLineEdit>("targetChip.edit");
        edit->clear();
        QTest::keyClicks(edit, QStringLiteral("Paris"));
        locate(); // a typed prompt needs no data
        const NeuronPlace planted{2, 137};
        QCOMPARE(neuronStatistics(*map(Role::Student)->data()).highest, planted);
    }

    /// What is done so far is kept; a cancel is no failure, and the run goes on where it was left.
    void aStoppedRunIsPartialAndGoesOn()
    {
        m_driver->openPair(QStringLiteral("tiny-T"), QStringLiteral("tiny-S"), writeManyRows(20));
        m_driver->trigger("action.view.neurons");
        session()->input()->setRows(LocateRows::All);
        m_driver->trigger("action.analyse.runSimilarity");
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(session()->resultPath()), 60000);
        const QString file = session()->resultPath();
        m_driver->trigger("action.analyse.cancelJob");
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 60000);
        QVERIFY(session()->job()->state == JobState::Cancelled);
        QVERIFY(parts().notices->text(QStringLiteral("locate")).isEmpty());
        QCOMPARE(readManifest(toPath(file)).status, std::string("partial"));
        QTRY_VERIFY(parts().neurons->result() && parts().neurons->result()->isPartial);
        QVERIFY(session()->partialText().startsWith(QStringLiteral("Partial result")));
        session()->resume(*session()->study(), file);
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 120000);
        QCOMPARE(readManifest(toPath(file)).status, std::string("complete"));
    }

    /// From a cell one key leads to the neurons of its student's layer, located at once, and back.
    void aCellLeadsToTheNeuronsOfItsLayer()
    {
        openTinyPair();
        m_driver->runToEnd();
        m_driver->click(QStringLiteral("up_proj"), {2, 3});
        const SelectionItem cell = parts().selection->primary();
        QVERIFY(std::holds_alternative<CellItem>(cell));
        QTest::keyClick(&m_driver->window(), Qt::Key_N);
        QCOMPARE(parts().pages->current(), Workspace::Neurons);
        QVERIFY(parts().selection->primary() == SelectionItem(LayerItem{Role::Student, 2}));
        waitForTheEnd();
        QVERIFY(parts().neurons->result() != nullptr);
        QVERIFY(map(Role::Student)->marks().layer == 2);
        m_driver->trigger("action.view.back");
        QTRY_COMPARE(parts().pages->current(), Workspace::Compare);
        QVERIFY(parts().selection->primary() == cell);
    }

    /// Steps 8 and 10: filter, order and selection go back and forward.
    void filterAndSelectionAreUndone()
    {
        openTinyPair();
        chooseFrance();
        locate();
        NeuronTableModel* table = parts().neuronTable;
        QTRY_COMPARE(static_cast<int>(table->shown().size()), 3072);
        table->setFilter(QStringLiteral("layer >= 2"));
        const int rest = 4 * (256 + 96) + 2 * (176 + 64);
        QTRY_COMPARE(static_cast<int>(table->shown().size()), rest);
        parts().selection->select(kPlanted);
        m_driver->trigger("action.edit.undo");
        QVERIFY(!(parts().selection->primary() == SelectionItem(kPlanted)));
        m_driver->trigger("action.edit.undo");
        QTRY_COMPARE(static_cast<int>(table->shown().size()), 3072);
        m_driver->trigger("action.edit.redo");
        m_driver->trigger("action.edit.redo");
        QVERIFY(parts().selection->primary() == SelectionItem(kPlanted));
        QTRY_COMPARE(static_cast<int>(table->shown().size()), rest);
    }

    /// What was shown and typed is there again; the run list and a dropped file lead to it, too.
    void theStudyOpensAsItWasLeft()
    {
        openTinyPair();
        const QString folder = m_driver->folder() + QStringLiteral("/study");
        makeStudyOfThePair(folder);
        chooseFrance();
        LocateOptions options = session()->options();
        options.rate = 0.2;
        session()->setOptions(options);
        locate();
        const QString file = session()->resultPath();
        QVERIFY(file.startsWith(folder));
        m_driver->restart();
        m_driver->window().reopenLast();
        QTRY_COMPARE(session()->resultPath(), file);
        QTRY_VERIFY(parts().neurons->result() != nullptr);
        QCOMPARE(parts().pages->current(), Workspace::Neurons);
        QCOMPARE(session()->input()->text(), kPrompt);
        QCOMPARE(session()->input()->target(), QStringLiteral("Paris"));
        QCOMPARE(m_driver->find<QDoubleSpinBox>("rateSpin")->value(), 20.0);
        QTRY_COMPARE(session()->dataFile(), QFileInfo(file).path() + "/0001-locate.jsonl");

        session()->clear();
        m_driver->trigger("action.view.compare");
        m_driver->drop("mainWindow", file);
        QTRY_COMPARE(parts().pages->current(), Workspace::Neurons);
        QTRY_VERIFY(parts().neurons->result() != nullptr);
        QCOMPARE(map(Role::Student)->data()->located.size(), 4U * 35U); // a fifth of 176
    }

    void nothingIsCutInASmallWindow()
    {
        m_driver->window().resize(1280, 720);
        openTinyPair();
        chooseFrance();
        locate();
        for (const char* name : {"scoreCombo", "rateSpin", "promptEdit", "targetChip",
                                 "locateButton", "layerBars", "neuronMap.T", "neuronMap.S"}) {
            const auto* widget = m_driver->find<QWidget>(name);
            QVERIFY2(widget != nullptr && widget->isVisible(), name);
            QVERIFY2(widget->visibleRegion().boundingRect() == widget->rect(), name);
            const int twoLines = 2 * widget->fontMetrics().lineSpacing();
            QVERIFY2(widget->height() >= qMin(widget->minimumSizeHint().height(), twoLines), name);
        }
        QVERIFY(map(Role::Student)->height() >= 60);
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowNeurons)
#include "tst_window_neurons.moc"

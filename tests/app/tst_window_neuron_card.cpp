// SPDX-License-Identifier: GPL-3.0-or-later
// Journey U2, steps 4 to 7: what one neuron writes, its coefficients along the prompt, its twins,
// the neurons of a token, going to a neuron and back; with the facts planted in the fixtures
// (ux.md 6.1).
#include "support/window_test.h"

#include "app/window_docks.h"
#include "widgets/frame/dock.h"
#include "widgets/frame/go_to_box.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/locate_input.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/neuron_inspection.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/neuron_table_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/token_score_table_model.h"
#include "widgets/panels/explain_popup.h"
#include "widgets/panels/fact_list.h"
#include "widgets/panels/inspector_panel.h"
#include "widgets/panels/lens_table.h"
#include "widgets/panels/neuron_maps.h"
#include "widgets/panels/neurons_view.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/token_score_table.h"
#include "widgets/panels/token_strip.h"
#include "widgets/plots/neuron_map_plot.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QDockWidget>
#include <QFile>
#include <QLabel>
#include <QListWidget>
#include <QRandomGenerator>

#include <algorithm>
#include <cmath>
#include <unistd.h>

using namespace neurograft;

namespace {

/// Resident memory of this process; 0 where the system does not tell.
qint64 residentBytes()
{
    QFile statm(QStringLiteral("/proc/self/statm"));
    return statm.open(QIODevice::ReadOnly)
        ? statm.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE)
        : 0;
}

} // namespace

class TestWindowNeuronCard : public WindowTest {
    Q_OBJECT

    const WindowParts& parts() const { return m_driver->window().parts(); }
    NeuronInspection* inspection() const
    {
        return m_driver->window().findChild<NeuronInspection*>();
    }
    /// Types into the go-to box and takes the first answer.
    void goTo(const QString& text)
    {
        m_driver->trigger("action.view.goTo");
        auto* box = m_driver->find<GoToBox>("gotoBox");
        QTRY_COMPARE(QApplication::focusWidget(), box);
        box->clear();
        QTest::keyClicks(box, text);
        QVERIFY(!box->results().empty());
        QTest::keyClick(box, Qt::Key_Return);
    }
    /// Goes to a neuron and waits for the answers.
    void look(const QString& neuron)
    {
        goTo(neuron);
        QCOMPARE(goToText(parts().selection->primary()), neuron);
        QTRY_VERIFY(inspection()->isSettled());
    }
    TokenScoreTable* table(const char* name) const { return m_driver->find<TokenScoreTable>(name); }
    QString cell(const char* name, int row, int column) const
    {
        return table(name)->tokens()->index(row, column).data().toString();
    }
    QListWidget* list(const char* name) const { return m_driver->find<QListWidget>(name); }
    bool isVisible(const char* name) const { return m_driver->find<QWidget>(name)->isVisible(); }
    QString fact(const QString& name) const
    {
        return m_driver->find<InspectorPanel>("inspectorPanel")->facts()->value(name);
    }
    QString obstacleOf(const char* action) const
    {
        return m_driver->find<QAction>(action)->toolTip();
    }
    static NeuronItem planted(Role role)
    {
        return role == Role::Student ? NeuronItem{role, 2, QStringLiteral("down_proj"), 137}
                                     : NeuronItem{role, 4, QStringLiteral("down_proj"), 200};
    }
    /// Row 5 of the data: "The capital of France is".
    void choosePrompt()
    {
        goTo(QStringLiteral("item demo 5"));
        QTRY_COMPARE(parts().locate->input()->text(), QStringLiteral("The capital of France is"));
    }

private Q_SLOTS:
    void actionsSayWhatTheyNeed()
    {
        for (const char* action :
             {"action.analyse.twins", "action.analyse.topExamples", "action.analyse.logitLens"}) {
            QVERIFY(!m_driver->find<QAction>(action)->isEnabled());
            QVERIFY2(obstacleOf(action).contains(QStringLiteral("Select a neuron first.")),
                     qPrintable(obstacleOf(action)));
        }
        QVERIFY(!m_driver->find<QAction>("action.analyse.neuronsForToken")->isEnabled());
        m_driver->openModels();
        QVERIFY(m_driver->find<QAction>("action.analyse.neuronsForToken")->isEnabled());
        look(QStringLiteral("S L2 down 137"));
        QVERIFY(m_driver->find<QAction>("action.analyse.twins")->isEnabled());
        QVERIFY(
            obstacleOf("action.analyse.topExamples").contains(QStringLiteral("Open data first.")));
        QVERIFY(
            obstacleOf("action.analyse.logitLens").contains(QStringLiteral("There is no prompt")));
    }

    void aNeuronShowsWhatItWrites()
    {
        m_driver->openModels();
        look(QStringLiteral("S L2 down 137"));
        QCOMPARE(parts().pages->current(), Workspace::Neurons);
        QVERIFY(isVisible("neuronCard"));
        QCOMPARE(cell("promotedTable", 0, 0), QStringLiteral("Paris"));
        QCOMPARE(cell("promotedTable", 0, 1), QStringLiteral("1.00"));
        QCOMPARE(cell("promotedTable", 1, 1), QStringLiteral("0.00")); // and nothing else
        QCOMPARE(table("promotedTable")->tokens()->rowCount(), NeuronInspection::kTop);
        QCOMPARE(table("suppressedTable")->tokens()->rowCount(), NeuronInspection::kTop);
        QCOMPARE(cell("suppressedTable", 0, 1), QStringLiteral("0.00"));
        table("promotedTable")->setFocus();
        table("promotedTable")->selectRow(0);
        QTest::keyClick(table("promotedTable"), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("token\tid\tlogit\nParis\t263\t1\n"));
    }

    void theFinalNormIsSwitched()
    {
        m_driver->openModels();
        look(QStringLiteral("T L1 down 7"));
        auto* norm = m_driver->find<QCheckBox>("normToggle");
        QVERIFY(norm->isChecked());
        QVERIFY(norm->toolTip().contains(QStringLiteral("is part of these logits")));
        const auto with = table("promotedTable")->tokens()->tokens();
        norm->click();
        QTRY_VERIFY(inspection()->isSettled());
        QVERIFY(norm->toolTip().contains(QStringLiteral("is left out of these logits")));
        QVERIFY(!inspection()->tokens().value->isNormApplied);
        const auto without = table("promotedTable")->tokens()->tokens();
        QCOMPARE(without.size(), with.size()); // the fixtures' gains are 1
        for (std::size_t i = 0; i < with.size(); ++i) {
            QCOMPARE(without[i].id, with[i].id);
            QVERIFY(std::abs(without[i].logit - with[i].logit) < 1e-6);
        }
    }

    void theStripShowsTheCoefficientAlongThePrompt()
    {
        openTinyPair();
        choosePrompt();
        look(QStringLiteral("S L2 down 137"));
        auto* strip = m_driver->find<TokenStrip>("activationStrip");
        QVERIFY(strip->isVisible());
        const std::vector<double>& values = strip->values();
        QCOMPARE(values.size(), strip->preview()->tokens.size());
        std::size_t france = 0;
        while (france < values.size() && strip->preview()->tokens[france].text != " France") {
            ++france;
        }
        QVERIFY(france < values.size());
        for (std::size_t i = 0; i < values.size(); ++i) { // without France exactly 0
            QCOMPARE(values[i] == 0.0, i < france);
        }
        QVERIFY(std::abs(values.back() - 244.4768) < 2.5);
        QCOMPARE(strip->cursorToken(), static_cast<int>(values.size()) - 1);
        QVERIFY(m_driver->text("neuronCard.value").startsWith(QStringLiteral("+24")));
        QVERIFY(
            strip->description(static_cast<int>(france)).contains(QStringLiteral("Coefficient +")));
        strip->setCursorToken(0);
        QCOMPARE(m_driver->text("neuronCard.value").section(u' ', 0, 0), QStringLiteral("0.000"));
    }

    void twinsAreFoundAndBothFramed()
    {
        m_driver->openModels();
        look(QStringLiteral("S L2 down 137"));
        QVERIFY(!isVisible("twinList"));
        QTest::keyClick(m_driver->find<QWidget>("neuronsView"), Qt::Key_W);
        QTRY_VERIFY(inspection()->twins().isReady());
        QVERIFY(isVisible("twinList"));
        QCOMPARE(list("twinList")->item(0)->text(), QStringLiteral("T L4 down 200  cos 1.00"));
        QCOMPARE(list("twinList")->count(), NeuronInspection::kTop);
        QVERIFY(std::abs((*inspection()->twins().value)[1].cosine) < 0.5);
        const QRect first = list("twinList")->visualItemRect(list("twinList")->item(0));
        QTest::mouseClick(list("twinList")->viewport(), Qt::LeftButton, {}, first.center());
        QTRY_COMPARE(parts().selection->primary(), SelectionItem(planted(Role::Teacher)));
        QCOMPARE(parts().selection->pinned(), SelectionItem(planted(Role::Student)));
        QTRY_VERIFY(inspection()->isSettled());
        QCOMPARE(list("twinList")->item(0)->text(), QStringLiteral("S L2 down 137  cos 1.00"));
        m_driver->trigger("action.edit.undo"); // one step
        QCOMPARE(parts().selection->primary(), SelectionItem(planted(Role::Student)));
        QVERIFY(isNothing(parts().selection->pinned()));
        QTRY_VERIFY(inspection()->isSettled());
        QVERIFY(!isVisible("twinList")); // asked anew for every neuron
    }

    void tokenGivesItsNeurons()
    {
        m_driver->openModels();
        goTo(QStringLiteral("token:Paris"));
        QTRY_COMPARE(parts().selection->setName(), QStringLiteral("token:Paris"));
        QCOMPARE(parts().pages->current(), Workspace::Neurons);
        const std::vector<SelectionItem>& set = parts().selection->set();
        QCOMPARE(set.size(), std::size_t{2}); // no other neuron writes Paris
        QCOMPARE(set[0], SelectionItem(planted(Role::Teacher)));
        QCOMPARE(set[1], SelectionItem(planted(Role::Student)));
        m_driver->trigger("action.edit.undo");
        QVERIFY(parts().selection->set().empty());
    }

    void tokenThatIsSeveralIsToldSo()
    {
        m_driver->openModels();
        goTo(QStringLiteral("token:Lyon"));
        const auto* strip = m_driver->find<NoticeStrip>("noticeStrip");
        QTRY_COMPARE(strip->topics(),
                     (QStringList{QStringLiteral("token.S"), QStringLiteral("token.T")}));
        QVERIFY2(strip->text(QStringLiteral("token.S")).contains(QStringLiteral("4 tokens")),
                 qPrintable(strip->text(QStringLiteral("token.S"))));
        QVERIFY(parts().selection->set().empty());
        goTo(QStringLiteral("token:Paris")); // takes the notices away
        QTRY_VERIFY(!parts().selection->set().empty());
        QVERIFY(strip->topics().isEmpty());
    }

    void theMenuBeginsATokenSearch()
    {
        m_driver->openModels();
        m_driver->trigger("action.analyse.neuronsForToken");
        auto* box = m_driver->find<GoToBox>("gotoBox");
        QTRY_COMPARE(QApplication::focusWidget(), box);
        QCOMPARE(box->text(), QStringLiteral("token:"));
        QTest::keyClicks(box, QStringLiteral("Madrid"));
        QCOMPARE(box->results().size(), std::size_t{1});
        QVERIFY(box->results()[0].obstacle.isEmpty());
        QTest::keyClick(box, Qt::Key_Return);
        QTRY_COMPARE(parts().selection->setName(), QStringLiteral("token:Madrid"));
    }

    void backLeadsToWhatWasLookedAt()
    {
        m_driver->openModels();
        look(QStringLiteral("T L4 down 200"));
        look(QStringLiteral("S L2 down 137"));
        m_driver->trigger("action.view.back");
        QCOMPARE(parts().selection->primary(), SelectionItem(planted(Role::Teacher)));
        QTRY_VERIFY(inspection()->isSettled());
        QCOMPARE(inspection()->neuron(), std::optional(planted(Role::Teacher)));
        QCOMPARE(cell("promotedTable", 0, 0), QStringLiteral("Paris"));
    }

    void dataShowsWhereTheNeuronIsActive()
    {
        openTinyPair();
        look(QStringLiteral("S L2 down 137"));
        m_driver->trigger("action.analyse.topExamples");
        QTRY_VERIFY(inspection()->examples().isReady());
        QVERIFY(isVisible("topExampleList"));
        QVERIFY2(list("topExampleList")->item(0)->text().contains(QStringLiteral("row 5:")),
                 qPrintable(list("topExampleList")->item(0)->text()));
        const QRect first = list("topExampleList")->visualItemRect(list("topExampleList")->item(0));
        QTest::mouseClick(list("topExampleList")->viewport(), Qt::LeftButton, {},
                          QPoint(first.left() + 8, first.center().y()));
        QTRY_COMPARE(goToText(parts().selection->primary()), QStringLiteral("item demo 5"));
    }

    void theLensFollowsTheStrip()
    {
        openTinyPair();
        choosePrompt();
        look(QStringLiteral("S L2 down 137"));
        m_driver->trigger("action.analyse.logitLens");
        QTRY_VERIFY(inspection()->lens().isReady());
        const auto* lens = m_driver->find<LensTable>("lensTable");
        QVERIFY(lens->isVisible());
        const QStringList lines = lens->chosenText().split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 4); // the last layer on top
        QVERIFY2(lines[0].startsWith(QStringLiteral("S L3\tParis")), qPrintable(lines[0]));
        QVERIFY2(lines[1].startsWith(QStringLiteral("S L2\tParis")), qPrintable(lines[1]));
        QVERIFY2(!lines[2].startsWith(QStringLiteral("S L1\tParis")), qPrintable(lines[2]));
        m_driver->find<TokenStrip>("activationStrip")->setCursorToken(1);
        QTRY_VERIFY(inspection()->isSettled());
        QCOMPARE(inspection()->lensPosition(), 1);
        QVERIFY(!lens->chosenText().startsWith(QStringLiteral("S L3\tParis")));
    }

    void columnsAndValueRowsOfGroupedQueries()
    {
        m_driver->openModels(); // tiny-S: 4 heads of 16 share 2 value heads
        look(QStringLiteral("S L1 o 20"));
        QCOMPARE(fact(QStringLiteral("head")), QStringLiteral("1"));
        QCOMPARE(fact(QStringLiteral("value row")), QStringLiteral("S L1 v 4, shared by 2 heads"));
        QCOMPARE(table("promotedTable")->tokens()->rowCount(), NeuronInspection::kTop);
        look(QStringLiteral("S L1 v 4"));
        QCOMPARE(fact(QStringLiteral("o columns")), QStringLiteral("4, 20"));
        QVERIFY2(m_driver->text("neuronCard.tokens.status")
                     .startsWith(QStringLiteral("Not defined for grouped queries")),
                 qPrintable(m_driver->text("neuronCard.tokens.status")));
        QVERIFY(!isVisible("promotedTable"));
        QVERIFY(!m_driver->find<QAction>("action.analyse.twins")->isEnabled());
    }

    void aLocatedNeuronHasScoreAndRank()
    {
        openTinyPair();
        choosePrompt();
        parts().locate->run();
        QTRY_VERIFY_WITH_TIMEOUT(!parts().locate->isRunning(), 60000);
        QTRY_VERIFY(parts().neurons->rows()->count() > 0);
        m_driver->trigger("action.view.neurons");
        parts().docks->reveal(parts().docks->neuronTable());
        const NeuronTableModel* table = parts().neuronTable;
        QTRY_VERIFY(table->rowCount() > 0);
        // The best two of both models are the planted ones, once the preview has given way.
        int row = -1;
        QTRY_VERIFY((row = table->tableRow(parts().neurons->rows()->rowOf(planted(Role::Student))))
                        >= 0
                    && row < 2);
        QTRY_VERIFY(table->index(row, NeuronTableModel::Tokens)
                        .data()
                        .toString()
                        .startsWith(QStringLiteral("Paris ")));
        look(QStringLiteral("S L2 down 137"));
        QTRY_COMPARE(fact(QStringLiteral("rank")), QStringLiteral("1"));
        QVERIFY2(fact(QStringLiteral("log p increase")).startsWith(QStringLiteral("+6.")),
                 qPrintable(fact(QStringLiteral("log p increase"))));
    }

    void mapsDimWhatIsNotInTheSet()
    {
        openTinyPair();
        choosePrompt();
        parts().locate->run();
        QTRY_VERIFY_WITH_TIMEOUT(!parts().locate->isRunning(), 60000);
        const NeuronMapPlot* map = parts().neuronsView->maps()->map(Role::Student);
        QTRY_VERIFY(map->data() != nullptr);
        QVERIFY(!map->marks().isRestDimmed);
        goTo(QStringLiteral("token:Paris"));
        QTRY_VERIFY(map->marks().isRestDimmed);
        const std::vector<NeuronPlace>& set = map->marks().set;
        QVERIFY(std::find(set.begin(), set.end(), NeuronPlace{2, 137}) != set.end());
        m_driver->trigger("action.edit.clearSet");
        QVERIFY(!map->marks().isRestDimmed);
    }

    /// U2: 200 random clicks keep resident memory within 2 %.
    void manyNeuronsKeepMemoryFlat()
    {
        m_driver->openModels();
        const auto clickSome = [this](int count, std::uint32_t seed) {
            QRandomGenerator random(seed);
            for (int i = 0; i < count; ++i) {
                const bool isTeacher = random.bounded(2) == 0;
                parts().selection->select(NeuronItem{isTeacher ? Role::Teacher : Role::Student,
                                                     random.bounded(4), QStringLiteral("down_proj"),
                                                     random.bounded(176)});
                QTRY_VERIFY(inspection()->isSettled());
                QVERIFY(inspection()->tokens().isReady());
            }
        };
        clickSome(300, 1); // caches and the undo stack are full
        const qint64 before = residentBytes();
        QVERIFY(before > 0);
        clickSome(200, 2);
        const qint64 after = residentBytes();
        QVERIFY2(std::abs(after - before) < before / 50,
                 qPrintable(QStringLiteral("%1 bytes before, %2 after").arg(before).arg(after)));
    }

    void whatIsSeenIsExplained()
    {
        m_driver->openModels();
        look(QStringLiteral("S L2 down 137"));
        m_driver->find<QCheckBox>("normToggle")->setFocus();
        m_driver->trigger("action.help.explain");
        auto* popup = m_driver->find<ExplainPopup>("explainPopup");
        QVERIFY(popup != nullptr);
        QVERIFY(popup->text().contains(QStringLiteral("What a neuron writes")));
        popup->close();
    }

    void anInspectorOutOfSightAsksNothing()
    {
        m_driver->openModels();
        m_driver->trigger("action.view.neurons"); // docks have their places per workspace
        auto* dock = m_driver->find<QDockWidget>("inspectorDock");
        dock->hide();
        goTo(QStringLiteral("S L2 down 137"));
        QVERIFY(!inspection()->neuron());
        QVERIFY(inspection()->isSettled());
        m_driver->trigger("action.analyse.twins"); // comes into sight and asks
        QTRY_VERIFY(inspection()->twins().isReady());
        QVERIFY(dock->isVisible());
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowNeuronCard)
#include "tst_window_neuron_card.moc"

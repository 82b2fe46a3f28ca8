// SPDX-License-Identifier: GPL-3.0-or-later
// The prompt playground: tokens and next tokens of both models while one types, before and after an
// overlay, continuations that can be stopped.
#include "support/window_test.h"
#include "widgets/models/model_shelf.h"
#include "widgets/models/next_token_table_model.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/playground_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/next_token_table.h"
#include "widgets/panels/pair_slot.h"
#include "widgets/panels/token_strip.h"
#include "widgets/panels/writing_form.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSpinBox>
#include <QToolButton>

#include <cmath>

using namespace neurograft;

class TestWindowPlayground : public WindowTest {
    Q_OBJECT

    PlaygroundModel* model() const { return m_driver->window().findChild<PlaygroundModel*>(); }
    const NextTokenTableModel* tokens() const
    {
        return qobject_cast<const NextTokenTableModel*>(
            m_driver->find<NextTokenTable>("playground.table")->model());
    }
    QPlainTextEdit* prompt() const { return m_driver->find<QPlainTextEdit>("playground.prompt"); }
    bool isVisible(const char* name) const { return m_driver->find<QWidget>(name)->isVisible(); }
    double probability(int row, PlaygroundSide side) const
    {
        const auto& score = tokens()
                                ->rows()
                                .at(static_cast<std::size_t>(row))
                                .sides.at(static_cast<std::size_t>(side));
        return score ? score->probability : -1.0;
    }
    /// Opens the dock, types and waits for all answers.
    void ask(const QString& text)
    {
        m_driver->trigger("action.analyse.playground");
        QVERIFY(isVisible("playgroundDock"));
        prompt()->clear();
        QTest::keyClicks(prompt(), text);
        QTRY_VERIFY(model()->isSettled());
        QCOMPARE(model()->answer(PlaygroundSide::Student).state, PlaygroundAnswer::State::Ready);
        QVERIFY(!tokens()->rows().empty());
    }
    void writeToEnd()
    {
        QTest::mouseClick(m_driver->find<QPushButton>("playground.write"), Qt::LeftButton);
        QVERIFY(model()->isWriting());
        QTRY_VERIFY_WITH_TIMEOUT(!model()->isWriting(), 20000);
    }

private Q_SLOTS:
    void withoutAModelItCannotBeAsked()
    {
        QVERIFY(!m_driver->find<QAction>("action.analyse.playground")->isEnabled());
        QVERIFY(!isVisible("playgroundDock"));
        m_driver->openModels();
        QVERIFY(!isVisible("playgroundDock")); // hidden until it is asked for
        m_driver->trigger("action.analyse.playground");
        QVERIFY(isVisible("playgroundDock"));
        QTRY_COMPARE(QApplication::focusWidget(), prompt());
        QVERIFY(m_driver->text("playground.status").startsWith(QStringLiteral("Type a prompt")));
        QVERIFY(!m_driver->find<QPushButton>("playground.write")->isEnabled());
        QVERIFY(!m_driver->find<QPushButton>("playground.copyTable")->isEnabled());
    }

    void bothModelsAnswerWhileOneTypes()
    {
        m_driver->openModels();
        ask(QStringLiteral("The capital of France is"));
        QCOMPARE(tokens()->index(0, 0).data().toString(), QStringLiteral("Paris"));
        QVERIFY(std::abs(probability(0, PlaygroundSide::Teacher) - 0.97) < 0.02);
        QVERIFY(std::abs(probability(0, PlaygroundSide::Student) - 0.85) < 0.02);
        QCOMPARE(tokens()->columnCount(), 6);
        QVERIFY(tokens()->rowCount() >= PlaygroundModel::kTop);
        // One strip: the tokenizer is the same. <s> <|user|> \n The capital of France is \n \n
        // <|assistant|> \n
        QCOMPARE(m_driver->text("playground.tokensText.T"), QStringLiteral("both: 12 tokens"));
        const auto preview = m_driver->find<TokenStrip>("playground.tokens.T")->preview();
        QVERIFY(preview != nullptr);
        QCOMPARE(QString::fromStdString(preview->tokens.at(6).text), QStringLiteral(" France"));
        QVERIFY(!isVisible("playground.tokens.S"));
        QVERIFY(m_driver->find<NextTokenTable>("playground.table")
                    ->accessibleDescription()
                    .contains(QStringLiteral("next token Paris")));
        // The models are open now, which the pair bar says.
        QTRY_VERIFY2(m_driver->find<PairSlot>("pairBar.teacherSlot")
                         ->facts()
                         .contains(QStringLiteral("in memory")),
                     qPrintable(m_driver->find<PairSlot>("pairBar.teacherSlot")->facts()));

        m_driver->find<QCheckBox>("playground.template")->click();
        QTRY_COMPARE(m_driver->text("playground.tokensText.T"), QStringLiteral("both: 6 tokens"));
    }

    void bothModelsAreReadWithoutScrolling()
    {
        m_driver->openModels();
        QTRY_VERIFY(m_driver->window().pair()->preflight() != nullptr);
        if (auto* differences = m_driver->find<QAction>("action.model.preflight");
            differences->isChecked()) {
            differences->trigger(); // folded, as they are read once
        }
        m_driver->window().resize(1280, 720);
        QTRY_COMPARE(m_driver->window().size(), QSize(1280, 720));
        ask(QStringLiteral("The capital of France is"));
        const auto* table = m_driver->find<NextTokenTable>("playground.table");
        QTRY_COMPARE(table->horizontalScrollBar()->maximum(), 0);
        QCOMPARE(table->horizontalHeader()->count(), 6);
        for (const char* name : {"playground.prompt", "playground.table", "playground.text.T",
                                 "playground.text.S", "playground.write", "playground.stop"}) {
            const auto* part = m_driver->find<QWidget>(name);
            QVERIFY2(part->visibleRegion().boundingRect().width() == part->width(), name);
        }
        // How the texts are drawn takes room only when it is looked at.
        QVERIFY(!isVisible("playground.maxTokens"));
        m_driver->find<QToolButton>("playground.options")->click();
        QVERIFY(isVisible("playground.maxTokens"));
    }

    void aNewKeyStrokeGivesUpTheOldQuestion()
    {
        m_driver->openModels();
        ask(QStringLiteral("The capital of Italy is"));
        const auto before = model()->answer(PlaygroundSide::Student).next;
        for (const QChar letter : QStringLiteral("abcdefgh")) {
            QTest::keyClick(prompt(), letter.toLatin1());
            QVERIFY(!model()->isComputing()); // waits for the typing to pause
        }
        QCOMPARE(model()->answer(PlaygroundSide::Student).next, before); // shown until the next
        QTRY_VERIFY(model()->isSettled());
        QVERIFY(model()->answer(PlaygroundSide::Student).next != before);
        const auto open = OpenModel::open(toPath(fixture(QStringLiteral("tiny-S"))),
                                          OpenModelOptions(), RunContext());
        const NextTokens expected = nextTokens(
            *open, "<|user|>\nThe capital of Italy isabcdefgh\n\n<|assistant|>\n", RunContext());
        QCOMPARE(model()->answer(PlaygroundSide::Student).next->ids, expected.ids);
        QVERIFY(model()->answer(PlaygroundSide::Student).next->logits == expected.logits);
        prompt()->clear();
        QTRY_VERIFY(tokens()->rows().empty());
        QVERIFY(m_driver->text("playground.status").startsWith(QStringLiteral("Type a prompt")));
    }

    void anOverlayIsSeenBeforeAndAfter()
    {
        m_driver->openModels();
        ask(QStringLiteral("The capital of France is"));
        const double plain = probability(0, PlaygroundSide::Student);
        m_driver->drop("pairBar.studentSlot", fixture(QStringLiteral("adapters/linear")));
        QTRY_COMPARE(tokens()->columnCount(), 8);
        QTRY_VERIFY(model()->isSettled());
        QCOMPARE(model()->answer(PlaygroundSide::StudentBefore).state,
                 PlaygroundAnswer::State::Ready);
        QCOMPARE(tokens()->index(0, 0).data().toString(), QStringLiteral("Paris"));
        QCOMPARE(probability(0, PlaygroundSide::StudentBefore), plain); // bit for bit
        QVERIFY(std::abs(probability(0, PlaygroundSide::Student) - plain) > 1e-3);
        // Space on the table is before and after.
        auto* table = m_driver->find<NextTokenTable>("playground.table");
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Space);
        QVERIFY(!m_driver->window().parts().overlays->isAnyActive());
        QTRY_COMPARE(tokens()->columnCount(), 6);
        QTRY_COMPARE(probability(0, PlaygroundSide::Student), plain);
    }

    void runsAreMadeWithTheOverlay()
    {
        openTinyPair();
        QVERIFY(m_driver->window().session()->study().studentOverlay.isEmpty());
        m_driver->drop("pairBar.studentSlot", fixture(QStringLiteral("adapters/linear")));
        QTRY_COMPARE(m_driver->window().session()->study().studentOverlay.adapters.size(),
                     std::size_t{1});
        m_driver->runToEnd();
        QTRY_VERIFY(m_driver->window().session()->figure() != nullptr);
        QVERIFY2(
            m_driver->window().session()->command().contains(QStringLiteral("--student-adapter")),
            qPrintable(m_driver->window().session()->command()));
        QVERIFY(!m_driver->window().session()->needsRun());
        m_driver->trigger("action.view.beforeAfter");
        QVERIFY(m_driver->window().session()->needsRun());
    }

    void bothModelsGoOnAsTheCommandDoes()
    {
        m_driver->openModels();
        ask(QStringLiteral("The capital of France is"));
        m_driver->find<QSpinBox>("playground.maxTokens")->setValue(7);
        writeToEnd();
        GenerateOptions options;
        options.maxNewTokens = 7;
        const std::vector<Prompt> prompts{
            {"<|user|>\nThe capital of France is\n\n<|assistant|>\n", {}}};
        for (const auto& [role, name] :
             {std::pair(Role::Teacher, "tiny-T"), std::pair(Role::Student, "tiny-S")}) {
            const Generation expected =
                Generator(toPath(fixture(QLatin1String(name))), options, RunContext())
                    .generate(prompts)
                    .front();
            const PlaygroundText& text = model()->text(role);
            QCOMPARE(text.text, QString::fromStdString(expected.text));
            QCOMPARE(text.tokens, static_cast<int>(expected.ids.size()));
            QCOMPARE(text.stopReason, QString::fromStdString(expected.stopReason));
            const QByteArray suffix(1, roleLetter(role).toLatin1());
            QCOMPARE(m_driver->find<QPlainTextEdit>(("playground.text." + suffix).constData())
                         ->toPlainText(),
                     text.text);
            const QString speed = m_driver->text(("playground.speed." + suffix).constData());
            QVERIFY2(speed.contains(QStringLiteral("tokens per second"))
                         && speed.contains(QStringLiteral("ended by")),
                     qPrintable(speed));
        }
        QTest::mouseClick(m_driver->find<QPushButton>("playground.copyCommand"), Qt::LeftButton);
        const QStringList commands = QApplication::clipboard()->text().split(u'\n');
        const QString all = QApplication::clipboard()->text();
        QVERIFY2(all.contains(QStringLiteral("neurograft logits --model ")), qPrintable(all));
        QVERIFY2(all.contains(QStringLiteral("--max-new-tokens 7")), qPrintable(all));
        QCOMPARE(all.count(QStringLiteral("neurograft ")), 4);
        QVERIFY(commands.first().startsWith(QStringLiteral("neurograft logits")));
    }

    void theKeyOfCopyAsCommandIsAboutThePromptHere()
    {
        m_driver->openModels();
        ask(QStringLiteral("The capital"));
        QApplication::clipboard()->clear();
        QTest::keyClick(prompt(), Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
        const QString copied = QApplication::clipboard()->text();
        QVERIFY2(copied.startsWith(QStringLiteral("neurograft logits --model ")),
                 qPrintable(copied));
        QCOMPARE(prompt()->toPlainText(), QStringLiteral("The capital"));
    }

    void thePromptIsKeptInTheStudy()
    {
        m_driver->openModels();
        ask(QStringLiteral("The capital of Peru is"));
        m_driver->find<QCheckBox>("playground.template")->click();
        StudyDocument* study = m_driver->window().parts().study;
        const QString folder = m_driver->folder() + QStringLiteral("/kept");
        study->saveAs(folder, QStringLiteral("kept"), {}, false);
        QTRY_VERIFY(study->isOpen() && !study->isBusy());
        m_driver->trigger("action.file.closeStudy");
        QTRY_VERIFY(!study->isOpen() && !study->isBusy());
        prompt()->setPlainText(QStringLiteral("another"));
        m_driver->window().open(folder + QStringLiteral("/kept.study.json"));
        QTRY_COMPARE(prompt()->toPlainText(), QStringLiteral("The capital of Peru is"));
        QVERIFY(!m_driver->find<QCheckBox>("playground.template")->isChecked());
    }

    void aStoredPromptIsAskedOnlyWhenItIsSeen()
    {
        m_driver->openModels();
        ask(QStringLiteral("The capital of Peru is"));
        auto* dock = m_driver->find<QWidget>("playgroundDock");
        dock->hide();
        StudyDocument* study = m_driver->window().parts().study;
        const QString folder = m_driver->folder() + QStringLiteral("/stored");
        study->saveAs(folder, QStringLiteral("stored"), {}, false);
        QTRY_VERIFY(study->isOpen() && !study->isBusy());
        m_driver->trigger("action.file.closeStudy");
        QTRY_VERIFY(!study->isOpen() && !study->isBusy());
        m_driver->window().open(folder + QStringLiteral("/stored.study.json"));
        QTRY_COMPARE(prompt()->toPlainText(), QStringLiteral("The capital of Peru is"));
        QTRY_VERIFY(study->isOpen() && !study->isBusy()); // its pair, none, is there
        m_driver->openModels();
        const ModelShelf* shelf = m_driver->window().parts().shelf;
        QTest::qWait(600); // longer than typing pauses
        QCOMPARE(model()->answer(PlaygroundSide::Student).state, PlaygroundAnswer::State::Absent);
        QVERIFY(!shelf->isOpen(Role::Teacher) && !shelf->isOpen(Role::Student));
        m_driver->trigger("action.analyse.playground");
        QTRY_COMPARE(model()->answer(PlaygroundSide::Student).state,
                     PlaygroundAnswer::State::Ready);
        QVERIFY(shelf->isOpen(Role::Teacher) && shelf->isOpen(Role::Student));
        // Typed, and hidden before the typing paused.
        const auto before = model()->answer(PlaygroundSide::Student).next;
        QTest::keyClick(prompt(), Qt::Key_Backspace);
        dock->hide();
        QTest::qWait(400);
        QVERIFY(!model()->isComputing());
        QCOMPARE(model()->answer(PlaygroundSide::Student).next, before);
        m_driver->trigger("action.analyse.playground");
        QTRY_VERIFY(model()->answer(PlaygroundSide::Student).next != before);
    }

    void writingIsStoppedAndKeepsWhatCame()
    {
        m_driver->openModels();
        ask(QStringLiteral("The capital of Spain is"));
        m_driver->find<QSpinBox>("playground.maxTokens")->setValue(200);
        auto* write = m_driver->find<QPushButton>("playground.write");
        auto* stop = m_driver->find<QPushButton>("playground.stop");
        QVERIFY(!stop->isEnabled());
        QTest::mouseClick(write, Qt::LeftButton);
        QVERIFY(stop->isEnabled());
        QVERIFY(m_driver->window()
                    .parts()
                    .shelf->users(Role::Student)
                    .contains(QStringLiteral("The playground is writing.")));
        QTest::mouseClick(stop, Qt::LeftButton);
        QVERIFY(!model()->isWriting());
        QVERIFY(!stop->isEnabled());
        QCOMPARE(model()->text(Role::Student).state, PlaygroundText::State::Stopped);
        QVERIFY(m_driver->text("playground.speed.S").contains(QStringLiteral("stopped after")));
        QVERIFY(m_driver->window().parts().shelf->users(Role::Student).isEmpty());
        m_driver->find<QSpinBox>("playground.maxTokens")->setValue(3);
        writeToEnd(); // nothing of the stopped one comes in between
        QCOMPARE(model()->text(Role::Student).state, PlaygroundText::State::Done);
        QVERIFY(model()->text(Role::Student).tokens <= 3);
    }

    void theTableIsCopiedAsText()
    {
        m_driver->openModels();
        ask(QStringLiteral("The capital of France is"));
        auto* table = m_driver->find<NextTokenTable>("playground.table");
        table->setFocus();
        table->selectRow(0);
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QApplication::clipboard()->text().trimmed().split(u'\n');
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines[0].startsWith(QStringLiteral("next token\tp teacher\tlogit teacher")));
        QVERIFY(lines[1].startsWith(QStringLiteral("Paris\t0.9")));
        table->clearSelection();
        QTest::mouseClick(m_driver->find<QPushButton>("playground.copyTable"), Qt::LeftButton);
        QCOMPARE(QApplication::clipboard()->text().trimmed().split(u'\n').size(),
                 tokens()->rowCount() + 1);
    }

    void anUnloadedModelStaysAwayUntilItIsAsked()
    {
        m_driver->openModels();
        ask(QStringLiteral("The capital of France is"));
        ModelShelf* shelf = m_driver->window().parts().shelf;
        m_driver->trigger("action.unload.both");
        QVERIFY(!shelf->isOpen(Role::Student));
        QTest::qWait(400); // longer than typing pauses
        QVERIFY(!shelf->isOpen(Role::Student) && !shelf->isOpen(Role::Teacher));
        QCOMPARE(tokens()->index(0, 0).data().toString(), QStringLiteral("Paris")); // still shown
        QTest::keyClick(prompt(), Qt::Key_Backspace);
        QTRY_VERIFY(shelf->isOpen(Role::Student) && shelf->isOpen(Role::Teacher));
    }

    void anotherModelIsAskedAnew()
    {
        m_driver->openModels();
        ask(QStringLiteral("The capital of France is"));
        m_driver->trigger("action.model.swapRoles");
        QTRY_VERIFY(!tokens()->rows().empty()
                    && std::abs(probability(0, PlaygroundSide::Teacher) - 0.85) < 0.02
                    && std::abs(probability(0, PlaygroundSide::Student) - 0.97) < 0.02);
    }

    void aPromptThatIsTooLongIsRefusedInWords()
    {
        m_driver->openModels();
        m_driver->trigger("action.analyse.playground");
        prompt()->setPlainText(QStringLiteral(" capital").repeated(300)); // the context is 256
        QTRY_VERIFY2(m_driver->text("playground.status").contains(QStringLiteral("256 tokens")),
                     qPrintable(m_driver->text("playground.status")));
        QTRY_COMPARE(model()->answer(PlaygroundSide::Student).state,
                     PlaygroundAnswer::State::Failed);
    }

    void stopTextsAreParted()
    {
        QCOMPARE(stopTexts(QStringLiteral(" \\n\\n | Question|a\\\\b | ")),
                 (QStringList{QStringLiteral("\n\n"), QStringLiteral("Question"),
                              QStringLiteral("a\\b")}));
        QVERIFY(stopTexts(QString()).isEmpty());
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowPlayground)
#include "tst_window_playground.moc"

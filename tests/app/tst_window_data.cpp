// SPDX-License-Identifier: GPL-3.0-or-later
// The data side of the window: examples and their tokens, rows that cannot be read, typed prompts,
// tables, splits, bookmarks and sets, explanations.
#include "support/window_test.h"
#include "widgets/models/bookmark_model.h"
#include "widgets/models/example_table_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/example_table_view.h"
#include "widgets/panels/explain_popup.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/pair_slot.h"
#include "widgets/panels/token_strip.h"

#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTreeView>
#include <QUndoStack>

using namespace neurograft;

class TestWindowData : public WindowTest {
    Q_OBJECT

private Q_SLOTS:
    void openedDataIsShownWithItsTokens() // U1 step 3
    {
        openDemo();
        QVERIFY(table()->isVisible());
        QCOMPARE(table()->model()->rowCount(), 48);
        QTRY_COMPARE(m_driver->text("tokenPreview.summary"),
                     QStringLiteral("Row 1: 15 tokens, 4 carry the loss, 0 truncated."));
        QVERIFY(strip()->isLossShown());
        QString loss;
        for (const PreviewToken& token : strip()->preview()->tokens) {
            loss += token.carriesLoss ? QString::fromStdString(token.text) : QString();
        }
        QCOMPARE(loss, QStringLiteral("Madrid\n\n</s>"));
        m_driver->trigger("action.data.lengths");
        QTRY_VERIFY2(m_driver->text("lengthsText").endsWith(QStringLiteral("0 truncated.")),
                     qPrintable(m_driver->text("lengthsText")));
        QVERIFY(m_driver->text("lengthsText").startsWith(QStringLiteral("48 rows, ")));
    }

    void theLossCanBeHidden()
    {
        openDemo();
        m_driver->trigger("action.data.lossTokens");
        QVERIFY(!strip()->isLossShown());
        m_driver->trigger("action.data.lossTokens");
        QVERIFY(strip()->isLossShown());
    }

    void rowsAreReachedByKeysAndUndone()
    {
        openDemo();
        auto* filter = m_driver->find<QLineEdit>("exampleFilter");
        m_driver->trigger("action.edit.filter");
        QTRY_VERIFY(filter->hasFocus());
        QTest::keyClicks(filter, QStringLiteral("France"));
        QTRY_COMPARE(m_driver->text("exampleCount"), QStringLiteral("1 of 48 rows"));
        QTest::keyClick(filter, Qt::Key_Down);
        QVERIFY(table()->hasFocus());
        QTest::keyClick(table(), Qt::Key_Home);
        QTRY_COMPARE(goToText(selection()->primary()), QStringLiteral("item demo 5"));
        m_driver->trigger("action.edit.undo");
        QVERIFY(isNothing(selection()->primary()));
        m_driver->trigger("action.edit.undo");
        QTRY_COMPARE(m_driver->text("exampleCount"), QStringLiteral("48 rows"));
        QCOMPARE(filter->text(), QString());
    }

    void aRowThatCannotBeReadIsNamedAndSkipped() // ux.md 8.4 no. 6
    {
        QByteArray bytes;
        for (int row = 1; row <= 8; ++row) {
            bytes += row == 3 ? QByteArray("{\"prompt\": \"p\", \"reply\": \"b\"}\n")
                              : "{\"prompt\": \"What is row " + QByteArray::number(row)
                    + "?\", \"response\": \"Row\"}\n";
        }
        m_driver->openModels();
        m_driver->drop("pairBar.dataSlot", write("broken.jsonl", bytes));
        auto* strip = m_driver->find<NoticeStrip>("noticeStrip");
        QTRY_COMPARE(strip->text(QStringLiteral("data.rows")),
                     QStringLiteral("Row 3 of broken.jsonl was not read. It has keys prompt, "
                                    "reply; messages, or prompt and response, or text was "
                                    "expected. Map the columns or skip it."));
        QCOMPARE(table()->model()->rowCount(), 8);
        const PairModel* pair = m_driver->window().pair();
        QTRY_COMPARE(pair->obstacle(),
                     QStringLiteral("A row of the data was not read: skip it or mend the file."));
        press(strip, QStringLiteral("Skip 1 row"));
        QCOMPARE(pair->obstacle(), QString());
        QVERIFY(strip->text(QStringLiteral("data.rows")).isEmpty());
        QCOMPARE(m_driver->window().session()->study().rows.rows,
                 (std::vector<std::int64_t>{0, 1, 3, 4, 5, 6, 7}));
        m_driver->choose("unitCombo", QStringLiteral("last-token"));
        m_driver->runToEnd();
        QCOMPARE(m_driver->window().session()->figure()->panels.front().n, std::int64_t{7});
    }

    void brokenRowsCanBeMapped()
    {
        m_driver->drop(
            "pairBar.dataSlot",
            write("broken.jsonl", "{\"text\": \"a\"}\n{\"question\": \"q\", \"reply\": \"b\"}\n"));
        auto* strip = m_driver->find<NoticeStrip>("noticeStrip");
        QTRY_VERIFY(!strip->text(QStringLiteral("data.rows")).isEmpty());
        press(strip, QStringLiteral("Map columns…"));
        useColumns(QStringLiteral("reply"));
        QTRY_COMPARE(m_driver->find<PairSlot>("pairBar.dataSlot")->facts(),
                     QStringLiteral("2 rows"));
        QTRY_VERIFY(strip->text(QStringLiteral("data.rows")).isEmpty());
        QTRY_VERIFY(m_driver->window().pair()->data().file != nullptr);
        QCOMPARE(m_driver->window().pair()->data().file->row(1).prompt, std::string("q"));
    }

    void aTableIsMappedAndOpened()
    {
        m_driver->drop("pairBar.dataSlot",
                       write("quiz.csv", "id,question,answer\n1,who?,me\n2,why?,so\n"));
        useColumns(QStringLiteral("answer"));
        auto* slot = m_driver->find<PairSlot>("pairBar.dataSlot");
        QTRY_COMPARE(slot->facts(), QStringLiteral("2 rows"));
        QCOMPARE(slot->name(), QStringLiteral("quiz.jsonl"));
        QTRY_VERIFY(m_driver->window().pair()->data().file != nullptr);
        QCOMPARE(m_driver->window().pair()->data().file->row(1).response, std::string("so"));
    }

    void aTypedPromptBecomesTheData()
    {
        m_driver->openModels();
        m_driver->trigger("action.data.newPrompt");
        auto* prompt = m_driver->find<QPlainTextEdit>("promptDialog.prompt");
        QTRY_VERIFY(prompt != nullptr && prompt->isVisible());
        QTest::keyClicks(prompt, QStringLiteral("The capital of France is"));
        auto* dialog = m_driver->find<QDialog>("promptDialog");
        for (QPushButton* button : dialog->findChildren<QPushButton*>()) {
            if (button->text() == QStringLiteral("Use prompt")) {
                QTest::mouseClick(button, Qt::LeftButton);
                break;
            }
        }
        auto* slot = m_driver->find<PairSlot>("pairBar.dataSlot");
        QTRY_COMPARE(slot->name(), QStringLiteral("prompt.jsonl"));
        QTRY_VERIFY(strip()->preview() != nullptr);
        QCOMPARE(QString::fromStdString(strip()->preview()->prompt),
                 QStringLiteral("<|user|>\nThe capital of France is\n\n<|assistant|>\n"));
    }

    void anEditedRowIsACopyThatRunsAndIsKept() // ux.md 7.3
    {
        openDemo();
        const QString folder = m_driver->folder() + QStringLiteral("/edits");
        makeStudyOfThePair(folder);
        QTRY_COMPARE(table()->model()->rowCount(), 48);
        table()->setFocus();
        table()->markOnly(4);
        QTest::keyClick(table(), '*');
        editText(0, QStringLiteral("Name the capital of France."));
        QTRY_COMPARE(table()->model()->rowCount(), 49);
        QCOMPARE(table()->model()->index(48, 0).data().toString(), QStringLiteral("✎ 49"));
        QCOMPARE(table()->model()->index(4, 1).data().toString(), QStringLiteral("★"));
        QCOMPARE(goToText(selection()->primary()), QStringLiteral("item demo 49"));
        QTRY_VERIFY2(m_driver->text("tokenPreview.summary")
                         .startsWith(QStringLiteral("Row 49, edited copy of row 5: ")),
                     qPrintable(m_driver->text("tokenPreview.summary")));
        QCOMPARE(QString::fromStdString(strip()->preview()->prompt),
                 QStringLiteral("<|user|>\nName the capital of France.\n\n<|assistant|>\n"));
        const PairModel* pair = m_driver->window().pair();
        QCOMPARE(pair->data().facts(), QStringLiteral("49 rows, 1 edited"));
        QCOMPARE(pair->data().path, folder + QStringLiteral("/data/edited-1/demo.jsonl"));
        QCOMPARE(pair->data().file->row(4).response, pair->data().file->row(48).response);

        m_driver->trigger("action.edit.undo");
        QTRY_COMPARE(pair->data().facts(), QStringLiteral("48 rows"));
        m_driver->trigger("action.edit.redo");
        QTRY_COMPARE(pair->data().facts(), QStringLiteral("49 rows, 1 edited"));
        QTRY_COMPARE(pair->obstacle(), QString());
        m_driver->choose("unitCombo", QStringLiteral("last-token"));
        m_driver->runToEnd();
        QCOMPARE(m_driver->window().session()->figure()->panels.front().n, std::int64_t{49});

        m_driver->restart();
        m_driver->window().reopenLast();
        QTRY_COMPARE(m_driver->window().pair()->data().facts(),
                     QStringLiteral("49 rows, 1 edited"));
    }

    void anEditedCopyIsEditedAgainAndRemoved()
    {
        openDemo();
        table()->setFocus();
        table()->markOnly(1);
        editText(1, QStringLiteral("Roma"));
        QTRY_COMPARE(table()->model()->rowCount(), 49);
        const PairModel* pair = m_driver->window().pair();
        const auto response = [pair] {
            return pair->data().file ? pair->data().file->row(48).response : std::string();
        };
        QCOMPARE(response(), std::string("Roma\n\n"));
        table()->setFocus();
        QTRY_COMPARE(table()->currentIndex().row(), 48);
        editText(1, QStringLiteral("Rom"));
        QTRY_COMPARE(response(), std::string("Rom\n\n"));
        QCOMPARE(table()->model()->rowCount(), 49); // the copy itself was changed
        table()->setFocus();
        QTRY_COMPARE(table()->currentIndex().row(), 48);
        QTest::keyClick(table(), Qt::Key_Delete);
        QTRY_COMPARE(table()->model()->rowCount(), 48);
        QCOMPARE(goToText(selection()->primary()), QStringLiteral("item demo 2"));
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Delete); // rows of the file stay
        m_driver->trigger("action.edit.undo");
        QTRY_COMPARE(table()->model()->rowCount(), 49);
        QCOMPARE(response(), std::string("Rom\n\n"));
    }

    void sharedRowsOfSplitsAreTold() // ux.md 8.4 no. 7
    {
        openDemo();
        m_driver->trigger("action.data.splits");
        auto* splits = m_driver->find<QTableView>("splitsDialog.table");
        QTRY_VERIFY(splits != nullptr && splits->isVisible());
        QVERIFY(splits->model()->setData(splits->model()->index(0, 1), QStringLiteral("1-8")));
        QVERIFY(splits->model()->setData(splits->model()->index(1, 1), QStringLiteral("6-20")));
        QTRY_COMPARE(m_driver->text("splitsDialog.overlap"),
                     QStringLiteral("✕ Extract and align share 3 rows. Scores would look better "
                                    "than they are. Remove them from align."));
        QTest::mouseClick(m_driver->find<QPushButton>("splitsDialog.remove"), Qt::LeftButton);
        QTRY_COMPARE(m_driver->text("splitsDialog.overlap"),
                     QStringLiteral("✓ No text is in two splits."));
        QCOMPARE(splits->model()->index(1, 1).data().toString(), QStringLiteral("9-20"));
        m_driver->find<QDialog>("splitsDialog")->accept();
        using Splits = std::map<std::string, std::string>;
        QVERIFY(m_driver->window().parts().study->study().splits
                == (Splits{{"extract", "1-8"}, {"align", "9-20"}}));
        m_driver->trigger("action.edit.undo");
        QVERIFY(m_driver->window().parts().study->study().splits.empty());
        m_driver->trigger("action.edit.redo");
        QCOMPARE(m_driver->window().parts().study->study().splits.size(), std::size_t(2));
    }

    void bookmarksKeepWhatIsLookedAt()
    {
        openDemo();
        table()->setFocus();
        table()->selectRow(4);
        QCOMPARE(goToText(selection()->primary()), QStringLiteral("item demo 5"));
        QTest::keyClick(table(), Qt::Key_B);
        QCOMPARE(bookmarks()->rowCount(), 1);
        table()->selectRow(0);
        auto* list = m_driver->find<QTreeView>("bookmarksList");
        QVERIFY(list != nullptr);
        list->setFocus();
        list->setCurrentIndex(bookmarks()->index(0, 0));
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(table()->currentIndex().row(), 4);
    }

    void aSetIsSavedUnderANameAndJoined()
    {
        openDemo();
        table()->setFocus();
        table()->selectRow(0);
        QTest::keyClick(table(), Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(table(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(selection()->set().size(), std::size_t(3));
        QTest::keyClick(table(), Qt::Key_B);
        nameIt("saveSetDialog.field", QStringLiteral("first"));
        QCOMPARE(bookmarks()->findSet(QStringLiteral("first")), 0);
        QCOMPARE(selection()->setName(), QStringLiteral("first"));
        selection()->setSet(
            {RowItem{QStringLiteral("demo"), 3}, RowItem{QStringLiteral("demo"), 9}});
        m_driver->trigger("action.sets.union");
        QTRY_COMPARE(m_driver->text("setDialog.result"), QStringLiteral("2 items become 4."));
        m_driver->find<QDialog>("setDialog")->accept();
        QCOMPARE(selection()->set().size(), std::size_t(4));
        m_driver->trigger("action.edit.undo");
        QCOMPARE(selection()->set().size(), std::size_t(2));
    }

    void whatIsLookedAtIsExplained()
    {
        openDemo();
        strip()->setFocus();
        m_driver->trigger("action.help.explain");
        auto* popup = m_driver->find<ExplainPopup>("explainPopup");
        QTRY_VERIFY(popup != nullptr && popup->isVisible());
        QVERIFY2(popup->text().contains(QStringLiteral("Tokens that carry the loss")),
                 qPrintable(popup->text()));
        QVERIFY(popup->text().startsWith(QStringLiteral("Row 1: 15 tokens")));
        popup->close();
        m_driver->trigger("action.help.measures");
        QVERIFY(popup->text().contains(QStringLiteral("arXiv:1905.00414")));
        popup->close();
    }

    void aCellIsExplainedInWords() // U6 step 4
    {
        openDemo();
        m_driver->choose("unitCombo", QStringLiteral("last-token"));
        m_driver->runToEnd();
        selection()->select(CellItem{QStringLiteral("up_proj"), 2, 3});
        m_driver->map(QStringLiteral("up_proj"))->setFocus();
        m_driver->trigger("action.help.explain");
        auto* popup = m_driver->find<ExplainPopup>("explainPopup");
        QTRY_VERIFY(popup != nullptr && popup->isVisible());
        const QString text = popup->text();
        QVERIFY2(text.startsWith(QStringLiteral("Student layer 2 and teacher layer 3 see the 48 "
                                                "texts ")),
                 qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("Higher = more alike")));
        QVERIFY(text.contains(QStringLiteral("Unbiased estimator")));
        QVERIFY(text.contains(QStringLiteral("Last token")));
        popup->close();
    }

private:
    void openDemo()
    {
        openTinyPair();
        QTRY_VERIFY(strip() != nullptr && strip()->preview() != nullptr);
    }
    /// Gives a text of the table's current row other words, by its dialog.
    void editText(int field, const QString& text)
    {
        QTest::keyClick(table(), Qt::Key_E);
        QTRY_VERIFY(m_driver->find<QDialog>("editRowDialog") != nullptr);
        auto* dialog = m_driver->find<QDialog>("editRowDialog");
        const QByteArray name = "editRowDialog.text" + QByteArray::number(field);
        auto* ok = dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
        QVERIFY(!ok->isEnabled()); // nothing is different yet
        m_driver->find<QPlainTextEdit>(name.constData())->setPlainText(text);
        QVERIFY(ok->isEnabled());
        QTest::mouseClick(ok, Qt::LeftButton);
    }
    QString write(const char* name, const QByteArray& bytes)
    {
        QFile file(m_driver->folder() + u'/' + QLatin1String(name));
        if (!file.open(QIODevice::WriteOnly)) {
            qFatal("cannot write %s", name);
        }
        file.write(bytes);
        return file.fileName();
    }
    void useColumns(const QString& response)
    {
        QTRY_VERIFY(m_driver->find<QDialog>("columnsDialog") != nullptr);
        auto* dialog = m_driver->find<QDialog>("columnsDialog");
        auto* combo = m_driver->find<QComboBox>("columnsDialog.response");
        combo->setCurrentIndex(combo->findData(response));
        dialog->accept();
    }
    void nameIt(const char* field, const QString& name)
    {
        QTRY_VERIFY(m_driver->find<QLineEdit>(field) != nullptr);
        auto* edit = m_driver->find<QLineEdit>(field);
        QTest::keyClicks(edit, name);
        QTest::keyClick(edit, Qt::Key_Return);
    }
    ExampleTableView* table() const { return m_driver->find<ExampleTableView>("exampleTable"); }
    TokenStrip* strip() const { return m_driver->find<TokenStrip>("tokenPreview"); }
    SelectionModel* selection() const { return m_driver->window().parts().selection; }
    BookmarkModel* bookmarks() const { return m_driver->window().parts().bookmarks; }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowData)
#include "tst_window_data.moc"

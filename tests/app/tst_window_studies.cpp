// SPDX-License-Identifier: GPL-3.0-or-later
// E12 and the studies of the papers in the window: found by the number of a table, edited as form
// and JSON, checked, run, stopped, gone on with, and held against published numbers.
#include "support/window_test.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/models/chain_session.h"
#include "widgets/panels/chain_progress_panel.h"
#include "widgets/panels/published_table.h"
#include "widgets/panels/study_text_edit.h"
#include "widgets/settings/app_settings.h"

#include <QAction>
#include <QDateTime>
#include <QDialog>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRegularExpression>
#include <QTabWidget>
#include <QTreeWidget>

using namespace neurograft;

namespace {

/// Two perplexities of the fixtures and a sweep of two seeds; a published number for one of them.
QByteArray tinyStudy()
{
    return R"({
 "schema": 1,
 "command": "run",
 "title": "Tiny chain",
 "shows": "Paper, table 7",
 "paths": {"student": {"about": "the small model"}, "data": {"about": "rows"}},
 "steps": [
  {"step": "before", "command": "perplexity", "model": "${student}", "data": "${data}/demo.jsonl", "limit": 3},
  {"step": "again", "command": "perplexity", "model": "${student}", "data": "${data}/demo.jsonl",
   "sweep": {"limit": [2, 4]}}
 ],
 "published": [
  {"row": "student", "column": "PPL", "value": 12.5, "source": "table 7", "metric": "before/perplexity"},
  {"row": "teacher", "column": "PPL", "value": 3.5, "source": "table 7"}
 ]
}
)";
}

} // namespace

class TestWindowStudies : public WindowTest {
    Q_OBJECT

    const WindowParts& parts() const { return m_driver->window().parts(); }
    ChainSession* session() const { return m_driver->window().findChild<ChainSession*>(); }
    template <class T> T* find(const char* name) const { return m_driver->find<T>(name); }
    QString file() const { return m_driver->folder() + QStringLiteral("/tiny.study.json"); }

    void showStudies()
    {
        m_driver->trigger("action.file.readyStudies");
        QTRY_VERIFY(find<QDialog>("studiesDialog") != nullptr);
        QTRY_VERIFY(find<QListWidget>("readyStudies.list")->count() > 10);
    }
    void openTiny()
    {
        QFile made(file());
        QVERIFY(made.open(QIODevice::WriteOnly));
        made.write(tinyStudy());
        made.close();
        m_driver->window().open(file());
        QTRY_COMPARE(session()->file(), file());
        session()->setOut(m_driver->folder() + QStringLiteral("/tiny"));
        QTRY_VERIFY(!session()->isReading());
    }
    void givePaths()
    {
        for (const auto& [role, path] : {std::pair("student", fixture(QStringLiteral("tiny-S"))),
                                         std::pair("data", fixture(QString()))}) {
            auto* edit = find<QLineEdit>((QByteArray("studyForm.path.") + role).constData());
            edit->setFocus();
            edit->setText(path);
            QTest::keyClick(edit, Qt::Key_Return);
        }
        QTRY_COMPARE(session()->obstacle(), QString());
    }
    /// The same over rows enough to be stopped.
    void openLong()
    {
        openTiny();
        givePaths();
        auto* text = find<StudyTextEdit>("studiesDialog.text");
        QString longer = text->text();
        longer.replace(QStringLiteral("[2, 4]"), QStringLiteral("[1000, 1001, 1002]"));
        longer.replace(QStringLiteral("${data}/demo.jsonl\",\n"),
                       writeManyRows(200) + QStringLiteral("\",\n"));
        text->setPlainText(longer);
        QTRY_COMPARE(session()->text(), longer);
        QTRY_COMPARE(session()->obstacle(), QString());
    }
    QString stateOf(const QString& step, int child = -1) const
    {
        const auto* tree = find<QTreeWidget>("chainProgress.tasks");
        const QList<QTreeWidgetItem*> items = tree->findItems(step, Qt::MatchExactly);
        if (items.isEmpty()) {
            return QStringLiteral("no such step");
        }
        const QTreeWidgetItem* item = child < 0 ? items[0] : items[0]->child(child);
        return item == nullptr ? QStringLiteral("no such cell") : item->text(2);
    }
    void press(const char* name) { QTest::mouseClick(find<QPushButton>(name), Qt::LeftButton); }

private Q_SLOTS:
    /// A reader of the paper finds its tables and figures by their numbers.
    void tablesAreFoundByTheirNumber_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("title");
        QTest::newRow("table") << "table 1"
                               << "Parametric transfer from Llama-2-13B-Chat";
        QTest::newRow("words") << "demo seeking controls"
                               << "";
        QTest::newRow("nothing") << "no such thing"
                                 << "";
    }

    void tablesAreFoundByTheirNumber()
    {
        QFETCH(QString, words);
        QFETCH(QString, title);
        showStudies();
        find<QLineEdit>("readyStudies.search")->setText(words);
        const auto* list = find<QListWidget>("readyStudies.list");
        const bool isNothing = words == QLatin1String("no such thing");
        QCOMPARE(list->count() == 0, isNothing);
        QCOMPARE(list->isVisible(), !isNothing);
        const auto* said = find<QLabel>("readyStudies.nothing");
        QCOMPARE(said->isVisible(), isNothing);
        QVERIFY(said->text().startsWith(QStringLiteral("No study has these words.")));
        if (!title.isEmpty()) {
            QVERIFY2(!list->findItems(title, Qt::MatchStartsWith).isEmpty(), qPrintable(title));
        }
    }

    void aReadyStudySaysWhatItNeeds()
    {
        showStudies();
        find<QLineEdit>("readyStudies.search")->setText(QStringLiteral("table 1"));
        auto* list = find<QListWidget>("readyStudies.list");
        list->setCurrentItem(
            list->findItems(QStringLiteral("Parametric transfer"), Qt::MatchStartsWith)[0]);
        QTRY_VERIFY(session()->study());
        QVERIFY(find<QLabel>("studyForm.title")->text().startsWith(QStringLiteral("Parametric")));
        QTRY_VERIFY2(session()->obstacle().contains(QStringLiteral("“data”")),
                     qPrintable(session()->obstacle()));
        QVERIFY(!find<QPushButton>("studiesDialog.run")->isEnabled());
        QVERIFY(find<QLineEdit>("studyForm.path.teacher") != nullptr);
        const auto* numbers = find<PublishedTable>("publishedTable");
        QVERIFY(numbers->topLevelItemCount() > 10); // beside the slots for one's own
        QCOMPARE(numbers->topLevelItem(0)->text(3), QStringLiteral("–"));
        QVERIFY(find<StudyTextEdit>("studiesDialog.text")
                    ->toPlainText()
                    .contains(QStringLiteral("\"seeking\"")));
    }

    void pathsAreRememberedForAllStudies()
    {
        openTiny();
        givePaths();
        QCOMPARE(parts().settings->studyPaths().value(QStringLiteral("student")),
                 fixture(QStringLiteral("tiny-S")));
        find<QDialog>("studiesDialog")->close();
        m_driver->restart();
        showStudies();
        QCOMPARE(session()->paths().value(QStringLiteral("student")),
                 fixture(QStringLiteral("tiny-S")));
    }

    void errorsStandAtTheirPlace()
    {
        openTiny();
        givePaths();
        auto* text = find<StudyTextEdit>("studiesDialog.text");
        const QString good = text->text();
        QString unknown = good;
        unknown.replace(QStringLiteral("\"limit\": 3"), QStringLiteral("\"limt\": 3"));
        text->setPlainText(unknown);
        QTRY_COMPARE(text->markedLine(), 8);
        QVERIFY2(find<QLabel>("studiesDialog.problem")->text().contains(QStringLiteral("limt")),
                 qPrintable(find<QLabel>("studiesDialog.problem")->text()));
        QVERIFY(!find<QPushButton>("studiesDialog.run")->isEnabled());
        text->setPlainText(QString(good).replace(QStringLiteral("\"schema\": 1,"),
                                                 QStringLiteral("\"schema\": 1")));
        QTRY_COMPARE(text->markedLine(), 3);
        text->setPlainText(good);
        QTRY_COMPARE(text->markedLine(), 0);
        QTRY_VERIFY(find<QPushButton>("studiesDialog.run")->isEnabled());
    }

    void formAndTextSayTheSame()
    {
        openTiny();
        givePaths();
        auto* axis = find<QLineEdit>("studyForm.value./steps/1/sweep/limit");
        QCOMPARE(axis->text(), QStringLiteral("[2,4]"));
        axis->setFocus();
        axis->setText(QStringLiteral("[2, 3, 5]"));
        QTest::keyClick(axis, Qt::Key_Return);
        QTRY_COMPARE(session()->study()->steps[1].sweep[0].values.size(), std::size_t{3});
        auto* seed = find<QLineEdit>("studyForm.value./common/seed");
        seed->setFocus();
        seed->setText(QStringLiteral("7"));
        QTest::keyClick(seed, Qt::Key_Return);
        auto* text = find<StudyTextEdit>("studiesDialog.text");
        QVERIFY2(text->text().contains(QStringLiteral("\"seed\": 7")), qPrintable(text->text()));
        QVERIFY(session()->isChanged());
        text->setFocus();
        text->setPlainText(
            text->text().replace(QStringLiteral("\"seed\": 7"), QStringLiteral("\"seed\": 8")));
        QTRY_COMPARE(seed->text(), QStringLiteral("8"));
        chooseFile(m_driver->folder() + QStringLiteral("/other.study.json"));
        press("studiesDialog.save");
        QTRY_VERIFY(!session()->isChanged());
        QVERIFY(QFile::exists(m_driver->folder() + QStringLiteral("/other.study.json")));
    }

    void aStudyIsCheckedRunAndCompared()
    {
        openTiny();
        givePaths();
        QTRY_COMPARE(stateOf(QStringLiteral("before")), QStringLiteral("to do"));
        press("studiesDialog.check");
        QTRY_VERIFY(session()->forecast());
        QVERIFY2(
            find<QLabel>("chainProgress.summary")->text().contains(QStringLiteral("No errors.")),
            qPrintable(find<QLabel>("chainProgress.summary")->text()));
        press("studiesDialog.run");
        QTRY_VERIFY_WITH_TIMEOUT(session()->job() != nullptr && !session()->isRunning(), 30000);
        QCOMPARE(session()->job()->state, JobState::Done);
        QTRY_COMPARE(stateOf(QStringLiteral("before")), QStringLiteral("finished"));
        QTRY_COMPARE(stateOf(QStringLiteral("again"), 1), QStringLiteral("finished"));
        QVERIFY(QFile::exists(session()->out() + QStringLiteral("/again/sweep.h5")));
        QVERIFY(session()->job()->command.contains(QStringLiteral("--set 'student=")));
        const auto* numbers = find<PublishedTable>("publishedTable");
        QTRY_COMPARE(numbers->topLevelItemCount(), 2);
        QCOMPARE(numbers->topLevelItem(0)->text(2), QStringLiteral("12.50"));
        QVERIFY(numbers->topLevelItem(0)->text(3).toDouble() > 1.0);
        QCOMPARE(numbers->topLevelItem(1)->text(3), QStringLiteral("not measured here"));
    }

    void aStoppedStudyGoesOn()
    {
        openLong();
        press("studiesDialog.run");
        const auto* phase = find<QLabel>("chainProgress.phase");
        static const QRegularExpression inSweep(
            QStringLiteral("^\\[[234]/4\\] again/limit-100[012]: "));
        QTRY_VERIFY_WITH_TIMEOUT(inSweep.match(phase->text()).hasMatch(), 30000);
        QTRY_COMPARE(stateOf(QStringLiteral("before")), QStringLiteral("finished"));
        press("studiesDialog.stop");
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 30000);
        QCOMPARE(session()->job()->state, JobState::Cancelled);
        const QFileInfo record(session()->out() + QStringLiteral("/before.step.json"));
        const QDateTime made = record.lastModified();
        press("studiesDialog.run");
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 60000);
        QCOMPARE(session()->job()->state, JobState::Done);
        QCOMPARE(QFileInfo(record.filePath()).lastModified(), made); // passed over
        QTRY_COMPARE(stateOf(QStringLiteral("again")), QStringLiteral("3 of 3 cells finished"));
    }

    void aRunningStudyIsNotLost()
    {
        openLong();
        press("studiesDialog.run");
        QTRY_VERIFY(session()->isRunning());
        QTRY_VERIFY(find<QListWidget>("readyStudies.list")->count() > 10);
        find<QListWidget>("readyStudies.list")->setCurrentRow(3);
        QCOMPARE(session()->file(), file());
        QVERIFY(find<QPushButton>("studiesDialog.stop")->isEnabled());
        press("studiesDialog.stop");
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 30000);
    }

    void changesAreNotLostUnasked()
    {
        openTiny();
        givePaths();
        auto* text = find<StudyTextEdit>("studiesDialog.text");
        const QString mine = text->text().replace(QStringLiteral("Tiny"), QStringLiteral("My"));
        text->setPlainText(mine);
        QTRY_VERIFY(session()->isChanged());
        QTRY_VERIFY(find<QListWidget>("readyStudies.list")->count() > 10);
        answer("unsavedStudy", QStringLiteral("Cancel"));
        find<QListWidget>("readyStudies.list")->setCurrentRow(3);
        QCOMPARE(session()->text(), mine);
        answer("unsavedStudy", QStringLiteral("Discard"));
        find<QListWidget>("readyStudies.list")->setCurrentRow(4);
        QTRY_VERIFY(session()->file() != file());
    }

    /// A reader who has the paper finds a study by the number it was saved with.
    void ownStudiesStandAboveThoseOfTheProgram()
    {
        openTiny();
        auto* list = find<QListWidget>("readyStudies.list");
        QTRY_VERIFY(list->count() > 10);
        QTRY_COMPARE(list->item(0)->text(), QStringLiteral("Yours"));
        QCOMPARE(list->item(0)->flags(), Qt::NoItemFlags);
        QCOMPARE(list->item(1)->text(), QStringLiteral("Tiny chain"));
        QCOMPARE(list->currentRow(), 1);
        QCOMPARE(list->item(2)->text(), QStringLiteral("With the program"));
        auto* text = find<StudyTextEdit>("studiesDialog.text");
        text->setPlainText(text->text().replace(QStringLiteral("Paper, table 7"),
                                                QStringLiteral("Paper, table 31")));
        const QString mine = m_driver->folder() + QStringLiteral("/mine.study.json");
        QTRY_VERIFY(session()->isChanged());
        chooseFile(mine);
        press("studiesDialog.save");
        QTRY_COMPARE(session()->file(), mine);
        find<QLineEdit>("readyStudies.search")->setText(QStringLiteral("table 31"));
        QTRY_COMPARE(list->count(), 2);
        QCOMPARE(list->currentRow(), 1);
        find<QLineEdit>("readyStudies.search")->setText(QStringLiteral("table 3"));
        QVERIFY(list->findItems(QStringLiteral("Tiny chain"), Qt::MatchExactly).isEmpty());
        find<QLineEdit>("readyStudies.search")->clear();
        find<QDialog>("studiesDialog")->close();
        QVERIFY(QFile::remove(file()));
        m_driver->restart();
        showStudies(); // the one that is gone is left out
        list = find<QListWidget>("readyStudies.list");
        QTRY_COMPARE(list->item(0)->text(), QStringLiteral("Yours"));
        QCOMPARE(list->item(2)->text(), QStringLiteral("With the program"));
        list->setCurrentRow(1);
        QTRY_COMPARE(session()->file(), mine);
    }

    void theStartPageLeadsToThem()
    {
        auto* entry = find<QPushButton>("startPage.readyStudiesButton");
        QVERIFY(entry->isVisible());
        QTest::mouseClick(entry, Qt::LeftButton);
        QTRY_VERIFY(find<QDialog>("studiesDialog") != nullptr);
        QTRY_VERIFY(find<QListWidget>("readyStudies.list")->count() > 10);
    }

    /// A ready study is saved elsewhere; one's own where it is.
    void closingAsksForChanges()
    {
        openTiny();
        givePaths();
        auto* dialog = find<QDialog>("studiesDialog");
        auto* seed = find<QLineEdit>("studyForm.value./common/seed");
        seed->setFocus();
        seed->setText(QStringLiteral("7")); // not told yet
        answer("unsavedStudy", QStringLiteral("Cancel"));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QVERIFY(dialog->isVisible() && session()->isChanged());
        answer("unsavedStudy", QStringLiteral("Save"));
        dialog->close();
        QTRY_VERIFY(find<QDialog>("studiesDialog") == nullptr);
        QVERIFY(!session()->isChanged());
        QFile saved(file());
        QVERIFY(saved.open(QIODevice::ReadOnly));
        QVERIFY(saved.readAll().contains("\"seed\": 7"));
        showStudies();
        session()->setText(session()->text() + QLatin1Char('\n'));
        answer("unsavedStudy", QStringLiteral("Discard"));
        find<QDialog>("studiesDialog")->close();
        QTRY_VERIFY(find<QDialog>("studiesDialog") == nullptr);
        QVERIFY(!session()->isChanged());
        showStudies();
        find<QListWidget>("readyStudies.list")->setCurrentRow(5);
        QTRY_VERIFY(session()->file() != file() && !session()->isReading());
        session()->setText(session()->text() + QLatin1Char('\n'));
        const QString mine = m_driver->folder() + QStringLiteral("/mine.study.json");
        answer("unsavedStudy", QStringLiteral("Save as…"));
        chooseFile(mine);
        find<QDialog>("studiesDialog")->close();
        QTRY_VERIFY(find<QDialog>("studiesDialog") == nullptr);
        QCOMPARE(session()->file(), mine);
    }

    void quittingAsksForChangesAndWork()
    {
        openLong(); // as it was changed
        answer("unsavedStudy", QStringLiteral("Cancel"));
        m_driver->window().close();
        QVERIFY(m_driver->window().isVisible());
        press("studiesDialog.run");
        QTRY_VERIFY(session()->isRunning());
        answer("unsavedStudy", QStringLiteral("Discard"));
        answer("quitDialog", QStringLiteral("Stay"));
        m_driver->window().close();
        QVERIFY(m_driver->window().isVisible() && session()->isRunning());
        QVERIFY(session()->isChanged()); // nothing is thrown away by staying
        answer("unsavedStudy", QStringLiteral("Save"));
        answer("quitDialog", QStringLiteral("Stop and keep partial"));
        m_driver->window().close();
        QVERIFY(!m_driver->window().isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 30000);
    }

    void stepsAreChosenInTheirTree()
    {
        openTiny();
        givePaths();
        auto* steps = find<QTreeWidget>("studySteps");
        QCOMPARE(steps->topLevelItemCount(), 3); // with the whole
        QCOMPARE(steps->topLevelItem(1)->text(1), QStringLiteral("perplexity"));
        QCOMPARE(steps->topLevelItem(2)->text(1), QStringLiteral("perplexity, sweep over limit"));
        steps->setCurrentItem(steps->topLevelItem(1));
        auto* text = find<StudyTextEdit>("studiesDialog.text");
        QCOMPARE(text->textCursor().blockNumber() + 1, 8);
        QVERIFY(find<QLineEdit>("studyForm.path.student") == nullptr);
        auto* limit = find<QLineEdit>("studyForm.value./steps/0/limit");
        QCOMPARE(limit->text(), QStringLiteral("3"));
        QVERIFY(!limit->toolTip().isEmpty()); // as the command line says it
        limit->setFocus();
        limit->setText(QStringLiteral("4"));
        QTest::keyClick(limit, Qt::Key_Return);
        QVERIFY(text->text().contains(
            QStringLiteral("\"data\": \"${data}/demo.jsonl\", \"limit\": 4},\n")));
        QTRY_VERIFY(!session()->isReading());
        QCOMPARE(steps->currentItem()->text(0), QStringLiteral("before"));
        limit->setFocus();
        limit->clear(); // the default, and no field for it
        QTest::keyClick(limit, Qt::Key_Return);
        QTRY_VERIFY(find<QLineEdit>("studyForm.value./steps/0/limit") == nullptr);
        steps->setCurrentItem(steps->topLevelItem(0));
        QVERIFY(find<QLineEdit>("studyForm.path.student") != nullptr);
    }

    void errorsMarkTheirStep()
    {
        openTiny();
        givePaths();
        auto* text = find<StudyTextEdit>("studiesDialog.text");
        const QString cells = text->text().replace(
            QStringLiteral("\"again\", \"command\": \"perplexity\", \"model\": \"${student}\", "
                           "\"data\": \"${data}/demo.jsonl\","),
            QStringLiteral(
                "\"again\", \"each\": [{\"step\": \"cell\", \"command\": \"perplexity\", "
                "\"model\": \"${student}\",\n"
                "\"data\": \"${data}/demo.jsonl\", \"limit\": \"${limit}\"}],"));
        text->setPlainText(cells);
        auto* steps = find<QTreeWidget>("studySteps");
        QTRY_COMPARE(steps->topLevelItem(2)->childCount(), 1);
        QTRY_COMPARE(session()->obstacle(), QString());
        text->setPlainText(QString(cells).replace(QStringLiteral("\"limit\": \"${limit}\""),
                                                  QStringLiteral("\"limt\": \"${limit}\"")));
        const auto* cell = steps->topLevelItem(2)->child(0);
        QTRY_VERIFY2(cell->text(1).startsWith(QStringLiteral("error")), qPrintable(cell->text(1)));
        QVERIFY(cell->toolTip(0).contains(QStringLiteral("limt")));
        QCOMPARE(steps->topLevelItem(1)->text(1), QStringLiteral("perplexity"));
        text->setPlainText(QString(cells).replace(QStringLiteral("\"schema\": 1"),
                                                  QStringLiteral("\"schema\": 99")));
        QTRY_COMPARE(steps->topLevelItem(0)->text(1), QStringLiteral("error"));
        QCOMPARE(cell->text(1), QStringLiteral("perplexity"));
        text->setPlainText(cells);
        QTRY_COMPARE(steps->topLevelItem(0)->text(1), QString());
    }

    void cellsFollowTheirAxis()
    {
        openTiny();
        givePaths();
        QTRY_COMPARE(stateOf(QStringLiteral("again")), QStringLiteral("0 of 2 cells finished"));
        auto* axis = find<QLineEdit>("studyForm.value./steps/1/sweep/limit");
        axis->setFocus();
        axis->setText(QStringLiteral("[5]"));
        QTest::keyClick(axis, Qt::Key_Return);
        QTRY_COMPARE(stateOf(QStringLiteral("again")), QStringLiteral("0 of 1 cells finished"));
    }

    /// What was finished stays; a step whose options have changed is named.
    void aFailedStudyGoesOn()
    {
        openTiny();
        givePaths();
        auto* axis = find<QLineEdit>("studyForm.value./steps/1/sweep/limit");
        axis->setFocus();
        axis->setText(QStringLiteral("[2, -4]"));
        QTest::keyClick(axis, Qt::Key_Return);
        press("studiesDialog.run");
        QTRY_VERIFY_WITH_TIMEOUT(session()->job() != nullptr && !session()->isRunning(), 30000);
        QCOMPARE(session()->job()->state, JobState::Failed);
        QVERIFY2(find<QLabel>("chainProgress.phase")->text().contains(QStringLiteral("/steps/1")),
                 qPrintable(find<QLabel>("chainProgress.phase")->text()));
        QTRY_COMPARE(stateOf(QStringLiteral("before")), QStringLiteral("finished"));
        axis->setFocus();
        axis->setText(QStringLiteral("[2, 4]"));
        QTest::keyClick(axis, Qt::Key_Return);
        press("studiesDialog.run");
        QTRY_COMPARE_WITH_TIMEOUT(session()->job()->state, JobState::Done, 30000);
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowStudies)
#include "tst_window_studies.moc"

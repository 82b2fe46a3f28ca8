// SPDX-License-Identifier: GPL-3.0-or-later
// E12 and the studies of the papers in the window: found by the number of a table, checked, run,
// stopped, gone on with, and held against published numbers.
#include "tests/app/studies_test.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/panels/chain_progress_panel.h"
#include "widgets/panels/published_table.h"
#include "widgets/settings/app_settings.h"

#include <QAction>
#include <QDateTime>
#include <QFileInfo>
#include <QLabel>
#include <QRegularExpression>
#include <QTabWidget>
#include <QTreeWidget>

using namespace neurograft;

class TestWindowStudies : public StudiesTest {
    Q_OBJECT

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

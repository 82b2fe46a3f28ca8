// SPDX-License-Identifier: GPL-3.0-or-later
// A study changed in the window: form, tree of steps and JSON side by side, and what becomes of
// changes that are not saved.
#include "tests/app/studies_test.h"

#include <QComboBox>
#include <QLabel>
#include <QTreeWidget>

using namespace neurograft;

class TestWindowStudyForm : public StudiesTest {
    Q_OBJECT

private Q_SLOTS:
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
        auto* more = find<QComboBox>("studyForm.addOption"); // stated again
        const int row = more->findText(QStringLiteral("limit"));
        QVERIFY(row >= 0 && more->findText(QStringLiteral("model")) < 0);
        Q_EMIT more->activated(row);
        limit = find<QLineEdit>("studyForm.value./steps/0/limit");
        QVERIFY(limit != nullptr);
        limit->setText(QStringLiteral("5"));
        QTest::keyClick(limit, Qt::Key_Return);
        QVERIFY(text->text().contains(
            QStringLiteral("\"data\": \"${data}/demo.jsonl\", \"limit\": 5},\n")));
        QTRY_VERIFY(!session()->isReading());
        QCOMPARE(find<QLineEdit>("studyForm.value./steps/0/limit")->text(), QStringLiteral("5"));
        steps->setCurrentItem(steps->topLevelItem(0));
        QVERIFY(find<QLineEdit>("studyForm.path.student") != nullptr);
        QVERIFY(find<QComboBox>("studyForm.addOption") == nullptr);
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
};

NEUROGRAFT_WATCHED_MAIN(TestWindowStudyForm)
#include "tst_window_study_form.moc"

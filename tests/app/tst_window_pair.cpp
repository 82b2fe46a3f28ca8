// SPDX-License-Identifier: GPL-3.0-or-later
// Opening a pair in the window: start page, slots, pre-flight, files that cannot be used.
#include "support/window_test.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/pair_slot.h"
#include "widgets/panels/preflight_panel.h"

#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>

using namespace neurograft;

class TestWindowPair : public WindowTest {
    Q_OBJECT

private Q_SLOTS:
    void startPageOffersTheDemoFirst()
    {
        auto* demo = m_driver->find<QPushButton>("startPage.openDemoButton");
        QVERIFY(m_driver->find<QWidget>("startPage")->isVisible());
        QVERIFY(m_driver->find<QPushButton>("startPage.openPairButton")->isVisible());
        QTRY_COMPARE(QApplication::focusWidget(), demo);
        QCOMPARE(m_driver->text("status.offline"), QStringLiteral("offline"));
    }

    void droppedFoldersArePeekedAtWithoutReadingWeights()
    {
        m_driver->drop("pairBar.teacherSlot", fixture(QStringLiteral("tiny-T")));
        auto* teacher = m_driver->find<PairSlot>("pairBar.teacherSlot");
        QTRY_VERIFY2(teacher->facts().startsWith(QStringLiteral("6 L, 96, bf16, 1.4 MB")),
                     qPrintable(teacher->facts()));
        QCOMPARE(teacher->name(), QStringLiteral("tiny-T"));
        QVERIFY(teacher->toolTip().contains(QStringLiteral("weights are not read yet")));
        QVERIFY(!m_driver->find<QWidget>("startPage")->isVisible());
        QVERIFY(!m_driver->find<QWidget>("preflightPanel")->isVisible());

        m_driver->drop("pairBar.studentSlot", fixture(QStringLiteral("tiny-S")));
        auto* panel = m_driver->find<PreflightPanel>("preflightPanel");
        QTRY_VERIFY(panel->isVisible());
        QVERIFY2(panel->summary().startsWith(QStringLiteral("✓ 0 blocking")),
                 qPrintable(panel->summary()));
        QVERIFY2(panel->summary().contains(QStringLiteral(": fits.")),
                 qPrintable(panel->summary()));

        m_driver->drop("pairBar.dataSlot", fixture(QStringLiteral("demo.jsonl")));
        auto* data = m_driver->find<PairSlot>("pairBar.dataSlot");
        QTRY_COMPARE(data->facts(), QStringLiteral("48 rows"));
    }

    void differencesUnfoldAsATable()
    {
        openTinyPair();
        auto* table = m_driver->find<QTableView>("preflightPanel.table");
        QVERIFY(!table->isVisible());
        m_driver->trigger("action.model.preflight");
        QVERIFY(table->isVisible());
        QVERIFY(table->model()->rowCount() > 0);
        QStringList items;
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            items << table->model()->index(row, 0).data().toString();
        }
        QVERIFY2(items.contains(QStringLiteral("! stored type")), qPrintable(items.join(u',')));
        QVERIFY2(items.contains(QStringLiteral("= tokenizer")), qPrintable(items.join(u',')));
    }

    void anotherVocabularyIsNamedAndSimilarityStaysAllowed()
    {
        m_driver->openPair(QStringLiteral("tiny-T"), QStringLiteral("tiny-S-badvocab"),
                           QStringLiteral("demo.jsonl"));
        auto* panel = m_driver->find<PreflightPanel>("preflightPanel");
        QVERIFY2(panel->summary().contains(QStringLiteral("vocabulary 512 vs 520")),
                 qPrintable(panel->summary()));
        QTRY_VERIFY(m_driver->find<QAction>("action.analyse.runSimilarity")->isEnabled());
    }

    void aCutShardIsNamedWithItsMissingBytes()
    {
        m_driver->drop("pairBar.studentSlot", fixture(QStringLiteral("tiny-S-trunc")));
        auto* strip = m_driver->find<NoticeStrip>("noticeStrip");
        QTRY_VERIFY(!strip->text(QStringLiteral("student")).isEmpty());
        const QString text = strip->text(QStringLiteral("student"));
        QVERIFY2(text.startsWith(QStringLiteral("The student was not opened. "
                                                "model-00002-of-00002.safetensors")),
                 qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("1000 bytes missing")), qPrintable(text));
        QVERIFY2(text.endsWith(QStringLiteral("Copy or download it again.")), qPrintable(text));
        QVERIFY(m_driver->find<PairSlot>("pairBar.studentSlot")->hasProblem());
        // A good folder takes the notice away.
        m_driver->drop("pairBar.studentSlot", fixture(QStringLiteral("tiny-S")));
        QTRY_VERIFY(strip->text(QStringLiteral("student")).isEmpty());
    }

    void filesThatCannotBeUsedSayWhy_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");
        QTest::newRow("empty") << QByteArray() << QStringLiteral("0 bytes");
        QTest::newRow("no json") << QByteArray("nonsense\n") << QStringLiteral("line 1");
        QTest::newRow("no messages") << QByteArray("{\"question\": \"?\", \"answer\": \"!\"}\n")
                                     << QStringLiteral("messages");
    }
    void filesThatCannotBeUsedSayWhy()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, expected);
        QFile file(m_driver->folder() + QStringLiteral("/rows.jsonl"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        file.close();
        m_driver->drop("pairBar.dataSlot", file.fileName());
        auto* strip = m_driver->find<NoticeStrip>("noticeStrip");
        QTRY_VERIFY(!strip->text(QStringLiteral("data")).isEmpty());
        const QString text = strip->text(QStringLiteral("data"));
        QVERIFY2(text.startsWith(QStringLiteral("The data file was not read.")), qPrintable(text));
        QVERIFY2(text.contains(expected), qPrintable(text));
    }

    void anEmptyFolderIsNoModel()
    {
        m_driver->drop("pairBar.teacherSlot", m_driver->folder());
        auto* strip = m_driver->find<NoticeStrip>("noticeStrip");
        QTRY_VERIFY2(strip->text(QStringLiteral("teacher")).contains(QStringLiteral("config.json")),
                     qPrintable(strip->text(QStringLiteral("teacher"))));
        QVERIFY(!m_driver->find<QAction>("action.analyse.runSimilarity")->isEnabled());
    }

    void whatIsMissingIsSaidAndOffered()
    {
        m_driver->drop("pairBar.teacherSlot", fixture(QStringLiteral("tiny-T")));
        auto* button = m_driver->find<QPushButton>("similarityView.emptyButton");
        QTRY_COMPARE(button->text(), QStringLiteral("Open student…"));
        m_driver->drop("pairBar.studentSlot", fixture(QStringLiteral("tiny-S")));
        QTRY_COMPARE(button->text(), QStringLiteral("Open data…"));
        QTRY_COMPARE(m_driver->text("similarityView.emptyText"),
                     QStringLiteral("Similarity needs texts that both models read."));
        m_driver->drop("pairBar.dataSlot", fixture(QStringLiteral("demo.jsonl")));
        QTRY_VERIFY2(
            m_driver->text("similarityView.emptyText").contains(QStringLiteral("for 48 rows")),
            qPrintable(m_driver->text("similarityView.emptyText")));
    }

    void thePairDialogTellsWhatTheFoldersHoldAndWhereTheyCompute()
    {
        m_driver->trigger("action.model.openPair");
        auto* dialog = m_driver->find<QDialog>("openPairDialog");
        QVERIFY(dialog != nullptr);
        auto* open = m_driver->find<QPushButton>("openPairDialog.open");
        QVERIFY(!open->isEnabled());
        m_driver->find<QLineEdit>("openPairDialog.teacher")
            ->setText(fixture(QStringLiteral("tiny-T")));
        QTRY_COMPARE(m_driver->text("openPairDialog.teacherFacts"),
                     QStringLiteral("6 L, 96, bf16, 1.4 MB; weights need 1.4 MB in bf16, 1.4 MB in "
                                    "fp16, 2.8 MB in fp32"));
        m_driver->find<QLineEdit>("openPairDialog.student")->setText(m_driver->folder());
        QTRY_VERIFY2(
            m_driver->text("openPairDialog.studentFacts").contains(QStringLiteral("config.json")),
            qPrintable(m_driver->text("openPairDialog.studentFacts")));
        m_driver->find<QLineEdit>("openPairDialog.student")
            ->setText(fixture(QStringLiteral("tiny-S")));
        QTRY_VERIFY(
            m_driver->text("openPairDialog.studentFacts").startsWith(QStringLiteral("4 L, 64")));
        m_driver->choose("openPairDialog.studentDtype", QStringLiteral("float32"));
        QTest::mouseClick(open, Qt::LeftButton);
        QTRY_VERIFY(m_driver->window().pair()->preflight() != nullptr);
        const SimilarityStudy& study = m_driver->window().session()->baseStudy();
        QCOMPARE(study.studentDtype, std::string("float32"));
        QCOMPARE(study.teacherDtype, std::string("auto"));
        QCOMPARE(study.teacherDevice, std::string("auto"));
    }

    void rolesCanBeSwapped()
    {
        openTinyPair();
        m_driver->trigger("action.model.swapRoles");
        QCOMPARE(m_driver->find<PairSlot>("pairBar.teacherSlot")->name(), QStringLiteral("tiny-S"));
        QCOMPARE(m_driver->find<PairSlot>("pairBar.studentSlot")->name(), QStringLiteral("tiny-T"));
    }

    void closingLeadsBackToTheStartPage()
    {
        openTinyPair();
        m_driver->trigger("action.file.closeStudy");
        QVERIFY(m_driver->find<QWidget>("startPage")->isVisible());
        QCOMPARE(m_driver->find<PairSlot>("pairBar.teacherSlot")->name(), QString());
        QTest::qWait(50); // nothing that was asked for before comes back
        QVERIFY(m_driver->find<QWidget>("startPage")->isVisible());
    }

    void aFileThatIsNothingOfOursIsRefusedInWords()
    {
        m_driver->window().open(QStringLiteral(NEUROGRAFT_TEST_DATA "/make_fixtures.py"));
        auto* strip = m_driver->find<NoticeStrip>("noticeStrip");
        QVERIFY(strip->text(QStringLiteral("open"))
                    .contains(QStringLiteral(
                        "It is no model folder, data file, result file or figure.")));
    }

    void demoStudyIsCopiedOpenedAndRun()
    {
        // A demo made of the fixtures stands for the bundled one.
        const QDir resources(m_driver->folder() + QStringLiteral("/resources"));
        for (const auto& [from, to] :
             {std::pair("tiny-T", "demo/teacher"), std::pair("tiny-S", "demo/student")}) {
            QVERIFY(resources.mkpath(QLatin1String(to)));
            const QDir source(fixture(QLatin1String(from)));
            for (const QString& name : source.entryList(QDir::Files)) {
                QVERIFY(QFile::copy(source.filePath(name),
                                    resources.filePath(QLatin1String(to) + u'/' + name)));
            }
        }
        QVERIFY(resources.mkpath(QStringLiteral("demo/data/gsm")));
        QVERIFY(QFile::copy(fixture(QStringLiteral("demo.jsonl")),
                            resources.filePath(QStringLiteral("demo/data/gsm/align.jsonl"))));
        qputenv("NEUROGRAFT_RESOURCE_DIR", resources.path().toUtf8());

        QTRY_VERIFY(QApplication::focusWidget() != nullptr);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Enter);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver->window().session()->figure() != nullptr, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(!m_driver->window().session()->isRunning(), 20000);
        qunsetenv("NEUROGRAFT_RESOURCE_DIR");
        const QString study = m_driver->folder() + QStringLiteral("/Documents/Neurograft demo");
        QVERIFY(QFile::exists(study + QStringLiteral("/teacher/config.json")));
        QVERIFY(QFile::exists(study + QStringLiteral("/runs/0001-similarity.h5")));
        QCOMPARE(m_driver->window().windowTitle(), QStringLiteral("demo[*]"));
        QCOMPARE(m_driver->window().session()->figure()->panels.size(), std::size_t(4));
    }

    void aMissingDemoIsNamed()
    {
        qputenv("NEUROGRAFT_RESOURCE_DIR", m_driver->folder().toUtf8());
        QTest::mouseClick(m_driver->find<QPushButton>("startPage.openDemoButton"), Qt::LeftButton);
        auto* strip = m_driver->find<NoticeStrip>("noticeStrip");
        QTRY_VERIFY2(strip->text(QStringLiteral("demo")).contains(QStringLiteral("demo folder")),
                     qPrintable(strip->text(QStringLiteral("demo"))));
        qunsetenv("NEUROGRAFT_RESOURCE_DIR");
    }

    void namesAreUniqueAndEveryActionHasOne()
    {
        QStringList seen;
        for (const QAction* action : m_driver->window().findChildren<QAction*>()) {
            if (action->objectName().startsWith(QStringLiteral("action."))) {
                QVERIFY2(!seen.contains(action->objectName()), qPrintable(action->objectName()));
                seen << action->objectName();
                QVERIFY(!action->toolTip().isEmpty());
            }
        }
        QVERIFY(seen.size() > 20);
    }

    void layoutIsResetAndThemeIsRemembered()
    {
        openTinyPair();
        auto* dock = m_driver->find<QWidget>("jobsDock");
        QVERIFY(dock->isVisible());
        dock->hide();
        m_driver->trigger("action.window.resetLayout");
        QVERIFY(dock->isVisible());
        m_driver->trigger("action.theme.dark");
        QVERIFY(QApplication::palette().color(QPalette::Window).lightness() < 128);
        m_driver->trigger("action.theme.light");
        QVERIFY(QApplication::palette().color(QPalette::Window).lightness() > 128);
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowPair)
#include "tst_window_pair.moc"

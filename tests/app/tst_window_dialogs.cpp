// SPDX-License-Identifier: GPL-3.0-or-later
// Small dialogs of the frame, and what dragging files over the window says and does.
#include "support/window_test.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/models/machine_model.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/pair_slot.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDragEnterEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QTableView>
#include <QTextBrowser>
#include <QToolButton>
#include <QToolTip>
#include <QUrl>

using namespace neurograft;

class TestWindowDialogs : public WindowTest {
    Q_OBJECT

private Q_SLOTS:
    void diagnosticsAreReadAndCopied()
    {
        m_driver->trigger("action.help.diagnostics");
        auto* text = m_driver->find<QPlainTextEdit>("diagnosticsDialog.text");
        QTRY_VERIFY(text->toPlainText().contains(QStringLiteral("LibTorch")));
        QTest::mouseClick(m_driver->find<QPushButton>("diagnosticsDialog.copy"), Qt::LeftButton);
        QCOMPARE(QApplication::clipboard()->text(), text->toPlainText());
        QVERIFY(text->toPlainText().startsWith(QStringLiteral("neurograft ")));
    }

    void formatsAndCommandsAreReadInTheProgram()
    {
        m_driver->trigger("action.help.formats");
        const auto* pages = m_driver->find<QListWidget>("formatsDialog.pages");
        const auto* text = m_driver->find<QTextBrowser>("formatsDialog.text");
        QVERIFY(text->toPlainText().contains(QStringLiteral("<name>.study.json")));
        for (const char* command : {"inspect", "similarity", "parity", "figure", "doctor"}) {
            const QList<QListWidgetItem*> found = pages->findItems(
                QStringLiteral("neurograft ") + QLatin1String(command), Qt::MatchExactly);
            QVERIFY2(found.size() == 1, command);
        }
        m_driver->find<QLineEdit>("formatsDialog.search")
            ->setText(QStringLiteral("--keep-position-zero"));
        QCOMPARE(pages->currentItem()->text(), QStringLiteral("neurograft similarity"));
        QVERIFY(text->toPlainText().contains(QStringLiteral("Usage: neurograft similarity")));
        m_driver->find<QLineEdit>("formatsDialog.search")
            ->setText(QStringLiteral("reference_logits.safetensors"));
        QVERIFY(pages->currentItem()->text() == QStringLiteral("Reference logits"));
    }

    void theStatusBarNamesMemoryAndLibrary()
    {
        QTRY_COMPARE(m_driver->text("status.blas"), QStringLiteral("MKL"));
        QVERIFY2(m_driver->text("status.memory").startsWith(QStringLiteral("RAM ")),
                 qPrintable(m_driver->text("status.memory")));
        QVERIFY(!m_driver->find<QWidget>("status.parity")->isVisible());
        openTinyPair();
        QVERIFY(m_driver->find<QWidget>("status.parity")->isVisible());
        QCOMPARE(m_driver->text("status.parity"), QStringLiteral("parity: no reference"));
        QVERIFY(m_driver->find<QWidget>("status.memory")
                    ->toolTip()
                    .contains(QStringLiteral("The pair: ✓")));
    }

    void parityIsShownPerModelAndChecked()
    {
        m_driver->window().pair()->openModel(Role::Teacher,
                                             QStringLiteral(NEUROGRAFT_RESOURCES "/demo/teacher"));
        m_driver->window().pair()->openModel(Role::Student, fixture(QStringLiteral("tiny-S")));
        const QRegularExpression done(QStringLiteral("^parity T \\de-[5-9], S no reference$"));
        QTRY_VERIFY_WITH_TIMEOUT(done.match(m_driver->text("status.parity")).hasMatch(), 20000);
        auto* badge = m_driver->find<QToolButton>("status.parity");
        QVERIFY2(badge->toolTip().contains(QStringLiteral("T teacher\nLargest difference")),
                 qPrintable(badge->toolTip()));
        QTest::mouseClick(badge, Qt::LeftButton);
        QTRY_COMPARE(QToolTip::text(), badge->toolTip());
        m_driver->trigger("action.model.checkParity");
        QTRY_VERIFY_WITH_TIMEOUT(!m_driver->window().parts().jobs->isBusy(), 20000);
        QTRY_VERIFY(done.match(m_driver->text("status.parity")).hasMatch());
    }

    void deviceAndTypeBelongToTheStudy()
    {
        openTinyPair();
        QTRY_VERIFY(m_driver->window().parts().machine->isKnown());
        auto* teacher = m_driver->find<PairSlot>("pairBar.teacherSlot");
        QTRY_VERIFY2(teacher->facts().contains(QStringLiteral("MB, ")),
                     qPrintable(teacher->facts()));
        m_driver->trigger("action.model.deviceAndType");
        m_driver->choose("deviceDialog.student", QStringLiteral("cpu"));
        m_driver->choose("deviceDialog.teacherDtype", QStringLiteral("bfloat16"));
        m_driver->find<QDialog>("deviceDialog")->accept();
        const SimilarityStudy study = m_driver->window().session()->baseStudy();
        QCOMPARE(study.studentDevice, std::string("cpu"));
        QCOMPARE(study.teacherDevice, std::string("auto"));
        QCOMPARE(study.teacherDtype, std::string("bfloat16"));
        QCOMPARE(study.studentDtype, std::string("auto"));
        QCOMPARE(m_driver->window().session()->study().teacherDtype, std::string("bfloat16"));
        QVERIFY2(teacher->facts().endsWith(QStringLiteral(" in bf16")),
                 qPrintable(teacher->facts()));
        // What "automatic" leads to is told too.
        QVERIFY(m_driver->find<PairSlot>("pairBar.studentSlot")
                    ->facts()
                    .endsWith(QStringLiteral(", CPU in fp32")));
    }

    void tensorsAreListedAndFiltered()
    {
        openTinyPair();
        m_driver->trigger("action.model.tensors");
        const auto* table = m_driver->find<QTableView>("tensorsDialog.table");
        const int all = table->model()->rowCount();
        QVERIFY(all > 12);
        m_driver->find<QLineEdit>("tensorsDialog.filter")->setText(QStringLiteral("layers.2.mlp"));
        QCOMPARE(table->model()->rowCount(), 3);
        QCOMPARE(m_driver->text("tensorsDialog.count"), QStringLiteral("3 of %1 tensors").arg(all));
        QCOMPARE(table->model()->index(0, 2).data().toString(), QStringLiteral("BF16"));
    }

    void thePreflightBadgeOpensTheDifferences()
    {
        openTinyPair();
        auto* badge = m_driver->find<QAbstractButton>("pairBar.preflightBadge");
        QVERIFY2(badge->text().startsWith(QStringLiteral("✓ ")), qPrintable(badge->text()));
        QVERIFY(!m_driver->find<QTableView>("preflightPanel.table")->isVisible());
        QTest::mouseClick(badge, Qt::LeftButton);
        QVERIFY(m_driver->find<QTableView>("preflightPanel.table")->isVisible());
    }

    void draggingSaysWhatLettingGoWouldDo()
    {
        drag(fixture(QStringLiteral("tiny-T")));
        auto* hint = m_driver->find<QLabel>("dropHint");
        QVERIFY(hint->isVisible());
        QCOMPARE(hint->text(), QStringLiteral("Opens tiny-T as teacher."));
        QDragLeaveEvent leave;
        QApplication::sendEvent(&m_driver->window(), &leave);
        QVERIFY(!hint->isVisible());
        drag(fixture(QStringLiteral("make_fixtures.py")));
        QVERIFY2(hint->text().startsWith(QStringLiteral("make_fixtures.py cannot be opened")),
                 qPrintable(hint->text()));
    }

    void aThirdModelAsksForItsRole()
    {
        openTinyPair();
        m_driver->drop("mainWindow", fixture(QStringLiteral("tiny-S-badvocab")));
        auto* box = m_driver->find<QMessageBox>("roleDialog");
        QVERIFY(box != nullptr && box->isVisible());
        for (QAbstractButton* button : box->buttons()) {
            if (button->text() == QStringLiteral("Student tiny-S")) {
                button->click();
            }
        }
        QTRY_COMPARE(m_driver->find<PairSlot>("pairBar.studentSlot")->name(),
                     QStringLiteral("tiny-S-badvocab"));
        QCOMPARE(m_driver->find<PairSlot>("pairBar.teacherSlot")->name(), QStringLiteral("tiny-T"));
    }

private:
    void drag(const QString& path)
    {
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter(m_driver->window().rect().center(), Qt::CopyAction, &mime,
                              Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&m_driver->window(), &enter);
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowDialogs)
#include "tst_window_dialogs.moc"

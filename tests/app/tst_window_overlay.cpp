// SPDX-License-Identifier: GPL-3.0-or-later
// Adapters and deltas over the student: adding, switching, what stays off and why, and the study.
#include "support/window_test.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/similarity_view.h"

#include <QAction>
#include <QDir>
#include <QInputDialog>
#include <QMenu>
#include <QToolButton>

using namespace neurograft;

class TestWindowOverlay : public WindowTest {
    Q_OBJECT

    OverlayModel* overlays() const { return m_driver->window().parts().overlays; }
    QToolButton* chip(const char* name = "pairBar.overlaySwitch") const
    {
        return m_driver->find<QToolButton>(name);
    }
    QString chipText(const char* name = "pairBar.overlaySwitch") const
    {
        return chip(name) != nullptr ? chip(name)->text() : QString();
    }
    QString notice(const QString& folder) const
    {
        return m_driver->find<NoticeStrip>("noticeStrip")
            ->text(QStringLiteral("overlay.") + folder);
    }
    /// adapters/pissa without the factors it began with.
    QString bareAdapter() const
    {
        const QDir source(fixture(QStringLiteral("adapters/pissa")));
        const QString target = m_driver->folder() + QStringLiteral("/pissa-bare");
        QDir().mkpath(target);
        for (const QString& file : source.entryList(QDir::Files)) {
            QFile::copy(source.filePath(file), target + QLatin1Char('/') + file);
        }
        return target;
    }

protected:
    void prepare() override { m_driver->openModels(); }

private Q_SLOTS:
    void aDroppedAdapterIsAChipWithASwitch()
    {
        QVERIFY(!m_driver->find<QWidget>("overlayChips")->isVisible());
        QVERIFY(!m_driver->find<QAction>("action.view.beforeAfter")->isEnabled());
        m_driver->drop("pairBar.studentSlot", fixture(QStringLiteral("adapters/linear")));
        QTRY_COMPARE(chipText(), QStringLiteral("LoRA r 4, alpha 8, q v o up down: ON"));
        QVERIFY(chip()->isVisible() && chip()->isChecked());
        QCOMPARE(overlays()->active().adapters.size(), std::size_t{1});

        QTest::mouseClick(chip(), Qt::LeftButton);
        QCOMPARE(chipText(), QStringLiteral("LoRA r 4, alpha 8, q v o up down: OFF"));
        QVERIFY(!chip()->isChecked());
        QVERIFY(overlays()->active().isEmpty());
        m_driver->trigger("action.edit.undo");
        QVERIFY(chipText().endsWith(QStringLiteral("ON")));
        m_driver->trigger("action.edit.undo");
        QVERIFY(overlays()->overlays().empty());
        QTRY_VERIFY(!m_driver->find<QWidget>("overlayChips")->isVisible());
        m_driver->trigger("action.edit.redo");
        QTRY_COMPARE(chipText(), QStringLiteral("LoRA r 4, alpha 8, q v o up down: ON"));
    }

    void spaceSwitchesThoseThatWereOn()
    {
        m_driver->window().open(fixture(QStringLiteral("adapters/linear")));
        m_driver->window().open(fixture(QStringLiteral("adapters/patterns")));
        m_driver->window().open(fixture(QStringLiteral("adapters/pissa")));
        QTRY_COMPARE(overlays()->active().residualAdapters.size(), std::size_t{1});
        QCOMPARE(overlays()->active().adapters.size(), std::size_t{2});
        QCOMPARE(chipText("pairBar.overlaySwitch#3"),
                 QStringLiteral("PiSSA r 8, alpha 8, up down, residual base: ON"));
        overlays()->setOn(1, false);
        auto* action = m_driver->find<QAction>("action.view.beforeAfter");
        QVERIFY(action->isChecked());
        auto* view = m_driver->find<QWidget>("similarityView");
        view->setFocus();
        QTest::keyClick(view, Qt::Key_Space);
        QVERIFY(overlays()->active().isEmpty());
        QVERIFY(!action->isChecked());
        QTest::keyClick(view, Qt::Key_Space);
        QCOMPARE(overlays()->active().adapters.size(), std::size_t{1});
        QCOMPARE(overlays()->active().residualAdapters.size(), std::size_t{1});
        QVERIFY(chipText("pairBar.overlaySwitch#2").endsWith(QStringLiteral("OFF")));
    }

    void anAdapterWithoutItsBaseStaysOffUntilItIsDecided_data()
    {
        QTest::addColumn<QString>("choice");
        QTest::addColumn<QString>("expected");
        QTest::newRow("residual") << QStringLiteral("Use residual base")
                                  << QStringLiteral(
                                         "PiSSA r 8, alpha 8, up down, residual base: ON");
        QTest::newRow("as is") << QStringLiteral("Use as is")
                               << QStringLiteral("PiSSA r 8, alpha 8, up down, as is: ON");
    }
    void anAdapterWithoutItsBaseStaysOffUntilItIsDecided()
    {
        QFETCH(QString, choice);
        QFETCH(QString, expected);
        const QString bare = bareAdapter();
        m_driver->drop("pairBar.studentSlot", bare);
        QTRY_VERIFY2(notice(bare).contains(QStringLiteral("expects a modified base")),
                     qPrintable(notice(bare)));
        QVERIFY(
            notice(bare).startsWith(QStringLiteral("The adapter pissa-bare is not switched on.")));
        QVERIFY(overlays()->active().isEmpty());
        QTest::mouseClick(chip(), Qt::LeftButton);
        QVERIFY(!chip()->isChecked());
        QVERIFY(overlays()->active().isEmpty());
        press(m_driver->find<NoticeStrip>("noticeStrip"), choice);
        QCOMPARE(chipText(), expected);
        QCOMPARE(overlays()->active().residualAdapters.size(),
                 std::size_t(choice == QStringLiteral("Use residual base") ? 1 : 0));
        QVERIFY(!overlays()->active().isEmpty());
        QVERIFY2(notice(bare).isEmpty(), qPrintable(notice(bare)));
    }

    void anotherStudentsAdapterIsRefusedInWords()
    {
        m_driver->drop("pairBar.studentSlot", fixture(QStringLiteral("tiny-T")));
        QTRY_COMPARE(m_driver->window().pair()->model(Role::Student).state, SlotState::Ready);
        const QString folder = fixture(QStringLiteral("adapters/linear"));
        m_driver->window().open(folder);
        QTRY_VERIFY2(notice(folder).contains(QStringLiteral("another model")),
                     qPrintable(notice(folder)));
        QVERIFY(chipText().startsWith(QStringLiteral("✕ linear")));
        QVERIFY(overlays()->active().isEmpty());
        QVERIFY(!m_driver->find<QAction>("action.view.beforeAfter")->isEnabled());
        // The student it belongs to makes it usable.
        m_driver->drop("pairBar.studentSlot", fixture(QStringLiteral("tiny-S")));
        QTRY_COMPARE(overlays()->active().adapters.size(), std::size_t{1});
        QVERIFY(notice(folder).isEmpty());
        m_driver->trigger("action.model.removeOverlay");
        QVERIFY(overlays()->overlays().empty());
    }

    void theMenuHasASwitchEachAndRemovesTheOneChosen()
    {
        m_driver->window().open(fixture(QStringLiteral("adapters/linear")));
        m_driver->window().open(fixture(QStringLiteral("adapters/pissa")));
        QTRY_COMPARE(overlays()->active().residualAdapters.size(), std::size_t{1});
        auto* menu = m_driver->find<QMenu>("menu.model.overlay");
        Q_EMIT menu->aboutToShow();
        QStringList entries;
        for (const QAction* action : menu->actions()) {
            entries << action->text();
        }
        const QString first = QStringLiteral("1  linear: LoRA r 4, alpha 8, q v o up down");
        QVERIFY2(entries.contains(first), qPrintable(entries.join(QLatin1Char('|'))));
        QVERIFY(entries.contains(QStringLiteral("Base of pissa")));
        for (QAction* action : menu->actions()) {
            if (action->text() == first) {
                QVERIFY(action->isChecked());
                action->trigger();
            }
        }
        QVERIFY(overlays()->active().adapters.empty());
        Q_EMIT menu->aboutToShow(); // filled anew, not twice
        QCOMPARE(menu->actions().size(), entries.size());

        m_driver->trigger("action.model.removeOverlay");
        auto* dialog = m_driver->find<QInputDialog>("removeOverlayDialog");
        QVERIFY(dialog != nullptr);
        dialog->setTextValue(dialog->comboBoxItems().at(0));
        dialog->accept();
        QCOMPARE(overlays()->overlays().size(), std::size_t{1});
        QCOMPARE(overlays()->overlays()[0].name(), QStringLiteral("pissa"));
    }

    void theStudyKeepsThem()
    {
        m_driver->drop("pairBar.studentSlot", fixture(QStringLiteral("adapters/linear")));
        m_driver->drop("pairBar.studentSlot", fixture(QStringLiteral("adapters/patterns")));
        QTRY_COMPARE(overlays()->active().adapters.size(), std::size_t{2});
        overlays()->setOn(0, false);
        StudyDocument* study = m_driver->window().parts().study;
        const QString folder = m_driver->folder() + QStringLiteral("/kept");
        study->saveAs(folder, QStringLiteral("kept"), {}, false);
        QTRY_VERIFY(study->isOpen() && !study->isBusy());
        m_driver->trigger("action.file.closeStudy");
        QTRY_VERIFY(!study->isOpen() && !study->isBusy());
        QVERIFY(overlays()->overlays().empty());

        m_driver->window().open(folder + QStringLiteral("/kept.study.json"));
        QTRY_COMPARE(overlays()->overlays().size(), std::size_t{2});
        QTRY_COMPARE(overlays()->active().adapters.size(), std::size_t{1});
        QVERIFY(chipText().endsWith(QStringLiteral("OFF")));
        QCOMPARE(overlays()->active().adapters[0],
                 toPath(QDir(fixture(QStringLiteral("adapters/patterns"))).absolutePath()));
    }

    void withoutAStudentNothingIsLaidOver()
    {
        m_driver->trigger("action.file.closeStudy");
        m_driver->window().open(fixture(QStringLiteral("adapters/linear")));
        const QString text =
            m_driver->find<NoticeStrip>("noticeStrip")->text(QStringLiteral("overlay"));
        QVERIFY2(text.contains(QStringLiteral("There is no student yet.")), qPrintable(text));
        QVERIFY(overlays()->overlays().empty());
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowOverlay)
#include "tst_window_overlay.moc"

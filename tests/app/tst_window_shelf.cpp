// SPDX-License-Identifier: GPL-3.0-or-later
// Models kept in memory: loading weights or some layers, what the pair bar says of it, unloading.
#include "support/window_test.h"
#include "widgets/dialogs/layer_range_dialog.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/models/model_shelf.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/pair_slot.h"

#include <QAction>
#include <QComboBox>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>

using namespace neurograft;

class TestWindowShelf : public WindowTest {
    Q_OBJECT

    ModelShelf* shelf() const { return m_driver->window().parts().shelf; }
    PairSlot* slot(Role role) const
    {
        return m_driver->find<PairSlot>(role == Role::Teacher ? "pairBar.teacherSlot"
                                                              : "pairBar.studentSlot");
    }
    bool isEnabled(const char* action) const
    {
        return m_driver->find<QAction>(action)->isEnabled();
    }
    void loadAll()
    {
        m_driver->trigger("action.model.loadWeights");
        QTRY_VERIFY(!m_driver->window().jobs()->isBusy());
        QTRY_VERIFY(slot(Role::Teacher)->held() > 0.95);
        QTRY_VERIFY(slot(Role::Student)->held() > 0.95);
    }

protected:
    void prepare() override { m_driver->openModels(); }

private Q_SLOTS:
    void loadedWeightsAreShownAndUnloadedAgain()
    {
        QVERIFY(!isEnabled("action.unload.teacher"));
        QVERIFY(!isEnabled("action.unload.both"));
        QCOMPARE(slot(Role::Teacher)->held(), 0.0);
        const QString before = slot(Role::Teacher)->facts();
        loadAll();
        const QStringList titles{m_driver->window().jobs()->jobs().at(0).title,
                                 m_driver->window().jobs()->jobs().at(1).title};
        QCOMPARE(titles,
                 (QStringList{QStringLiteral("Load weights of tiny-T"),
                              QStringLiteral("Load weights of tiny-S")}));
        const QString facts = slot(Role::Teacher)->facts();
        QVERIFY2(facts.startsWith(before) && facts.endsWith(QStringLiteral("MB in memory")),
                 qPrintable(facts));
        QVERIFY(slot(Role::Teacher)->toolTip().contains(QStringLiteral("the system may take it")));
        const std::int64_t bytes = m_driver->window().pair()->model(Role::Teacher).report->bytes;
        QVERIFY(shelf()->memory(Role::Teacher).hostBytes >= bytes);

        m_driver->trigger("action.unload.teacher");
        QCOMPARE(slot(Role::Teacher)->facts(), before);
        QCOMPARE(slot(Role::Teacher)->held(), 0.0);
        QVERIFY(slot(Role::Student)->held() > 0.95);
        QVERIFY(!isEnabled("action.unload.teacher") && isEnabled("action.unload.both"));
        m_driver->trigger("action.unload.both");
        QCOMPARE(slot(Role::Student)->held(), 0.0);
        QVERIFY(shelf()->model(Role::Student)->ifOpen() == nullptr);
    }

    void aModelInUseIsUnloadedAfterAsking()
    {
        loadAll();
        shelf()->setInUse(Role::Student, QStringLiteral("The playground is writing."), true);
        m_driver->trigger("action.unload.teacher"); // the other one does not ask
        QVERIFY(m_driver->find<QMessageBox>("unloadDialog") == nullptr);
        m_driver->trigger("action.unload.student");
        auto* box = m_driver->find<QMessageBox>("unloadDialog");
        QVERIFY(box != nullptr);
        QVERIFY2(box->text().startsWith(QStringLiteral("tiny-S: The playground is writing.")),
                 qPrintable(box->text()));
        press(box, QStringLiteral("Keep it"));
        QVERIFY(slot(Role::Student)->held() > 0.95);
        QTRY_VERIFY(m_driver->find<QMessageBox>("unloadDialog") == nullptr);
        m_driver->trigger("action.unload.student");
        press(m_driver->find<QMessageBox>("unloadDialog"), QStringLiteral("Stop and unload"));
        QCOMPARE(slot(Role::Student)->held(), 0.0);
    }

    void someLayersAreLoadedAndNamed()
    {
        m_driver->trigger("action.model.loadLayers");
        auto* dialog = m_driver->find<LayerRangeDialog>("layerRangeDialog");
        QVERIFY(dialog != nullptr);
        auto* role = dialog->findChild<QComboBox*>(QStringLiteral("layerRangeDialog.role"));
        role->setCurrentIndex(role->findData(static_cast<int>(Role::Teacher)));
        auto* first = dialog->findChild<QSpinBox*>(QStringLiteral("layerRangeDialog.first"));
        auto* last = dialog->findChild<QSpinBox*>(QStringLiteral("layerRangeDialog.last"));
        QCOMPARE(last->maximum(), 5);
        const QString all = m_driver->text("layerRangeDialog.bytes");
        QVERIFY2(all.startsWith(QStringLiteral("1.4 MB of 1.4 MB")), qPrintable(all));
        first->setValue(1);
        last->setValue(2);
        QVERIFY(m_driver->text("layerRangeDialog.bytes") != all);
        dialog->accept();
        QTRY_VERIFY(!m_driver->window().jobs()->isBusy());
        QTRY_VERIFY2(
            slot(Role::Teacher)->facts().endsWith(QStringLiteral("in memory, layers 1–2 only")),
            qPrintable(slot(Role::Teacher)->facts()));
        QVERIFY(!shelf()->isOpen(Role::Student));
    }

    void whatIsLoadedFollowsItsModelWhenRolesAreSwapped()
    {
        loadAll();
        const auto teacher = shelf()->model(Role::Teacher);
        const auto student = shelf()->model(Role::Student);
        m_driver->trigger("action.model.swapRoles");
        QVERIFY(shelf()->model(Role::Teacher) == student);
        QVERIFY(shelf()->model(Role::Student) == teacher);
        QVERIFY(slot(Role::Student)->facts().contains(QStringLiteral("in memory")));
    }

    void anotherModelOrDeviceLetsItGo()
    {
        loadAll();
        SimilarityStudy study = m_driver->window().session()->baseStudy();
        study.studentDevice = "cpu"; // was "auto"
        m_driver->window().session()->setBaseStudy(study);
        QVERIFY(!shelf()->isOpen(Role::Student));
        QVERIFY(shelf()->isOpen(Role::Teacher));
        study.studentDtype = "bfloat16"; // of one model
        m_driver->window().session()->setBaseStudy(study);
        QVERIFY(shelf()->isOpen(Role::Teacher));
        QCOMPARE(shelf()->model(Role::Student)->options().dtype, std::string("bfloat16"));
        QCOMPARE(shelf()->model(Role::Teacher)->options().dtype, std::string("auto"));
        m_driver->drop("pairBar.teacherSlot", fixture(QStringLiteral("tiny-S")));
        QVERIFY(!shelf()->isOpen(Role::Teacher));
        m_driver->trigger("action.file.closeStudy");
        QVERIFY(shelf()->model(Role::Teacher) == nullptr);
        QVERIFY(!isEnabled("action.model.loadWeights"));
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowShelf)
#include "tst_window_shelf.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// C18 of ux.md: activations of the pair leave as arrays, and come back in the place of the models
// with the same maps.
#include "core/store/result_file.h"
#include "core/support/atomic_file.h"
#include "support/window_test.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/notice_strip.h"

#include <QAction>
#include <QFileInfo>

#include <cmath>

using namespace neurograft;

class TestWindowActivations : public WindowTest {
    Q_OBJECT

    const WindowParts& parts() const { return m_driver->window().parts(); }
    QAction* action() const { return m_driver->find<QAction>("action.data.exportActivations"); }
    QString target() const { return m_driver->folder() + QStringLiteral("/mine.npz"); }

    void exportActivations()
    {
        const std::size_t before = parts().jobs->jobs().size();
        chooseFile(target());
        m_driver->trigger("action.data.exportActivations");
        QTRY_COMPARE(parts().jobs->jobs().size(), before + 1); // after the dry run
        QTRY_VERIFY_WITH_TIMEOUT(!parts().jobs->isBusy(), 30000);
    }

private Q_SLOTS:
    void theEntryNeedsAPairWithTexts()
    {
        QVERIFY(!action()->isEnabled());
        m_driver->openModels();
        QVERIFY2(action()->toolTip().endsWith(
                     QStringLiteral("Similarity needs texts that both models read.")),
                 qPrintable(action()->toolTip()));
        m_driver->drop("pairBar.dataSlot", fixture(QStringLiteral("demo.jsonl")));
        QTRY_VERIFY(action()->isEnabled());
        m_driver->drop("pairBar.dataSlot", fixture(QStringLiteral("acts.npz")));
        QTRY_VERIFY2(action()->toolTip().contains(QStringLiteral("in a file already")),
                     qPrintable(action()->toolTip()));
        QVERIFY(!action()->isEnabled());
    }

    void whatWasExportedGivesTheSameMaps()
    {
        openTinyPair();
        m_driver->runToEnd();
        const QString models = parts().session->resultPath();
        exportActivations();
        const JobStatus& job = parts().jobs->jobs().back();
        QCOMPARE(job.state, JobState::Done);
        QVERIFY2(job.command.startsWith(QStringLiteral("neurograft activations --teacher ")),
                 qPrintable(job.command));
        QVERIFY(QFileInfo(target()).size() > 1000);
        QCOMPARE(parts().notices->text(QStringLiteral("activations")), QString());

        m_driver->drop("pairBar.dataSlot", target());
        QTRY_VERIFY(parts().pair->data().isActivations
                    && parts().pair->data().state == SlotState::Ready);
        m_driver->runToEnd();
        const QString given = parts().session->resultPath();
        QVERIFY(given != models);
        for (const std::string module : {"up_proj", "down_proj", "v_proj", "o_proj"}) {
            const std::string table = "similarity/" + module + "/cka";
            const std::vector<double> wanted = readTable(toPath(models), table).as<double>();
            const std::vector<double> got = readTable(toPath(given), table).as<double>();
            QCOMPARE(got.size(), wanted.size());
            for (std::size_t cell = 0; cell < wanted.size(); ++cell) {
                QVERIFY(std::abs(got[cell] - wanted[cell]) < 1e-6
                        || (std::isnan(got[cell]) && std::isnan(wanted[cell])));
            }
        }
    }

    void whatCannotBeExportedIsTold()
    {
        m_driver->openModels();
        const QString file = m_driver->folder() + QStringLiteral("/long.jsonl");
        const QByteArray text = QByteArray("capital ").repeated(5000);
        writeFileAtomically(toPath(file), "{\"text\": \"" + text.toStdString() + "\"}\n", false);
        m_driver->drop("pairBar.dataSlot", file);
        QTRY_VERIFY(action()->isEnabled());
        chooseFile(target());
        m_driver->trigger("action.data.exportActivations");
        QTRY_VERIFY2(parts()
                         .notices->text(QStringLiteral("activations"))
                         .startsWith(QStringLiteral("The activations were not exported.")),
                     qPrintable(parts().notices->text(QStringLiteral("activations"))));
        QVERIFY(parts().jobs->jobs().empty());
        QVERIFY(!QFileInfo::exists(target()));
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowActivations)
#include "tst_window_activations.moc"

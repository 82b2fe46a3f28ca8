// SPDX-License-Identifier: GPL-3.0-or-later
// Journey U6 of ux.md, steps 1 to 4: from the first start to the first heatmap with the bundled
// demo, by keyboard; then much clicking, which may cost neither memory nor time.
#include "app/window_actions.h"
#include "support/window_test.h"
#include "widgets/frame/first_steps_strip.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/pair_slot.h"
#include "widgets/panels/preflight_panel.h"
#include "widgets/settings/app_settings.h"

#include <QAction>
#include <QElapsedTimer>
#include <QFile>
#include <QPushButton>
#include <QRandomGenerator>
#include <QRegularExpression>

#include <unistd.h>

#include <algorithm>

using namespace neurograft;

namespace {

double residentMegabytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly)) {
        return 0.0;
    }
    return file.readAll().split(' ').value(1).toDouble()
        * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

} // namespace

class TestWindowFirstMinute : public WindowTest {
    Q_OBJECT

    void beforeWindow() override
    {
        qputenv("NEUROGRAFT_RESOURCE_DIR", NEUROGRAFT_RESOURCES);
        m_clock.start();
    }

private Q_SLOTS:
    void firstHeatmapByEnterAlone()
    {
        auto* demo = m_driver->find<QPushButton>("startPage.openDemoButton");
        QTRY_COMPARE(QApplication::focusWidget(), demo);
        qInfo("window usable after %lld ms", static_cast<long long>(m_clock.elapsed()));
        QCOMPARE(m_driver->text("status.offline"), QStringLiteral("offline"));
        QVERIFY(!strip()->isVisible());

        QTest::keyClick(demo, Qt::Key_Enter);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver->window().pair()->preflight() != nullptr, 10000);
        QVERIFY(m_driver->find<QWidget>("similarityView")->isVisible());
        QVERIFY(!m_driver->find<PairSlot>("pairBar.teacherSlot")->name().isEmpty());
        QVERIFY(!m_driver->find<PairSlot>("pairBar.studentSlot")->name().isEmpty());
        const QString summary = m_driver->find<PreflightPanel>("preflightPanel")->summary();
        QVERIFY2(summary.startsWith(QStringLiteral("✓")), qPrintable(summary));
        QVERIFY2(summary.contains(QStringLiteral("fits")), qPrintable(summary));
        QVERIFY(strip()->isVisible());
        QVERIFY2(strip()->text().startsWith(QStringLiteral("1 of 5: your first heatmap.")),
                 qPrintable(strip()->text()));

        QTRY_VERIFY_WITH_TIMEOUT(session()->figure() != nullptr, 120000);
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 120000);
        qInfo("first heatmap complete after %lld ms", static_cast<long long>(m_clock.elapsed()));
        QCOMPARE(session()->figure()->panels.size(), std::size_t(4));
        // The strip goes on to the next step that can be run here.
        QTRY_VERIFY(strip()->isDone(0));
        QVERIFY2(strip()->text().startsWith(QStringLiteral("2 of 5: neurons.")),
                 qPrintable(strip()->text()));
        QVERIFY(m_driver->find<QPushButton>("firstStepsStrip.run")->isEnabled());
        QVERIFY(m_driver->find<NoticeStrip>("noticeStrip")->topics().isEmpty());
        // A sentence for the cell.
        m_driver->hover(QStringLiteral("up_proj"), {1, 2});
        QTRY_VERIFY2(
            m_driver->text("status.hover").startsWith(QStringLiteral("up S L1 x T L2  CKA")),
            qPrintable(m_driver->text("status.hover")));

        // Both models were compared with their references, now that nothing else is computed.
        QTRY_VERIFY2_WITH_TIMEOUT(m_driver->text("status.parity")
                                      .contains(QRegularExpression(
                                          QStringLiteral("^parity T \\de-[5-9], S \\de-[5-9]$"))),
                                  qPrintable(m_driver->text("status.parity")), 30000);

        // Much clicking costs neither memory nor time.
        clickAround(100); // caches and undo steps fill up
        const double before = residentMegabytes();
        const std::vector<double> times = clickAround(200);
        const double after = residentMegabytes();
        qInfo("200 clicks, 20 workspaces: p95 click to paint %.1f ms, max %.1f ms; resident %.1f "
              "to %.1f MB",
              times[times.size() * 95 / 100], times.back(), before, after);
        QVERIFY2(after < before * 1.02, qPrintable(QString::number(after - before)));
    }

    void laterStepsSayWhereTheyAreAndCanBeRun()
    {
        m_driver->trigger("action.help.firstSteps");
        QVERIFY(strip()->isVisible());
        QTest::mouseClick(m_driver->find<QWidget>("firstStepsStrip.step3"), Qt::LeftButton);
        QVERIFY2(strip()->text().contains(QStringLiteral("Transfer (Ctrl+3)")),
                 qPrintable(strip()->text()));
        QVERIFY(m_driver->find<QPushButton>("firstStepsStrip.run")->isVisible());
        QTest::mouseClick(m_driver->find<QWidget>("firstStepsStrip.close"), Qt::LeftButton);
        QVERIFY(!strip()->isVisible());
        m_driver->restart();
        QVERIFY(m_driver->window().parts().settings->isFirstStepsClosed());
    }

private:
    /// Clicks cells at random and visits workspaces; milliseconds from each click to its paint.
    std::vector<double> clickAround(int clicks)
    {
        const QStringList modules{QStringLiteral("up_proj"), QStringLiteral("down_proj"),
                                  QStringLiteral("v_proj"), QStringLiteral("o_proj")};
        WorkspacePages* pages = m_driver->window().parts().pages;
        std::vector<double> times;
        for (int i = 0; i < clicks; ++i) {
            const QString module = modules[m_random.bounded(4)];
            const std::shared_ptr<const HeatmapData> data = m_driver->map(module)->data();
            const HeatmapCell cell{m_random.bounded(data->students),
                                   m_random.bounded(data->teachers)};
            QElapsedTimer clock;
            clock.start();
            m_driver->click(module, cell);
            QCoreApplication::processEvents(); // the paint that shows it
            times.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
            if (i % 10 == 0) {
                pages->setCurrent(kWorkspaces[static_cast<std::size_t>(m_random.bounded(5))]);
                QCoreApplication::processEvents();
                pages->setCurrent(Workspace::Compare);
                QCoreApplication::processEvents();
            }
        }
        std::sort(times.begin(), times.end());
        return times;
    }

    SimilaritySession* session() const { return m_driver->window().session(); }
    FirstStepsStrip* strip() const { return m_driver->window().parts().firstSteps; }

    QElapsedTimer m_clock;
    QRandomGenerator m_random{42};
};

NEUROGRAFT_WATCHED_MAIN(TestWindowFirstMinute)
#include "tst_window_first_minute.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "widgets/jobs/quick_lane.h"

#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <thread>

using namespace neurograft;

namespace {

void waitForStop(const RunContext& context)
{
    for (;;) {
        context.throwIfStopped();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

} // namespace

class TestQuickLane : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void theAnswerArrives()
    {
        QuickLane lane;
        QString heard;
        lane.ask(QStringLiteral("name"), this, [&heard](const RunContext&) -> QuickLane::Answer {
            return [&heard] { heard = QStringLiteral("here"); };
        });
        QTRY_COMPARE(heard, QStringLiteral("here"));
        QVERIFY(!lane.isBusy());
    }

    void theLatestQuestionWins()
    {
        QuickLane lane;
        QStringList heard;
        lane.ask(QStringLiteral("name"), this,
                 [&heard](const RunContext& context) -> QuickLane::Answer {
                     waitForStop(context);
                     return [&heard] { heard << QStringLiteral("old"); };
                 });
        lane.ask(QStringLiteral("name"), this, [&heard](const RunContext&) -> QuickLane::Answer {
            return [&heard] { heard << QStringLiteral("new"); };
        });
        QTRY_COMPARE(heard, QStringList{QStringLiteral("new")});
        QTest::qWait(10);
        QCOMPARE(heard.size(), 1);
    }

    void channelsDoNotCancelEachOther()
    {
        QuickLane lane;
        QStringList heard;
        for (const QString& name : {QStringLiteral("a"), QStringLiteral("b")}) {
            lane.ask(name, this, [&heard, name](const RunContext&) -> QuickLane::Answer {
                return [&heard, name] { heard << name; };
            });
        }
        QTRY_COMPARE(heard, (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
    }

    void aFailureIsToldAndACancelIsNot()
    {
        QuickLane lane;
        QStringList heard;
        lane.ask(
            QStringLiteral("x"), this,
            [](const RunContext&) -> QuickLane::Answer {
                throw FormatError("a.json", "JSON", "nothing");
            },
            [&heard](const JobOutcome& outcome) { heard << outcome.message; });
        QTRY_COMPARE(heard.size(), 1);
        lane.ask(
            QStringLiteral("x"), this,
            [](const RunContext& context) -> QuickLane::Answer {
                waitForStop(context);
                return {};
            },
            [&heard](const JobOutcome& outcome) { heard << outcome.message; });
        lane.forget(QStringLiteral("x"));
        QVERIFY(!lane.isBusy());
        QTest::qWait(20);
        QCOMPARE(heard.size(), 1);
    }

    void aClosedPanelIsNotCalled()
    {
        QuickLane lane;
        bool wasCalled = false;
        auto panel = std::make_unique<QObject>();
        QSignalSpy busy(&lane, &QuickLane::busyChanged);
        lane.ask(QStringLiteral("x"), panel.get(),
                 [&wasCalled](const RunContext&) -> QuickLane::Answer {
                     return [&wasCalled] { wasCalled = true; };
                 });
        panel.reset();
        QTRY_COMPARE(busy.count(), 2);
        QVERIFY(!wasCalled);
    }

    void destroyedMidwayItStopsTheWork()
    {
        auto hasEnded = std::make_shared<std::atomic<bool>>(false);
        {
            QuickLane lane;
            lane.ask(QStringLiteral("x"), this,
                     [hasEnded](const RunContext& context) -> QuickLane::Answer {
                         try {
                             waitForStop(context);
                         } catch (const Canceled&) {
                             *hasEnded = true;
                             throw;
                         }
                         return {};
                     });
            QTest::qWait(10);
        }
        QVERIFY(hasEnded->load());
    }
};

QTEST_GUILESS_MAIN(TestQuickLane)
#include "tst_quick_lane.moc"

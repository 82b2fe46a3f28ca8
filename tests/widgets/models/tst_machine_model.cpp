// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/machine_model.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <memory>

using namespace neurograft;

class TestMachineModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void memoryOfGpusIsFollowed()
    {
        QuickLane lane;
        const auto calls = std::make_shared<std::atomic<std::uint64_t>>(0);
        const MachineModel machine(&lane, nullptr, [calls] {
            return std::vector<GpuMemory>{{0, 41'000'000'000 * ++*calls, 80'000'000'000},
                                          {1, 0, 24'000'000'000}};
        });
        QVERIFY(machine.gpuMemory().empty());
        QSignalSpy changed(&machine, &MachineModel::gpuMemoryChanged);
        QTRY_COMPARE(changed.size(), 1);
        QVERIFY(machine.isKnown());
        QCOMPARE(machine.gpuMemory().size(), std::size_t{2});
        QCOMPARE(gpuMemoryText(machine.gpuMemory()[0]), QStringLiteral("GPU0 41/80 GB"));
        QTRY_COMPARE(changed.size(), 2);
        QCOMPARE(gpuMemoryText(machine.gpuMemory()[0]), QStringLiteral("GPU0 82/80 GB"));
    }

    void withoutAGpuNothingIsAskedAgain()
    {
        QuickLane lane;
        const auto calls = std::make_shared<std::atomic<int>>(0);
        const MachineModel machine(&lane, nullptr, [calls] {
            ++*calls;
            return std::vector<GpuMemory>{};
        });
        QSignalSpy changed(&machine, &MachineModel::gpuMemoryChanged);
        QTRY_VERIFY(machine.isKnown() && !lane.isBusy());
        QCOMPARE(calls->load(), 1);
        QCOMPARE(changed.size(), 0);
        QVERIFY(machine.gpuMemory().empty());
    }

    void memoryIsShort_data()
    {
        QTest::addColumn<quint64>("used");
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << quint64{400'000'000} << "GPU3 0.4/80 GB";
        QTest::newRow("rounded") << quint64{9'960'000'000} << "GPU3 10/80 GB";
        QTest::newRow("full") << quint64{79'900'000'000} << "GPU3 80/80 GB";
    }
    void memoryIsShort()
    {
        QFETCH(quint64, used);
        QFETCH(QString, text);
        QCOMPARE(gpuMemoryText({3, used, 80'000'000'000}), text);
    }

    void theReaderOfTheDriverNeverThrows()
    {
        for (const GpuMemory& gpu : readGpuMemory()) {
            QVERIFY(gpu.usedBytes <= gpu.totalBytes && gpu.totalBytes > 0);
        }
    }
};

QTEST_GUILESS_MAIN(TestMachineModel)
#include "tst_machine_model.moc"

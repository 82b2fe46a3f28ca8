// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/open_close.h"

#include <QtTest>

#include <algorithm>

using namespace neurograft;
namespace fs = std::filesystem;

/// A model that is closed leaves nothing behind (the long form is bench_open_close: 200 cycles).
class TstOpenClose : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void residentMemoryStays_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("adapter");
        QTest::newRow("teacher of the demo, 7.9 MB")
            << QStringLiteral(NEUROGRAFT_RESOURCES "/demo/teacher") << QString();
        QTest::newRow("tiny-S with an adapter")
            << QStringLiteral(NEUROGRAFT_TEST_DATA "/tiny-S")
            << QStringLiteral(NEUROGRAFT_TEST_DATA "/adapters/linear");
    }
    void residentMemoryStays()
    {
        QFETCH(QString, model);
        QFETCH(QString, adapter);
        constexpr int kWarm = 5; // allocator and libraries have what they keep
        constexpr int kCycles = 25;
        ModelOverlay overlay;
        if (!adapter.isEmpty()) {
            overlay.adapters = {adapter.toStdString()};
        }
        const std::vector<double> sizes = openAndClose(model.toStdString(), overlay, kCycles);
        const double before = sizes[kWarm - 1];
        const double after = *std::max_element(sizes.begin() + kWarm, sizes.end());
        const QString text =
            QStringLiteral("%1 MB, then at most %2 MB").arg(before / 1e6).arg(after / 1e6);
        qInfo("%s", qPrintable(text));
        QVERIFY2(before > 0.0 && after <= 1.02 * before, qPrintable(text));
    }
};

QTEST_GUILESS_MAIN(TstOpenClose)
#include "tst_open_close.moc"

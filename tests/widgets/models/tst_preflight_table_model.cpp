// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/preflight_table_model.h"
#include "widgets/panels/preflight_panel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace neurograft;

namespace {

std::shared_ptr<PreflightReport> sampleReport()
{
    auto report = std::make_shared<PreflightReport>();
    report->equal = {{"family", "llama", "llama", ""}};
    report->warnings = {{"stored type", "bfloat16", "float32", "Slower."}};
    report->blocking = {{"vocabulary size", "512", "520", "The same id is not the same word."}};
    report->disabled = {"twins", "find"};
    report->hostBytes = 42000000;
    report->freeHostBytes = 24000000000;
    return report;
}

} // namespace

class TestPreflightTableModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void blockingComesFirstAndEqualLast()
    {
        PreflightTableModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        model.setReport(sampleReport());
        QStringList lines;
        for (int row = 0; row < model.rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < model.columnCount(); ++column) {
                cells << model.index(row, column).data().toString();
            }
            lines << cells.join(QStringLiteral(" | "));
        }
        QCOMPARE(
            lines,
            (QStringList{
                QStringLiteral("✕ vocabulary size | 512 | 520 | The same id is not the same word."),
                QStringLiteral("! stored type | bfloat16 | float32 | Slower."),
                QStringLiteral("= family | llama | llama | ")}));
        model.setReport(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void theSummaryTellsBlockingOnesInFull()
    {
        QCOMPARE(
            preflightSummary(*sampleReport()),
            QStringLiteral("✕ 1 blocking, 1 other difference. vocabulary 512 vs 520: The same id "
                           "is not the same word; stored type bfloat16 vs float32. Off for this "
                           "pair: twins, find. Needs 42.0 MB of 24.0 GB: fits."));
    }

    void aPairThatAgreesSaysSo()
    {
        PreflightReport report;
        report.hostBytes = 3000;
        report.freeHostBytes = 2000;
        QCOMPARE(preflightSummary(report),
                 QStringLiteral("✓ No differences that matter. Needs 3.0 kB "
                                "of 2.0 kB: does not fit."));
    }
};

QTEST_GUILESS_MAIN(TestPreflightTableModel)
#include "tst_preflight_table_model.moc"

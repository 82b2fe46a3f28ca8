// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_transfer.h"
#include "widgets/panels/dry_run_report.h"

#include <QTest>

using namespace neurograft;

namespace {

/// The fixture's student at 10 %.
TransferPlan tinyPlan()
{
    TransferPlan plan;
    plan.targets = {{"up_proj", 4, 176, 64, 16},
                    {"down_proj", 4, 64, 176, 16},
                    {"v_proj", 4, 32, 64, 16},
                    {"o_proj", 4, 64, 64, 16}};
    plan.rows = 20;
    plan.truncated = 2;
    plan.steps = 5;
    plan.seeds = 1;
    plan.trainedParameters = 12345;
    plan.hostBytes = 210e6;
    plan.secondsEstimate = 9.0;
    plan.diskBytes = 3e6;
    return plan;
}

} // namespace

class TestDryRunReport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void adaptersAreCountedByMatrix()
    {
        const QString text = transferPlanText(tinyPlan(), transferDefaults("seeking"));
        QCOMPARE(text,
                 QStringLiteral("16 matrices (up, down, v, o); 12 345 trained parameters; 20 rows, "
                                "2 of them cut; 5 steps; 0 shape errors; about 9 s; peak 210 MB; "
                                "3.0 MB on the disk")
                     .replace(QStringLiteral("12 345"), QStringLiteral("12\u202f345")));
        QVERIFY(transferTargetsText(tinyPlan())
                    .startsWith(QStringLiteral("4 × up  176 × 64, rank 16\n")));
    }

    void latenIsCountedByNeuron()
    {
        const QString text = transferPlanText(tinyPlan(), transferDefaults("laten"));
        QVERIFY2(text.startsWith(QStringLiteral(
                     "17 FFN neurons, 6 o columns, 3 v rows per layer (10 %); 4 layer pairs; ")),
                 qPrintable(text));
    }
};

QTEST_GUILESS_MAIN(TestDryRunReport)
#include "tst_dry_run_report.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/job_list_model.h"

#include "core/run/error.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include <atomic>
#include <thread>

using namespace neurograft;

class TestJobListModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void rowsFollowTheJobsNewestFirst()
    {
        JobController controller;
        JobListModel model(&controller);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        controller.start({QStringLiteral("first"), {}, [](const RunContext&) {}});
        controller.start({QStringLiteral("second"), {}, [](const RunContext&) {
                              throw StudyError("--rows", "a row of the file", "99");
                          }});
        QCOMPARE(model.rowCount(), 2);
        QTRY_VERIFY(!controller.isBusy());
        QCOMPARE(lines(model),
                 (QStringList{QStringLiteral("second | failed: --rows: expected a row of "
                                             "the file, got 99."),
                              QStringLiteral("first | done")}));
        QCOMPARE(model.index(0, 0).data(JobListModel::IdRole).toInt(), 2);
    }

    void progressIsToldWithPhaseItemsAndUnit()
    {
        JobController controller;
        JobListModel model(&controller);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        auto mayEnd = std::make_shared<std::atomic<bool>>(false);
        controller.start(
            {QStringLiteral("layers"), {}, [mayEnd](const RunContext& context) {
                 while (!mayEnd->load()) {
                     context.checkpoint({"layers of both models", 1, 2, 4, 16, "layers"});
                     std::this_thread::sleep_for(std::chrono::milliseconds(5));
                 }
             }});
        QTRY_COMPARE(
            lines(model),
            QStringList{QStringLiteral("layers | layers of both models (1/2): 4 of 16 layers")});
        QCOMPARE(model.index(0, 1).data(JobListModel::PercentRole).toInt(), 25);
        controller.cancel(1);
        QCOMPARE(lines(model), QStringList{QStringLiteral("layers | Cancelling…")});
        QTRY_COMPARE(lines(model),
                     QStringList{QStringLiteral("layers | cancelled, what is done is kept")});
        *mayEnd = true;
    }

private:
    static QStringList lines(const JobListModel& model)
    {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row) {
            all << model.index(row, JobListModel::Job).data().toString() + QStringLiteral(" | ")
                    + model.index(row, JobListModel::ProgressColumn).data().toString();
        }
        return all;
    }
};

QTEST_GUILESS_MAIN(TestJobListModel)
#include "tst_job_list_model.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/job_list_model.h"

#include "core/run/error.h"

#include <QAbstractItemModelTester>
#include <QMimeData>
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

    void queuedRowsAreDraggedAmongTheQueued()
    {
        JobController controller;
        JobListModel model(&controller);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        auto mayEnd = std::make_shared<std::atomic<bool>>(false);
        controller.start({QStringLiteral("runs"), {}, [mayEnd](const RunContext&) {
                              while (!mayEnd->load()) {
                                  std::this_thread::sleep_for(std::chrono::milliseconds(1));
                              }
                          }});
        QTRY_COMPARE(controller.find(1)->state, JobState::Running);
        for (const char* name : {"b", "c", "d"}) {
            controller.start({QLatin1String(name), {}, [](const RunContext&) {}});
        }
        QCOMPARE(lines(model),
                 (QStringList{QStringLiteral("d | queued, 2 before it"),
                              QStringLiteral("c | queued, 1 before it"),
                              QStringLiteral("b | queued, the next to run"),
                              QStringLiteral("runs | starting")}));
        QVERIFY(!(model.flags(model.index(3, 0)) & Qt::ItemIsDragEnabled));
        QVERIFY(model.flags(model.index(0, 0)) & Qt::ItemIsDragEnabled);
        const QPersistentModelIndex dragged = model.index(0, 0);
        const std::unique_ptr<QMimeData> data(model.mimeData({model.index(0, 0)}));
        QVERIFY(!model.canDropMimeData(data.get(), Qt::CopyAction, 2, 0, {}));
        QVERIFY(model.dropMimeData(data.get(), Qt::MoveAction, 2, 0, {})); // between c and b
        QCOMPARE(lines(model).mid(0, 3),
                 (QStringList{QStringLiteral("c | queued, 2 before it"),
                              QStringLiteral("d | queued, 1 before it"),
                              QStringLiteral("b | queued, the next to run")}));
        QCOMPARE(dragged.row(), 1);
        QVERIFY(model.dropMimeData(data.get(), Qt::MoveAction, -1, -1, {})); // below everything
        QCOMPARE(lines(model).mid(2),
                 (QStringList{QStringLiteral("d | queued, the next to run"),
                              QStringLiteral("runs | starting")}));
        const QMimeData foreign;
        QVERIFY(!model.canDropMimeData(&foreign, Qt::MoveAction, 0, 0, {}));
        *mayEnd = true;
        QTRY_VERIFY(!controller.isBusy());
        QVERIFY(!model.dropMimeData(data.get(), Qt::MoveAction, 0, 0, {})); // it has run
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

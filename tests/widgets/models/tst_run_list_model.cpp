// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_filter_model.h"
#include "widgets/models/run_list_model.h"

#include "tests/widgets/sample_study.h"
#include "widgets/jobs/quick_lane.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>

using namespace neurograft;
using namespace neurograft::testing;

class TestRunListModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        m_dir = std::make_unique<QTemporaryDir>();
    }

    void headersBecomeRowsNewestFirst()
    {
        writeSampleRun(m_dir->path(), 1);
        ResultFile partial = sampleRun(2);
        partial.manifest.status = "partial";
        writeResult(path(runFileName(2)), partial, true);
        ResultFile locate;
        locate.manifest.command = "neurograft locate --model S --out r.h5";
        locate.manifest.student = "tiny-S";
        locate.manifest.wallSeconds = 7200.0;
        writeResult(path(QStringLiteral("0010-locate.h5")), locate, true);
        ResultFile laten = locate;
        laten.manifest.command = "neurograft transfer laten --out x";
        QVERIFY(QDir(m_dir->path()).mkpath(QStringLiteral("0011-laten")));
        writeResult(path(QStringLiteral("0011-laten/run.h5")), laten, true);
        RunListModel model(&m_lane, &m_undo);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        read(model);
        QCOMPARE(
            lines(model),
            (QStringList{QStringLiteral("#11 | laten | ✓ complete |  | 2 h 0 min"),
                         QStringLiteral("#10 | locate | ✓ complete |  | 2 h 0 min"),
                         QStringLiteral("#2 | similarity | ◐ partial | cka: up, down | 15 s"),
                         QStringLiteral("#1 | similarity | ✓ complete | cka: up, down | 15 s")}));
        QCOMPARE(model.index(3, RunListModel::Pair).data().toString(),
                 QStringLiteral("tiny-T → tiny-S"));
        QCOMPARE(model.index(3, 0).data(RunListModel::CommandRole).toString(),
                 QStringLiteral("neurograft similarity --seed 41 --out r.h5"));
    }

    void everySeedOfARunIsListed()
    {
        ResultFile run;
        run.manifest.command = "neurograft transfer lora --seed 42 --out x";
        for (const char* seed : {"42", "43"}) {
            const QString folder = QStringLiteral("0012-lora/seed-%1").arg(QLatin1String(seed));
            QVERIFY(QDir(m_dir->path()).mkpath(folder));
            writeResult(path(folder + QStringLiteral("/run.h5")), run, true);
        }
        QVERIFY(QDir(m_dir->path()).mkpath(QStringLiteral("0013-lora"))); // not begun
        RunListModel model(&m_lane, &m_undo);
        read(model);
        QCOMPARE(model.rowCount(), 2);
        QStringList files;
        for (int row = 0; row < 2; ++row) {
            QCOMPARE(model.run(row).number, 12);
            QVERIFY(isTransferMethod(model.run(row).kind));
            files << model.run(row).file.name;
        }
        files.sort();
        QCOMPARE(files,
                 (QStringList{QStringLiteral("0012-lora/seed-42/run.h5"),
                              QStringLiteral("0012-lora/seed-43/run.h5")}));
        QVERIFY(!isTransferMethod(QStringLiteral("similarity")));
    }

    void whatCannotBeReadIsListedWithItsReason()
    {
        QFile file(QDir(m_dir->path()).filePath(QStringLiteral("0003-similarity.h5")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("no HDF5") > 0);
        file.close();
        RunListModel model(&m_lane, &m_undo);
        read(model);
        QCOMPARE(lines(model), QStringList{QStringLiteral("#3 | similarity | ✕ unreadable |  | ")});
        QVERIFY(
            model.index(0, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("HDF5")));
    }

    void newChangedAndRemovedFilesAreFollowed()
    {
        writeSampleRun(m_dir->path(), 1);
        writeSampleRun(m_dir->path(), 2);
        RunListModel model(&m_lane, &m_undo);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        read(model);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        const QPersistentModelIndex second = model.index(0, 0);
        writeSampleRun(m_dir->path(), 3);
        QTRY_COMPARE(model.rowCount(), 3);
        QCOMPARE(second.row(), 1);
        QVERIFY(QFile::remove(QDir(m_dir->path()).filePath(runFileName(1))));
        QTRY_COMPARE(model.rowCount(), 2);
        ResultFile partial = sampleRun(2);
        partial.manifest.status = "partial";
        writeResult(path(runFileName(2)), partial, true);
        QTRY_COMPARE(model.index(1, RunListModel::Status).data().toString(),
                     QStringLiteral("◐ partial"));
        QCOMPARE(resets.count(), 0);
    }

    void filesMadeFromARunBelongToIt()
    {
        writeSampleRun(m_dir->path(), 1);
        ResultFile biased = sampleRun(1);
        for (Table& table : biased.tables) {
            const std::size_t at = table.path.find("/cka");
            table.path.replace(at, 4, "/cka-biased");
        }
        writeResult(path(QStringLiteral("0001-similarity-cka-biased.h5")), biased, true);
        RunListModel model(&m_lane, &m_undo);
        read(model);
        QCOMPARE(lines(model),
                 QStringList{QStringLiteral(
                     "#1 | similarity | ✓ complete | cka, cka-biased: up, down | 15 s")});
        model.moveToTrash({runFileName(1)});
        QTRY_COMPARE(model.rowCount(), 0);
        const QString day = QDate::currentDate().toString(QStringLiteral("yyyyMMdd"));
        QCOMPARE(QDir(m_dir->filePath(QStringLiteral(".trash"))).entryList(QDir::Files),
                 (QStringList{day + QStringLiteral("-0001-similarity-cka-biased.h5"),
                              day + QStringLiteral("-0001-similarity.h5")}));
    }

    void oldTrashGoesForGood()
    {
        writeSampleRun(m_dir->path(), 1);
        QVERIFY(QDir(m_dir->path()).mkpath(QStringLiteral(".trash")));
        const QDate today = QDate::currentDate();
        const auto dated = [&](int days) {
            return today.addDays(-days).toString(QStringLiteral("yyyyMMdd"))
                + QStringLiteral("-0009-similarity.h5");
        };
        for (const QString& name : {dated(31), dated(29), QStringLiteral("mine.txt")}) {
            QFile file(m_dir->filePath(QStringLiteral(".trash/")) + name);
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        RunListModel model(&m_lane, &m_undo);
        read(model);
        model.moveToTrash({runFileName(1)});
        QTRY_COMPARE(model.rowCount(), 0);
        const QStringList left =
            QDir(m_dir->filePath(QStringLiteral(".trash"))).entryList(QDir::Files);
        QVERIFY(left.contains(dated(29)) && left.contains(QStringLiteral("mine.txt")));
        QVERIFY(!left.contains(dated(31)));
        QCOMPARE(left.size(), 3);
    }

    void tagsNotesAndHidingAreKeptByFile()
    {
        writeSampleRun(m_dir->path(), 1);
        writeSampleRun(m_dir->path(), 2);
        RunListModel model(&m_lane, &m_undo);
        read(model);
        QSignalSpy changes(&model, &RunListModel::notesChanged);
        model.setTags(runFileName(1),
                      {QStringLiteral(" paper "), QString(), QStringLiteral("paper")});
        QVERIFY(model.setData(model.index(1, RunListModel::Note), QStringLiteral("first look"),
                              Qt::EditRole));
        model.setHidden(runFileName(2), true);
        QCOMPARE(changes.count(), 3);
        QCOMPARE(model.index(1, RunListModel::Tags).data().toString(), QStringLiteral("paper"));
        RunListModel again(&m_lane, &m_undo);
        read(again);
        again.setNotes(model.notes());
        QCOMPARE(again.note(runFileName(1)), QStringLiteral("first look"));
        QVERIFY(again.isHidden(runFileName(2)));
        again.setHidden(runFileName(2), false);
        again.setNote(runFileName(1), QString());
        again.setTags(runFileName(1), {});
        QCOMPARE(again.notes(), QJsonObject());
    }

    void tagsNotesAndHidingAreUndone()
    {
        writeSampleRun(m_dir->path(), 1);
        writeSampleRun(m_dir->path(), 2);
        RunListModel model(&m_lane, &m_undo);
        m_undo.clear();
        read(model);
        QSignalSpy changes(&model, &RunListModel::notesChanged);
        model.setNote(runFileName(1), QStringLiteral("first"));
        model.setTags({runFileName(1), runFileName(2)}, {QStringLiteral("paper")});
        model.setTags({runFileName(1), runFileName(2)}, {QStringLiteral("paper")}); // nothing new
        model.setHidden({runFileName(1), runFileName(2)}, true);
        QCOMPARE(m_undo.count(), 3);
        const QJsonObject all = model.notes();
        m_undo.undo();
        QVERIFY(!model.isHidden(runFileName(1)) && !model.isHidden(runFileName(2)));
        m_undo.undo();
        QCOMPARE(model.tags(runFileName(2)), QStringList());
        QCOMPARE(model.index(1, RunListModel::Note).data().toString(), QStringLiteral("first"));
        m_undo.undo();
        QCOMPARE(model.notes(), QJsonObject());
        for (int i = 0; i < 3; ++i) {
            m_undo.redo();
        }
        QCOMPARE(model.notes(), all);
        QCOMPARE(changes.count(), 9); // what is undone is kept, too
    }

    void filterTakesWordsAndHidesHiddenRuns()
    {
        for (int number = 1; number <= 12; ++number) {
            writeSampleRun(m_dir->path(), number);
        }
        RunListModel model(&m_lane, &m_undo);
        read(model);
        model.setTags(runFileName(3), {QStringLiteral("paper")});
        model.setNote(runFileName(3), QStringLiteral("Figure 2"));
        model.setTags(runFileName(4), {QStringLiteral("paper")});
        RunFilterModel filter;
        QAbstractItemModelTester tester(&filter,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        filter.setSourceModel(&model);
        filter.sort(RunListModel::Number, Qt::AscendingOrder);
        QCOMPARE(filter.index(11, 0).data().toString(), QStringLiteral("#12")); // by number
        filter.setWords(QStringLiteral("paper"));
        QCOMPARE(filter.rowCount(), 2);
        filter.setWords(QStringLiteral("PAPER figure"));
        QCOMPARE(filter.rowCount(), 1);
        QCOMPARE(filter.index(0, 0).data().toString(), QStringLiteral("#3"));
        filter.setWords(QString());
        model.setHidden(runFileName(5), true);
        QCOMPARE(filter.rowCount(), 11);
        filter.setShowsHidden(true);
        QCOMPARE(filter.rowCount(), 12);
    }

    void aHundredRunsAreThereWithinThreeSeconds()
    {
        for (int number = 1; number <= 100; ++number) {
            writeSampleRun(m_dir->path(), number);
        }
        RunListModel model(&m_lane, &m_undo);
        QElapsedTimer clock;
        clock.start();
        read(model);
        const qint64 cold = clock.restart();
        QCOMPARE(model.rowCount(), 100);
        QSignalSpy refreshed(&model, &RunListModel::refreshed);
        model.refresh();
        QTRY_COMPARE(refreshed.count(), 1);
        qInfo("100 runs: %lld ms, again %lld ms", static_cast<long long>(cold),
              static_cast<long long>(clock.elapsed()));
        QVERIFY2(cold < 3000, qPrintable(QString::number(cold)));
    }

private:
    std::filesystem::path path(const QString& name) const
    {
        return m_dir->filePath(name).toStdString();
    }
    void read(RunListModel& model)
    {
        QSignalSpy refreshed(&model, &RunListModel::refreshed);
        model.setFolder(m_dir->path());
        QTRY_VERIFY(refreshed.count() > 0);
    }
    static QStringList lines(const RunListModel& model)
    {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row) {
            QStringList cells;
            for (const int column : {RunListModel::Number, RunListModel::Kind, RunListModel::Status,
                                     RunListModel::Content, RunListModel::Seconds}) {
                cells << model.index(row, column).data().toString();
            }
            all << cells.join(QStringLiteral(" | "));
        }
        return all;
    }

    QuickLane m_lane;
    QUndoStack m_undo;
    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestRunListModel)
#include "tst_run_list_model.moc"

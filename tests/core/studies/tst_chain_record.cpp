// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/chain_record.h"

#include "core/run/error.h"
#include "core/support/atomic_file.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

using namespace neurograft;

namespace {

ChainTask taskIn(const QTemporaryDir& folder, double rate)
{
    ChainTask task;
    task.label = "edit";
    task.command = "transfer";
    task.options = {{"rate", rate}};
    task.fingerprint = std::to_string(rate);
    task.out = folder.filePath("edit.txt").toStdString();
    task.record = folder.filePath("edit.step.json").toStdString();
    return task;
}

ChainRecord recordOf(const ChainTask& task, bool isFinished)
{
    ChainRecord record;
    record.command = task.command;
    record.options = task.options;
    record.fingerprint = task.fingerprint;
    record.isFinished = isFinished;
    if (isFinished) {
        record.results = {{"edit.txt", ""}};
        record.outcome = {{"score", 0.5}};
    }
    return record;
}

} // namespace

/// How far a task is, by what stands beside its result.
class tst_chain_record : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRecordIsReadAsItWasWritten();
    void statesFollowRecordAndResult();
    void aFailedTaskMayBeMended();
    void whatIsNoRecordIsNamed();
};

void tst_chain_record::aRecordIsReadAsItWasWritten()
{
    const QTemporaryDir folder;
    const ChainTask task = taskIn(folder, 0.1);
    QVERIFY(!readChainRecord(task.record));
    ChainRecord record = recordOf(task, true);
    record.inputs = {{"/data/rows.jsonl", "abc"}};
    writeChainRecord(task.record, record);
    const std::optional<ChainRecord> read = readChainRecord(task.record);
    QVERIFY(read);
    QCOMPARE(read->command, record.command);
    QCOMPARE(read->options, record.options);
    QCOMPARE(read->fingerprint, record.fingerprint);
    QCOMPARE(read->inputs, record.inputs);
    QCOMPARE(read->results, record.results);
    QCOMPARE(read->outcome, record.outcome);
    QVERIFY(read->isFinished);
}

void tst_chain_record::statesFollowRecordAndResult()
{
    const QTemporaryDir folder;
    const ChainTask task = taskIn(folder, 0.1);
    QCOMPARE(chainStatus(task, {}).state, ChainState::Missing);
    writeChainRecord(task.record, recordOf(task, false));
    QCOMPARE(chainStatus(task, {}).state, ChainState::Begun);
    writeChainRecord(task.record, recordOf(task, true));
    QCOMPARE(chainStatus(task, {}).state, ChainState::Different); // its result is not there
    writeFileAtomically(task.out, "numbers", true);
    QCOMPARE(chainStatus(task, {}).state, ChainState::Finished);
    const ChainStatus other = chainStatus(taskIn(folder, 0.2), {});
    QCOMPARE(other.state, ChainState::Different);
    QVERIFY2(other.difference.find("rate") != std::string::npos, other.difference.c_str());
}

void tst_chain_record::aFailedTaskMayBeMended()
{
    const QTemporaryDir folder;
    const ChainTask failed = taskIn(folder, 7.0);
    writeChainRecord(failed.record, recordOf(failed, false));
    QCOMPARE(chainStatus(taskIn(folder, 0.1), {}).state, ChainState::Missing);
    writeFileAtomically(failed.out, "half of it", true); // that may be worth something
    QCOMPARE(chainStatus(taskIn(folder, 0.1), {}).state, ChainState::Different);
}

void tst_chain_record::whatIsNoRecordIsNamed()
{
    const QTemporaryDir folder;
    const ChainTask task = taskIn(folder, 0.1);
    writeFileAtomically(task.record, "[1, 2", true);
    try {
        readChainRecord(task.record);
        QFAIL("it was read");
    } catch (const FormatError& error) {
        QVERIFY(QString::fromStdString(error.where()).endsWith("edit.step.json"));
    }
}

QTEST_GUILESS_MAIN(tst_chain_record)
#include "tst_chain_record.moc"

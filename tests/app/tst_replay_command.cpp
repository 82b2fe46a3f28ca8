// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program_run.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

using namespace neurograft;

/// `replay` of every kind of result, on the tiny pair.
class tst_replay_command : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theSameStudyGivesTheSameBytes_data();
    void theSameStudyGivesTheSameBytes();
    void anotherSeedIsAnotherRun();
    void keysOfTheStudyAreChanged();
    void dryRunSaysWhatWouldRun();
    void unknownKeysAndTypesAreRefused_data();
    void unknownKeysAndTypesAreRefused();
    void modelsThatMovedAreNamed();

private:
    QString file(const QString& name) const { return m_folder.filePath(name); }
    static QStringList pair();

    QTemporaryDir m_folder;
};

QStringList tst_replay_command::pair()
{
    return {"--teacher", testData("tiny-T"),
            "--student", testData("tiny-S"),
            "--data",    testData("demo.jsonl"),
            "--limit",   "3",
            "--device",  "cpu",
            "--threads", "1",
            "--json"};
}

void tst_replay_command::initTestCase()
{
    qputenv("XDG_CACHE_HOME", file("cache").toUtf8());
    const QStringList one{"--device", "cpu", "--threads", "1", "--json", "--deterministic"};
    const QString rows = testData("demo.jsonl");
    const std::vector<QStringList> calls{
        QStringList{"similarity", "--tokens", "20", "--deterministic", "--out", file("map.h5")}
            + pair(),
        QStringList{"locate", "--deterministic", "--out", file("neurons.h5")} + pair(),
        QStringList{"match", "--located", file("neurons.h5"), "--shuffles", "2", "--deterministic",
                    "--out", file("match.h5")}
            + pair(),
        QStringList{"transfer", "pissa", "--student", testData("tiny-S"), "--train", rows,
                    "--limit", "4", "--rank", "2", "--epochs", "1", "--out", file("pissa")}
            + one,
        QStringList{"parameters", "--model", testData("tiny-S"), "--adapter", file("pissa"),
                    "--out", file("parameters.h5")}
            + one,
        QStringList{"evaluate", "--model", testData("tiny-S"), "--task", "exact", "--data", rows,
                    "--limit", "2", "--max-new-tokens", "4", "--out", file("answers.h5")}
            + one,
    };
    for (const QStringList& call : calls) {
        const ProgramRun run = runCli(call);
        QVERIFY2(run.exitCode == 0, run.text());
    }
}

void tst_replay_command::theSameStudyGivesTheSameBytes_data()
{
    QTest::addColumn<QString>("result");
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("written");
    QTest::newRow("similarity") << "map.h5"
                                << "similarity"
                                << "map-replay.h5";
    QTest::newRow("locate") << "neurons.h5"
                            << "locate"
                            << "neurons-replay.h5";
    QTest::newRow("match") << "match.h5"
                           << "match"
                           << "match-replay.h5";
    QTest::newRow("transfer") << "pissa/run.h5"
                              << "transfer"
                              << "pissa-replay/run.h5";
    QTest::newRow("parameters") << "parameters.h5"
                                << "parameters"
                                << "parameters-replay.h5";
    QTest::newRow("evaluate") << "answers.h5"
                              << "evaluate"
                              << "answers-replay.h5";
}

void tst_replay_command::theSameStudyGivesTheSameBytes()
{
    QFETCH(QString, result);
    QFETCH(QString, command);
    QFETCH(QString, written);
    const ProgramRun run = runCli({"replay", file(result), "--json", "--quiet"});
    QVERIFY2(run.exitCode == 0, run.text());
    const QJsonObject json = run.json();
    QCOMPARE(json.value("command").toString(), command);
    QCOMPARE(json.value("out").toString(), file(written));
    QCOMPARE(json.value("status").toString(), QString("complete"));
    QVERIFY2(json.value("equal").toBool(), run.text());
    QVERIFY(json.value("different_tables").toArray().isEmpty());
    QVERIFY(QFileInfo::exists(file(written)));
}

void tst_replay_command::anotherSeedIsAnotherRun()
{
    const ProgramRun run = runCli({"replay", file("map.h5"), "--seed", "43", "--json", "--quiet"});
    QVERIFY2(run.exitCode == 0, run.text());
    QCOMPARE(run.json().value("seed").toInt(), 43);
    QVERIFY(run.json().value("equal").isNull()); // another study
    QVERIFY(QFileInfo::exists(file("map-seed-43.h5")));
    const auto values = [this](const QString& name) {
        return runCli({"table", file(name), "similarity/up_proj/cka"}).out;
    };
    QVERIFY(!values("map.h5").isEmpty());
    QVERIFY(values("map.h5") != values("map-seed-43.h5")); // other tokens were drawn
    const ProgramRun again = runCli({"replay", file("map-seed-43.h5"), "--out", file("map.h5")});
    QCOMPARE(again.exitCode, 3); // never replaced unasked
}

void tst_replay_command::keysOfTheStudyAreChanged()
{
    const ProgramRun run = runCli({"replay", file("map.h5"), "--set", "modules=o_proj", "--set",
                                   "rows.limit=2", "--out", file("other.h5"), "--json", "--quiet"});
    QVERIFY2(run.exitCode == 0, run.text());
    const QByteArray tables = runCli({"table", file("other.h5"), "--list"}).out;
    QVERIFY2(tables.contains("similarity/o_proj/cka"), tables);
    QVERIFY2(!tables.contains("up_proj"), tables);
}

void tst_replay_command::dryRunSaysWhatWouldRun()
{
    const QStringList before = QDir(m_folder.path()).entryList();
    const ProgramRun run =
        runCli({"replay", file("pissa/run.h5"), "--seed", "7", "--dry-run", "--json"});
    QVERIFY2(run.exitCode == 0, run.text());
    QCOMPARE(run.json().value("plan").toObject().value("seed").toInt(), 7);
    QVERIFY(run.json().value("memory_bytes").toObject().value("host").toDouble() > 0.0);
    QCOMPARE(QDir(m_folder.path()).entryList(), before);
}

void tst_replay_command::unknownKeysAndTypesAreRefused_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("word");
    QTest::newRow("no key") << "modles=o_proj" << 2 << "modules";
    QTest::newRow("no key inside") << "rows.first=2" << 2 << "limit";
    QTest::newRow("no assignment") << "modules" << 2 << "KEY=VALUE";
    QTest::newRow("word for a number") << "tokens=many" << 2 << "a number";
    QTest::newRow("out of range") << "tokens=-1" << 3 << "/tokens";
}

void tst_replay_command::unknownKeysAndTypesAreRefused()
{
    QFETCH(QString, change);
    QFETCH(int, exitCode);
    QFETCH(QString, word);
    const ProgramRun run = runCli({"replay", file("map.h5"), "--set", change, "--json"});
    QVERIFY2(run.exitCode == exitCode, run.text());
    QVERIFY2(run.error().value("message").toString().contains(word), run.text());
}

void tst_replay_command::modelsThatMovedAreNamed()
{
    const ProgramRun run = runCli({"replay", file("map.h5"), "--set", "teacher=/nowhere/teacher",
                                   "--out", file("moved.h5"), "--json"});
    QCOMPARE(run.exitCode, 3);
    QVERIFY2(run.error().value("message").toString().contains("/nowhere/teacher"), run.text());
    QVERIFY(!QFileInfo::exists(file("moved.h5")));
}

QTEST_GUILESS_MAIN(tst_replay_command)
#include "tst_replay_command.moc"

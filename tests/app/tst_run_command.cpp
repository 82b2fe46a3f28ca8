// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program_run.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <signal.h>

using namespace neurograft;

namespace {

/// Adapters of the tiny student at two ranks and three seeds, each with its loss on other rows.
const char* const kSweep = R"(
    {"step": "ranks", "sweep": {"rank": [2, 4], "seed": [42, 43, 44]}, "each": [
      {"step": "tune", "command": "transfer", "method": "pissa", "student": "${student}",
       "train": "${rows}", "limit": 8, "epochs": 2, "batch": 4, "rank": "${rank}",
       "seed": "${seed}"},
      {"step": "loss", "command": "perplexity", "model": "${student}", "data": "${rows}",
       "limit": 6, "adapter": "${tune}/converted"}]})";

} // namespace

/// `run`: chains, sweeps and shares, on the tiny pair.
class tst_run_command : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void aChainRunsOnce();
    void changedStepsAreComputedAgainOnlyIfForced();
    void aResultThatWasReplacedIsNoticed();
    void rowsThatChangedAreNoticed();
    void cellsAreGathered();
    void sharesGiveTheSameFile();
    void aKilledRunGoesOn();
    void publishedNumbersStandBesideOnesOwn();
    void dryRunAddsUp();
    void pathsAreGivenOnce();
    void mistakesAreNamed_data();
    void mistakesAreNamed();
    void filesHaveToBeTheRightOnes();
    void figuresNeedTheProgramThatDraws();
    void needsWhatTheStepBeforeMade();

private:
    QString file(const QString& name) const { return m_folder->filePath(name); }
    QString out() const { return file("out"); }
    /// Writes a chain of these steps and returns its file.
    QString chain(const QByteArray& steps, const QByteArray& more = {}) const;
    QStringList call(const QString& chainFile, const QStringList& more = {}) const;
    ProgramRun run(const QString& chainFile, const QStringList& more = {}) const
    {
        return runCli(call(chainFile, more));
    }
    /// State of every step, by its label.
    static QMap<QString, QString> states(const ProgramRun& run);
    /// All tables of a result as text.
    static QMap<QString, QByteArray> tables(const QString& result);

    std::unique_ptr<QTemporaryDir> m_folder;
    QTemporaryDir m_cache;
};

void tst_run_command::initTestCase()
{
    qputenv("XDG_CACHE_HOME", m_cache.path().toUtf8());
}

void tst_run_command::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QFile::copy(testData("demo.jsonl"), file("rows.jsonl")));
}

QString tst_run_command::chain(const QByteArray& steps, const QByteArray& more) const
{
    QFile written(file("test.study.json"));
    if (!written.open(QIODevice::WriteOnly)) {
        return {};
    }
    written.write(R"({"schema": 1, "command": "run", "title": "A test",
      "paths": {"teacher": ")"
                  + testData("tiny-T").toUtf8() + R"(", "student": ")" + testData("tiny-S").toUtf8()
                  + R"(", "rows": "rows.jsonl"},
      "common": {"device": "cpu", "threads": 1, "deterministic": true}, )"
                  + more + "\"steps\": [" + steps + "]}");
    return written.fileName();
}

QStringList tst_run_command::call(const QString& chainFile, const QStringList& more) const
{
    return QStringList{"run", chainFile, "--out", out(), "--json", "--quiet"} + more;
}

QMap<QString, QString> tst_run_command::states(const ProgramRun& run)
{
    QMap<QString, QString> states;
    const QJsonArray steps = run.json().value("steps").toArray();
    for (const QJsonValue& step : steps) {
        states[step.toObject().value("step").toString()] =
            step.toObject().value("state").toString();
    }
    return states;
}

QMap<QString, QByteArray> tst_run_command::tables(const QString& result)
{
    QMap<QString, QByteArray> all;
    const QJsonArray names =
        runCli({"table", result, "--list", "--json"}).json().value("tables").toArray();
    for (const QJsonValue& table : names) {
        const QString name = table.toObject().value("name").toString();
        all[name] = runCli({"table", result, name, "--format", "json"}).out;
    }
    return all;
}

void tst_run_command::aChainRunsOnce()
{
    const QString study = chain(R"(
      {"step": "map", "command": "similarity", "teacher": "${teacher}", "student": "${student}",
       "data": "${rows}", "limit": 3, "tokens": 20, "modules": ["up_proj", "o_proj"]},
      {"step": "before", "command": "evaluate", "model": "${student}", "task": "exact",
       "data": "${rows}", "limit": 3, "max-new-tokens": 3},
      {"step": "tune", "command": "transfer", "method": "lora", "student": "${student}",
       "train": "${rows}", "limit": 4, "epochs": 1, "rank": 2},
      {"step": "after", "command": "evaluate", "model": "${student}", "adapter": "${tune}",
       "task": "exact", "data": "${rows}", "limit": 3, "max-new-tokens": 3},
      {"step": "gain", "command": "compare", "a": "${before}", "b": "${after}"},
      {"step": "cells", "command": "table", "result": "${map}", "name": "similarity/up_proj/cka"})");
    const ProgramRun first = run(study);
    QVERIFY2(first.exitCode == 0, first.text());
    const QMap<QString, QString> computed = states(first);
    QCOMPARE(computed.size(), 6);
    for (const QString& state : computed) {
        QCOMPARE(state, QString("computed"));
    }
    for (const char* written : {"map.h5", "before.h5", "tune/adapter_model.safetensors", "after.h5",
                                "cells.csv", "gain.step.json"}) {
        QVERIFY2(QFileInfo::exists(out() + '/' + written), written);
    }
    const ProgramRun second = run(study);
    QVERIFY2(second.exitCode == 0, second.text());
    for (const QString& state : states(second)) {
        QCOMPARE(state, QString("finished before"));
    }
}

void tst_run_command::changedStepsAreComputedAgainOnlyIfForced()
{
    const auto steps = [](const QByteArray& rank, const QByteArray& limit) -> QByteArray {
        return R"({"step": "tune", "command": "transfer", "method": "lora",
          "student": "${student}", "train": "${rows}", "limit": 4, "epochs": 1, "rank": )"
            + rank + R"(}, {"step": "loss", "command": "perplexity", "model": "${student}",
          "adapter": "${tune}", "data": "${rows}", "limit": )"
            + limit + R"(}, {"step": "plain", "command": "perplexity", "model": "${student}",
          "data": "${rows}", "limit": 2})";
    };
    QCOMPARE(run(chain(steps("2", "3"))).exitCode, 0);
    const QString changed = chain(steps("3", "3"));
    const ProgramRun refused = run(changed);
    QCOMPARE(refused.exitCode, 3);
    QVERIFY2(refused.error().value("message").toString().contains("rank"), refused.text());
    QVERIFY(refused.error().value("where").toString().contains("/steps/0"));
    const ProgramRun forced = run(changed, {"--force"});
    QVERIFY2(forced.exitCode == 0, forced.text());
    QCOMPARE(states(forced).value("tune"), QString("computed"));
    QCOMPARE(states(forced).value("loss"), QString("computed")); // it stands on the adapter
    QCOMPARE(states(forced).value("plain"), QString("finished before"));
}

void tst_run_command::aResultThatWasReplacedIsNoticed()
{
    const QString study = chain(R"({"step": "map", "command": "similarity",
      "teacher": "${teacher}", "student": "${student}", "data": "${rows}", "limit": 3,
      "tokens": 20, "modules": "up_proj"})");
    QCOMPARE(run(study).exitCode, 0);
    QVERIFY(QFile::remove(out() + "/map.h5"));
    const ProgramRun refused = run(study);
    QCOMPARE(refused.exitCode, 3);
    QVERIFY2(refused.error().value("got").toString().contains("removed"), refused.text());
    QCOMPARE(states(run(study, {"--force"})).value("map"), QString("computed"));
    QVERIFY(QFileInfo::exists(out() + "/map.h5"));
}

void tst_run_command::rowsThatChangedAreNoticed()
{
    const QString study = chain(R"({"step": "loss", "command": "perplexity",
      "model": "${student}", "data": "${rows}", "limit": 2})");
    QCOMPARE(run(study).exitCode, 0);
    QFile rows(file("rows.jsonl"));
    QVERIFY(rows.open(QIODevice::Append));
    rows.write("{\"text\": \"one more\"}\n");
    rows.close();
    const ProgramRun refused = run(study);
    QCOMPARE(refused.exitCode, 3);
    QVERIFY2(refused.error().value("got").toString().contains("has changed"), refused.text());
}

void tst_run_command::cellsAreGathered()
{
    const QString study = chain(kSweep);
    const ProgramRun all = run(study);
    QVERIFY2(all.exitCode == 0, all.text());
    QCOMPARE(states(all).size(), 12);
    const QString result = out() + "/ranks/sweep.h5";
    const QByteArray rows = runCli({"table", result, "sweep/rows"}).out;
    QCOMPARE(rows.count('\n'), 7); // a heading and six cells
    QVERIFY2(rows.startsWith("cell,rank,seed,tune/"), rows);
    QVERIFY2(rows.contains("\nrank-4_seed-43,4,43,"), rows);
    QVERIFY2(rows.contains("loss/perplexity"), rows);
    const QJsonArray seeds = runCli({"table", result, "sweep/seeds", "--format", "json"})
                                 .json()
                                 .value("values")
                                 .toArray();
    QCOMPARE(seeds.size(), 2); // ranks
    QCOMPARE(seeds.at(0).toInt(), 3);
    const QJsonArray deviations =
        runCli({"table", result, "sweep/sd/loss/perplexity", "--format", "json"})
            .json()
            .value("values")
            .toArray();
    QVERIFY(deviations.at(0).toDouble() > 0.0);
}

void tst_run_command::sharesGiveTheSameFile()
{
    const QString study = chain(kSweep);
    QVERIFY2(run(study).exitCode == 0, "one process");
    const QMap<QString, QByteArray> alone = tables(out() + "/ranks/sweep.h5");
    QVERIFY(alone.size() > 8);

    const QString shared = file("shared");
    const auto share = [&](int index) {
        return startCli(
            {"run", study, "--out", shared, "--quiet", "--shard", QString::number(index) + "/3"});
    };
    std::vector<std::unique_ptr<QProcess>> processes; // all at once
    for (int index = 1; index <= 3; ++index) {
        processes.push_back(share(index));
    }
    // One of them is killed while it works on its first or second cell.
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(shared + "/ranks/rank-2_seed-43/tune.step.json"),
                             60000);
    ::kill(static_cast<pid_t>(processes[1]->processId()), SIGKILL);
    QCOMPARE(finish(*processes[0]).exitCode, 0);
    QCOMPARE(finish(*processes[1]).exitCode, -1);
    QCOMPARE(finish(*processes[2]).exitCode, 0);
    const ProgramRun early = runCli({"run", study, "--out", shared, "--gather", "--json"});
    QCOMPARE(early.exitCode, 3);
    QVERIFY2(early.error().value("got").toString().contains("rank-4_seed-43"), early.text());
    const auto restarted = share(2);
    const ProgramRun again = finish(*restarted);
    QVERIFY2(again.exitCode == 0, again.text());
    const ProgramRun gathered = runCli({"run", study, "--out", shared, "--gather", "--json"});
    QVERIFY2(gathered.exitCode == 0, gathered.text());
    QCOMPARE(tables(shared + "/ranks/sweep.h5"), alone);
}

void tst_run_command::aKilledRunGoesOn()
{
    const QString study = chain(kSweep);
    const auto process = startCli(call(study));
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(out() + "/ranks/rank-2_seed-44/tune.step.json"),
                             60000);
    ::kill(static_cast<pid_t>(process->processId()), SIGKILL);
    finish(*process);
    const ProgramRun second = run(study);
    QVERIFY2(second.exitCode == 0, second.text());
    // Cells that were finished are not computed twice.
    QCOMPARE(states(second).value("ranks/rank-2_seed-42/tune"), QString("finished before"));
    QCOMPARE(states(second).value("ranks/rank-2_seed-43/loss"), QString("finished before"));
    QCOMPARE(states(second).value("ranks/rank-4_seed-44/loss"), QString("computed"));
}

void tst_run_command::publishedNumbersStandBesideOnesOwn()
{
    const QString study = chain(
        R"({"step": "scores", "command": "evaluate", "model": "${student}", "task": "exact",
           "data": "${rows}", "max-new-tokens": 2, "sweep": {"limit": [2, 4], "seed": [1, 2]}})",
        R"("published": [
           {"row": "student", "column": "exact", "value": 12.5, "unit": "%", "source": "nobody",
            "metric": "scores/score", "where": {"limit": 4}},
           {"row": "other", "column": "exact", "value": 1, "source": "nobody"}], )");
    const ProgramRun done = run(study);
    QVERIFY2(done.exitCode == 0, done.text());
    const QJsonArray numbers = done.json().value("published").toArray();
    QCOMPARE(numbers.size(), 2);
    QCOMPARE(numbers.at(0).toObject().value("published").toDouble(), 12.5);
    QCOMPARE(numbers.at(0).toObject().value("own_n").toInt(), 2); // seeds at limit 4
    QVERIFY(numbers.at(0).toObject().value("own").isDouble());
    QVERIFY(numbers.at(1).toObject().value("own").isNull());
    QVERIFY(QFileInfo::exists(out() + "/report.json"));
}

void tst_run_command::dryRunAddsUp()
{
    const QString study = chain(kSweep);
    const ProgramRun plan = run(study, {"--dry-run"});
    QVERIFY2(plan.exitCode == 0, plan.text());
    QVERIFY(plan.json().value("ok").toBool());
    QVERIFY(plan.json().value("seconds_estimate").toDouble() > 0.0);
    const QJsonObject step =
        plan.json().value("plan").toObject().value("steps").toArray().at(0).toObject();
    QCOMPARE(step.value("cells").toInt(), 6);
    QCOMPARE(step.value("cells_to_do").toInt(), 6);
    QVERIFY(!QFileInfo::exists(out()));
    const ProgramRun onGpu = run(study, {"--dry-run", "--gpu-memory", "80", "--device", "cuda"});
    QVERIFY2(onGpu.exitCode == 0, onGpu.text());
    QVERIFY(onGpu.json().value("memory_bytes").toObject().value("device").toDouble() > 0.0);
}

void tst_run_command::pathsAreGivenOnce()
{
    QFile study(file("open.study.json"));
    QVERIFY(study.open(QIODevice::WriteOnly));
    study.write(R"({"schema": 1, "command": "run", "common": {"device": "cpu"},
      "paths": {"student": {"about": "a small model"}, "rows": {"about": "rows"}},
      "steps": [{"step": "loss", "command": "perplexity", "model": "${student}",
                 "data": "${rows}", "limit": 2}]})");
    study.close();
    const ProgramRun without = run(study.fileName());
    QCOMPARE(without.exitCode, 3);
    QVERIFY2(without.error().value("expected").toString().contains("a small model"),
             without.text());
    QFile paths(file("paths.json"));
    QVERIFY(paths.open(QIODevice::WriteOnly));
    paths.write(R"({"rows": "rows.jsonl", "student": "/nowhere", "another": "/x"})");
    paths.close();
    const ProgramRun given = run(
        study.fileName(), {"--paths", paths.fileName(), "--set", "student=" + testData("tiny-S")});
    QVERIFY2(given.exitCode == 0, given.text());
    const ProgramRun misspelt = run(study.fileName(), {"--set", "studnet=x"});
    QCOMPARE(misspelt.exitCode, 2);
    QVERIFY2(misspelt.error().value("advice").toString().contains("student"), misspelt.text());
}

void tst_run_command::mistakesAreNamed_data()
{
    QTest::addColumn<QByteArray>("steps");
    QTest::addColumn<QStringList>("more");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("word");
    const QByteArray good = R"({"step": "a", "command": "perplexity", "model": "${student}",
      "data": "${rows}"})";
    const auto with = [](const char* option) {
        return QByteArray(R"({"step": "a", "command": "transfer", "method": "lora",
          "student": "${student}", "train": "${rows}", )")
            + option + "}";
    };
    QTest::newRow("option") << with(R"("ratee": 0.1)") << QStringList() << 3 << "/steps/0/ratee";
    QTest::newRow("option of the chain")
        << with(R"("out": "x")") << QStringList() << 3 << "/steps/0/out";
    QTest::newRow("word for a number")
        << with(R"("rank": "many")") << QStringList() << 3 << "/steps/0/rank";
    QTest::newRow("fraction for a whole")
        << with(R"("rank": 1.5)") << QStringList() << 3 << "/steps/0/rank";
    QTest::newRow("number for a flag")
        << with(R"("no-train": 1)") << QStringList() << 3 << "/steps/0/no-train";
    QTest::newRow("command") << QByteArray(R"({"step": "a", "command": "transfr"})")
                             << QStringList() << 3 << "transfer";
    QTest::newRow("what the command refuses")
        << with(R"("rank": 0)") << QStringList() << 2 << "/steps/0 (a)";
    QTest::newRow("shard") << good << QStringList{"--shard", "3/2"} << 2 << "I/N";
    QTest::newRow("only") << good << QStringList{"--only", "b"} << 2 << "--only";
    QTest::newRow("gpu without a dry run")
        << good << QStringList{"--gpu-memory", "80"} << 2 << "--dry-run";
}

void tst_run_command::mistakesAreNamed()
{
    QFETCH(QByteArray, steps);
    QFETCH(QStringList, more);
    QFETCH(int, exitCode);
    QFETCH(QString, word);
    const ProgramRun refused = run(chain(steps), more);
    QVERIFY2(refused.exitCode == exitCode, refused.text());
    const QString told =
        refused.error().value("message").toString() + refused.error().value("advice").toString();
    QVERIFY2(told.contains(word), refused.text());
}

void tst_run_command::filesHaveToBeTheRightOnes()
{
    const QString study =
        chain(R"({"step": "a", "command": "perplexity", "model": "${student}", "data": "${rows}"})",
              R"("files": [{"path": "${rows}", "sha256": "00ff"}], )");
    const ProgramRun refused = run(study);
    QCOMPARE(refused.exitCode, 3);
    QVERIFY2(refused.error().value("expected").toString().contains("00ff"), refused.text());
    const ProgramRun plan = run(study, {"--dry-run"});
    QCOMPARE(plan.exitCode, 3);
    QVERIFY(!plan.json().value("ok").toBool());
}

void tst_run_command::figuresNeedTheProgramThatDraws()
{
    const QString study = chain(R"(
      {"step": "map", "command": "similarity", "teacher": "${teacher}", "student": "${student}",
       "data": "${rows}", "limit": 3, "tokens": 20, "modules": "up_proj"},
      {"step": "figure", "command": "figure", "results": "${map}", "mask": "none"})");
    const ProgramRun plain = run(study);
    QVERIFY2(plain.exitCode == 0, plain.text());
    QVERIFY2(states(plain).value("figure").startsWith("left out"), plain.text());
    if (windowProgramFile().isEmpty()) {
        QSKIP("neurograft is not built");
    }
    const auto process = startProgram(windowProgramFile(), call(study), {"DISPLAY="});
    const ProgramRun drawn = finish(*process);
    QVERIFY2(drawn.exitCode == 0, drawn.text());
    QCOMPARE(states(drawn).value("map"), QString("finished before"));
    QCOMPARE(states(drawn).value("figure"), QString("computed"));
    QFile figure(out() + "/figure.pdf");
    QVERIFY(figure.open(QIODevice::ReadOnly));
    QVERIFY(figure.read(4) == "%PDF");
}

void tst_run_command::needsWhatTheStepBeforeMade()
{
    const QString study = chain(R"(
      {"step": "tune", "command": "transfer", "method": "lora", "student": "${student}",
       "train": "${rows}", "limit": 4, "epochs": 1, "rank": 2},
      {"step": "limits", "command": "perplexity", "model": "${student}", "adapter": "${tune}",
       "data": "${rows}", "sweep": {"limit": [2, 3]}})");
    const ProgramRun refused = run(study, {"--shard", "1/2"});
    QCOMPARE(refused.exitCode, 3);
    QVERIFY2(refused.error().value("advice").toString().contains("--only tune"), refused.text());
    QCOMPARE(run(study, {"--only", "tune"}).exitCode, 0);
    QCOMPARE(states(run(study, {"--shard", "1/2"})).size(), 1);
}

QTEST_GUILESS_MAIN(tst_run_command)
#include "tst_run_command.moc"

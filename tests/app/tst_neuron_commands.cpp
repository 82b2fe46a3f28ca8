// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program_run.h"

#include <QtCore/QJsonArray>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <cmath>

using namespace neurograft;

namespace {

QJsonObject firstOf(const ProgramRun& run, const char* list)
{
    return run.json().value(list).toArray().first().toObject();
}

} // namespace

/// neuron, find, twins and locate as scripts see them, on the fixtures with planted truth.
class tst_neuron_commands : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void neuronHasItsKeys()
    {
        const QStringList call{"neuron", "--model", testData("tiny-S"), "--layer", "2",
                               "--kind", "ffn",     "--index",          "137",     "--device",
                               "cpu"};
        const ProgramRun run = runCli(call + QStringList{"--json"});
        QVERIFY2(run.exitCode == 0, run.text());
        QCOMPARE(run.json().keys(), (QStringList{"norm_applied", "promoted", "suppressed"}));
        QCOMPARE(run.json().value("norm_applied").toBool(), true);
        const QJsonObject first = firstOf(run, "promoted");
        QCOMPARE(first.keys(), (QStringList{"id", "logit", "token"}));
        QCOMPARE(first.value("token").toString(), QString("Paris"));
        QCOMPARE(first.value("logit").toDouble(), 1.0);
        QCOMPARE(run.json().value("suppressed").toArray().size(), 10);
        const ProgramRun bare = runCli(call + QStringList{"--json", "--no-norm", "--top", "3"});
        QCOMPARE(bare.json().value("norm_applied").toBool(true), false);
        QCOMPARE(bare.json().value("promoted").toArray().size(), 3);
        const ProgramRun people = runCli(call);
        QVERIFY2(people.out.contains("L2 ffn 137") && people.out.contains("\"Paris\""),
                 people.text());
    }

    void findLeadsToThePlantedNeuron()
    {
        const ProgramRun run = runCli({"find", "--model", testData("tiny-T"), "--token", "Paris",
                                       "--top", "3", "--device", "cpu", "--json"});
        QVERIFY2(run.exitCode == 0, run.text());
        const QJsonObject first = firstOf(run, "neurons");
        QCOMPARE(first.keys(), (QStringList{"index", "kind", "layer", "logit", "rank"}));
        QCOMPARE(first.value("layer").toInt(), 4);
        QCOMPARE(first.value("kind").toString(), QString("ffn"));
        QCOMPARE(first.value("index").toInt(), 200);
        QCOMPARE(first.value("rank").toInt(), 1);
        QCOMPARE(run.json().value("neurons").toArray().size(), 3);
    }

    void twinsFindThePlantedPair()
    {
        const ProgramRun run = runCli({"twins", "--teacher", testData("tiny-T"), "--student",
                                       testData("tiny-S"), "--layer", "2", "--kind", "ffn",
                                       "--index", "137", "--device", "cpu", "--json"});
        QVERIFY2(run.exitCode == 0, run.text());
        const QJsonObject first = firstOf(run, "twins");
        QCOMPARE(first.keys(), (QStringList{"cosine", "index", "kind", "layer"}));
        QCOMPARE(first.value("layer").toInt(), 4);
        QCOMPARE(first.value("index").toInt(), 200);
        QVERIFY(std::abs(first.value("cosine").toDouble() - 1.0) < 1e-9);
    }

    void locateWritesScoresThatTableReads()
    {
        QTemporaryDir folder;
        const QString out = folder.filePath("r.h5");
        const QStringList call{"locate",
                               "--teacher",
                               testData("tiny-T"),
                               "--student",
                               testData("tiny-S"),
                               "--data",
                               testData("demo.jsonl"),
                               "--rows",
                               "4",
                               "--device",
                               "cpu",
                               "--out",
                               out,
                               "--ablate",
                               "--json"};
        const ProgramRun run = runCli(call);
        QVERIFY2(run.exitCode == 0, run.text());
        const QJsonObject student = run.json().value("models").toArray().at(1).toObject();
        QCOMPARE(student.value("role").toString(), QString("student"));
        QCOMPARE(student.value("rows").toInt(), 1);
        const QJsonObject ffn = student.value("families").toArray().at(0).toObject();
        QCOMPARE(ffn.value("kind").toString(), QString("ffn"));
        QCOMPARE(ffn.value("neurons").toInt(), 4 * 176);
        QCOMPARE(ffn.value("selected").toInt(), 4 * 17);
        QVERIFY(ffn.value("evaluated").toInt() >= 4 * 17);
        const QJsonObject row = student.value("ablation").toArray().at(0).toObject();
        QCOMPARE(row.value("target").toString(), QString("Paris"));
        QVERIFY(row.value("after").toDouble() < 0.01 && row.value("before").toDouble() > 0.8);
        const ProgramRun table =
            runCli({"table", out, "attribution/student/selection_ffn", "--format", "csv"});
        QVERIFY2(table.exitCode == 0, table.text());
        QVERIFY2(table.out.contains("137"), table.text());
        const ProgramRun again = runCli(call);
        QCOMPARE(again.exitCode, 3); // the file is there
        const ProgramRun people =
            runCli(QStringList(call).mid(0, call.size() - 1) + QStringList{"--force"});
        QVERIFY2(people.out.contains("p(target)"), people.text());
    }

    /// Every table of a result in every format that can hold it: numbers in all, text in CSV, JSON
    /// and LaTeX.
    void tablesOfALocateRunInEveryFormat()
    {
        const QTemporaryDir folder;
        const QString out = folder.filePath("r.h5");
        const ProgramRun located =
            runCli({"locate", "--model", testData("tiny-S"), "--data", testData("demo.jsonl"),
                    "--rows", "4", "--device", "cpu", "--full-scores", "--out", out});
        QVERIFY2(located.exitCode == 0, located.text());
        const ProgramRun list = runCli({"table", out, "--list", "--json"});
        QVERIFY2(list.exitCode == 0, list.text());
        for (const char* name : {"ffn", "heads", "layer_ffn", "selection_ffn", "tokens/promoted"}) {
            const bool isText = qstrcmp(name, "tokens/promoted") == 0;
            const QString table = QStringLiteral("attribution/model/") + name;
            for (const char* format : {"csv", "json", "npz", "safetensors", "latex"}) {
                const bool isBinary =
                    qstrcmp(format, "npz") == 0 || qstrcmp(format, "safetensors") == 0;
                const QString file = folder.filePath(QStringLiteral("t.") + format);
                const ProgramRun run =
                    runCli({"table", out, table, "--format", format, "--force", "--out", file});
                QVERIFY2(run.exitCode == (isText && isBinary ? 3 : 0), run.text());
                QVERIFY2(isText && isBinary ? run.err.contains("csv or json")
                                            : QFileInfo(file).size() > 20,
                         run.text());
            }
        }
        const ProgramRun tokens = runCli({"table", out, "attribution/model/tokens/promoted"});
        QVERIFY2(tokens.out.contains("\n0,Paris,"), tokens.text());
        const ProgramRun scores = runCli({"table", out, "attribution/model/ffn"});
        const QByteArrayList third = scores.out.split('\n').value(3).split(','); // layer 2
        QCOMPARE(third.value(0), QByteArray("2"));
        QVERIFY2(third.value(138).toDouble() > 5.5 && third.value(138).toDouble() < 7.0,
                 third.value(138).constData());
    }

    void locateTellsWhatItWouldNeed()
    {
        const ProgramRun run =
            runCli({"locate", "--model", testData("tiny-S"), "--data", testData("demo.jsonl"),
                    "--limit", "8", "--device", "cpu", "--dry-run", "--json"});
        QVERIFY2(run.exitCode == 0, run.text());
        QCOMPARE(
            run.json().keys(),
            (QStringList{"flops", "memory_bytes", "ok", "plan", "problems", "seconds_estimate"}));
        QCOMPARE(run.json().value("plan").toObject().value("positions").toInt(), 8);
    }

    void mistakesAreNamed_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        const QStringList neuron{"neuron", "--model", testData("tiny-S")};
        QTest::newRow("kind") << neuron
                + QStringList{"--layer", "0", "--kind", "mlp", "--index", "0"}
                              << 2;
        QTest::newRow("layer") << neuron
                + QStringList{"--layer", "4", "--kind", "ffn", "--index", "0"}
                               << 3;
        QTest::newRow("top") << neuron
                + QStringList{"--layer", "0", "--kind", "ffn", "--index", "0", "--top", "0"}
                             << 2;
        QTest::newRow("token") << QStringList{"find", "--model", testData("tiny-S"), "--token",
                                              "Lyon"}
                               << 3;
        const QStringList locate{"locate", "--data", testData("demo.jsonl"), "--out", "x.h5"};
        QTest::newRow("locate without a model") << locate << 2;
        QTest::newRow("rate") << locate + QStringList{"--model", testData("tiny-S"), "--rate", "2"}
                              << 2;
        QTest::newRow("compat of grouped attention")
            << locate + QStringList{"--model", testData("tiny-S"), "--mode", "compat"} << 3;
        QTest::newRow("score") << locate
                + QStringList{"--model", testData("tiny-S"), "--score", "magic"}
                               << 2;
        QTest::newRow("no token") << QStringList{"find", "--model", testData("tiny-S")} << 2;
    }
    void mistakesAreNamed()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exitCode);
        const ProgramRun run = runCli(arguments + QStringList{"--device", "cpu", "--json"});
        QVERIFY2(run.exitCode == exitCode, run.text());
        QVERIFY(!run.error().value("expected").toString().isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_neuron_commands)
#include "tst_neuron_commands.moc"

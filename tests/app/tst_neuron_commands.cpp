// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program_run.h"

#include <QtCore/QJsonArray>
#include <QtTest/QtTest>

#include <cmath>

using namespace neurograft;

namespace {

QJsonObject firstOf(const ProgramRun& run, const char* list)
{
    return run.json().value(list).toArray().first().toObject();
}

} // namespace

/// neuron, find and twins as scripts see them, on the fixtures with planted truth.
class tst_neuron_commands : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void neuronHasItsKeys()
    {
        const QStringList call{"neuron", "--model", testData("tiny-S"), "--layer", "2",
                               "--kind", "ffn", "--index", "137", "--device", "cpu"};
        const ProgramRun run = runCli(call + QStringList{"--json"});
        QVERIFY2(run.exitCode == 0, run.text());
        QCOMPARE(run.json().keys(), (QStringList{"norm_applied", "promoted", "suppressed"}));
        QCOMPARE(run.json().value("norm_applied").toBool(), true);
        const QJsonObject first = firstOf(run, "promoted");
        QCOMPARE(first.keys(), (QStringList{"id", "logit", "token"}));
        QCOMPARE(first.value("token").toString(), QString("Paris"));
        QCOMPARE(first.value("logit").toDouble(), 1.0);
        QCOMPARE(run.json().value("suppressed").toArray().size(), 10);
        const ProgramRun bare =
            runCli(call + QStringList{"--json", "--no-norm", "--top", "3"});
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

    void mistakesAreNamed_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        const QStringList neuron{"neuron", "--model", testData("tiny-S")};
        QTest::newRow("kind") << neuron + QStringList{"--layer", "0", "--kind", "mlp",
                                                      "--index", "0"}
                              << 2;
        QTest::newRow("layer") << neuron + QStringList{"--layer", "4", "--kind", "ffn",
                                                       "--index", "0"}
                               << 3;
        QTest::newRow("top") << neuron + QStringList{"--layer", "0", "--kind", "ffn",
                                                     "--index", "0", "--top", "0"}
                             << 2;
        QTest::newRow("token") << QStringList{"find", "--model", testData("tiny-S"), "--token",
                                              "Lyon"}
                               << 3;
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

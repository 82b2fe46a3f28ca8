// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program_run.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <memory>
#include <signal.h>

using namespace neurograft;

namespace {

QString demo(const QString& name)
{
    return QStringLiteral(NEUROGRAFT_RESOURCES) + "/demo/" + name;
}

/// The demo student asked for choices, and what @p more says.
QStringList choices(const QStringList& more)
{
    return QStringList{"evaluate",
                       "--model",
                       demo("student"),
                       "--task",
                       "choice",
                       "--data",
                       demo("data/mmlu/test.jsonl"),
                       "--device",
                       "cpu",
                       "--threads",
                       "1"}
    + more;
}

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

} // namespace

/// evaluate as scripts see it, on the bundled demo student.
class tst_evaluate_command : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void theScoreHasItsKeys()
    {
        const QString out = m_folder->filePath("r.h5");
        const ProgramRun run = runCli(choices({"--limit", "20", "--out", out, "--json"}));
        QVERIFY2(run.exitCode == 0, run.text());
        const QJsonObject json = run.json();
        for (const char* key : {"task", "n", "correct", "score", "interval95", "protocol",
                                "template", "not_scored", "shots", "groups", "out"}) {
            QVERIFY2(json.contains(key), key);
        }
        QCOMPARE(json.value("task").toString(), QString("choice"));
        QCOMPARE(json.value("n").toInt(), 20);
        QCOMPARE(json.value("not_scored").toInt(-1), 0);
        QCOMPARE(json.value("protocol").toString(), QString("train"));
        QCOMPARE(json.value("template").toString(), QString("train"));
        const double score = json.value("score").toDouble();
        QCOMPARE(score, json.value("correct").toDouble() / 20.0);
        const QJsonArray interval = json.value("interval95").toArray();
        QVERIFY(interval.at(0).toDouble() <= score && score <= interval.at(1).toDouble());
        const ProgramRun table =
            runCli({"table", out, "evaluation/choice/items/correct", "--format", "csv"});
        QVERIFY2(table.exitCode == 0, table.text());
        QVERIFY2(table.out.count('\n') >= 20, table.text());
    }

    void peopleReadASentence()
    {
        const ProgramRun run =
            runCli(choices({"--limit", "4", "--out", m_folder->filePath("r.h5")}));
        QVERIFY2(run.exitCode == 0, run.text());
        QVERIFY2(run.out.contains("choice (protocol train, template train, 0 shots): "),
                 run.text());
        QVERIFY2(run.out.contains(" of 4"), run.text());
    }

    void dryRunReadsNoWeights()
    {
        const ProgramRun run = runCli(choices({"--limit", "5", "--dry-run", "--json"}));
        QVERIFY2(run.exitCode == 0, run.text());
        const QJsonObject json = run.json();
        QCOMPARE(json.value("ok").toBool(), true);
        const QJsonObject plan = json.value("plan").toObject();
        QCOMPARE(plan.value("items").toInt(), 5);
        QVERIFY(plan.value("first_prompt").toString().endsWith("The answer is:"));
        QVERIFY(json.value("memory_bytes").toObject().value("host").toDouble() > 0.0);
        const ProgramRun wrong = runCli(choices({"--protocol", "native", "--dry-run", "--json"}));
        QCOMPARE(wrong.exitCode, 3);
        QCOMPARE(wrong.json().value("ok").toBool(true), false);
        QCOMPARE(wrong.json().value("problems").toArray().size(), 1);
    }

    void gsm8kHasBothScores()
    {
        write(m_folder->filePath("p.jsonl"),
              "{\"id\":\"gsm8k_0\",\"output\":\"-26\"}\n"
              "{\"id\":\"gsm8k_1\",\"output\":\"9.0\"}\n");
        const ProgramRun run =
            runCli({"evaluate", "--predictions", m_folder->filePath("p.jsonl"), "--task", "gsm8k",
                    "--data", demo("data/eval/gsm8k_test.jsonl"), "--limit", "2", "--out",
                    m_folder->filePath("r.h5"), "--json"});
        QVERIFY2(run.exitCode == 0, run.text());
        QCOMPARE(run.json().value("score_oi").toDouble(), 0.5); // the sign is ignored, 9.0 is 90
        QCOMPARE(run.json().value("score_corrected").toDouble(), 0.5);
        QCOMPARE(run.json().value("score").toDouble(), 0.5);
    }

    void codeIsNotScoredUnlessItIsAskedFor()
    {
        const ProgramRun run =
            runCli({"evaluate", "--model", demo("student"), "--task", "mbpp", "--data",
                    demo("data/eval/mbpp.jsonl"), "--limit", "2", "--max-new-tokens", "20",
                    "--device", "cpu", "--out", m_folder->filePath("r.h5"), "--json"});
        QVERIFY2(run.exitCode == 0, run.text());
        QCOMPARE(run.json().value("not_scored").toInt(), 2);
        QCOMPARE(run.json().value("n").toInt(-1), 0);
        QVERIFY2(run.json().value("score").isNull(), run.text());
        QVERIFY(run.json().value("notice").toString().contains("--execute-code"));
    }

    void wrongUsageAndBadInputAreNamed_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("where");
        const QStringList out{"--out", "r.h5"};
        QTest::newRow("task") << QStringList{"evaluate", "--model", "m", "--task",
                                             "mmul",     "--data",  "d"}
                + out << 2 << "--task";
        QTest::newRow("no model") << QStringList{"evaluate", "--task", "mmlu", "--data", "d"} + out
                                  << 2 << "evaluate";
        QTest::newRow("no out") << choices({"--limit", "2"}) << 2 << "evaluate";
        QTest::newRow("shots of choices") << choices({"--shots", "2"}) + out << 2 << "--shots";
        QTest::newRow("protocol") << choices({"--protocol", "harness"}) + out << 2 << "--protocol";
        QTest::newRow("temperature")
            << choices({"--temperature", "-2"}) + out << 2 << "--temperature";
        QTest::newRow("two selections")
            << choices({"--limit", "2", "--sample", "3"}) + out << 3 << "rows";
        QTest::newRow("no such data") << QStringList{"evaluate", "--model", demo("student"),
                                                     "--task",   "mmlu",    "--data",
                                                     "nowhere"}
                + out << 3 << "nowhere";
        QTest::newRow("no such model") << QStringList{"evaluate",
                                                      "--model",
                                                      "nowhere",
                                                      "--task",
                                                      "choice",
                                                      "--data",
                                                      demo("data/mmlu/test.jsonl")}
                + out << 3 << "nowhere";
    }
    void wrongUsageAndBadInputAreNamed()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exitCode);
        QFETCH(QString, where);
        const ProgramRun run = runCli(arguments + QStringList{"--json"});
        QVERIFY2(run.exitCode == exitCode, run.text());
        QVERIFY2(run.error().value("where").toString().contains(where), run.text());
    }

    void aStopKeepsWhatWasAnswered()
    {
        const QString out = m_folder->filePath("r.h5");
        const QStringList call{"evaluate",
                               "--model",
                               demo("student"),
                               "--task",
                               "exact",
                               "--data",
                               demo("data/gsm/test.jsonl"),
                               "--samples",
                               "200",
                               "--temperature",
                               "1",
                               "--device",
                               "cpu",
                               "--threads",
                               "1",
                               "--out",
                               out};
        const std::unique_ptr<QProcess> process = startCli(call);
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(out), 60000);
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        const ProgramRun run = finish(*process);
        QVERIFY2(run.exitCode == 4, run.text());
        const ProgramRun answered =
            runCli({"table", out, "evaluation/exact/items/answered", "--format", "csv"});
        QVERIFY2(answered.exitCode == 0 && answered.out.contains('1'), answered.text());
        // Another study is not continued.
        const ProgramRun other = runCli(call + QStringList{"--resume", "--limit", "3", "--json"});
        QVERIFY2(other.exitCode == 3, other.text());
        QVERIFY2(other.error().value("got").toString().contains("rows"), other.text());
    }
};

QTEST_GUILESS_MAIN(tst_evaluate_command)
#include "tst_evaluate_command.moc"

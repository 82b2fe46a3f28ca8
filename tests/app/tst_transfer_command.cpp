// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program_run.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <cmath>
#include <signal.h>

using namespace neurograft;

namespace {

QByteArray bytesOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("none");
}

/// @p arguments with options that @p more has, too, taken from there.
QStringList joined(QStringList arguments, const QStringList& more)
{
    for (const QString& option : more) {
        const auto place = arguments.indexOf(option);
        if (option.startsWith("--") && place >= 0) {
            arguments.removeAt(place);
            arguments.removeAt(place); // its value
        }
    }
    return arguments + more;
}

/// Sixteen rows, two steps an epoch.
QStringList call(const QString& method, const QString& out, const QStringList& more = {})
{
    QStringList arguments{"transfer",  method,
                          "--student", testData("tiny-S"),
                          "--train",   testData("demo.jsonl"),
                          "--limit",   "16",
                          "--batch",   "8",
                          "--rank",    "4",
                          "--epochs",  "2",
                          "--device",  "cpu",
                          "--threads", "1",
                          "--json"};
    if (method == "seeking") {
        arguments += {"--teacher",       testData("tiny-T"),
                      "--extract",       testData("demo.jsonl"),
                      "--extract-limit", "2"};
    }
    if (!out.isEmpty()) {
        arguments += {"--out", out};
    }
    return joined(arguments, more);
}

} // namespace

/// transfer as scripts see it: JSON keys, exit codes, files, a kill in the middle.
class TstTransferCommand : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void transferHasItsKeysAndFiles()
    {
        QTemporaryDir folder;
        const QString out = folder.filePath("seeking");
        const ProgramRun run = runCli(call("seeking", out));
        QVERIFY2(run.exitCode == 0, run.text());
        QCOMPARE(run.json().keys(),
                 (QStringList{"method", "out", "peak_bytes", "seeds", "status",
                              "trained_parameters", "wall_seconds"}));
        const QJsonObject seed = run.json().value("seeds").toArray().at(0).toObject();
        QCOMPARE(seed.keys(),
                 (QStringList{"changed_perplexity", "first_loss", "folder", "last_loss",
                              "plain_perplexity", "seed", "steps", "validation_loss"}));
        QCOMPARE(seed.value("steps").toInt(), 4);
        QVERIFY(seed.value("validation_loss").isNull());
        const QJsonObject config =
            QJsonDocument::fromJson(bytesOf(out + "/adapter_config.json")).object();
        QCOMPARE(config.value("peft_type").toString(), QString("LORA"));
        QCOMPARE(config.value("target_modules").toArray().size(), 4);
        for (const char* name : {"adapter_model.safetensors", "initial/adapter_model.safetensors",
                                 "converted/adapter_model.safetensors", "run.h5"}) {
            QVERIFY2(QFileInfo::exists(out + "/" + name), name);
        }
        // The adapter goes on as any other does.
        const ProgramRun logits =
            runCli({"logits", "--model", testData("tiny-S"), "--residual-adapter", out, "--ids",
                    "1,2,3", "--device", "cpu", "--json"});
        QVERIFY2(logits.exitCode == 0, logits.text());
        const ProgramRun table = runCli({"table", out + "/run.h5", "training/loss"});
        QVERIFY2(table.exitCode == 0, table.text());
        QCOMPARE(runCli(call("seeking", out)).exitCode, 3); // the folder is there
        const ProgramRun forced = runCli(call("lora", out, {"--force"}));
        QVERIFY2(forced.exitCode == 0, forced.text());
        QVERIFY(!QFileInfo::exists(out + "/initial"));
    }

    void unalignedInjectionLeavesADelta()
    {
        QTemporaryDir folder;
        const QString out = folder.filePath("d4");
        const QStringList arguments{"transfer",  "unaligned",
                                    "--variant", "d4",
                                    "--teacher", testData("tiny-T"),
                                    "--student", testData("tiny-S"),
                                    "--extract", testData("demo.jsonl"),
                                    "--align",   testData("demo.jsonl"),
                                    "--device",  "cpu",
                                    "--threads", "1",
                                    "--json"};
        const QStringList few{"--extract-limit", "1"};
        const ProgramRun plan = runCli(arguments + few + QStringList{"--dry-run"});
        QVERIFY2(plan.exitCode == 0, plan.text());
        const ProgramRun run = runCli(arguments + few + QStringList{"--out", out});
        QVERIFY2(run.exitCode == 0, run.text());
        const QJsonObject seed = run.json().value("seeds").toArray().at(0).toObject();
        QVERIFY(seed.value("first_loss").isNull());
        QVERIFY(seed.value("changed_perplexity").toDouble() > 1.0);
        QVERIFY(!QFileInfo::exists(out + "/adapter_config.json"));
        const ProgramRun perplexity = runCli({"perplexity", "--model", testData("tiny-S"),
                                              "--delta", out + "/delta.safetensors", "--data",
                                              testData("demo.jsonl"), "--device", "cpu", "--json"});
        QVERIFY2(perplexity.exitCode == 0, perplexity.text());
        const double ratio = perplexity.json().value("perplexity").toDouble()
            / seed.value("changed_perplexity").toDouble();
        QVERIFY2(std::abs(ratio - 1.0) < 1e-4, qPrintable(QString::number(ratio)));
        // Another variant has no neurons to choose a share of.
        const ProgramRun wrong = runCli(joined(
            arguments, {"--variant", "d1", "--rate", "0.5", "--out", folder.filePath("d1")}));
        QCOMPARE(wrong.exitCode, 2);
    }

    void dryRunTellsWhatItWouldNeed()
    {
        const ProgramRun run = runCli(call("seeking", {}, {"--dry-run"}));
        QVERIFY2(run.exitCode == 0, run.text());
        QCOMPARE(
            run.json().keys(),
            (QStringList{"flops", "memory_bytes", "ok", "plan", "problems", "seconds_estimate"}));
        const QJsonObject plan = run.json().value("plan").toObject();
        QCOMPARE(plan.value("steps").toInt(), 4);
        QCOMPARE(plan.value("targets").toArray().size(), 4);
        QVERIFY(plan.value("disk_bytes").toDouble() > 0.0);
    }

    void optionsComeFromAStudyFileAndFlagsWin()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath("t.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QJsonObject study{{"command", "transfer"},
                                {"method", "gaussian-lora"},
                                {"student", testData("tiny-S")},
                                {"train", testData("demo.jsonl")},
                                {"rank", 2},
                                {"batch", 24},
                                {"seed", 5},
                                {"student_device", "cpu"}};
        file.write(QJsonDocument(study).toJson());
        file.close();
        const ProgramRun run =
            runCli({"transfer", "--study", file.fileName(), "--rank", "3", "--dry-run", "--json"});
        QVERIFY2(run.exitCode == 0, run.text());
        const QJsonObject plan = run.json().value("plan").toObject();
        QCOMPARE(plan.value("method").toString(), QString("gaussian-lora"));
        QCOMPARE(plan.value("targets").toArray().at(0).toObject().value("rank").toInt(), 3);
        QCOMPARE(plan.value("steps").toInt(), 10); // 48 rows, 24 a step, five epochs
    }

    void mistakesAreNamed_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::newRow("no method") << QStringList{"transfer", "--out", "x"} << 2;
        QTest::newRow("method") << call("seekin", "x") << 2;
        QTest::newRow("no out") << call("lora", {}) << 2;
        QTest::newRow("rank") << call("lora", "x", {"--rank", "0"}) << 2;
        QTest::newRow("module") << call("pissa", "x", {"--modules", "lm_head"}) << 2;
        QTest::newRow("teacher too small") << call(
            "seeking", "x", {"--teacher", testData("tiny-S"), "--student", testData("tiny-T")})
                                           << 3;
        QTest::newRow("no such rows") << call("lora", "x", {"--train", "/nowhere.jsonl"}) << 3;
        QTest::newRow("context") << call("lora", "x", {"--student", "/nowhere"}) << 3;
    }
    void mistakesAreNamed()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exitCode);
        QTemporaryDir folder;
        const int place = static_cast<int>(arguments.indexOf("x"));
        if (place >= 0) {
            arguments[place] = folder.filePath("x");
        }
        const ProgramRun run = runCli(arguments);
        QVERIFY2(run.exitCode == exitCode, run.text());
        QVERIFY(!QFileInfo::exists(folder.filePath("x")));
    }

    /// SIGKILL in the middle, and on: the same bytes as an undisturbed run.
    void killedRunGoesOn()
    {
        QTemporaryDir folder;
        const QStringList longer{"--epochs", "40", "--dropout", "0.1"};
        const QString straight = folder.filePath("straight");
        const QString broken = folder.filePath("broken");
        const ProgramRun whole = runCli(call("seeking", straight, longer));
        QVERIFY2(whole.exitCode == 0, whole.text());
        auto process = startCli(call("seeking", broken, longer));
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(broken + "/state.safetensors"), 30000);
        const QByteArray begun = bytesOf(broken + "/state.safetensors");
        QTRY_VERIFY_WITH_TIMEOUT(bytesOf(broken + "/state.safetensors") != begun, 30000);
        ::kill(static_cast<pid_t>(process->processId()), SIGKILL);
        finish(*process);
        QVERIFY2(!QFileInfo::exists(broken + "/adapter_config.json"),
                 "it was too fast to be killed");
        const ProgramRun resumed =
            runCli(call("seeking", broken, longer + QStringList{"--resume"}));
        QVERIFY2(resumed.exitCode == 0, resumed.text());
        for (const char* name : {"adapter_model.safetensors", "initial/adapter_model.safetensors",
                                 "converted/adapter_model.safetensors"}) {
            QVERIFY2(bytesOf(broken + "/" + name) == bytesOf(straight + "/" + name), name);
        }
        const ProgramRun other =
            runCli(call("seeking", broken, longer + QStringList{"--resume", "--alpha", "5"}));
        QCOMPARE(other.exitCode, 3);
        QVERIFY2(other.out.contains("alpha"), other.text());
    }

    void interruptKeepsWhatWasDone()
    {
        QTemporaryDir folder;
        const QString out = folder.filePath("out");
        auto process = startCli(call("lora", out, {"--epochs", "4000"}));
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(out + "/state.safetensors"), 30000);
        QElapsedTimer timer;
        timer.start();
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        const ProgramRun run = finish(*process);
        QVERIFY2(run.exitCode == 4, run.text());
        QVERIFY(timer.elapsed() < 5000);
        const ProgramRun table = runCli({"table", out + "/run.h5", "--list"});
        QVERIFY2(table.exitCode == 0, table.text());
    }
};

QTEST_GUILESS_MAIN(TstTransferCommand)
#include "tst_transfer_command.moc"

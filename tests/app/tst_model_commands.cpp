// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program_run.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <cmath>

using namespace neurograft;

namespace {

QStringList onTiny(const QString& command, const QStringList& more)
{
    return QStringList{command, "--model", testData("tiny-S"), "--device", "cpu"} + more;
}

QJsonArray topOf(const ProgramRun& run)
{
    return run.json().value("top").toArray();
}

double largestDifference(const QJsonArray& a, const QJsonArray& b)
{
    double largest = a.size() == b.size() ? 0.0 : 1e9;
    for (qsizetype i = 0; i < std::min(a.size(), b.size()); ++i) {
        largest = std::max(largest, std::abs(a.at(i).toDouble() - b.at(i).toDouble()));
    }
    return largest;
}

} // namespace

/// generate, merge and the overlays of logits as scripts see them.
class tst_model_commands : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void generateHasItsKeys()
    {
        const ProgramRun run =
            runCli(onTiny("generate", {"--text", "The cat", "--max-new-tokens", "5", "--json"}));
        QVERIFY2(run.exitCode == 0, run.text());
        const QJsonObject json = run.json();
        QCOMPARE(json.keys(),
                 (QStringList{"dtype", "ids", "stop_reason", "text", "tokens_per_second"}));
        QVERIFY(json.value("ids").toArray().size() <= 5);
        QVERIFY((QStringList{"eos", "length"}).contains(json.value("stop_reason").toString()));
    }

    void generateOfRowsEqualsSingleOnes()
    {
        const ProgramRun rows = runCli(
            onTiny("generate", {"--jsonl", "-", "--max-new-tokens", "6"}),
            "{\"text\":\"The cat\"}\n{\"ids\":[5,6,7]}\n{\"text\":\"One two three four five\"}\n");
        QVERIFY2(rows.exitCode == 0, rows.text());
        const QList<QByteArray> lines = rows.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        const ProgramRun one =
            runCli(onTiny("generate", {"--ids", "5,6,7", "--max-new-tokens", "6", "--json"}));
        const QJsonObject second = QJsonDocument::fromJson(lines[1]).object();
        QCOMPARE(second.value("ids"), one.json().value("ids"));
        QCOMPARE(second.value("text"), one.json().value("text"));
    }

    void generatedTextIsStreamedToPeople()
    {
        const QStringList call =
            onTiny("generate", {"--text", "The cat", "--max-new-tokens", "6", "--quiet"});
        const ProgramRun people = runCli(call);
        const ProgramRun json = runCli(call + QStringList{"--json"});
        QVERIFY2(people.exitCode == 0, people.text());
        QCOMPARE(QString::fromUtf8(people.out),
                 json.json().value("text").toString() + QLatin1Char('\n'));
        QVERIFY(people.err.isEmpty());
    }

    void samplesRepeatWithTheirSeed()
    {
        const auto ids = [](const QString& seed) {
            return runCli(onTiny("generate",
                                 {"--text", "The cat", "--max-new-tokens", "8", "--temperature",
                                  "2", "--top-p", "0.9", "--ignore-eos", "--seed", seed, "--json"}))
                .json()
                .value("ids");
        };
        QCOMPARE(ids("1"), ids("1"));
        QVERIFY(ids("1") != ids("2"));
    }

    void stopsAreRepeatable()
    {
        const QStringList call = onTiny(
            "generate", {"--text", "The cat", "--max-new-tokens", "8", "--ignore-eos", "--json"});
        const QString free = runCli(call).json().value("text").toString();
        QVERIFY(free.size() > 4);
        const QString stop = free.mid(2, 2);
        const ProgramRun run =
            runCli(call + QStringList{"--stop", "never seen", "--stop", stop, "--stop-ids", "1,2"});
        QCOMPARE(run.json().value("stop_reason").toString(), QString("stop"));
        QCOMPARE(run.json().value("text").toString(), free.left(free.indexOf(stop)));
    }

    void wrongUsageIsExitTwo_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::newRow("no prompt") << QStringList{};
        QTest::newRow("two prompts") << QStringList{"--text", "a", "--ids", "1"};
        QTest::newRow("no tokens") << QStringList{"--text", "a", "--max-new-tokens", "0"};
        QTest::newRow("top-p") << QStringList{"--text", "a", "--top-p", "1.5"};
        QTest::newRow("temperature") << QStringList{"--text", "a", "--temperature", "-1"};
        QTest::newRow("stop ids") << QStringList{"--text", "a", "--stop-ids", "x"};
    }
    void wrongUsageIsExitTwo()
    {
        QFETCH(QStringList, options);
        const ProgramRun run = runCli(onTiny("generate", options + QStringList{"--json"}));
        QVERIFY2(run.exitCode == 2, run.text());
        QCOMPARE(run.error().value("kind").toString(), QString("usage"));
    }

    void mergedModelEqualsTheAdapter()
    {
        QTemporaryDir folder;
        const QString out = folder.filePath("merged");
        const QString adapter = testData("adapters/linear");
        const ProgramRun merge =
            runCli(onTiny("merge", {"--adapter", adapter, "--out", out, "--json"}));
        QVERIFY2(merge.exitCode == 0, merge.text());
        QCOMPARE(merge.json().value("checked").toBool(), true);
        QCOMPARE(merge.json().value("rewritten").toArray(), QJsonArray{"model.safetensors"});
        const QStringList text{"--text", "The cat sat on the mat", "--json"};
        const QJsonObject overlay =
            runCli(onTiny("logits", text + QStringList{"--adapter", adapter})).json();
        const QJsonObject merged =
            runCli(QStringList{"logits", "--model", out, "--device", "cpu"} + text).json();
        const QJsonObject base = runCli(onTiny("logits", text)).json();
        const auto logprobs = [](const QJsonObject& json) {
            QJsonArray values = json.value("logprobs").toArray();
            values.removeFirst();
            return values;
        };
        QVERIFY(largestDifference(logprobs(merged), logprobs(overlay)) <= 1e-4);
        QVERIFY(largestDifference(logprobs(base), logprobs(overlay)) > 1e-2);
        const ProgramRun again =
            runCli(onTiny("merge", {"--adapter", adapter, "--out", out, "--json"}));
        QCOMPARE(again.exitCode, 3);
        QCOMPARE(runCli(onTiny("merge", {"--adapter", adapter, "--out", out, "--force"})).exitCode,
                 0);
        QCOMPARE(runCli(onTiny("merge", {"--out", folder.filePath("x")})).exitCode, 2);
    }

    void mergeDryRunHasItsKeysAndWritesNothing()
    {
        QTemporaryDir folder;
        const QString out = folder.filePath("merged");
        const QStringList call =
            onTiny("merge", {"--adapter", testData("adapters/linear"), "--out", out, "--dry-run"});
        const ProgramRun run = runCli(call + QStringList{"--json"});
        QVERIFY2(run.exitCode == 0, run.text());
        const QJsonObject json = run.json();
        QCOMPARE(
            json.keys(),
            (QStringList{"flops", "memory_bytes", "ok", "plan", "problems", "seconds_estimate"}));
        QCOMPARE(json.value("ok"), QJsonValue(true));
        QVERIFY(json.value("memory_bytes").toObject().value("host").toDouble() > 0);
        QCOMPARE(json.value("plan").toObject().value("rewritten").toArray(),
                 QJsonArray{"model.safetensors"});
        QVERIFY2(runCli(call).out.contains("tensors would change, 1 weight files be written"),
                 runCli(call).text());
        QVERIFY(!QFileInfo::exists(out));
        const ProgramRun wrong =
            runCli({"merge", "--model", testData("tiny-T"), "--adapter",
                    testData("adapters/linear"), "--out", out, "--dry-run", "--json"});
        QVERIFY2(wrong.exitCode == 3, wrong.text());
        QCOMPARE(wrong.json().value("problems").toArray().size(), 1);
    }

    void similarityTakesAdapters()
    {
        QTemporaryDir folder;
        qputenv("XDG_CACHE_HOME", folder.filePath("cache").toUtf8());
        const QStringList call{"similarity",
                               "--teacher",
                               testData("tiny-T"),
                               "--student",
                               testData("tiny-S"),
                               "--data",
                               testData("demo.jsonl"),
                               "--modules",
                               "up_proj",
                               "--unit",
                               "last-token",
                               "--device",
                               "cpu",
                               "--json"};
        const auto mean = [](const ProgramRun& run) {
            return run.json().value("maps").toArray().at(0).toObject().value("mean").toDouble();
        };
        const ProgramRun base = runCli(call + QStringList{"--out", folder.filePath("base.h5")});
        const ProgramRun overlaid =
            runCli(call
                   + QStringList{"--student-adapter", testData("adapters/linear"), "--out",
                                 folder.filePath("overlay.h5")});
        QVERIFY2(base.exitCode == 0 && overlaid.exitCode == 0, overlaid.text());
        QVERIFY(mean(base) != mean(overlaid));
        QCOMPARE(overlaid.json().value("dtype").toString(), QString("float32"));
        QCOMPARE(overlaid.json().value("device").toString(), QString("cpu"));
        qunsetenv("XDG_CACHE_HOME");
    }

    void adapterTwiceCountsTwice()
    {
        const QString adapter = testData("adapters/linear");
        const QStringList call = onTiny("logits", {"--ids", "5,6,7", "--json"});
        const ProgramRun once = runCli(call + QStringList{"--adapter", adapter});
        const ProgramRun twice =
            runCli(call + QStringList{"--adapter", adapter, "--adapter", adapter});
        QVERIFY2(once.exitCode == 0 && twice.exitCode == 0, twice.text());
        QVERIFY(topOf(once) != topOf(twice));
    }

    void adapterOfAnotherModelIsBadInput()
    {
        const ProgramRun run = runCli({"logits", "--model", testData("tiny-T"), "--ids", "5",
                                       "--adapter", testData("adapters/linear"), "--json"});
        QVERIFY2(run.exitCode == 3, run.text());
        QVERIFY(run.error().value("where").toString().contains("adapter_model.safetensors"));
    }

    void perplexityHasItsKeys()
    {
        const ProgramRun run = runCli(
            onTiny("perplexity", {"--data", testData("demo.jsonl"), "--limit", "3", "--json"}));
        QVERIFY2(run.exitCode == 0, run.text());
        const QJsonObject json = run.json();
        for (const char* key : {"perplexity", "nll", "tokens", "rows"}) {
            QVERIFY2(json.contains(key), key);
        }
        QCOMPARE(json.value("rows").toInt(), 3);
        QVERIFY(
            std::abs(json.value("perplexity").toDouble() - std::exp(json.value("nll").toDouble()))
            < 1e-6);
        QVERIFY(runCli(onTiny("perplexity", {"--data", testData("demo.jsonl"), "--limit", "2"}))
                    .out.contains("of 2 rows"));
    }

    void parityHasItsKeysAndExitCodes()
    {
        const QString student = QStringLiteral(NEUROGRAFT_RESOURCES "/demo/student");
        const ProgramRun run = runCli({"parity", "--model", student, "--device", "cpu", "--json"});
        QVERIFY2(run.exitCode == 0, run.text());
        const QJsonObject json = run.json();
        QCOMPARE(json.value("passed"), QJsonValue(true));
        QCOMPARE(json.value("prompts").toInt(), 12);
        QVERIFY(json.value("largest_difference").toDouble() <= json.value("tolerance").toDouble());
        QVERIFY(json.value("worst").toObject().contains("id"));
        const ProgramRun people = runCli({"parity", "--model", student, "--device", "cpu"});
        QVERIFY2(people.out.startsWith("parity: largest difference "), people.text());
        const ProgramRun without = runCli(onTiny("parity", {"--json"}));
        QVERIFY2(without.exitCode == 3, without.text());
        QCOMPARE(without.error().value("got").toString(), QString("no reference"));
    }

    void aDifferentModelFailsItsParity()
    {
        QTemporaryDir folder;
        for (const char* file : {"config.json", "model.safetensors"}) { // weights of the student …
            QVERIFY(QFile::copy(QStringLiteral(NEUROGRAFT_RESOURCES "/demo/student/") + file,
                                folder.filePath(file)));
        }
        QVERIFY(QFile::copy( // … and what the teacher says
            QStringLiteral(NEUROGRAFT_RESOURCES "/demo/teacher/reference_logits.safetensors"),
            folder.filePath("reference_logits.safetensors")));
        const ProgramRun run =
            runCli({"parity", "--model", folder.path(), "--device", "cpu", "--json"});
        QVERIFY2(run.exitCode == 6, run.text());
        QCOMPARE(run.json().value("passed"), QJsonValue(false));
        QVERIFY(run.json().value("largest_difference").toDouble() > 1.0);
    }

    void theTypeComputedInIsTold()
    {
        for (const char* command : {"logits", "generate"}) {
            const ProgramRun run =
                runCli(onTiny(command, {"--ids", "5,6,7", "--dtype", "float16", "--json"}));
            QVERIFY2(run.exitCode == 0, run.text());
            const QString dtype = run.json().value("dtype").toString();
            QVERIFY2((QStringList{"float16", "float32"}).contains(dtype), qPrintable(dtype));
            QCOMPARE(run.err.contains("no float16 arithmetic"), dtype == QString("float32"));
        }
    }

    void layersCanBeChosen()
    {
        const auto top = [](const QString& layers) {
            return runCli(onTiny("logits", {"--ids", "5,6,7", "--layers", layers, "--json"}));
        };
        const ProgramRun all = runCli(onTiny("logits", {"--ids", "5,6,7", "--json"}));
        QCOMPARE(topOf(top("0-3")), topOf(all));
        QVERIFY(topOf(top("0-1")) != topOf(all));
        const QStringList two = onTiny("logits", {"--ids", "5,6,7", "--layers", "2-3", "--json"});
        const ProgramRun adapted =
            runCli(two + QStringList{"--adapter", testData("adapters/linear")});
        QVERIFY2(adapted.exitCode == 0, adapted.text());
        QVERIFY(topOf(adapted) != topOf(runCli(two)));
        const auto written = [](const QString& layers) {
            return runCli(
                onTiny("generate",
                       {"--ids", "5,6,7", "--max-new-tokens", "6", "--layers", layers, "--json"}));
        };
        const auto first = [](const ProgramRun& run) {
            return run.json().value("ids").toArray().first().toInt(-1);
        };
        const ProgramRun whole =
            runCli(onTiny("generate", {"--ids", "5,6,7", "--max-new-tokens", "6", "--json"}));
        QCOMPARE(written("0-3").json().value("ids"), whole.json().value("ids"));
        // The first token is the likeliest one that `logits` has for the same layers.
        for (const char* layers : {"0-1", "2-3"}) {
            const QJsonArray likeliest = top(layers).json().value("top").toArray();
            QCOMPARE(first(written(layers)), likeliest.first().toObject().value("id").toInt(-2));
        }
        QCOMPARE(top("0-4").exitCode, 3);
        QCOMPARE(top("3-1").exitCode, 2);
    }

    void foreignFamilyIsInspectedAndNamed()
    {
        QTemporaryDir folder;
        for (const QString& name : QDir(testData("tiny-S")).entryList(QDir::Files)) {
            QVERIFY(QFile::copy(testData("tiny-S/" + name), folder.filePath(name)));
        }
        QFile config(folder.filePath("config.json"));
        QVERIFY(config.open(QIODevice::ReadWrite));
        QByteArray text = config.readAll();
        text.replace("\"llama\"", "\"mamba\"");
        config.resize(0);
        config.seek(0);
        config.write(text);
        config.close();
        const ProgramRun inspect = runCli({"inspect", "--model", folder.path(), "--json"});
        QVERIFY2(inspect.exitCode == 0, inspect.text());
        QCOMPARE(inspect.json().value("family").toString(), QString("mamba"));
        QVERIFY(inspect.json().value("problem").toString().contains("mamba"));
        QVERIFY(!inspect.json().value("tensors").toArray().isEmpty());
        QVERIFY(runCli({"inspect", "--model", folder.path()}).out.contains("lm_head.weight"));
        for (const char* command : {"logits", "generate"}) {
            const ProgramRun run =
                runCli({command, "--model", folder.path(), "--ids", "5", "--json"});
            QCOMPARE(run.exitCode, 3);
            QVERIFY(run.error().value("got").toString().contains("mamba"));
        }
    }
};

QTEST_GUILESS_MAIN(tst_model_commands)
#include "tst_model_commands.moc"

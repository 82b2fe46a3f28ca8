// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/broken_model.h"
#include "app/program_run.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

using namespace neurograft;
using Json = nlohmann::json;

/// Every broken input gets its three-part error and exit code 3, and changes nothing.
class tst_broken_inputs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void brokenModelIsRefused_data();
    void brokenModelIsRefused();
    void brokenDataIsRefused_data();
    void brokenDataIsRefused();
    void textBeyondTheContextIsRefused();
    void existingOutputIsKept();

private:
    QTemporaryDir m_cache;
    static void damage(const QString& kind, const QString& folder);
};

void tst_broken_inputs::initTestCase()
{
    // Gram matrices of an earlier run would answer without computing.
    qputenv("XDG_CACHE_HOME", m_cache.path().toUtf8());
}

void tst_broken_inputs::damage(const QString& kind, const QString& folder)
{
    const QString weights = folder + "/model.safetensors";
    if (kind == "cut shard") {
        QDir(folder).removeRecursively();
        copyModel(testData("tiny-S-trunc"), folder);
    } else if (kind == "header longer than file") {
        QByteArray bytes = readBytes(weights);
        bytes.replace(0, 8, QByteArray("\xff\xff\xff\xff\x00\x00\x00\x00", 8));
        writeBytes(weights, bytes);
    } else if (kind == "overlapping offsets") {
        editHeader(weights, [](Json& header) {
            header["model.layers.0.self_attn.q_proj.weight"]["data_offsets"] =
                header["model.layers.0.self_attn.o_proj.weight"]["data_offsets"];
        });
    } else if (kind == "unknown dtype") {
        editHeader(weights, [](Json& header) { header["model.norm.weight"]["dtype"] = "F99"; });
    } else if (kind == "missing tensor") {
        editHeader(weights, [](Json& header) {
            header["model.norm.gain"] = header["model.norm.weight"];
            header.erase("model.norm.weight");
        });
    } else if (kind == "wrong vocabulary") {
        editJson(folder + "/config.json", [](Json& config) { config["vocab_size"] = 520; });
    } else if (kind == "config is no JSON") {
        writeBytes(folder + "/config.json", "{\"model_type\": llama");
    } else if (kind == "empty folder") {
        QDir(folder).removeRecursively();
        QDir().mkpath(folder);
    } else if (kind == "no such folder") {
        QDir(folder).removeRecursively();
    } else if (kind == "NaN in weights") {
        plantNan(weights, "model.layers.1.mlp.up_proj.weight");
    } else if (kind == "weights of 0 bytes") {
        writeBytes(weights, {});
    } else if (kind == "offsets past the end") {
        editHeader(weights, [](Json& header) {
            Json& offsets = header["model.norm.weight"]["data_offsets"];
            offsets[0] = offsets[0].get<std::uint64_t>() + (1ULL << 40);
            offsets[1] = offsets[1].get<std::uint64_t>() + (1ULL << 40);
        });
    } else {
        QFAIL(qPrintable("no such damage: " + kind));
    }
}

void tst_broken_inputs::brokenModelIsRefused_data()
{
    QTest::addColumn<QString>("named"); ///< what the message must name
    QTest::newRow("cut shard") << "model-00002-of-00002.safetensors";
    QTest::newRow("header longer than file") << "model.safetensors";
    QTest::newRow("overlapping offsets") << "model.safetensors";
    QTest::newRow("unknown dtype") << "F99";
    QTest::newRow("missing tensor") << "model.norm.weight";
    QTest::newRow("wrong vocabulary") << "520";
    QTest::newRow("config is no JSON") << "config.json";
    QTest::newRow("empty folder") << "config.json";
    QTest::newRow("no such folder") << "student";
    QTest::newRow("NaN in weights") << "model.layers.1.mlp.up_proj.weight";
    QTest::newRow("weights of 0 bytes") << "model.safetensors";
    QTest::newRow("offsets past the end") << "model.safetensors";
}

void tst_broken_inputs::brokenModelIsRefused()
{
    QFETCH(QString, named);
    QTemporaryDir folder;
    const QString student = folder.filePath("student");
    copyModel(testData("tiny-S"), student);
    damage(QTest::currentDataTag(), student);

    const QString result = folder.filePath("out.h5");
    const QString logits = folder.filePath("out.safetensors");
    const QList<QStringList> commands = {
        {"similarity", "--teacher", testData("tiny-T"), "--student", student, "--data",
         testData("demo.jsonl"), "--out", result},
        {"logits", "--model", student, "--ids", "5,6,7", "--out", logits},
    };
    for (const QStringList& command : commands) {
        const ProgramRun run =
            runCli(command + QStringList{"--json", "--quiet", "--device", "cpu"});
        QVERIFY2(run.exitCode == 3, run.text());
        const QJsonObject error = run.error();
        for (const char* part : {"kind", "where", "expected", "got"}) {
            QVERIFY2(!error.value(part).toString().isEmpty(), run.text());
        }
        QVERIFY2(error.value("message").toString().contains(named), run.text());
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList());
    }
}

void tst_broken_inputs::brokenDataIsRefused_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("named");
    const QByteArray good = "{\"text\": \"Rain fell.\"}\n";
    QTest::newRow("0 bytes") << QByteArray() << "data.jsonl";
    QTest::newRow("row without messages") << good + "{\"prompt\": \"2+2=\", \"answer\": \"4\"}\n"
                                          << "line 2";
    QTest::newRow("row that is no JSON") << good + good + "{\"text\": \n"
                                         << "line 3";
    QTest::newRow("bytes that are no text") << QByteArray("{\"text\": \"\xff\xfe\"}\n") << "line 1";
    QTest::newRow("row that is a list") << QByteArray("[1, 2]\n") << "line 1";
    QTest::newRow("longer than the context")
        << "{\"text\": \"" + QByteArray("word ").repeated(400) + "\"}\n"
        << "256";
}

void tst_broken_inputs::brokenDataIsRefused()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, named);
    QTemporaryDir folder;
    const QString data = folder.filePath("data.jsonl");
    const QString result = folder.filePath("out.h5");
    writeBytes(data, content);
    const ProgramRun run =
        runCli({"similarity", "--teacher", testData("tiny-T"), "--student", testData("tiny-S"),
                "--data", data, "--out", result, "--json", "--quiet", "--device", "cpu"});
    QVERIFY2(run.exitCode == 3, run.text());
    for (const char* part : {"kind", "where", "expected", "got"}) {
        QVERIFY2(!run.error().value(part).toString().isEmpty(), run.text());
    }
    QVERIFY2(run.error().value("message").toString().contains(named), run.text());
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList{"data.jsonl"});
}

void tst_broken_inputs::textBeyondTheContextIsRefused()
{
    const ProgramRun run = runCli({"logits", "--model", testData("tiny-S"), "--text",
                                   QString("word ").repeated(400), "--json", "--quiet"});
    QVERIFY2(run.exitCode == 3, run.text());
    QVERIFY2(run.error().value("message").toString().contains("256"), run.text());
}

void tst_broken_inputs::existingOutputIsKept()
{
    QTemporaryDir folder;
    const QString result = folder.filePath("out.h5");
    writeBytes(result, "precious");
    const QStringList command = {"similarity",
                                 "--teacher",
                                 testData("tiny-T"),
                                 "--student",
                                 testData("tiny-S"),
                                 "--data",
                                 testData("demo.jsonl"),
                                 "--out",
                                 result,
                                 "--json",
                                 "--quiet",
                                 "--device",
                                 "cpu"};
    const ProgramRun refused = runCli(command);
    QVERIFY2(refused.exitCode == 3, refused.text());
    QVERIFY(refused.error().value("advice").toString().contains("--force"));
    QCOMPARE(readBytes(result), QByteArray("precious"));
    // Broken weights are noticed while the job runs: what it replaced comes back.
    const QString student = folder.filePath("student");
    copyModel(testData("tiny-S"), student);
    plantNan(student + "/model.safetensors", "model.layers.2.mlp.up_proj.weight");
    QStringList broken = command + QStringList{"--force"};
    broken.replaceInStrings(testData("tiny-S"), student);
    const ProgramRun failed = runCli(broken);
    QVERIFY2(failed.exitCode == 3, failed.text());
    QCOMPARE(readBytes(result), QByteArray("precious"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList{"out.h5"});
    const ProgramRun forced = runCli(command + QStringList{"--force"});
    QVERIFY2(forced.exitCode == 0, forced.text());
    QVERIFY(readBytes(result).startsWith("\x89HDF"));
}

QTEST_GUILESS_MAIN(tst_broken_inputs)
#include "tst_broken_inputs.moc"

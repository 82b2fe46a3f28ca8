// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/broken_model.h"
#include "app/program_run.h"

#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <cmath>
#include <signal.h>

using namespace neurograft;

namespace {

QStringList similarityCall(const QString& out, const QStringList& more = {})
{
    return QStringList{"similarity",
                       "--teacher",
                       testData("tiny-T"),
                       "--student",
                       testData("tiny-S"),
                       "--data",
                       testData("demo.jsonl"),
                       "--out",
                       out,
                       "--device",
                       "cpu",
                       "--threads",
                       "1"}
    + more;
}

QList<QList<double>> csvMatrix(const QByteArray& csv)
{
    QList<QList<double>> rows;
    for (const QByteArray& line : csv.trimmed().split('\n').mid(1)) {
        QList<double> row;
        for (const QByteArray& cell : line.split(',').mid(1)) {
            row.append(cell.toDouble());
        }
        rows.append(row);
    }
    return rows;
}

QList<QJsonObject> jsonLines(const QByteArray& bytes)
{
    QList<QJsonObject> rows;
    for (const QByteArray& line : bytes.trimmed().split('\n')) {
        rows.append(QJsonDocument::fromJson(line).object());
    }
    return rows;
}

} // namespace

/// The commands as scripts see them: JSON keys of cli.md, exit codes, files.
class tst_commands : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void doctorHasItsKeys();
    void doctorFailsForAMissingDevice();
    void inspectHasItsKeys();
    void inspectSaysThatWeightsAreMissing();
    void preflightAgreesOnATinyPair();
    void preflightBlocksWithExitSix();
    void tokenizeAndDecodeAreInverse();
    void tokenizeReadsRowsFromStandardInput();
    void logitsHasItsKeys();
    void logitsOfRowsEqualSingleOnes();
    void logitsWritesSafetensors();
    void similarityWritesAResult();
    void similarityOfAModelWithItselfIsSymmetric();
    void similarityOfImportedActivationsFindsTheRotatedLayer();
    void similarityReadsDataFromStandardInput();
    void similarityDryRunHasItsKeys();
    void whatNoMeasureIsIsRefused_data();
    void whatNoMeasureIsIsRefused();
    void measuresAndBaselinesAreTablesOfOneRun();
    void tableListsAndPrints();
    void interruptKeepsAPartialResultThatCanBeResumed();
    void figurePointsToTheOtherProgram();
    void unknownCommandsAreRefused();

private:
    QTemporaryDir m_cache;
};

void tst_commands::initTestCase()
{
    // Gram matrices of an earlier run would answer without computing.
    qputenv("XDG_CACHE_HOME", m_cache.path().toUtf8());
}

void tst_commands::doctorHasItsKeys()
{
    const ProgramRun run = runCli({"doctor", "--json", "--threads", "1"});
    QVERIFY2(run.exitCode == 0, run.text());
    const QJsonObject json = run.json();
    for (const char* key :
         {"ok", "versions", "devices", "blas", "threads", "sandbox", "fonts", "checks"}) {
        QVERIFY2(json.contains(key), key);
    }
    QCOMPARE(json.value("threads").toInt(), 1);
    QCOMPARE(json.value("devices").toArray().at(0).toObject().value("id").toString(),
             QString("cpu"));
    QVERIFY(json.value("versions").toObject().value("libtorch").toString().startsWith("2."));
}

void tst_commands::doctorFailsForAMissingDevice()
{
    const ProgramRun run = runCli({"doctor", "--json", "--device", "cuda:63"});
    QVERIFY2(run.exitCode == 6, run.text());
    QCOMPARE(run.json().value("ok").toBool(true), false);
}

void tst_commands::inspectHasItsKeys()
{
    const ProgramRun run = runCli({"inspect", "--model", testData("tiny-S"), "--json"});
    QVERIFY2(run.exitCode == 0, run.text());
    const QJsonObject json = run.json();
    for (const char* key : {"family", "layers", "hidden_size", "intermediate_size", "heads",
                            "kv_heads", "head_dim", "vocab_size", "tied", "dtype", "parameters",
                            "bytes", "tensors", "tokenizer", "memory_bytes"}) {
        QVERIFY2(json.contains(key), key);
    }
    QCOMPARE(json.value("family").toString(), QString("llama"));
    QCOMPARE(json.value("layers").toInt(), 4);
    QCOMPARE(json.value("kv_heads").toInt(), 2);
    QCOMPARE(json.value("vocab_size").toInt(), 512);
    QCOMPARE(json.value("bytes").toInt(), json.value("parameters").toInt() * 4);
    const QJsonObject tensor = json.value("tensors").toArray().at(0).toObject();
    for (const char* key : {"name", "shape", "dtype", "file"}) {
        QVERIFY2(tensor.contains(key), key);
    }
    const QJsonObject tokenizer = json.value("tokenizer").toObject();
    for (const char* key : {"kind", "size", "bos", "eos", "adds_bos", "sha256"}) {
        QVERIFY2(tokenizer.contains(key), key);
    }
}

void tst_commands::inspectSaysThatWeightsAreMissing()
{
    QTemporaryDir folder;
    copyModel(testData("tiny-S"), folder.path());
    QFile::remove(folder.filePath("model.safetensors"));
    const ProgramRun run = runCli({"inspect", "--model", folder.path(), "--json"});
    QVERIFY2(run.exitCode == 0, run.text());
    QCOMPARE(run.json().value("layers").toInt(), 4);
    QVERIFY2(run.out.contains("safetensors"), run.text());
}

void tst_commands::preflightAgreesOnATinyPair()
{
    const ProgramRun run = runCli({"preflight", "--teacher", testData("tiny-T"), "--student",
                                   testData("tiny-S"), "--data", testData("demo.jsonl"), "--json"});
    QVERIFY2(run.exitCode == 0, run.text());
    const QJsonObject json = run.json();
    QCOMPARE(json.value("ok").toBool(), true);
    for (const char* key : {"blocking", "warnings", "equal", "disabled", "memory_bytes"}) {
        QVERIFY2(json.contains(key), key);
    }
    QVERIFY(json.value("blocking").toArray().isEmpty());
    const QJsonObject equal = json.value("equal").toArray().at(0).toObject();
    for (const char* key : {"item", "teacher", "student"}) {
        QVERIFY2(equal.contains(key), key);
    }
}

void tst_commands::preflightBlocksWithExitSix()
{
    QTemporaryDir folder;
    copyModel(testData("tiny-S"), folder.path());
    QFile::remove(folder.filePath("model.safetensors"));
    const ProgramRun run = runCli(
        {"preflight", "--teacher", testData("tiny-T"), "--student", folder.path(), "--json"});
    QVERIFY2(run.exitCode == 6, run.text());
    QCOMPARE(run.json().value("ok").toBool(true), false);
    const QJsonObject blocking = run.json().value("blocking").toArray().at(0).toObject();
    for (const char* key : {"item", "teacher", "student", "effect"}) {
        QVERIFY2(blocking.contains(key), key);
    }
}

void tst_commands::tokenizeAndDecodeAreInverse()
{
    const QString text = QString::fromUtf8("Rain fell on München, 12 times.");
    const ProgramRun encoded = runCli(
        {"tokenize", "--model", testData("tiny-S"), "--text", text, "--no-special", "--json"});
    QVERIFY2(encoded.exitCode == 0, encoded.text());
    const QJsonArray ids = encoded.json().value("ids").toArray();
    QCOMPARE(encoded.json().value("tokens").toArray().size(), ids.size());
    QVERIFY(ids.size() > 5);
    const QByteArray row =
        QJsonDocument(QJsonObject{{"ids", ids}}).toJson(QJsonDocument::Compact) + '\n';
    const ProgramRun decoded =
        runCli({"tokenize", "--model", testData("tiny-S"), "--jsonl", "-", "--decode"}, row);
    QVERIFY2(decoded.exitCode == 0, decoded.text());
    QCOMPARE(decoded.json().value("text").toString(), text);
}

void tst_commands::tokenizeReadsRowsFromStandardInput()
{
    const ProgramRun run = runCli({"tokenize", "--model", testData("tiny-S"), "--jsonl", "-"},
                                  "{\"text\": \"one\"}\n{\"text\": \"\"}\n{\"text\": \"two\"}\n");
    QVERIFY2(run.exitCode == 0, run.text());
    const auto rows = jsonLines(run.out);
    QCOMPARE(rows.size(), 3);
    for (const QJsonObject& row : rows) {
        QVERIFY(row.contains("ids") && row.contains("tokens"));
    }
    const ProgramRun broken = runCli({"tokenize", "--model", testData("tiny-S"), "--jsonl", "-"},
                                     "{\"text\": \"one\"}\n{\"txt\": \"two\"}\n");
    QVERIFY2(broken.exitCode == 3, broken.text());
    QVERIFY(broken.err.contains("line 2"));
}

void tst_commands::logitsHasItsKeys()
{
    const ProgramRun run = runCli({"logits", "--model", testData("tiny-S"), "--ids", "5,6,7",
                                   "--top", "3", "--json", "--device", "cpu"});
    QVERIFY2(run.exitCode == 0, run.text());
    const QJsonObject json = run.json();
    QCOMPARE(json.value("ids").toArray(), (QJsonArray{5, 6, 7}));
    const QJsonArray logprobs = json.value("logprobs").toArray();
    QCOMPARE(logprobs.size(), 3);
    QVERIFY(logprobs.at(0).isNull());
    QVERIFY(logprobs.at(1).toDouble() < 0);
    const QJsonArray top = json.value("top").toArray();
    QCOMPARE(top.size(), 3);
    for (int i = 0; i < 3; ++i) {
        const QJsonObject entry = top.at(i).toObject();
        QVERIFY(entry.contains("id") && entry.contains("token") && entry.contains("logit"));
        QVERIFY(i == 0
                || entry.value("logit").toDouble()
                    <= top.at(i - 1).toObject().value("logit").toDouble());
    }
}

void tst_commands::logitsOfRowsEqualSingleOnes()
{
    const ProgramRun rows =
        runCli({"logits", "--model", testData("tiny-S"), "--jsonl", "-", "--device", "cpu"},
               "{\"ids\": [5, 6, 7]}\n{\"text\": \"Rain\"}\n");
    QVERIFY2(rows.exitCode == 0, rows.text());
    const auto answers = jsonLines(rows.out);
    QCOMPARE(answers.size(), 2);
    const ProgramRun single = runCli(
        {"logits", "--model", testData("tiny-S"), "--ids", "5,6,7", "--json", "--device", "cpu"});
    QCOMPARE(answers.at(0), single.json());
}

void tst_commands::logitsWritesSafetensors()
{
    QTemporaryDir folder;
    const QString out = folder.filePath("l.safetensors");
    const QStringList command = {"logits", "--model", testData("tiny-S"), "--ids", "5,6,7",
                                 "--out",  out,       "--device",         "cpu"};
    QVERIFY2(runCli(command).exitCode == 0, "first write");
    const QByteArray bytes = readBytes(out);
    QVERIFY(bytes.contains("\"logits\"") && bytes.contains("[3,512]") && bytes.contains("F32"));
    QVERIFY(runCli(command).exitCode != 0);
    QCOMPARE(readBytes(out), bytes);
    QCOMPARE(runCli(command + QStringList{"--force"}).exitCode, 0);
}

void tst_commands::similarityWritesAResult()
{
    QTemporaryDir folder;
    const QString out = folder.filePath("new/r.h5");
    const ProgramRun run = runCli(similarityCall(out, {"--modules", "up_proj,o_proj", "--json"}));
    QVERIFY2(run.exitCode == 0, run.text());
    QCOMPARE(run.json().value("out").toString(), out);
    const QJsonArray maps = run.json().value("maps").toArray();
    QCOMPARE(maps.size(), 2);
    const QJsonObject map = maps.at(0).toObject();
    QCOMPARE(map.value("shape").toArray(), (QJsonArray{4, 6}));
    QVERIFY(map.value("n").toInt() > 10);
    QVERIFY(std::abs(map.value("self_check").toDouble()) < 1e-6);
    QVERIFY(QFileInfo::exists(out));
}

void tst_commands::similarityOfAModelWithItselfIsSymmetric()
{
    QTemporaryDir folder;
    const QString out = folder.filePath("r.h5");
    const ProgramRun run =
        runCli({"similarity", "--teacher", testData("tiny-T"), "--student", testData("tiny-T"),
                "--data", testData("demo.jsonl"), "--modules", "up_proj", "--out", out, "--device",
                "cpu", "--quiet"});
    QVERIFY2(run.exitCode == 0, run.text());
    const ProgramRun table = runCli({"table", out, "similarity/up_proj/cka"});
    const auto values = csvMatrix(table.out);
    QCOMPARE(values.size(), 6);
    for (int i = 0; i < 6; ++i) {
        QCOMPARE(values[i].size(), 6);
        QVERIFY2(std::abs(values[i][i] - 1) < 1e-6, table.out);
        for (int j = 0; j < 6; ++j) {
            QVERIFY2(std::abs(values[i][j] - values[j][i]) < 1e-6, table.out);
        }
    }
}

void tst_commands::similarityOfImportedActivationsFindsTheRotatedLayer()
{
    QTemporaryDir folder;
    const QString out = folder.filePath("r.h5");
    const ProgramRun run =
        runCli({"similarity", "--activations", testData("acts.npz"), "--out", out, "--quiet"});
    QVERIFY2(run.exitCode == 0, run.text());
    const auto values = csvMatrix(runCli({"table", out, "similarity/up_proj/cka"}).out);
    QVERIFY(std::abs(values[2][3] - 1)
            < 1e-4); // layer 3 of the teacher is layer 2 of the student, rotated
    QVERIFY(std::isnan(values[0][0])); // layer 0 of the student is constant
    const auto reasons = csvMatrix(runCli({"table", out, "similarity/up_proj/cka_undefined"}).out);
    QCOMPARE(reasons[0], (QList<double>{2, 2, 2, 2, 2, 2}));
    QCOMPARE(reasons[1], (QList<double>{0, 0, 0, 0, 0, 0}));
}

void tst_commands::similarityReadsDataFromStandardInput()
{
    QTemporaryDir folder;
    const QString out = folder.filePath("r.h5");
    const ProgramRun run = runCli({"similarity", "--teacher", testData("tiny-T"), "--student",
                                   testData("tiny-S"), "--data", "-", "--unit", "mean-token",
                                   "--modules", "layer_output", "--out", out, "--json"},
                                  readBytes(testData("demo.jsonl")));
    QVERIFY2(run.exitCode == 0, run.text());
    QCOMPARE(run.json().value("maps").toArray().at(0).toObject().value("n").toInt(), 48);
}

void tst_commands::similarityDryRunHasItsKeys()
{
    QTemporaryDir folder;
    const QString out = folder.filePath("r.h5");
    const ProgramRun run = runCli(similarityCall(out, {"--dry-run", "--json"}));
    QVERIFY2(run.exitCode == 0, run.text());
    const QJsonObject json = run.json();
    for (const char* key :
         {"ok", "problems", "plan", "memory_bytes", "flops", "seconds_estimate"}) {
        QVERIFY2(json.contains(key), key);
    }
    QVERIFY(json.value("memory_bytes").toObject().contains("host"));
    QVERIFY(json.value("memory_bytes").toObject().contains("device"));
    QVERIFY(json.value("memory_bytes").toObject().value("host").toDouble() > 0);
    QVERIFY(!QFileInfo::exists(out));
}

void tst_commands::whatNoMeasureIsIsRefused_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("where");
    QTest::newRow("measure") << QStringList{"--measure", "cka-rfb"} << "--measure";
    QTest::newRow("estimator") << QStringList{"--measure", "cka-rbf", "--estimator", "minibatch"}
                               << "--measure cka-rbf";
    QTest::newRow("baseline") << QStringList{"--baseline", "random"} << "--baseline";
    QTest::newRow("bootstrap") << QStringList{"--bootstrap", "-1"} << "--bootstrap";
    QTest::newRow("neighbours") << QStringList{"--neighbours", "0"} << "--neighbours";
    QTest::newRow("share") << QStringList{"--svcca-variance", "1.5"} << "--svcca-variance";
}

void tst_commands::whatNoMeasureIsIsRefused()
{
    QFETCH(QStringList, options);
    QFETCH(QString, where);
    QTemporaryDir folder;
    const QString out = folder.filePath("r.h5");
    const ProgramRun run = runCli(similarityCall(out, options + QStringList{"--json"}));
    QVERIFY2(run.exitCode == 2, run.text());
    QCOMPARE(run.error().value("where").toString(), where);
    QVERIFY(!QFileInfo::exists(out));
}

void tst_commands::measuresAndBaselinesAreTablesOfOneRun()
{
    QTemporaryDir folder;
    const QString out = folder.filePath("r.h5");
    const ProgramRun run = runCli(similarityCall(
        out,
        {"--modules", "v_proj", "--measure", "cka,pwcca,rsa,mutual-knn", "--neighbours", "3",
         "--permutations", "20", "--bootstrap", "10", "--baseline", "self,random-teacher"}));
    QVERIFY2(run.exitCode == 0, run.text());
    const ProgramRun list = runCli({"table", out, "--list"});
    QVERIFY2(list.exitCode == 0, list.text());
    for (const char* measure : {"cka", "pwcca", "pwcca-teacher", "rsa", "mutual-knn"}) {
        for (const char* ending : {"", "_undefined", "_null95", "_null_mean", "_low", "_high",
                                   "_self_student", "_self_teacher", "_random_teacher"}) {
            const QString name = QStringLiteral("similarity/v_proj/%1%2")
                                     .arg(QLatin1String(measure), QLatin1String(ending));
            QVERIFY2(list.out.contains(name.toUtf8()), qPrintable(name));
        }
    }
}

void tst_commands::tableListsAndPrints()
{
    QTemporaryDir folder;
    const QString out = folder.filePath("r.h5");
    QCOMPARE(runCli(similarityCall(out, {"--modules", "v_proj", "--quiet"})).exitCode, 0);
    const ProgramRun list = runCli({"table", out, "--list"});
    QVERIFY2(list.exitCode == 0, list.text());
    QVERIFY(list.out.contains("similarity/v_proj/cka"));
    QVERIFY(list.out.contains("similarity/v_proj/cka_undefined"));

    const ProgramRun json = runCli({"table", out, "similarity/v_proj/cka", "--json"});
    QCOMPARE(json.json().value("shape").toArray(), (QJsonArray{4, 6}));
    const QJsonObject attributes = json.json().value("attributes").toObject();
    for (const char* key : {"estimator", "n", "skipped", "mean", "std", "visible_mean",
                            "visible_std", "mask", "self_check"}) {
        QVERIFY2(attributes.contains(key), key);
    }
    const auto csv = csvMatrix(runCli({"table", out, "similarity/v_proj/cka"}).out);
    const QJsonArray rows = json.json().value("values").toArray();
    for (int i = 0; i < 4; ++i) {
        for (int j = 0; j < 6; ++j) {
            const QJsonValue value = rows.at(i).toArray().at(j);
            QVERIFY(value.isNull() ? std::isnan(csv[i][j]) : csv[i][j] == value.toDouble());
        }
    }
    const ProgramRun slip = runCli({"table", out, "similarity/v_proj/ckaa"});
    QVERIFY2(slip.exitCode == 2 && slip.err.contains("Did you mean similarity/v_proj/cka"),
             slip.text());
    const QString file = folder.filePath("t.npz");
    QCOMPARE(
        runCli({"table", out, "similarity/v_proj/cka", "--format", "npz", "--out", file}).exitCode,
        0);
    QVERIFY(QFileInfo(file).size() > 4 * 6 * 8);
}

void tst_commands::interruptKeepsAPartialResultThatCanBeResumed()
{
    QTemporaryDir folder;
    // Enough rows that the run takes seconds: it is stopped after the first cells were stored.
    QByteArray rows;
    for (int i = 0; i < 600; ++i) {
        rows += "{\"text\": \""
            + QByteArray("Rain fell on stone number " + QByteArray::number(i) + ". ").repeated(3)
            + "\"}\n";
    }
    const QString data = folder.filePath("data.jsonl");
    const QString out = folder.filePath("r.h5");
    writeBytes(data, rows);
    const auto process = startCli({"similarity", "--teacher", testData("tiny-T"), "--student",
                                   testData("tiny-S"), "--data", data, "--out", out, "--device",
                                   "cpu", "--threads", "1", "--tokens", "512", "--json"});
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(out) || process->state() == QProcess::NotRunning,
                             50000);
    QCOMPARE(process->state(), QProcess::Running);
    QElapsedTimer timer;
    timer.start();
    ::kill(static_cast<pid_t>(process->processId()), SIGINT);
    const ProgramRun run = finish(*process);
    QVERIFY2(run.exitCode == 4, run.text());
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed()) + " ms"));
    QCOMPARE(run.error().value("kind").toString(), QString("canceled"));
    const ProgramRun list = runCli({"table", out, "--list", "--json"});
    QCOMPARE(list.json().value("status").toString(), QString("partial"));

    const QStringList call = {"similarity",
                              "--teacher",
                              testData("tiny-T"),
                              "--student",
                              testData("tiny-S"),
                              "--data",
                              data,
                              "--out",
                              out,
                              "--device",
                              "cpu",
                              "--threads",
                              "1",
                              "--tokens",
                              "512",
                              "--json",
                              "--quiet",
                              "--resume"};
    const ProgramRun other = runCli(call + QStringList{"--mask", "none"});
    QVERIFY2(other.exitCode == 3 && other.error().value("got").toString() == "another mask",
             other.text());
    const ProgramRun resumed = runCli(call);
    QVERIFY2(resumed.exitCode == 0, resumed.text());
    const ProgramRun complete = runCli({"table", out, "--list", "--json"});
    QCOMPARE(complete.json().value("status").toString(), QString("complete"));
}

void tst_commands::figurePointsToTheOtherProgram()
{
    const ProgramRun run = runCli({"figure", "R.h5", "--kind", "similarity", "--out", "f.pdf"});
    QCOMPARE(run.exitCode, 2);
    QVERIFY2(run.err.contains("neurograft figure"), run.text());
}

void tst_commands::unknownCommandsAreRefused()
{
    const ProgramRun run = runCli({"quantize", "--model", testData("tiny-S"), "--json"});
    QCOMPARE(run.exitCode, 2);
    QCOMPARE(run.error().value("kind").toString(), QString("usage"));
    QVERIFY(!runCli({"--help"}).out.contains("quantize"));
}

QTEST_GUILESS_MAIN(tst_commands)
#include "tst_commands.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/broken_model.h"
#include "app/program_run.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

using namespace neurograft;

namespace {

/// Four choices whose answers are A, B, C, D.
QByteArray choiceRows()
{
    QByteArray rows;
    for (const char letter : {'A', 'B', 'C', 'D'}) {
        rows += QByteArray(R"({"id":"choice_)") + letter
            + R"(","messages":[{"role":"user","content":"Which?\nA. one\nB. two\nC. three\nD. four\nAnswer:"},)"
            + R"({"role":"assistant","content":"The answer is: )" + letter + "\"}]}\n";
    }
    return rows;
}

} // namespace

/// `demo` in both programs, on the tiny pair in the place of the bundled one.
class tst_demo_command : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void demoWritesItsResults_data();
    void demoWritesItsResults();
    void secondRunNeedsNoForwardPass();
    void dryRunWritesNothing();
    void missingPairIsNamed();

private:
    ProgramRun runDemo(const QString& program, const QStringList& arguments) const;

    QTemporaryDir m_resources;
};

ProgramRun tst_demo_command::runDemo(const QString& program, const QStringList& arguments) const
{
    const auto process = startProgram(
        program, QStringList{"demo", "--json", "--quiet", "--device", "cpu"} + arguments,
        {"NEUROGRAFT_RESOURCE_DIR=" + m_resources.path(), "DISPLAY="});
    return finish(*process);
}

void tst_demo_command::initTestCase()
{
    qputenv("XDG_CACHE_HOME", m_resources.filePath("cache").toUtf8());
    copyModel(testData("tiny-T"), m_resources.filePath("demo/teacher"));
    copyModel(testData("tiny-S"), m_resources.filePath("demo/student"));
    for (const char* task : {"gsm", "mmlu"}) {
        const QString folder = m_resources.filePath(QString("demo/data/") + task);
        QDir().mkpath(folder);
        for (const char* split : {"extract", "align", "train", "test"}) {
            QVERIFY(QFile::copy(testData("demo.jsonl"), folder + '/' + split + ".jsonl"));
        }
    }
    // Of the judging, choices have a letter.
    writeBytes(m_resources.filePath("demo/data/mmlu/test.jsonl"), choiceRows());
}

void tst_demo_command::demoWritesItsResults_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<bool>("draws");
    QTest::newRow("neurograft-cli") << cliProgram() << false;
    if (!windowProgramFile().isEmpty()) {
        QTest::newRow("neurograft") << windowProgramFile() << true;
    }
}

void tst_demo_command::demoWritesItsResults()
{
    QFETCH(QString, program);
    QFETCH(bool, draws);
    QTemporaryDir folder;
    const ProgramRun run = runDemo(program, {"--out", folder.filePath("demo")});
    QVERIFY2(run.exitCode == 0, run.text());
    const QJsonObject json = run.json();
    QVERIFY2(json.value("preflight").toObject().value("ok").toBool(), run.text());
    QCOMPARE(json.value("similarity").toObject().value("maps").toArray().size(), 4);
    QVERIFY(QFileInfo::exists(folder.filePath("demo/preflight.json")));
    const QJsonArray models = json.value("locate").toObject().value("models").toArray();
    QCOMPARE(models.size(), 2);
    const QJsonObject transfer = json.value("transfer").toObject();
    QCOMPARE(transfer.value("method").toString(), QString("laten"));
    QCOMPARE(transfer.value("seeds").toArray().at(0).toObject().value("steps").toInt(), 8);
    QVERIFY(QFileInfo::exists(folder.filePath("demo/transfer/delta.safetensors")));
    const QJsonArray rows =
        json.value("evaluation").toObject().value("rows").toArray(); // choice, exact, perplexity
    QCOMPARE(rows.size(), 3);
    for (const QJsonValue& row : rows) {
        QVERIFY2(!row.toObject().value("sentence").toString().isEmpty(), run.text());
    }
    QVERIFY(QFileInfo::exists(folder.filePath("demo/evaluation/damage.tex")));
    QVERIFY(readBytes(folder.filePath("demo/similarity.h5")).startsWith("\x89HDF"));
    const QJsonArray figures = json.value("figures").toArray();
    QCOMPARE(!figures.isEmpty(), draws);
    bool hasPdf = false;
    for (const QJsonValue& figure : figures) {
        hasPdf = hasPdf || readBytes(figure.toString()).startsWith("%PDF");
    }
    QCOMPARE(hasPdf, draws);
}

void tst_demo_command::secondRunNeedsNoForwardPass()
{
    QTemporaryDir folder;
    const QStringList arguments = {"--out", folder.filePath("demo")};
    QCOMPARE(runDemo(cliProgram(), arguments).exitCode, 0);
    const ProgramRun second = runDemo(cliProgram(), arguments);
    QVERIFY2(second.exitCode == 0, second.text());
    QVERIFY(second.json().value("similarity").toObject().value("used_cached_grams").toBool());
}

void tst_demo_command::dryRunWritesNothing()
{
    QTemporaryDir folder;
    const ProgramRun run = runDemo(cliProgram(), {"--dry-run", "--out", folder.filePath("demo")});
    QVERIFY2(run.exitCode == 0, run.text());
    QVERIFY(run.json().value("ok").toBool());
    QVERIFY(QDir(folder.path()).isEmpty());
}

void tst_demo_command::missingPairIsNamed()
{
    const auto process = startProgram(cliProgram(), {"demo", "--json", "--dry-run"},
                                      {"NEUROGRAFT_RESOURCE_DIR=" + testData("tiny-S")});
    const ProgramRun run = finish(*process);
    QVERIFY2(run.exitCode == 3, run.text());
    QVERIFY(run.error().value("advice").toString().contains("NEUROGRAFT_RESOURCE_DIR"));
}

QTEST_GUILESS_MAIN(tst_demo_command)
#include "tst_demo_command.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program_run.h"

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

using namespace neurograft;

namespace {

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
        qFatal("cannot write %s", qPrintable(path));
    }
}

/// Twelve questions whose answers are 0 … 11.
QByteArray questions()
{
    QByteArray rows;
    for (int i = 0; i < 12; ++i) {
        rows += "{\"question\":\"What is " + QByteArray::number(i) + "?\",\"answer\":\"#### "
            + QByteArray::number(i) + "\"}\n";
    }
    return rows;
}

/// Answers of which the first @p right are right.
QByteArray answers(int right)
{
    QByteArray rows;
    for (int i = 0; i < 12; ++i) {
        rows += "{\"id\":\"gsm8k_" + QByteArray::number(i) + "\",\"output\":\"So the answer is "
            + QByteArray::number(i < right ? i : 99) + ".\"}\n";
    }
    return rows;
}

} // namespace

/// compare, rescore and scores as scripts see them, on answers made elsewhere.
class tst_judging_commands : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString at(const QString& name) const { return m_folder.filePath(name); }
    QString scored(const QString& name, int right) const
    {
        write(at(name + ".jsonl"), answers(right));
        const ProgramRun run =
            runCli({"evaluate", "--predictions", at(name + ".jsonl"), "--task", "gsm8k", "--data",
                    at("questions.jsonl"), "--out", at(name + ".h5"), "--force", "--json"});
        if (run.exitCode != 0) {
            qFatal("%s", run.text().constData());
        }
        return at(name + ".h5");
    }

private Q_SLOTS:
    void initTestCase() { write(at("questions.jsonl"), questions()); }

    void reportNeedsNoDisplay()
    {
        if (windowProgramFile().isEmpty()) {
            QSKIP("the program with the window is not built");
        }
        const QString none = scored("none", 0);
        const QString half = scored("half", 6);
        for (const QString& name : {at("report.html"), at("report.pdf")}) {
            const auto process =
                startProgram(windowProgramFile(), {"report", none, half, "--out", name, "--json"},
                             {"DISPLAY=", "QT_QPA_PLATFORM="});
            const ProgramRun run = finish(*process);
            QVERIFY2(run.exitCode == 0, run.text());
            QCOMPARE(run.json().value("runs").toInt(), 2);
            QCOMPARE(run.json().value("figures").toInt(), 2);
            QCOMPARE(run.json().value("problems").toArray().size(), qsizetype{0});
            QFile file(name);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY(file.readAll().startsWith(name.endsWith(".pdf") ? "%PDF-" : "<!DOCTYPE html>"));
        }
        const ProgramRun run = runCli({"report", none, "--out", at("other.html"), "--json"});
        QCOMPARE(run.exitCode, 2);
        QVERIFY2(run.error().value("expected").toString().contains("neurograft"), run.text());
    }

    void compareTestsItemByItem()
    {
        const QString none = scored("none", 0);
        const ProgramRun run = runCli({"compare", none, scored("all", 12), "--json"});
        QVERIFY2(run.exitCode == 0, run.text());
        QCOMPARE(run.json().keys(),
                 (QStringList{"a", "b", "environment", "equal", "maps", "metrics", "options",
                              "tables"}));
        QCOMPARE(run.json().value("equal").toBool(true), false);
        const QJsonObject metric = run.json().value("metrics").toArray().first().toObject();
        QCOMPARE(metric.value("metric").toString(), QString("gsm8k score"));
        QCOMPARE(metric.value("significant").toBool(), true);
        QCOMPARE(metric.value("gain").toDouble(), 1.0);
        QCOMPARE(metric.value("n").toInt(), 12);

        const ProgramRun few = runCli({"compare", none, scored("two", 2), "--json"});
        const QJsonObject small = few.json().value("metrics").toArray().first().toObject();
        QCOMPARE(small.value("significant"), QJsonValue(false));
        QVERIFY(small.value("sentence").toString().contains("not distinguishable"));
    }

    void differencesHaveAnExitCode()
    {
        const QString a = scored("a", 3);
        QCOMPARE(runCli({"compare", a, a, "--fail-on-difference"}).exitCode, 0);
        QCOMPARE(runCli({"compare", a, scored("b", 4), "--fail-on-difference"}).exitCode, 6);
        QCOMPARE(runCli({"compare", a, at("b.h5")}).exitCode, 0);
        const ProgramRun missing = runCli({"compare", a, at("nowhere.h5"), "--json"});
        QCOMPARE(missing.exitCode, 3);
        QVERIFY2(missing.error().value("where").toString().contains("nowhere.h5"), missing.text());
    }

    void rescoreNeedsNoModel()
    {
        const QString file = scored("again", 5);
        const ProgramRun run = runCli({"rescore", file, "--json"});
        QVERIFY2(run.exitCode == 0, run.text());
        for (const char* key : {"task", "n", "correct", "score", "interval95", "protocol",
                                "template", "not_scored"}) {
            QVERIFY2(run.json().contains(key), key);
        }
        QCOMPARE(run.json().value("correct").toInt(), 5);
        QCOMPARE(run.json().value("changed").toInt(), 0);
        QVERIFY(run.json().value("out").isNull());
        QCOMPARE(runCli({"rescore", file, "--out", file}).exitCode, 3);
        QCOMPARE(runCli({"rescore", file, "--out", file, "--force"}).exitCode, 0);
    }

    void seedsShareARow()
    {
        const ProgramRun run =
            runCli({"scores", "before=" + scored("s", 3),
                    "seeds=" + scored("s1", 11) + ',' + scored("s2", 12), "--json"});
        QVERIFY2(run.exitCode == 0, run.text());
        const QJsonArray rows = run.json().value("rows").toArray();
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[1].toObject().value("repeats").toInt(), 2);
        QCOMPARE(rows[1].toObject().value("significant").toBool(), true);
        const ProgramRun latex = runCli({"scores", "before=" + at("s.h5"), "--format", "latex"});
        QVERIFY2(latex.out.contains("\\toprule") && latex.out.contains("before & 25.0"),
                 latex.text());
        QCOMPARE(runCli({"scores", "=x"}).exitCode, 2);
    }

    void damageWantsAnEdit()
    {
        const ProgramRun run = runCli({"damage", "--model", testData("tiny-S"), "--task",
                                       "gsm8k=" + at("questions.jsonl"), "--out", at("d")});
        QCOMPARE(run.exitCode, 2);
        QVERIFY2(run.err.contains("--adapter"), run.text());
        QVERIFY(!QFile::exists(at("d")));
    }
    void damageIsOneTable()
    {
        const ProgramRun run =
            runCli({"damage", "--model", testData("tiny-S"), "--edited", testData("tiny-T"),
                    "--task", "gsm8k=" + at("questions.jsonl"), "--limit", "2", "--device", "cpu",
                    "--out", at("table"), "--json"});
        QVERIFY2(run.exitCode == 0, run.text());
        const QJsonObject row = run.json().value("rows").toArray().first().toObject();
        QCOMPARE(row.value("task").toString(), QString("gsm8k"));
        QCOMPARE(row.value("n").toInt(), 2);
        for (const char* file :
             {"before-gsm8k.h5", "after-gsm8k.h5", "damage.csv", "damage.tex", "damage.json"}) {
            QVERIFY2(QFile::exists(at("table/") + file), file);
        }
    }
};

QTEST_GUILESS_MAIN(tst_judging_commands)
#include "tst_judging_commands.moc"

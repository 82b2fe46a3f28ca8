// SPDX-License-Identifier: GPL-3.0-or-later
// Commands on a pair besides `similarity`: `activations` and `match`.
#include "program_run.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace neurograft;

class TestPairCommands : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString file(const QString& name) const { return m_folder.filePath(name); }
    QStringList pair(const QString& command) const
    {
        return {command,
                QStringLiteral("--teacher"),
                testData(QStringLiteral("tiny-T")),
                QStringLiteral("--student"),
                testData(QStringLiteral("tiny-S")),
                QStringLiteral("--data"),
                testData(QStringLiteral("demo.jsonl")),
                QStringLiteral("--device"),
                QStringLiteral("cpu"),
                QStringLiteral("--quiet")};
    }
    QJsonArray table(const QString& result, const QString& name) const
    {
        return runCli({QStringLiteral("table"), result, name, QStringLiteral("--format"),
                       QStringLiteral("json")})
            .json()
            .value(QStringLiteral("values"))
            .toArray();
    }

private Q_SLOTS:
    void activationsCompareAsTheirModels()
    {
        const QString out = file(QStringLiteral("acts.npz"));
        const QStringList chosen{QStringLiteral("--modules"), QStringLiteral("up_proj,o_proj"),
                                 QStringLiteral("--tokens"), QStringLiteral("200")};
        const ProgramRun dry = runCli(pair(QStringLiteral("activations")) + chosen
                                      + QStringList{"--dry-run", "--json", "--out", out});
        QVERIFY2(dry.exitCode == 0, dry.text().constData());
        QVERIFY(!QFile::exists(out));
        const QJsonObject plan = dry.json().value("plan").toObject();
        QCOMPARE(plan.value("samples").toInt(), 200);
        QCOMPARE(plan.value("arrays").toInt(), 20);

        const ProgramRun run = runCli(pair(QStringLiteral("activations")) + chosen
                                      + QStringList{"--json", "--out", out});
        QVERIFY2(run.exitCode == 0, run.text().constData());
        QCOMPARE(run.json().value("n").toInt(), 200);
        QCOMPARE(run.json().value("teacher_layers").toInt(), 6);
        QCOMPARE(run.json().value("student_layers").toInt(), 4);
        const double bytes = run.json().value("bytes").toDouble();
        QCOMPARE(bytes, static_cast<double>(QFileInfo(out).size()));
        QVERIFY(std::abs(plan.value("disk_bytes").toDouble() / bytes - 1.0) < 0.05);
        QCOMPARE(runCli(pair(QStringLiteral("activations")) + chosen + QStringList{"--out", out})
                     .exitCode,
                 3); // it is there

        const QString models = file(QStringLiteral("models.h5"));
        const QString given = file(QStringLiteral("given.h5"));
        QCOMPARE(runCli(pair(QStringLiteral("similarity")) + chosen + QStringList{"--out", models})
                     .exitCode,
                 0);
        QCOMPARE(runCli({"similarity", "--activations", out, "--device", "cpu", "--quiet", "--out",
                         given})
                     .exitCode,
                 0);
        for (const char* module : {"up_proj", "o_proj"}) {
            const QString name = QStringLiteral("similarity/%1/cka").arg(QLatin1String(module));
            const QJsonArray wanted = table(models, name);
            const QJsonArray got = table(given, name);
            QCOMPARE(wanted.size(), qsizetype(4));
            for (qsizetype row = 0; row < wanted.size(); ++row) {
                const QJsonArray cells = wanted[row].toArray();
                QCOMPARE(cells.size(), qsizetype(6));
                for (qsizetype column = 0; column < cells.size(); ++column) {
                    QVERIFY(
                        std::abs(got[row].toArray()[column].toDouble() - cells[column].toDouble())
                        < 1e-6);
                }
            }
        }
    }

    void activationsRefuseAnotherFormat()
    {
        const ProgramRun run = runCli(pair(QStringLiteral("activations"))
                                      + QStringList{"--json", "--out", file("acts.h5")});
        QCOMPARE(run.exitCode, 2);
        QVERIFY(run.error().value("expected").toString().contains(QStringLiteral(".npz")));
        QVERIFY(!QFile::exists(file(QStringLiteral("acts.h5"))));
    }

    void aDryRunOfAMatchingNamesItsPairs()
    {
        const QString located = file(QStringLiteral("located.h5"));
        const ProgramRun locate =
            runCli(pair(QStringLiteral("locate")) + QStringList{"--rows", "4", "--out", located});
        QVERIFY2(locate.exitCode == 0, locate.text().constData());
        const QStringList call = pair(QStringLiteral("match"))
            + QStringList{"--located", located, "--unit", "last-token", "--shuffles", "3"};
        const ProgramRun dry = runCli(call + QStringList{"--dry-run", "--json"});
        QVERIFY2(dry.exitCode == 0, dry.text().constData());
        const QJsonObject plan = dry.json().value("plan").toObject();
        QCOMPARE(plan.value("samples").toInt(), 48);
        const ProgramRun told = runCli(call + QStringList{"--dry-run"});
        QVERIFY2(told.out.contains(" pairs of layers, "), told.text().constData());

        QCOMPARE(runCli(call).exitCode, 2); // no --out
        const QString out = file(QStringLiteral("match.h5"));
        const ProgramRun run = runCli(call + QStringList{"--json", "--out", out});
        QVERIFY2(run.exitCode == 0, run.text().constData());
        QCOMPARE(run.json().value("n").toInt(), 48);
        QCOMPARE(run.json().value("layers").toArray().size(),
                 qsizetype(plan.value("layer_pairs").toInt()));
    }

    void aDryRunOfAMatchingTellsProblems()
    {
        const ProgramRun dry =
            runCli(pair(QStringLiteral("match"))
                   + QStringList{"--located", file("nothing.h5"), "--dry-run", "--json"});
        QCOMPARE(dry.exitCode, 3);
        QVERIFY(!dry.json().value("ok").toBool());
        QCOMPARE(dry.json().value("problems").toArray().size(), qsizetype(1));
    }
};

QTEST_GUILESS_MAIN(TestPairCommands)
#include "tst_pair_commands.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/similarity_command.h"

#include <QTest>

using namespace neurograft;

class TestSimilarityCommand : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void defaultsAreLeftOut()
    {
        SimilarityStudy study;
        study.teacher = "/m/T";
        study.student = "/m/S";
        study.data = "demo.jsonl";
        QCOMPARE(QString::fromStdString(similarityCommandLine(study, "r.h5")),
                 QStringLiteral("neurograft similarity --teacher /m/T --student /m/S --data "
                                "demo.jsonl --modules up_proj,down_proj,v_proj,o_proj "
                                "--measure cka --out r.h5"));
    }

    void choicesAreSpeltAsTheCommandTakesThem()
    {
        SimilarityStudy study;
        study.activations = "acts.npz";
        study.unit = "given";
        study.modules = {"up_proj"};
        study.measures = {"cka-biased"};
        study.rows.rows = {3, 7};
        study.seed = 7;
        study.isDeterministic = true;
        QCOMPARE(QString::fromStdString(similarityCommandLine(study, "a b.h5")),
                 QStringLiteral("neurograft similarity --activations acts.npz --rows 3,7 --modules "
                                "up_proj --measure cka --estimator biased --seed 7 --deterministic "
                                "--out 'a b.h5'"));
    }

    void overlaysAreSpeltPerModel()
    {
        SimilarityStudy study;
        study.teacher = "T";
        study.student = "S";
        study.data = "d.jsonl";
        study.teacherOverlay.deltas = {"my delta.safetensors"};
        study.studentOverlay = {{"one", "two"}, {}, {"pissa"}};
        const QString line = QString::fromStdString(similarityCommandLine(study, "r.h5"));
        QVERIFY2(line.startsWith(QStringLiteral(
                     "neurograft similarity --teacher T --student S --data d.jsonl "
                     "--teacher-delta 'my delta.safetensors' --student-adapter one "
                     "--student-adapter two --student-residual-adapter pissa --modules ")),
                 qPrintable(line));
    }

    void severalMeasuresStayAList()
    {
        SimilarityStudy study;
        study.measures = {"cka", "cka-biased"};
        QVERIFY(similarityCommandLine(study, "r.h5").find("--measure cka,cka-biased ")
                != std::string::npos);
    }

    void wordsAreQuotedForTheShell_data()
    {
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("quoted");
        QTest::newRow("plain") << QStringLiteral("/a/b-c.h5") << QStringLiteral("/a/b-c.h5");
        QTest::newRow("blank") << QStringLiteral("a b") << QStringLiteral("'a b'");
        QTest::newRow("quote") << QStringLiteral("it's") << QStringLiteral("'it'\\''s'");
        QTest::newRow("empty") << QString() << QStringLiteral("''");
        QTest::newRow("umlaut") << QStringLiteral("ü") << QStringLiteral("'ü'");
        QTest::newRow("dollar") << QStringLiteral("$HOME") << QStringLiteral("'$HOME'");
    }
    void wordsAreQuotedForTheShell()
    {
        QFETCH(QString, word);
        QFETCH(QString, quoted);
        QCOMPARE(QString::fromStdString(shellWord(word.toStdString())), quoted);
    }
};

QTEST_GUILESS_MAIN(TestSimilarityCommand)
#include "tst_similarity_command.moc"

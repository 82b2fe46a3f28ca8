// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/study/transfer_study.h"

#include <QTest>

#include <functional>
#include <limits>

using namespace neurograft;

namespace {

TransferStudy seeking()
{
    TransferStudy study = transferDefaults("seeking");
    study.teacher = "/m/T";
    study.student = "/m/S";
    study.extract = "extract.jsonl";
    study.train = "train.jsonl";
    return study;
}

} // namespace

class TestTransferStudy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void commandLeavesDefaultsOut()
    {
        QCOMPARE(QString::fromStdString(transferCommandLine(seeking(), "out")),
                 QStringLiteral("neurograft transfer seeking --teacher /m/T --student /m/S "
                                "--extract extract.jsonl --train train.jsonl --out out"));
    }

    void choicesAreSpeltAsTheCommandTakesThem()
    {
        TransferStudy study = transferDefaults("pissa");
        study.student = "/m/a model";
        study.train = "t.jsonl";
        study.validation = "v.jsonl";
        study.rows.sample = 100;
        study.rank = 4;
        study.alpha = 8.0;
        study.dropout = 0.1;
        study.svd = "randomized";
        study.learningRate = 2e-5;
        study.schedule = "cosine";
        study.batch = 32;
        study.seeds = {42, 43, 44};
        study.teacherDtype = study.studentDtype = "bfloat16";
        QCOMPARE(QString::fromStdString(transferCommandLine(study, "out")),
                 QStringLiteral("neurograft transfer pissa --student '/m/a model' --train t.jsonl "
                                "--validation v.jsonl --sample 100 --rank 4 --alpha 8.0 --dropout "
                                "0.1 --svd randomized --lr 2e-05 --schedule cosine --batch 32 "
                                "--seeds 42,43,44 --dtype bfloat16 --out out"));
    }

    void pairedLayersAreSpeltInTheirOrder()
    {
        TransferStudy study = seeking();
        study.teacherLayers = {0, 5, 2, 2};
        QVERIFY(QString::fromStdString(transferCommandLine(study, "out"))
                    .contains(QStringLiteral(" --teacher-layers 0,5,2,2 ")));
        checkTransferStudy(study);
    }

    void unalignedIsSpeltAsTheCommandTakesIt()
    {
        TransferStudy study = transferDefaults("unaligned");
        study.teacher = "/m/T";
        study.student = "/m/S";
        study.extract = "e.jsonl";
        study.align = "a.jsonl";
        study.variant = "d4";
        study.lambda = 0.5;
        study.substitutes = true;
        study.rate = 0.25;
        checkTransferStudy(study);
        QCOMPARE(QString::fromStdString(transferCommandLine(study, "out")),
                 QStringLiteral("neurograft transfer unaligned --teacher /m/T --student /m/S "
                                "--extract e.jsonl --align a.jsonl --variant d4 --lambda 0.5 "
                                "--substitute --rate 0.25 --out out"));
        const std::string text = studyText(study);
        QCOMPARE(studyText(parseTransferStudy(text, "study")), text);
        QVERIFY(needsNeurons(study) && !needsSensitivity(study));
        study.variant = "d1";
        QVERIFY(!needsNeurons(study) && needsSensitivity(study));
        QVERIFY(!trainsAdapter(study) && !startsFromMatrices(study) && needsTeacher(study));
    }

    void unalignedRefusesWhatItHasNoUseFor_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("where");
        QTest::newRow("variant") << 0 << "--variant";
        QTest::newRow("training") << 1 << "transfer unaligned";
        QTest::newRow("lambda") << 2 << "--lambda";
        QTest::newRow("rate of whole matrices") << 3 << "--rate";
        QTest::newRow("substitution of whole matrices") << 4 << "--substitute";
        QTest::newRow("rate above 1") << 5 << "--rate";
        QTest::newRow("neurons of the gate") << 6 << "--modules";
        QTest::newRow("embedding") << 7 << "--modules";
        QTest::newRow("no rows to locate by") << 8 << "transfer unaligned";
    }
    void unalignedRefusesWhatItHasNoUseFor()
    {
        QFETCH(int, which);
        QFETCH(QString, where);
        const std::vector<std::function<void(TransferStudy&)>> changes{
            [](TransferStudy& study) { study.variant = "d5"; },
            [](TransferStudy& study) { study.train = "t.jsonl"; },
            [](TransferStudy& study) { study.lambda = std::numeric_limits<double>::infinity(); },
            [](TransferStudy& study) { study.rate = 0.5; },
            [](TransferStudy& study) { study.substitutes = true; },
            [](TransferStudy& study) {
                study.variant = "d3";
                study.rate = 1.5;
            },
            [](TransferStudy& study) {
                study.variant = "d3";
                study.modules = {"gate_proj"};
            },
            [](TransferStudy& study) { study.modules = {"embed_tokens"}; },
            [](TransferStudy& study) { study.extract.clear(); },
        };
        TransferStudy study = transferDefaults("unaligned");
        study.teacher = "/m/T";
        study.student = "/m/S";
        study.extract = "e.jsonl";
        checkTransferStudy(study);
        changes[static_cast<std::size_t>(which)](study);
        try {
            checkTransferStudy(study);
            QFAIL("it passed");
        } catch (const UsageError& error) {
            QCOMPARE(QString::fromStdString(error.where()), where);
        }
    }

    void methodsHaveTheirDefaults()
    {
        QCOMPARE(transferDefaults("pissa").dropout, 0.0);
        QCOMPARE(transferDefaults("lora").dropout, 0.05);
        QVERIFY(!startsFromMatrices(transferDefaults("lora")));
        QVERIFY(startsFromMatrices(transferDefaults("self")));
        QVERIFY(!needsTeacher(transferDefaults("self")));
        QVERIFY(needsTeacher(transferDefaults("random-submatrix")));
        QVERIFY(!needsSensitivity(transferDefaults("random-submatrix")));
        QVERIFY(needsSensitivity(transferDefaults("noise")));
    }

    void textComesBack()
    {
        TransferStudy study = seeking();
        study.modules = {"up_proj"};
        study.rows.limit = 7;
        study.warmup = 0.125;
        study.recompute = "on";
        study.seeds = {3, 1};
        study.seed = study.rows.seed = 11;
        study.isTrained = false;
        study.teacherLayers = {0, 5, 2, 2};
        const std::string text = studyText(study);
        QCOMPARE(studyText(parseTransferStudy(text, "study")), text);
        QCOMPARE(parseTransferStudy("{\"command\":\"transfer\",\"method\":\"pissa\"}", "s").dropout,
                 0.0);
        QVERIFY_EXCEPTION_THROWN(parseTransferStudy("{\"command\":\"transfer\",\"ranks\":1}", "s"),
                                 StudyError);
        QVERIFY_EXCEPTION_THROWN(parseTransferStudy("{\"command\":\"locate\"}", "s"), StudyError);
        QVERIFY_EXCEPTION_THROWN(parseTransferStudy("{", "s"), FormatError);
    }

    void meaninglessChoicesAreRefused_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("where");
        QTest::newRow("method") << 0 << "METHOD";
        QTest::newRow("rank") << 1 << "--rank";
        QTest::newRow("alpha") << 2 << "--alpha";
        QTest::newRow("dropout") << 3 << "--dropout";
        QTest::newRow("no teacher") << 4 << "transfer seeking";
        QTest::newRow("no seed examples") << 5 << "transfer seeking";
        QTest::newRow("no rows") << 6 << "transfer seeking";
        QTest::newRow("embedding") << 7 << "--modules";
        QTest::newRow("not a number") << 8 << "--lr";
        QTest::newRow("seed twice") << 9 << "--seeds";
        QTest::newRow("validation rows") << 10 << "--validate-every";
        QTest::newRow("layers of no teacher") << 11 << "--teacher-layers";
        QTest::newRow("layer below 0") << 12 << "--teacher-layers";
    }
    void meaninglessChoicesAreRefused()
    {
        QFETCH(int, which);
        QFETCH(QString, where);
        const std::vector<std::function<void(TransferStudy&)>> changes{
            [](TransferStudy& study) { study.method = "magic"; },
            [](TransferStudy& study) { study.rank = 0; },
            [](TransferStudy& study) { study.alpha = 0.0; },
            [](TransferStudy& study) { study.dropout = 1.0; },
            [](TransferStudy& study) { study.teacher.clear(); },
            [](TransferStudy& study) { study.extract.clear(); },
            [](TransferStudy& study) { study.train.clear(); },
            [](TransferStudy& study) {
                study.method = "pissa";
                study.modules = {"embed_tokens"};
            },
            [](TransferStudy& study) {
                study.learningRate = std::numeric_limits<double>::quiet_NaN();
            },
            [](TransferStudy& study) {
                study.seeds = {1, 1};
            },
            [](TransferStudy& study) { study.validateEvery = 5; },
            [](TransferStudy& study) {
                study.method = "pissa";
                study.teacherLayers = {0, 1};
            },
            [](TransferStudy& study) {
                study.teacherLayers = {0, -1};
            },
        };
        TransferStudy study = seeking();
        changes[static_cast<std::size_t>(which)](study);
        try {
            checkTransferStudy(study);
            QFAIL("it passed");
        } catch (const UsageError& error) {
            QCOMPARE(QString::fromStdString(error.where()), where);
        }
        checkTransferStudy(seeking());
    }
};

QTEST_GUILESS_MAIN(TestTransferStudy)
#include "tst_transfer_study.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/study/transfer_study.h"

#include <QTest>

#include <functional>

using namespace neurograft;

namespace {

TransferStudy taught(const std::string& method)
{
    TransferStudy study = transferDefaults(method);
    study.teacher = "/m/T";
    study.student = "/m/S";
    study.train = "t.jsonl";
    return study;
}

} // namespace

/// What SemAlign and the distillation baselines have beside other transfers.
class TestDistillationStudy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void defaultsAreSound_data()
    {
        QTest::addColumn<QString>("method");
        for (const char* method : {"sft", "seqkd", "gkd", "semalign"}) {
            QTest::newRow(method) << method;
        }
    }
    void defaultsAreSound()
    {
        QFETCH(QString, method);
        const TransferStudy study = taught(method.toStdString());
        checkTransferStudy(study);
        QVERIFY(trainsAdapter(study) && !startsFromMatrices(study));
        QCOMPARE(needsTeacher(study), method != "sft");
        QCOMPARE(needsOneVocabulary(study), method == "gkd" || method == "semalign");
        QVERIFY(!takesTeacherMatrices(study) && !needsSensitivity(study));
        QCOMPARE(study.distillation.temperature, method == "seqkd" ? 0.0 : 0.9);
    }

    void textComesBack()
    {
        TransferStudy study = taught("gkd");
        study.warmupSteps = 3;
        study.distillation = {0.5, 0.25, true, 0.7, 0.8, 99};
        study.semalign = {"v2", {}, 3, "absolute"};
        const std::string text = studyText(study);
        QCOMPARE(studyText(parseTransferStudy(text, "study")), text);
        const TransferStudy absent =
            parseTransferStudy(R"({"command":"transfer","method":"seqkd"})", "s");
        QCOMPARE(absent.distillation.temperature, 0.0);
        for (const char* wrong :
             {R"({"command":"transfer","method":"gkd","distillation":{"betas":0}})",
              R"({"command":"transfer","method":"gkd","distillation":{"max_new_tokens":0}})",
              R"({"command":"transfer","method":"semalign","semalign":{"layers":"3"}})"}) {
            QVERIFY_EXCEPTION_THROWN(parseTransferStudy(wrong, "s"), StudyError);
        }
    }

    void commandLeavesDefaultsOut()
    {
        TransferStudy gkd = taught("gkd");
        gkd.distillation.studentShare = 0.0;
        gkd.distillation.beta = 0.5;
        QCOMPARE(QString::fromStdString(transferCommandLine(gkd, "out")),
                 QStringLiteral("neurograft transfer gkd --teacher /m/T --student /m/S --train "
                                "t.jsonl --lambda 0.0 --beta 0.5 --out out"));
        TransferStudy semalign = taught("semalign");
        semalign.semalign.layers = {3, 7};
        QCOMPARE(QString::fromStdString(transferCommandLine(semalign, "out")),
                 QStringLiteral("neurograft transfer semalign --teacher /m/T --student /m/S "
                                "--train t.jsonl --layers 3,7 --out out"));
        QCOMPARE(QString::fromStdString(transferCommandLine(taught("seqkd"), "out")),
                 QStringLiteral("neurograft transfer seqkd --teacher /m/T --student /m/S --train "
                                "t.jsonl --out out"));
    }

    void rebuttalIsThePublishedRun()
    {
        TransferStudy study = taught("gkd");
        applyRebuttal(study);
        checkTransferStudy(study);
        QCOMPARE(study.learningRate, 1e-5);
        QCOMPARE(study.batch, std::int64_t{96});
        QCOMPARE(study.maxLength, std::int64_t{64});
        QCOMPARE(study.distillation.maxNewTokens, std::int64_t{32});
        QCOMPARE(study.warmupSteps, std::int64_t{10});
        QCOMPARE(study.schedule, std::string("cosine"));
    }

    void meaninglessChoicesAreRefused_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("where");
        const auto add = [](const char* method, int which, const char* where) {
            QTest::addRow("%s %d %s", method, which, where) << method << which << where;
        };
        add("gkd", 0, "--beta");
        add("gkd", 1, "--lambda");
        add("gkd", 2, "--temperature");
        add("seqkd", 3, "--top-p");
        add("gkd", 4, "--max-new-tokens");
        add("gkd", 5, "--seq-kd");
        add("gkd", 6, "--train-on-inputs");
        add("sft", 7, "--align");
        add("sft", 8, "--extract");
        add("gkd", 9, "--align");
        add("gkd", 10, "transfer gkd");
        add("semalign", 11, "--semalign");
        add("semalign", 12, "--layers");
        add("semalign", 13, "--layers");
        add("semalign", 14, "--modules");
        add("semalign", 15, "--no-train");
        add("semalign", 16, "--critical");
        add("semalign", 17, "--layer-score");
        add("gkd", 18, "transfer gkd");
    }
    void meaninglessChoicesAreRefused()
    {
        QFETCH(QString, method);
        QFETCH(int, which);
        QFETCH(QString, where);
        const std::vector<std::function<void(TransferStudy&)>> changes{
            [](TransferStudy& study) { study.distillation.beta = 1.1; },
            [](TransferStudy& study) { study.distillation.studentShare = -0.1; },
            [](TransferStudy& study) { study.distillation.temperature = -1.0; },
            [](TransferStudy& study) { study.distillation.topP = 0.0; },
            [](TransferStudy& study) { study.distillation.maxNewTokens = 0; },
            [](TransferStudy& study) { study.distillation.teacherAnswers = true; },
            [](TransferStudy& study) { study.trainsOnInputs = true; },
            [](TransferStudy& study) { study.align = "a.jsonl"; }, // and --train
            [](TransferStudy& study) { study.extract = "e.jsonl"; },
            [](TransferStudy& study) {
                study.align = "a.jsonl";
                study.train.clear();
            },
            [](TransferStudy& study) { study.train.clear(); },
            [](TransferStudy& study) { study.semalign.version = "v3"; },
            [](TransferStudy& study) {
                study.semalign.layers = {1, 1};
            },
            [](TransferStudy& study) {
                study.semalign.version = "v2";
                study.semalign.layers = {1};
            },
            [](TransferStudy& study) { study.modules = {"lm_head"}; },
            [](TransferStudy& study) { study.isTrained = false; },
            [](TransferStudy& study) { study.semalign.critical = 0; },
            [](TransferStudy& study) { study.semalign.score = "mean"; },
            [](TransferStudy& study) { study.teacher.clear(); },
        };
        TransferStudy study = taught(method.toStdString());
        changes[static_cast<std::size_t>(which)](study);
        try {
            checkTransferStudy(study);
            QFAIL("it passed");
        } catch (const UsageError& error) {
            QVERIFY2(QString(error.what()).contains(where), error.what());
        }
    }
};

QTEST_GUILESS_MAIN(TestDistillationStudy)
#include "tst_distillation_study.moc"

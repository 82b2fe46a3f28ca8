// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/study/transfer_study.h"

#include <QTest>

#include <functional>

using namespace neurograft;

namespace {

TransferStudy laten(const std::string& mode = "corrected")
{
    TransferStudy study = transferDefaults("laten", mode);
    study.teacher = "/m/T";
    study.student = "/m/S";
    study.extract = "e.jsonl";
    study.align = "a.jsonl";
    study.train = "t.jsonl";
    return study;
}

} // namespace

/// What LaTen has beside other transfers, by mode.
class TestLatenStudy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void defaultsFollowTheMode()
    {
        const TransferStudy corrected = laten();
        QCOMPARE(corrected.learningRate, 3e-5);
        QCOMPARE(corrected.weightDecay, 0.05);
        QCOMPARE(corrected.clip, 1.0);
        QCOMPARE(corrected.laten.halfOutput, false);
        QCOMPARE(corrected.laten.reduction, std::string("mean"));
        const TransferStudy compat = laten("compat");
        QCOMPARE(compat.clip, 0.0);
        QCOMPARE(compat.microBatch, std::int64_t{1});
        QVERIFY(compat.laten.halfOutput && compat.laten.cyclesBeta);
        QCOMPARE(compat.laten.reduction, std::string("sum"));
        checkTransferStudy(corrected);
        checkTransferStudy(compat);
        QVERIFY(needsTeacher(corrected) && !trainsAdapter(corrected));
    }

    void textComesBack()
    {
        TransferStudy study = laten("compat");
        study.laten.translator = "x.safetensors";
        study.laten.steps = 5;
        study.laten.alignPerStep = 7;
        study.laten.lambdaMse = 0.1;
        study.laten.halfOutput = false;
        study.laten.beta1 = 0.8;
        study.laten.seedRow = 3;
        study.laten.randomNeurons = "both";
        study.laten.layerPairing = "depth";
        study.laten.neuronPairing = "shuffled";
        study.laten.vectors = "noise";
        study.laten.delta = "mean";
        study.laten.save = "noop";
        study.laten.trace = "trace.safetensors";
        const std::string text = studyText(study);
        QCOMPARE(studyText(parseTransferStudy(text, "study")), text);
        // Absent keys have the defaults of method and mode.
        const TransferStudy compat = parseTransferStudy(
            R"({"command":"transfer","method":"laten","mode":"compat","laten":{"steps":2}})", "s");
        QVERIFY(compat.laten.cyclesBeta);
        QCOMPARE(compat.laten.steps, std::int64_t{2});
        for (const char* wrong : {R"({"command":"transfer","method":"laten","laten":{"step":2}})",
                                  R"({"command":"transfer","method":"laten","laten":{"steps":-1}})",
                                  R"({"command":"transfer","method":"laten","laten":3})"}) {
            QVERIFY_EXCEPTION_THROWN(parseTransferStudy(wrong, "s"), StudyError);
        }
    }

    void commandLeavesDefaultsOut()
    {
        QCOMPARE(QString::fromStdString(transferCommandLine(laten("compat"), "out")),
                 QStringLiteral("neurograft transfer laten --teacher /m/T --student /m/S --extract "
                                "e.jsonl --align a.jsonl --train t.jsonl --mode compat --out out"));
        TransferStudy study = laten();
        study.laten.steps = 4;
        study.laten.cyclesBeta = true;
        study.laten.delta = "free";
        QCOMPARE(QString::fromStdString(transferCommandLine(study, "out")),
                 QStringLiteral("neurograft transfer laten --teacher /m/T --student /m/S --extract "
                                "e.jsonl --align a.jsonl --train t.jsonl --steps 4 --cycle-beta on "
                                "--delta-source free --out out"));
    }

    void meaninglessChoicesAreRefused_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("where");
        const char* wheres[]{"transfer laten",   "transfer laten",  "--modules",
                             "--schedule",       "--lambda-mse",    "--beta2",
                             "--random-neurons", "--mode compat",   "--save noop",
                             "--trace",          "--vectors noise", "--delta-source"};
        for (int which = 0; which < 12; ++which) {
            QTest::addRow("%d %s", which, wheres[which]) << which << wheres[which];
        }
    }
    void meaninglessChoicesAreRefused()
    {
        QFETCH(int, which);
        QFETCH(QString, where);
        const std::vector<std::function<void(TransferStudy&)>> changes{
            [](TransferStudy& study) { study.extract.clear(); },
            [](TransferStudy& study) { study.align.clear(); },
            [](TransferStudy& study) { study.modules = {"gate_proj"}; },
            [](TransferStudy& study) { study.schedule = "linear"; },
            [](TransferStudy& study) { study.laten.lambdaMse = -1.0; },
            [](TransferStudy& study) { study.laten.beta2 = 1.0; },
            [](TransferStudy& study) { study.laten.randomNeurons = "all"; },
            [](TransferStudy& study) { study.mode = "compat"; },
            [](TransferStudy& study) { study.laten.save = "noop"; },
            [](TransferStudy& study) {
                study.isTrained = false;
                study.laten.trace = "t";
            },
            [](TransferStudy& study) {
                study.laten.vectors = "noise";
                study.laten.delta = "free";
            },
            [](TransferStudy& study) { study.laten.delta = "large"; },
        };
        TransferStudy study = laten();
        changes[static_cast<std::size_t>(which)](study);
        try {
            checkTransferStudy(study);
            QFAIL("it passed");
        } catch (const UsageError& error) {
            QCOMPARE(QString::fromStdString(error.where()), where);
        }
    }

    /// Without --train the seed example is one of --extract.
    void trainRowsMayBeMissing()
    {
        TransferStudy study = laten();
        study.train.clear();
        checkTransferStudy(study);
    }

    /// A translator needs no rows to train on, but one to locate by.
    void translatorAloneNeedsASeedExample()
    {
        TransferStudy study = laten();
        study.isTrained = false;
        study.extract.clear();
        study.align.clear();
        checkTransferStudy(study);
        study.train.clear();
        QVERIFY_EXCEPTION_THROWN(checkTransferStudy(study), UsageError);
    }
};

QTEST_GUILESS_MAIN(TestLatenStudy)
#include "tst_laten_study.moc"

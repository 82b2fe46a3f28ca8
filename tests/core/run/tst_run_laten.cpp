// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_outcomes.h"
#include "tests/core/run/laten_runs.h"

#include "core/checkpoint/safetensors_file.h"
#include "core/run/error.h"
#include "core/run/run_transfer.h"
#include "core/store/result_file.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <functional>

using namespace neurograft;
namespace fs = std::filesystem;

/// transfer laten as window and command line use it.
class TstRunLaten : public QObject, protected LatenRuns {
    Q_OBJECT

private Q_SLOTS:
    void init() { makeFolder(); }

    void everyFileIsThere_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::newRow("corrected") << "corrected";
        QTest::newRow("compat") << "compat";
    }
    void everyFileIsThere()
    {
        QFETCH(QString, mode);
        TransferStudy study = studyOf(mode.toStdString());
        study.saveEvery = 1;
        study.keep = 2;
        study.validation = study.train;
        study.validateEvery = 2;
        const fs::path out = path("out");
        const TransferredSeed seed = run(study, out);
        QCOMPARE(seed.steps, std::int64_t{3});
        QVERIFY(!fs::exists(out / "step-0"));
        QVERIFY(fs::exists(out / "step-1" / "translator.safetensors"));
        QVERIFY(readFile(out / "step-2" / "translator.safetensors")
                == readFile(out / "translator.safetensors"));
        QVERIFY(!fs::exists(out / "state.safetensors"));

        const ResultFile result = readResult(out / "run.h5");
        QCOMPARE(result.manifest.status, std::string("complete"));
        QCOMPARE(result.manifest.study, studyText(study));
        for (const char* name :
             {"training/loss", "training/learning_rate", "training/gradient_norm",
              "transfer/up_proj/norm_ratio", "attribution/teacher/selection_ffn",
              "attribution/student/selection_value"}) {
            QVERIFY2(result.find(name) != nullptr, name);
        }
        // In half precision the squares of so small a change underflow: no penalty, no curve.
        QCOMPARE(result.find("training/penalty") != nullptr, mode == "corrected");
        const Table* rows = result.find("transfer/selection/rows");
        QVERIFY(rows != nullptr);
        QCOMPARE(rows->shape, (std::vector<std::int64_t>{4})); // three steps and the seed example
        const auto selection = nlohmann::json::parse(readFile(out / "selection-student.json"));
        QCOMPARE(selection["mode"].get<std::string>(), study.mode);
        const auto& stored = result.find("attribution/student/selection_ffn")->as<std::int32_t>();
        QCOMPARE(selection["ffn"]["neurons"][0][0].get<std::int32_t>(), stored.front());
        for (const double ratio : result.find("transfer/up_proj/norm_ratio")->as<double>()) {
            QVERIFY(ratio >= 0.0 && ratio < 0.1);
        }
    }

    /// Test 9: rows that can be memorised.
    void lossFallsOnAMemorisableSet_data()
    {
        QTest::addColumn<QString>("delta");
        QTest::newRow("translated") << "translated";
        QTest::newRow("mean") << "mean";
        QTest::newRow("free") << "free";
    }
    void lossFallsOnAMemorisableSet()
    {
        QFETCH(QString, delta);
        const std::string all = readFile(kData / "demo.jsonl");
        std::size_t end = 0;
        for (int line = 0; line < 4; ++line) {
            end = all.find('\n', end) + 1;
        }
        writeFileAtomically(path("four.jsonl"), all.substr(0, end), false);
        TransferStudy study = studyOf();
        study.align = path("four.jsonl"); // all of them in every step
        study.extractLimit = 1;
        study.laten.steps = 20;
        study.laten.delta = delta.toStdString();
        study.rate = 0.5;
        study.learningRate = 3e-3;
        study.laten.lambdaMse = 0.0;
        const TransferredSeed seed = run(study, path("out"));
        QCOMPARE(seed.steps, std::int64_t{20});
        QVERIFY2(seed.lastLoss < 0.97 * seed.firstLoss,
                 qPrintable(QString("%1 -> %2").arg(seed.firstLoss).arg(seed.lastLoss)));
        QCOMPARE(fs::exists(path("out") / "translator.safetensors"), true);
        const SafetensorsFile kept(path("out") / "translator.safetensors");
        QCOMPARE(kept.entries().count("free.up_proj") == 1, delta == "free");
    }

    void interruptedRunEndsTheSame_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<bool>("isKilled");
        for (const char* mode : {"corrected", "compat"}) {
            QTest::addRow("%s, stopped", mode) << mode << false;
            QTest::addRow("%s, killed", mode) << mode << true;
        }
    }
    void interruptedRunEndsTheSame()
    {
        QFETCH(QString, mode);
        QFETCH(bool, isKilled);
        TransferStudy study = studyOf(mode.toStdString());
        study.validation = study.train;
        run(study, path("straight"));
        bool isStopped = false;
        RunContext context = atStep(2, [&] {
            if (isKilled) {
                throw Killed();
            }
            isStopped = true;
        });
        context.isStopRequested = [&isStopped] { return isStopped; };
        if (isKilled) {
            QVERIFY_EXCEPTION_THROWN(run(study, path("broken"), context), Killed);
        } else {
            QVERIFY_EXCEPTION_THROWN(run(study, path("broken"), context), Canceled);
        }
        QVERIFY(!fs::exists(path("broken") / "delta.safetensors"));
        bool isLocated = false;
        std::int64_t first = -1;
        RunContext watched;
        watched.onProgress = [&](const Progress& progress) {
            isLocated = isLocated || progress.phase.find("neurons") != std::string::npos;
            if (first < 0 && progress.phase == "training") {
                first = progress.done;
            }
        };
        run(study, path("broken"), watched, true);
        QCOMPARE(first, std::int64_t{2});
        QVERIFY(!isLocated); // selections come from the result
        QVERIFY(fs::exists(path("straight") / "delta.safetensors"));
        compareRuns(path("broken"), path("straight"), kLeft);
    }

    void severalSeedsLocateOnce()
    {
        TransferStudy study = studyOf();
        study.extractLimit = 2;
        study.seeds = {42, 7};
        int located = 0;
        RunContext context;
        context.onProgress = [&located](const Progress& progress) {
            located += progress.phase.find("neurons of the teacher") != std::string::npos ? 1 : 0;
        };
        runTransfer(study, path("both"), false, false, context);
        TransferStudy alone = study;
        alone.seeds.clear();
        alone.seed = alone.rows.seed = 7;
        run(alone, path("alone"));
        QVERIFY(fs::exists(path("alone") / "delta.safetensors"));
        compareRuns(path("both") / "seed-7", path("alone"), kLeft);
        QVERIFY(located >= 4);
    }

    void badInputLeavesNothing_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("what");
        QTest::newRow("teacher too small") << 0 << "Lower --rate";
        QTest::newRow("compat of grouped heads") << 1 << "key/value heads";
        QTest::newRow("seed row") << 2 << "--seed-row";
        QTest::newRow("too many compat steps") << 3 << "--steps";
        QTest::newRow("no translator") << 4 << "none.safetensors";
    }
    void badInputLeavesNothing()
    {
        QFETCH(int, which);
        QFETCH(QString, what);
        const std::vector<std::function<void(TransferStudy&)>> changes{
            [](TransferStudy& study) { std::swap(study.teacher, study.student); },
            [](TransferStudy& study) {
                study.mode = "compat";
                study.microBatch = 1;
            },
            [](TransferStudy& study) { study.laten.seedRow = 1000; },
            [](TransferStudy& study) {
                study = studyOf("compat");
                study.laten.steps = 4;
            },
            [](TransferStudy& study) { study.laten.translator = "/none.safetensors"; },
        };
        TransferStudy study = studyOf();
        study.rate = 1.0;
        changes[static_cast<std::size_t>(which)](study);
        try {
            run(study, path("out"));
            QFAIL("it passed");
        } catch (const Error& error) {
            QVERIFY2(QString::fromStdString(error.what() + error.advice()).contains(what),
                     error.what());
        }
        QVERIFY(!fs::exists(path("out") / "run.h5"));
        QVERIFY(!planTransfer(study, {}).problems.empty());
    }

    void planTellsWhatWouldHappen()
    {
        TransferStudy study = studyOf();
        study.modules = {"up_proj", "o_proj"};
        const TransferPlan plan = planTransfer(study, path("out"));
        QVERIFY2(plan.problems.empty(), plan.problems.empty() ? "" : plan.problems.front().c_str());
        QCOMPARE(plan.steps, std::int64_t{3});
        QCOMPARE(plan.rows, std::int64_t{48});
        QCOMPARE(plan.seedExamples, std::int64_t{4});
        QCOMPARE(plan.trainedParameters, std::int64_t{2 * 96 * (96 + 64)});
        QVERIFY(plan.hostBytes > 1e6 && plan.diskBytes > 1e5 && plan.flops > 1e7);
        QCOMPARE(runTransfer(study, path("out"), false, false, {}).trainedParameters,
                 plan.trainedParameters);
    }
};

QTEST_GUILESS_MAIN(TstRunLaten)
#include "tst_run_laten.moc"

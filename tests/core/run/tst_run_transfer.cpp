// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_outcomes.h"

#include "core/run/error.h"
#include "core/run/merge.h"
#include "core/run/perplexity.h"
#include "core/run/run_transfer.h"
#include "core/store/result_file.h"
#include "core/support/atomic_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <functional>
#include <set>
#include <stdexcept>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kData = NEUROGRAFT_TEST_DATA;
const std::vector<std::string> kLeft{"adapter_model.safetensors", "adapter_config.json",
                                     "initial/adapter_model.safetensors",
                                     "converted/adapter_model.safetensors"};

/// Sixteen rows, eight of them a step: two steps an epoch.
TransferStudy studyOf(const std::string& method)
{
    TransferStudy study = transferDefaults(method);
    study.student = kData / "tiny-S";
    if (needsTeacher(study)) {
        study.teacher = kData / "tiny-T";
    }
    if (needsSensitivity(study)) {
        study.extract = kData / "demo.jsonl";
        study.extractLimit = 4;
    }
    study.train = kData / "demo.jsonl";
    study.rows.limit = 16;
    study.rank = study.batch = 8;
    study.alpha = 8.0;
    study.microBatch = 3;
    study.epochs = 3.0;
    study.teacherDevice = study.studentDevice = "cpu";
    return study;
}

double perplexity(const ModelOverlay& overlay, std::int64_t limit = 16)
{
    PerplexityOptions options;
    options.model = kData / "tiny-S";
    options.data = kData / "demo.jsonl";
    options.rows.limit = limit;
    options.device = "cpu";
    options.overlay = overlay;
    return measurePerplexity(options, {}).nll;
}

} // namespace

/// transfer as window and command line use it, on the fixtures.
class TstRunTransfer : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    fs::path path(const char* name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    static TransferOutcome run(const TransferStudy& study, const fs::path& out,
                               const RunContext& context = {}, bool isResumed = false)
    {
        return runTransfer(study, out, false, isResumed, context);
    }
    /// A context that does something before training step @p step.
    static RunContext atStep(std::int64_t step, const std::function<void()>& what)
    {
        RunContext context;
        context.onProgress = [step, what](const Progress& progress) {
            if (progress.phase.find("training") != std::string::npos && progress.done == step) {
                what();
            }
        };
        return context;
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void everyMethodLeavesItsFiles_data()
    {
        QTest::addColumn<QString>("method");
        for (const std::string& method : transferMethods()) {
            const TransferStudy study = transferDefaults(method);
            const bool hasOwnTest = isDistillation(study) || method == "semalign";
            if (trainsAdapter(study) && !hasOwnTest) {
                QTest::newRow(method.c_str()) << QString::fromStdString(method);
            }
        }
    }
    void everyMethodLeavesItsFiles()
    {
        QFETCH(QString, method);
        TransferStudy study = studyOf(method.toStdString());
        study.rows.limit = 0; // all 48
        study.batch = 24;
        study.learningRate = 1e-3;
        study.validation = study.train;
        study.validateEvery = 4;
        const fs::path out = path("out");
        const TransferOutcome outcome = run(study, out);
        QCOMPARE(outcome.seeds.size(), std::size_t{1});
        QCOMPARE(outcome.seeds[0].steps, std::int64_t{6});
        const bool isTaken = startsFromMatrices(study);
        QVERIFY(fs::exists(out / "adapter_model.safetensors"));
        QCOMPARE(fs::exists(out / "initial" / "adapter_config.json"), isTaken);
        QCOMPARE(fs::exists(out / "converted" / "adapter_config.json"), isTaken);
        QVERIFY(!fs::exists(out / "state.safetensors"));

        const ResultFile result = readResult(out / "run.h5");
        QCOMPARE(result.manifest.status, std::string("complete"));
        QCOMPARE(result.manifest.study, studyText(study));
        const Table* loss = result.find("training/loss");
        QVERIFY(loss != nullptr);
        QCOMPARE(loss->shape, (std::vector<std::int64_t>{6, 2}));
        QCOMPARE(loss->as<double>()[11], outcome.seeds[0].lastLoss);
        const Table* validation = result.find("training/validation_loss");
        QVERIFY(validation != nullptr);
        QCOMPARE(validation->shape, (std::vector<std::int64_t>{2, 2})); // steps 3 and 5
        QCOMPARE(validation->as<double>()[2], 5.0);
        const Table* norms = result.find("transfer/up_proj/norm_ratio");
        QVERIFY(norms != nullptr);
        for (const double ratio : norms->as<double>()) {
            QVERIFY(ratio > 0.0 && ratio < 1.0);
        }
        QCOMPARE(result.find("sensitivity/up_proj/window") != nullptr, needsSensitivity(study));
        QCOMPARE(result.find("transfer/up_proj/window") != nullptr, method == "random-submatrix");
        QCOMPARE(result.find("transfer/up_proj/singular_values") != nullptr, isTaken);

        // What was measured while training is what the files compute.
        const fs::path adapter = isTaken ? out / "converted" : out;
        const double nll = perplexity({{adapter}, {}, {}}, 0);
        QVERIFY2(nll < perplexity({}, 0), qPrintable(QString::number(nll)));
        QVERIFY2(std::abs(nll - validation->as<double>()[3]) < 1e-4,
                 qPrintable(QString::number(nll - validation->as<double>()[3])));
    }

    /// Test 1: before training, PiSSA and Seeking compute what the student does.
    void startChangesNothing_data()
    {
        QTest::addColumn<QString>("method");
        for (const char* method : {"pissa", "seeking", "noise"}) {
            QTest::newRow(method) << method;
        }
    }
    void startChangesNothing()
    {
        QFETCH(QString, method);
        TransferStudy study = studyOf(method.toStdString());
        study.isTrained = false;
        if (needsTeacher(study)) { // embedding and head, too
            study.modules.insert(study.modules.end(), {"embed_tokens", "lm_head"});
        }
        const TransferOutcome outcome = run(study, path("out"));
        QCOMPARE(outcome.seeds[0].steps, std::int64_t{0});
        const double plain = perplexity({});
        QVERIFY(std::abs(perplexity({{path("out") / "converted"}, {}, {}}) - plain) < 1e-4);
        QVERIFY(std::abs(perplexity({{}, {}, {path("out")}}) - plain) < 1e-4);
        QVERIFY(std::abs(perplexity({{path("out")}, {}, {}}) - plain) > 1e-3); // D38
    }

    /// Test 9: a set that can be memorised.
    void lossFallsOnAMemorisableSet()
    {
        TransferStudy study = studyOf("lora");
        study.rows.limit = 4;
        study.batch = 4;
        study.epochs = 20.0;
        study.learningRate = 1e-2;
        study.modules = {"q_proj", "v_proj", "up_proj", "down_proj", "embed_tokens", "lm_head"};
        const TransferOutcome outcome = run(study, path("out"));
        QCOMPARE(outcome.seeds[0].steps, std::int64_t{20});
        QVERIFY2(outcome.seeds[0].lastLoss < 0.8 * outcome.seeds[0].firstLoss,
                 qPrintable(QString::number(outcome.seeds[0].lastLoss)));
    }

    void mergedFolderComputesWhatTheOverlayDoes()
    {
        const TransferStudy study = studyOf("seeking");
        run(study, path("out"));
        MergeOptions merge;
        merge.model = study.student;
        merge.overlay.residualAdapters = {path("out")};
        merge.out = path("merged");
        mergeModel(merge, {});
        PerplexityOptions options;
        options.model = path("merged");
        options.data = study.train;
        options.rows.limit = 16;
        options.device = "cpu";
        const double merged = measurePerplexity(options, {}).nll;
        QVERIFY(std::abs(merged - perplexity({{path("out") / "converted"}, {}, {}})) < 1e-4);
    }

    /// Stopped, or killed with nothing said, in the middle: the same bytes in the end.
    void interruptedRunEndsTheSame_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<bool>("isKilled");
        for (const char* method : {"gaussian-lora", "seeking", "pissa"}) {
            QTest::addRow("%s, stopped", method) << method << false;
            QTest::addRow("%s, killed", method) << method << true;
        }
    }
    void interruptedRunEndsTheSame()
    {
        QFETCH(QString, method);
        QFETCH(bool, isKilled);
        TransferStudy study = studyOf(method.toStdString());
        study.dropout = 0.1;
        study.validation = kData / "demo.jsonl";
        study.validateEvery = 2;
        run(study, path("straight"));
        bool isStopped = false;
        RunContext context = atStep(3, [&] {
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
        QCOMPARE(readManifest(path("broken") / "run.h5").status, std::string("partial"));
        QVERIFY(fs::exists(path("broken") / "state.safetensors"));
        QVERIFY(!fs::exists(path("broken") / "adapter_config.json"));
        std::int64_t first = -1;
        RunContext watched;
        watched.onProgress = [&first](const Progress& progress) {
            if (first < 0 && progress.phase.find("training") != std::string::npos) {
                first = progress.done;
            }
        };
        run(study, path("broken"), watched, true);
        QCOMPARE(first, std::int64_t{3}); // and not from the start
        compareRuns(path("broken"), path("straight"), kLeft);
    }

    void severalSeedsAreSeveralFolders()
    {
        TransferStudy study = studyOf("seeking");
        study.seeds = {42, 7};
        const TransferOutcome both = run(study, path("both"));
        QCOMPARE(both.seeds.size(), std::size_t{2});
        QVERIFY(both.seeds[0].lastLoss != both.seeds[1].lastLoss);
        TransferStudy alone = study;
        alone.seeds.clear();
        alone.seed = alone.rows.seed = 7;
        run(alone, path("alone"));
        compareRuns(path("both") / "seed-7", path("alone"), kLeft);
        int trained = 0;
        const TransferOutcome again =
            run(study, path("both"), atStep(0, [&trained] { ++trained; }), true);
        QCOMPARE(trained, 0); // finished ones are passed over
        QCOMPARE(again.seeds[1].lastLoss, both.seeds[1].lastLoss);
    }

    /// Layers computed again give the same training up to rounding; so do other micro-batches.
    void memorySavingChangesNoLoss()
    {
        TransferStudy study = studyOf("pissa");
        study.dropout = 0.1;
        study.recompute = "off";
        const double plain = run(study, path("plain")).seeds[0].lastLoss;
        study.recompute = "on";
        const double again = run(study, path("again")).seeds[0].lastLoss;
        QVERIFY2(std::abs(plain - again) < 1e-3, qPrintable(QString::number(plain - again)));
    }

    /// Where the processor multiplies them; else it is float32 again. float16 scales its loss.
    void halfPrecisionLearnsTheSame_data()
    {
        QTest::addColumn<QString>("dtype");
        QTest::newRow("bfloat16") << "bfloat16";
        QTest::newRow("float16") << "float16";
    }
    void halfPrecisionLearnsTheSame()
    {
        QFETCH(QString, dtype);
        TransferStudy study = studyOf("pissa");
        study.learningRate = 1e-3;
        const TransferredSeed wide = run(study, path("wide")).seeds[0];
        study.studentDtype = dtype.toStdString();
        const TransferredSeed half = run(study, path("half")).seeds[0];
        QCOMPARE(half.steps, wide.steps);
        QVERIFY(std::abs(half.firstLoss - wide.firstLoss) < 0.02 * wide.firstLoss);
        QVERIFY2(std::abs(half.lastLoss - wide.lastLoss) < 0.05 * wide.lastLoss,
                 qPrintable(QString::number(half.lastLoss - wide.lastLoss)));
    }

    void keptStepsAreAdapters()
    {
        TransferStudy study = studyOf("lora");
        study.saveEvery = 2;
        study.keep = 2;
        run(study, path("out"));
        QVERIFY(!fs::exists(path("out") / "step-1"));
        QVERIFY(fs::exists(path("out") / "step-3" / "adapter_config.json"));
        QVERIFY(readFile(path("out") / "step-5" / "adapter_model.safetensors")
                == readFile(path("out") / "adapter_model.safetensors"));
    }

    void stepsLimitStopsEarly()
    {
        TransferStudy study = studyOf("lora");
        study.stepsLimit = 2;
        QCOMPARE(run(study, path("out")).seeds[0].steps, std::int64_t{2});
    }

    void foldersAreNotOverwritten()
    {
        const TransferStudy study = studyOf("lora");
        run(study, path("out"));
        QVERIFY_EXCEPTION_THROWN(run(study, path("out")), StudyError);
        runTransfer(study, path("out"), true, false, {});
        writeFileAtomically(path("out") / "thesis.tex", "x", false);
        QVERIFY_EXCEPTION_THROWN(runTransfer(study, path("out"), true, false, {}), StudyError);
        QVERIFY(fs::exists(path("out") / "thesis.tex"));
        TransferStudy other = study;
        other.rank = 4;
        QVERIFY_EXCEPTION_THROWN(runTransfer(other, path("out"), false, true, {}), StudyError);
    }

    void badInputLeavesNothing()
    {
        TransferStudy study = studyOf("seeking");
        std::swap(study.teacher, study.student); // windows would be larger than the matrices
        QVERIFY_EXCEPTION_THROWN(run(study, path("out")), ShapeError);
        QVERIFY(!fs::exists(path("out")));
    }

    void planTellsWhatWouldHappen()
    {
        TransferStudy study = studyOf("seeking");
        study.rank = 40;
        study.modules = {"k_proj", "up_proj"};
        const TransferPlan plan = planTransfer(study, path("out"));
        QVERIFY2(plan.problems.empty(), plan.problems.empty() ? "" : plan.problems.front().c_str());
        QCOMPARE(plan.targets.size(), std::size_t{2});
        QCOMPARE(plan.targets[0].module, std::string("k_proj"));
        QCOMPARE(plan.targets[0].count, std::int64_t{4});
        QCOMPARE(plan.targets[0].rank, std::int64_t{32}); // of [32,64]
        QCOMPARE(plan.targets[1].rank, std::int64_t{40});
        QCOMPARE(plan.trainedParameters, std::int64_t{4 * (32 * (32 + 64) + 40 * (176 + 64))});
        QCOMPARE(plan.steps, std::int64_t{6});
        QCOMPARE(plan.rows, std::int64_t{16});
        QCOMPARE(plan.seedExamples, std::int64_t{4});
        QVERIFY(plan.hostBytes > 1e6 && plan.diskBytes > 1e5 && plan.flops > 1e8);
        QCOMPARE(run(study, path("out")).trainedParameters, plan.trainedParameters);
    }

    void planNamesEveryProblem()
    {
        TransferStudy study = studyOf("seeking");
        study.rank = 0;
        study.train = "/nowhere/rows.jsonl";
        const TransferPlan plan = planTransfer(study, {});
        QVERIFY(plan.problems.size() >= 2);
    }
};

QTEST_GUILESS_MAIN(TstRunTransfer)
#include "tst_run_transfer.moc"

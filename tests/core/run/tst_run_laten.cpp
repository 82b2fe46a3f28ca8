// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_outcomes.h"

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/safetensors_file.h"
#include "core/run/error.h"
#include "core/run/merge.h"
#include "core/run/perplexity.h"
#include "core/run/run_transfer.h"
#include "core/store/result_file.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <cstring>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>
#include <type_traits>
#include <variant>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kData = NEUROGRAFT_TEST_DATA;
const std::vector<std::string> kLeft{"translator.safetensors", "delta.safetensors",
                                     "selection-teacher.json", "selection-student.json"};
const fs::path kDemo = NEUROGRAFT_RESOURCES "/demo";

/// Three steps of four rows and the locating one on the fixtures.
TransferStudy studyOf(const std::string& mode = "corrected")
{
    TransferStudy study = transferDefaults("laten", mode);
    const bool isCompat = mode == "compat"; // wants as many key/value heads as heads
    study.teacher = isCompat ? kDemo / "teacher" : kData / "tiny-T";
    study.student = isCompat ? kDemo / "student" : kData / "tiny-S";
    const fs::path rows = isCompat ? kDemo / "data/mmlu/align.jsonl" : kData / "demo.jsonl";
    study.extract = study.align = study.train = rows;
    study.extractLimit = 3;
    study.laten.alignPerStep = 4;
    study.teacherDevice = study.studentDevice = "cpu";
    return study;
}

double nllOf(const fs::path& delta, const fs::path& data, std::int64_t limit = 16)
{
    PerplexityOptions options;
    options.model = kData / "tiny-S";
    options.data = data;
    options.rows.limit = limit;
    options.device = "cpu";
    if (!delta.empty()) {
        options.overlay.deltas = {delta};
    }
    return measurePerplexity(options, {}).nll;
}

const std::byte* bytesOf(const SafetensorsFile& file, const std::string& name)
{
    return file.data(file.entries().at(name));
}

} // namespace

/// transfer laten as window and command line use it.
class TstRunLaten : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    fs::path path(const std::string& name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    static TransferredSeed run(const TransferStudy& study, const fs::path& out,
                               const RunContext& context = {}, bool isResumed = false)
    {
        return runTransfer(study, out, false, isResumed, context).seeds.front();
    }
    static RunContext atStep(std::int64_t step, const std::function<void()>& what)
    {
        RunContext context;
        context.onProgress = [step, what](const Progress& progress) {
            if (progress.phase == "training" && progress.done == step) {
                what();
            }
        };
        return context;
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

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

    /// Test 7: a row for every located neuron and nothing else; taking it off again gives the
    /// student's bytes.
    void deltaChangesTheLocatedNeuronsOnly()
    {
        TransferStudy study = studyOf();
        study.learningRate = 1e-2; // something to see
        const fs::path out = path("out");
        run(study, out);
        const SafetensorsFile delta(out / "delta.safetensors");
        QCOMPARE(delta.metadata().at("kind"), std::string("neurograft-delta"));
        QCOMPARE(delta.metadata().at("method"), std::string("laten"));
        const auto selection = nlohmann::json::parse(readFile(out / "selection-student.json"));
        const std::map<std::string, std::string> families{
            {"up_proj", "ffn"}, {"down_proj", "ffn"}, {"o_proj", "attn"}, {"v_proj", "value"}};
        for (const auto& [module, family] : families) {
            const auto layers = selection[family]["layers"].get<std::vector<std::int64_t>>();
            QCOMPARE(layers.size(), std::size_t{4});
            for (std::size_t i = 0; i < layers.size(); ++i) {
                const std::string name = module + ".layer" + std::to_string(layers[i]);
                const auto neurons =
                    selection[family]["neurons"][i].get<std::vector<std::int64_t>>();
                const TensorEntry& index = delta.entries().at(name + ".index");
                QCOMPARE(index.shape,
                         (std::vector<std::int64_t>{static_cast<std::int64_t>(neurons.size())}));
                QVERIFY(std::memcmp(delta.data(index), neurons.data(),
                                    neurons.size() * sizeof(std::int64_t))
                        == 0);
                QCOMPARE(
                    delta.entries().at(name + ".delta").shape,
                    (std::vector<std::int64_t>{static_cast<std::int64_t>(neurons.size()), 64}));
            }
        }

        MergeOptions merge;
        merge.model = study.student;
        merge.overlay.deltas = {out / "delta.safetensors"};
        merge.out = path("merged");
        mergeModel(merge, {});
        const auto before = Checkpoint::open(study.student);
        const auto after = Checkpoint::open(path("merged"));
        std::size_t changed = 0;
        for (const auto& [name, entry] : before->tensors()) {
            const TensorEntry& merged = after->entry(name);
            const auto bytes = static_cast<std::size_t>(entry.elementCount()) * sizeof(float);
            const bool isEqual = std::memcmp(before->data(entry), after->data(merged), bytes) == 0;
            bool isTarget = false;
            for (const auto& each : families) {
                isTarget = isTarget || name.find(each.first) != std::string::npos;
            }
            QVERIFY2(isEqual || isTarget, name.c_str());
            if (name == "model.layers.1.mlp.up_proj.weight") { // row by row
                const auto rows = selection["ffn"]["neurons"][1].get<std::set<std::int64_t>>();
                for (std::int64_t row = 0; row < 176; ++row) {
                    const std::size_t at = static_cast<std::size_t>(row) * 64 * sizeof(float);
                    const bool isSame = std::memcmp(before->data(entry) + at,
                                                    after->data(merged) + at, 64 * sizeof(float))
                        == 0;
                    QCOMPARE(isSame, rows.count(row) == 0);
                }
            }
            changed += isEqual ? 0 : 1;
        }
        QCOMPARE(changed, std::size_t{16}); // four modules of four layers
        // Overlay and merged folder compute the same.
        PerplexityOptions options;
        options.model = path("merged");
        options.data = study.train;
        options.rows.limit = 16;
        options.device = "cpu";
        QVERIFY(std::abs(measurePerplexity(options, {}).nll
                         - nllOf(out / "delta.safetensors", study.train))
                < 1e-4);
    }

    /// Promise 3 of cli.md: nothing selected leaves everything as it is.
    void rateOfNothingChangesNothing()
    {
        TransferStudy study = studyOf();
        study.rate = 0.0;
        run(study, path("out"));
        QCOMPARE(nllOf(path("out") / "delta.safetensors", study.train), nllOf({}, study.train));
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

    /// A kept translator at another rate (6.8, 6.9): only the number of neurons differs.
    void translatorServesOtherRates()
    {
        TransferStudy study = studyOf();
        study.learningRate = 1e-2;
        run(study, path("trained"));
        TransferStudy swept = study;
        swept.isTrained = false;
        swept.laten.translator = path("trained") / "translator.safetensors";
        const TransferredSeed same = run(swept, path("same"));
        QCOMPARE(same.steps, std::int64_t{0});
        const SafetensorsFile one(path("trained") / "delta.safetensors");
        const SafetensorsFile two(path("same") / "delta.safetensors");
        QCOMPARE(one.entries().size(), two.entries().size());
        for (const auto& [name, entry] : one.entries()) {
            const auto size = static_cast<std::size_t>(entry.elementCount())
                * (entry.dtype == DType::I64 ? 8U : 4U);
            QVERIFY2(std::memcmp(one.data(entry), bytesOf(two, name), size) == 0, name.c_str());
        }
        swept.rate = 0.5;
        run(swept, path("wide"));
        const SafetensorsFile wide(path("wide") / "delta.safetensors");
        QCOMPARE(wide.entries().at("up_proj.layer0.index").shape, (std::vector<std::int64_t>{88}));
        QCOMPARE(wide.entries().at("v_proj.layer0.index").shape, (std::vector<std::int64_t>{16}));
        QVERIFY(std::memcmp(bytesOf(wide, "up_proj.layer0.index"),
                            bytesOf(one, "up_proj.layer0.index"), 17 * sizeof(std::int64_t))
                == 0); // the best come first at any rate
        swept.laten.delta = "free";
        QVERIFY_EXCEPTION_THROWN(run(swept, path("free")), FormatError);
    }

    /// The official release attaches its change and saves the student as it was.
    void noopSavesNothing()
    {
        TransferStudy study = studyOf("compat");
        study.laten.save = "noop";
        study.laten.steps = 1;
        run(study, path("out"));
        QVERIFY(SafetensorsFile(path("out") / "delta.safetensors").entries().empty());
    }

    /// The first version's sweep over steps left every step's change in the weights.
    void accumulateAddsTheKeptSteps()
    {
        TransferStudy study = studyOf("compat");
        study.laten.save = "accumulate";
        study.laten.steps = 2;
        study.saveEvery = 1;
        study.laten.seedRow = 1;
        study.learningRate = 1e-2; // else nearly all of it rounds to 0 in half
        run(study, path("out"));
        TransferStudy one = study;
        one.laten.save = "single";
        one.isTrained = false;
        one.saveEvery = 0;
        one.laten.steps = 0;
        for (const char* step : {"step-0", "step-1"}) {
            one.laten.translator = path("out") / step / "translator.safetensors";
            run(one, path(step));
        }
        const SafetensorsFile sum(path("out") / "delta.safetensors");
        const SafetensorsFile first(path("step-0") / "delta.safetensors");
        const SafetensorsFile second(path("step-1") / "delta.safetensors");
        double largest = 0.0;
        for (const auto& [name, entry] : sum.entries()) {
            if (entry.dtype != DType::F32) {
                continue;
            }
            const auto* total = reinterpret_cast<const float*>(bytesOf(sum, name));
            const auto* a = reinterpret_cast<const float*>(bytesOf(first, name));
            const auto* b = reinterpret_cast<const float*>(bytesOf(second, name));
            for (std::int64_t i = 0; i < entry.elementCount(); ++i) {
                QCOMPARE(total[i], b[i] + a[i]);
                largest = std::max(largest, static_cast<double>(std::abs(a[i])));
            }
        }
        QVERIFY(largest > 0.0);
    }

    /// The curve before the edit: what the step's rows cost the student as it was.
    void lossBeforeTheEditIsMeasured()
    {
        TransferStudy study = studyOf();
        study.laten.alignPerStep = 1000; // all rows, and the locating one
        study.extractLimit = 1;
        study.laten.steps = 3;
        study.learningRate = 1e-2;
        run(study, path("out"));
        const ResultFile result = readResult(path("out") / "run.h5");
        const Table* before = result.find("training/unedited_loss");
        QVERIFY(before != nullptr);
        const auto& plain = before->as<double>();
        const auto& loss = result.find("training/loss")->as<double>();
        QCOMPARE(plain.size(), std::size_t{6});
        QCOMPARE(plain[3], plain[1]); // the same rows in the same student
        QVERIFY(std::abs(loss[1] - plain[1]) < 1e-4); // the first change is almost nothing
        QVERIFY(loss[5] < plain[5]);
    }

    void controlsAreOtherRuns_data()
    {
        QTest::addColumn<int>("which");
        const char* names[]{"random teacher", "random student", "random both",
                            "depth",          "shuffled",       "noise",
                            "layers by hand", "other seed row", "one module"};
        for (int which = 0; which < 9; ++which) {
            QTest::newRow(names[which]) << which;
        }
    }
    void controlsAreOtherRuns()
    {
        QFETCH(int, which);
        const std::vector<std::function<void(TransferStudy&)>> changes{
            [](TransferStudy& study) { study.laten.randomNeurons = "teacher"; },
            [](TransferStudy& study) { study.laten.randomNeurons = "student"; },
            [](TransferStudy& study) { study.laten.randomNeurons = "both"; },
            [](TransferStudy& study) { study.laten.layerPairing = "depth"; },
            [](TransferStudy& study) { study.laten.neuronPairing = "shuffled"; },
            [](TransferStudy& study) { study.laten.vectors = "noise"; },
            [](TransferStudy& study) {
                study.teacherLayers = {5, 0, 2, 2};
            },
            [](TransferStudy& study) { study.laten.seedRow = 30; },
            [](TransferStudy& study) { study.modules = {"down_proj"}; },
        };
        TransferStudy study = studyOf();
        study.extractLimit = 1;
        study.learningRate = 1e-2;
        run(study, path("plain"));
        changes[static_cast<std::size_t>(which)](study);
        run(study, path("other"));
        QVERIFY(readFile(path("plain") / "delta.safetensors")
                != readFile(path("other") / "delta.safetensors"));
        const auto teacher = nlohmann::json::parse(readFile(path("other/selection-teacher.json")));
        if (which == 3) { // 4 layers of 6: 0, 1.67, 3.33, 5
            QCOMPARE(teacher["ffn"]["layers"], nlohmann::json({0, 2, 3, 5}));
        }
        if (which == 6) {
            QCOMPARE(teacher["attn"]["layers"], nlohmann::json({5, 0, 2, 2}));
            QCOMPARE(teacher["ffn"]["neurons"][2], teacher["ffn"]["neurons"][3]);
        }
        if (which == 7) {
            const SafetensorsFile delta(path("other") / "delta.safetensors");
            QCOMPARE(delta.metadata().at("seed_row"), std::string("30"));
        }
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

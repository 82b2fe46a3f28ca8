// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/run/laten_runs.h"

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/safetensors_file.h"
#include "core/run/error.h"
#include "core/run/merge.h"
#include "core/run/perplexity.h"
#include "core/run/run_transfer.h"
#include "core/store/result_file.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <cmath>
#include <cstring>
#include <functional>
#include <map>
#include <set>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

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

/// What transfer laten changes in the student, and what each control of it changes.
class TstLatenEdit : public QObject, protected LatenRuns {
    Q_OBJECT

private Q_SLOTS:
    void init() { makeFolder(); }

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
};

QTEST_GUILESS_MAIN(TstLatenEdit)
#include "tst_laten_edit.moc"

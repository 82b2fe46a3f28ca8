// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/module_path.h"
#include "core/run/error.h"
#include "core/run/merge.h"
#include "core/run/perplexity.h"
#include "core/run/run_transfer.h"
#include "core/store/result_file.h"
#include "core/support/atomic_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <cstring>
#include <set>
#include <utility>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kData = NEUROGRAFT_TEST_DATA;

TransferStudy studyOf(const std::string& variant)
{
    TransferStudy study = transferDefaults("unaligned");
    study.variant = variant;
    study.teacher = kData / "tiny-T";
    study.student = kData / "tiny-S";
    study.extract = kData / "demo.jsonl";
    study.extractLimit = 2;
    study.align = kData / "demo.jsonl";
    study.rank = 8;
    study.alpha = 8.0;
    study.teacherDevice = study.studentDevice = "cpu";
    return study;
}

PerplexityResult perplexity(const ModelOverlay& overlay)
{
    PerplexityOptions options;
    options.model = kData / "tiny-S";
    options.data = kData / "demo.jsonl";
    options.device = "cpu";
    options.overlay = overlay;
    return measurePerplexity(options, {});
}

/// A matrix of a float32 checkpoint, row-major.
std::vector<float> matrix(const fs::path& folder, int layer, Module module)
{
    const auto checkpoint = Checkpoint::open(folder);
    const TensorEntry& entry = checkpoint->entry(weightName(layer, module));
    std::vector<float> values(static_cast<std::size_t>(entry.shape[0] * entry.shape[1]));
    std::memcpy(values.data(), checkpoint->data(entry), values.size() * sizeof(float));
    return values;
}

} // namespace

/// transfer unaligned as the command line uses it, on the fixtures (64 wide, 4 layers; 96, 6).
class TstRunUnaligned : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    fs::path path(const char* name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    fs::path merged(const fs::path& delta)
    {
        MergeOptions merge;
        merge.model = kData / "tiny-S";
        merge.overlay.deltas = {delta};
        merge.out = path("merged");
        merge.overwrite = true;
        mergeModel(merge, {});
        return merge.out;
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void everyVariantLeavesItsDelta_data()
    {
        QTest::addColumn<QString>("variant");
        QTest::addColumn<bool>("substitutes");
        for (const char* variant : {"d1", "d2", "d3", "d4"}) {
            QTest::newRow(variant) << variant << false;
        }
        QTest::newRow("d3, substituted") << "d3" << true;
        QTest::newRow("d4, substituted") << "d4" << true;
    }
    void everyVariantLeavesItsDelta()
    {
        QFETCH(QString, variant);
        QFETCH(bool, substitutes);
        TransferStudy study = studyOf(variant.toStdString());
        study.substitutes = substitutes;
        const TransferPlan plan = planTransfer(study, path("out"));
        QVERIFY2(plan.problems.empty(), plan.problems.empty() ? "" : plan.problems.front().c_str());
        const TransferOutcome outcome = runTransfer(study, path("out"), false, false, {});
        QCOMPARE(outcome.trainedParameters, std::int64_t{0});
        QCOMPARE(outcome.seeds[0].steps, std::int64_t{0});
        const fs::path delta = path("out") / "delta.safetensors";
        const auto bytes = static_cast<double>(fs::file_size(delta));
        QVERIFY2(bytes > 0.8 * plan.diskBytes && bytes < 1.3 * plan.diskBytes,
                 qPrintable(QString("%1 of %2").arg(bytes).arg(plan.diskBytes)));

        // What was measured is what the file does.
        const double plain = perplexity({}).perplexity;
        const double changed = perplexity({{}, {delta}, {}}).perplexity;
        QVERIFY(std::abs(outcome.seeds[0].plainPerplexity / plain - 1.0) < 1e-5);
        QVERIFY(std::abs(outcome.seeds[0].changedPerplexity / changed - 1.0) < 1e-4);
        QVERIFY2(std::abs(changed / plain - 1.0) > 1e-4, qPrintable(QString::number(changed)));

        const ResultFile result = readResult(path("out") / "run.h5");
        QCOMPARE(result.manifest.status, std::string("complete"));
        QCOMPARE(result.manifest.study, studyText(study));
        QVERIFY(!result.manifest.dataSha256.empty());
        const Table* norms = result.find("transfer/down_proj/norm_ratio");
        QVERIFY(norms != nullptr);
        for (const double ratio : norms->as<double>()) {
            QVERIFY(ratio > 0.0);
        }
        const bool hasNeurons = variant == "d3" || variant == "d4";
        QCOMPARE(result.find("attribution/teacher/selection_value") != nullptr, hasNeurons);
        QCOMPARE(result.find("attribution/student/selection_ffn") != nullptr, hasNeurons);
        QCOMPARE(result.find("sensitivity/up_proj/window") != nullptr, !hasNeurons);
        QCOMPARE(result.find("transfer/up_proj/singular_values") != nullptr, variant == "d1");
        const Table* align = result.find("transfer/align_perplexity");
        QVERIFY(align != nullptr);
        QCOMPARE(align->as<double>()[1], outcome.seeds[0].changedPerplexity);

        // A finished run is passed over, and says the same.
        const TransferOutcome again = runTransfer(study, path("out"), false, true, {});
        QCOMPARE(again.seeds[0].changedPerplexity, outcome.seeds[0].changedPerplexity);
    }

    /// cli.md section 4, promise 3.
    void nothingToChangeLeavesTheStudent_data()
    {
        QTest::addColumn<QString>("variant");
        QTest::addColumn<double>("rate");
        QTest::addColumn<double>("lambda");
        QTest::newRow("d3, rate 0") << "d3" << 0.0 << 1.0;
        QTest::newRow("d4, rate 0") << "d4" << 0.0 << 1.0;
        QTest::newRow("d4, lambda 0") << "d4" << 0.1 << 0.0;
        QTest::newRow("d1, lambda 0") << "d1" << 0.1 << 0.0;
        QTest::newRow("d2, lambda 0") << "d2" << 0.1 << 0.0;
    }
    void nothingToChangeLeavesTheStudent()
    {
        QFETCH(QString, variant);
        QFETCH(double, rate);
        QFETCH(double, lambda);
        TransferStudy study = studyOf(variant.toStdString());
        study.rate = rate;
        study.lambda = lambda;
        const TransferOutcome outcome = runTransfer(study, path("out"), false, false, {});
        const double ratio = outcome.seeds[0].changedPerplexity / outcome.seeds[0].plainPerplexity;
        QVERIFY(std::abs(ratio - 1.0) < 1e-12);
        const fs::path delta = path("out") / "delta.safetensors";
        QCOMPARE(perplexity({{}, {delta}, {}}).nll, perplexity({}).nll); // to the last bit
        QVERIFY(readFile(merged(delta) / "model.safetensors")
                == readFile(kData / "tiny-S" / "model.safetensors"));
    }

    void mergedStudentHasTheTeachersMatrix()
    {
        const TransferStudy study = studyOf("d2");
        runTransfer(study, path("out"), false, false, {});
        const fs::path folder = merged(path("out") / "delta.safetensors");
        const ResultFile result = readResult(path("out") / "run.h5");
        const auto& place = result.find("sensitivity/down_proj/window")->as<std::int32_t>();
        const auto teacher = Checkpoint::open(kData / "tiny-T"); // bfloat16
        const TensorEntry& entry = teacher->entry(weightName(place[3], Module::DownProj));
        const std::vector<float> after = matrix(folder, 1, Module::DownProj); // [64,176]
        for (const auto& [row, column] : {std::pair(0, 0), std::pair(63, 175), std::pair(9, 50)}) {
            const std::int64_t at =
                (place[4] + row) * entry.shape[1] + place[5] + column; // of [96,256]
            std::uint32_t bits = 0;
            std::memcpy(reinterpret_cast<char*>(&bits) + 2,
                        reinterpret_cast<const char*>(teacher->data(entry)) + at * 2, 2);
            float expected = 0.0F;
            std::memcpy(&expected, &bits, sizeof expected);
            const float got = after[static_cast<std::size_t>(row * 176 + column)];
            QVERIFY2(std::abs(got - expected) < 1e-6F, qPrintable(QString::number(got)));
        }
    }

    /// Test 7 of transfer.md 9: exactly the selected rows and columns differ.
    void mergedStudentDiffersAtItsNeuronsAlone()
    {
        TransferStudy study = studyOf("d3");
        study.modules = {"up_proj", "o_proj"};
        runTransfer(study, path("out"), false, false, {});
        const fs::path folder = merged(path("out") / "delta.safetensors");
        const ResultFile result = readResult(path("out") / "run.h5");
        const auto& up = result.find("attribution/student/selection_ffn")->as<std::int32_t>();
        const auto& out = result.find("attribution/student/selection_attn")->as<std::int32_t>();
        for (int layer = 0; layer < 4; ++layer) { // 17 rows of 176, 6 columns of 64
            const auto at = static_cast<std::size_t>(layer);
            std::set<std::int32_t> rows(up.begin() + layer * 17, up.begin() + layer * 17 + 17);
            std::set<std::int32_t> columns(out.begin() + layer * 6, out.begin() + layer * 6 + 6);
            QCOMPARE(rows.size(), std::size_t{17});
            std::set<std::int32_t> changedRows, changedColumns;
            const std::vector<float> before = matrix(kData / "tiny-S", layer, Module::UpProj);
            const std::vector<float> after = matrix(folder, layer, Module::UpProj);
            for (std::size_t i = 0; i < before.size(); ++i) {
                if (before[i] != after[i]) {
                    changedRows.insert(static_cast<std::int32_t>(i / 64));
                }
            }
            const std::vector<float> plain = matrix(kData / "tiny-S", layer, Module::OProj);
            const std::vector<float> edited = matrix(folder, layer, Module::OProj);
            for (std::size_t i = 0; i < plain.size(); ++i) {
                if (plain[i] != edited[i]) {
                    changedColumns.insert(static_cast<std::int32_t>(i % 64));
                }
            }
            QVERIFY2(changedRows == rows, std::to_string(at).c_str());
            QVERIFY2(changedColumns == columns, std::to_string(at).c_str());
        }
        QVERIFY(matrix(folder, 0, Module::DownProj)
                == matrix(kData / "tiny-S", 0, Module::DownProj));
    }

    void seedsDrawTheirOwnProjection()
    {
        TransferStudy study = studyOf("d4");
        study.seeds = {3, 4};
        const TransferOutcome outcome = runTransfer(study, path("out"), false, false, {});
        QCOMPARE(outcome.seeds.size(), std::size_t{2});
        const auto delta = [this](const char* seed) {
            return readFile(path("out") / seed / "delta.safetensors");
        };
        QVERIFY(delta("seed-3") != delta("seed-4"));
        TransferStudy alone = studyOf("d4");
        alone.seed = 4;
        runTransfer(alone, path("alone"), false, false, {});
        QVERIFY(readFile(path("alone") / "delta.safetensors") == delta("seed-4"));
    }

    void runsAreStoppedAndBegunAgain()
    {
        RunContext context;
        context.isStopRequested = [] { return true; };
        QVERIFY_EXCEPTION_THROWN(runTransfer(studyOf("d2"), path("out"), false, false, context),
                                 Canceled);
        bool isStopped = false;
        context.isStopRequested = [&isStopped] { return isStopped; };
        context.onProgress = [&isStopped](const Progress& progress) {
            isStopped = isStopped || progress.phase.find("matrices") != std::string::npos;
        };
        QVERIFY_EXCEPTION_THROWN(runTransfer(studyOf("d2"), path("out"), false, false, context),
                                 Canceled);
        QVERIFY(!fs::exists(path("out") / "delta.safetensors"));
        runTransfer(studyOf("d2"), path("out"), false, true, {});
        QVERIFY(fs::exists(path("out") / "delta.safetensors"));
    }

    void badInputIsToldBeforeAnyWork()
    {
        TransferStudy study = studyOf("d3");
        std::swap(study.teacher, study.student); // narrower, fewer layers
        study.rate = 0.9;
        QVERIFY(!planTransfer(study, path("out")).problems.empty());
        QVERIFY_EXCEPTION_THROWN(runTransfer(study, path("out"), false, false, {}), Error);
        study = studyOf("d1");
        study.extract.clear();
        QVERIFY_EXCEPTION_THROWN(runTransfer(study, path("out"), false, false, {}), UsageError);
        QVERIFY(!fs::exists(path("out")));
    }
};

QTEST_GUILESS_MAIN(TstRunUnaligned)
#include "tst_run_unaligned.moc"

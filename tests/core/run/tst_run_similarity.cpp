// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/run/merge.h"
#include "core/run/run_similarity.h"
#include "core/store/result_file.h"
#include "core/study/study_io.h"
#include "core/study/undefined_reason.h"
#include "core/support/atomic_file.h"
#include "tests/core/run/similarity_runs.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace neurograft;
namespace fs = std::filesystem;

/// The run as window and command line use it, on the fixtures with planted truth (ux.md 6.1).
class TstRunSimilarity : public QObject, protected SimilarityRuns {
    Q_OBJECT

private Q_SLOTS:
    void init() { makeFolder(); }

    void anOverlayIsMeasuredAsTheMergedModel()
    {
        SimilarityStudy study = fixtureStudy();
        study.isDeterministic = true;
        const SimilarityOutcome base = runSimilarity(study, path("base.h5"), false, RunContext());
        study.studentOverlay.adapters = {kData / "adapters" / "linear"};
        const SimilarityOutcome overlaid =
            runSimilarity(study, path("overlay.h5"), false, RunContext());
        QVERIFY(!overlaid.usedCachedGrams); // those of the base are not taken for it
        QVERIFY(runSimilarity(study, path("again.h5"), false, RunContext()).usedCachedGrams);
        MergeOptions merge;
        merge.model = study.student;
        merge.overlay = study.studentOverlay;
        merge.out = path("merged");
        mergeModel(merge, RunContext());
        SimilarityStudy merged = fixtureStudy();
        merged.isDeterministic = true;
        merged.student = merge.out;
        runSimilarity(merged, path("merged.h5"), false, RunContext());
        double change = 0.0;
        for (const char* table : {"similarity/up_proj/cka", "similarity/o_proj/cka"}) {
            const auto plain = values("base.h5", table);
            const auto over = values("overlay.h5", table);
            const auto whole = values("merged.h5", table);
            QCOMPARE(values("again.h5", table), over);
            for (std::size_t cell = 0; cell < over.size(); ++cell) {
                QVERIFY(std::abs(over[cell] - whole[cell]) < 1e-5);
                change = std::max(change, std::abs(over[cell] - plain[cell]));
            }
        }
        QVERIFY2(change > 1e-3, qPrintable(QString::number(change)));
        QCOMPARE(base.maps.size(), overlaid.maps.size());
    }

    void anOverlayStandsInTheManifest()
    {
        SimilarityStudy study = fixtureStudy();
        study.studentOverlay.adapters = {kData / "adapters" / "linear"};
        runSimilarity(study, path("r.h5"), false, RunContext());
        const ResultFile result = readResult(path("r.h5"));
        QCOMPARE(std::get<std::string>(result.extra.at("student_overlay_sha256")).size(),
                 std::size_t{64});
        QCOMPARE(result.extra.count("teacher_overlay_sha256"), std::size_t{0});
        QVERIFY(result.manifest.command.find(" --student-adapter ") != std::string::npos);
        const SimilarityStudy kept = parseSimilarityStudy(result.manifest.study, "kept");
        QVERIFY(kept.studentOverlay == study.studentOverlay);
        QCOMPARE(result.manifest.studentSha256, // of the model under it
                 readManifest(path("r.h5")).studentSha256);
    }

    void anOverlayOfAnotherModelIsRefusedAtOnce()
    {
        SimilarityStudy study = fixtureStudy();
        study.teacherOverlay.adapters = {kData / "adapters" / "linear"}; // made for tiny-S
        QVERIFY(planSimilarity(study).problems.size() == 1);
        try {
            runSimilarity(study, path("r.h5"), false, RunContext());
            QFAIL("nothing was thrown");
        } catch (const Error& error) {
            QCOMPARE(exitCodeOf(error.kind()), 3);
            QVERIFY(std::string(error.what()).find("adapter_model.safetensors")
                    != std::string::npos);
        }
        QVERIFY(!fs::exists(path("r.h5")));
    }

    void theTypeComputedInIsTold()
    {
        SimilarityStudy study = fixtureStudy();
        study.teacherDevice = study.studentDevice = "cpu";
        study.teacherDtype = study.studentDtype = "float16";
        std::vector<std::string> warnings;
        RunContext context;
        context.onLog = [&warnings](LogLevel level, const std::string& line) {
            if (level == LogLevel::Warning) {
                warnings.push_back(line);
            }
        };
        const SimilarityOutcome outcome = runSimilarity(study, path("r.h5"), false, context);
        const RunManifest manifest = readManifest(path("r.h5"));
        QCOMPARE(outcome.dtype, manifest.dtype);
        QCOMPARE(outcome.device, std::string("cpu"));
        const bool isWidened = manifest.dtype == "float32";
        QVERIFY(isWidened || manifest.dtype == "float16"); // as the processor can
        QCOMPARE(warnings.size(), std::size_t(isWidened ? 1 : 0));
        QVERIFY(!isWidened || warnings[0].find("no float16 arithmetic") != std::string::npos);
    }

    void eachModelIsComputedInItsOwnType()
    {
        SimilarityStudy study = fixtureStudy();
        study.teacherDevice = study.studentDevice = "cpu";
        study.teacherDtype = "float32";
        study.studentDtype = "bfloat16";
        std::vector<std::string> warnings;
        RunContext context;
        context.onLog = [&warnings](LogLevel level, const std::string& line) {
            if (level == LogLevel::Warning) {
                warnings.push_back(line);
            }
        };
        const SimilarityOutcome outcome = runSimilarity(study, path("r.h5"), false, context);
        const RunManifest manifest = readManifest(path("r.h5"));
        QCOMPARE(outcome.dtype, manifest.dtype);
        // On a processor without that arithmetic the student, and only it, is widened.
        const bool isWidened = warnings.size() == 1;
        QCOMPARE(manifest.dtype,
                 std::string(isWidened ? "float32" : "teacher float32, student bfloat16"));
        QVERIFY(!isWidened || warnings[0].find("no bfloat16 arithmetic") != std::string::npos);
        QVERIFY(manifest.command.find("--teacher-dtype float32 --student-dtype bfloat16 ")
                != std::string::npos);
        const SimilarityStudy frozen = parseSimilarityStudy(manifest.study, "study");
        QCOMPARE(frozen.studentDtype, std::string("bfloat16"));
        QCOMPARE(frozen.teacherDtype, std::string("float32"));
    }

    void activationsShowThePlantedTruth()
    {
        const SimilarityOutcome outcome =
            runSimilarity(activationStudy(), path("r.h5"), false, RunContext());
        const auto truth = nlohmann::json::parse(readFile(kData / "truth.json"))["activations"];
        const ResultFile result = readResult(path("r.h5"));
        QCOMPARE(result.manifest.status, std::string("complete"));
        QCOMPARE(outcome.maps.size(), std::size_t{2});
        for (const std::string measure : {"cka", "cka-biased"}) {
            const Table* table = result.find("similarity/up_proj/" + measure);
            QVERIFY(table != nullptr);
            QCOMPARE(table->shape, (std::vector<std::int64_t>{4, 6}));
            const std::vector<double>& cells = table->as<double>();
            const auto& codes =
                result.find("similarity/up_proj/" + measure + "_undefined")->as<std::uint8_t>();
            for (std::size_t cell = 0; cell < cells.size(); ++cell) {
                const auto& wanted = truth[measure][cell / 6][cell % 6];
                if (wanted.is_null()) {
                    QVERIFY(std::isnan(cells[cell]));
                    QCOMPARE(codes[cell], static_cast<std::uint8_t>(UndefinedReason::ZeroVariance));
                } else {
                    QVERIFY(std::abs(cells[cell] - wanted.get<double>()) < 1e-6);
                    QCOMPARE(codes[cell], std::uint8_t{0});
                }
            }
            QVERIFY(std::abs(cells[2 * 6 + 3] - 1.0) < 1e-4); // the rotated layer
            QCOMPARE(std::get<std::int64_t>(table->attributes.at("undefined")), std::int64_t{6});
            QCOMPARE(table->unit, std::string("given"));
            QVERIFY(std::get<double>(table->attributes.at("self_check")) < 1e-6);
            const double shuffled = std::get<double>(table->attributes.at("shuffled_mean"));
            QVERIFY(std::abs(shuffled)
                    < 3.5 * std::get<double>(table->attributes.at("shuffled_error")));
        }
    }

    void resultCarriesItsManifest()
    {
        const SimilarityStudy study = fixtureStudy();
        const SimilarityOutcome outcome = runSimilarity(study, path("r.h5"), false, RunContext());
        const RunManifest manifest = readManifest(path("r.h5"));
        QCOMPARE(manifest.status, std::string("complete"));
        QCOMPARE(manifest.study, studyText(study));
        QCOMPARE(manifest.teacher, std::string("tiny-T"));
        QCOMPARE(manifest.student, std::string("tiny-S"));
        QVERIFY(manifest.teacherSha256.size() == 64 && manifest.dataSha256.size() == 64);
        QCOMPARE(manifest.device, std::string("cpu"));
        QCOMPARE(manifest.dtype, std::string("float32"));
        QVERIFY(manifest.peakBytes > 0 && manifest.wallSeconds > 0 && manifest.threads > 0);
        QVERIFY(!outcome.usedCachedGrams);
        QCOMPARE(outcome.maps.size(), std::size_t{4});
        const Table map = readTable(path("r.h5"), "similarity/v_proj/cka");
        QCOMPARE(map.shape, (std::vector<std::int64_t>{4, 6}));
        QCOMPARE(std::get<std::int64_t>(map.attributes.at("n")), std::int64_t{48});
        QCOMPARE(std::get<std::string>(map.attributes.at("estimator")), std::string("unbiased"));
        QCOMPARE(map.unit, std::string("last-token"));
        QCOMPARE(outcome.maps[0].mean,
                 std::get<double>(
                     readTable(path("r.h5"), "similarity/up_proj/cka").attributes.at("mean")));
    }

    void modelAgainstItselfIsSymmetricWithAUnitDiagonal()
    {
        SimilarityStudy study = fixtureStudy();
        study.student = study.teacher;
        study.unit = "token";
        study.modules = {"up_proj", "layer_output", "residual_contribution"};
        runSimilarity(study, path("r.h5"), false, RunContext());
        for (const std::string& module : study.modules) {
            const std::vector<double> cells = values("r.h5", "similarity/" + module + "/cka");
            for (std::size_t i = 0; i < 6; ++i) {
                QVERIFY(std::abs(cells[i * 6 + i] - 1.0) < 1e-6);
                for (std::size_t j = 0; j < 6; ++j) {
                    QVERIFY(std::abs(cells[i * 6 + j] - cells[j * 6 + i]) < 1e-6);
                }
            }
        }
    }

    void customMaskStatisticsEqualAPlainSum()
    {
        SimilarityStudy study = activationStudy();
        study.mask = "custom:S1: 0, 2; S2-3: 4-";
        const SimilarityOutcome outcome = runSimilarity(study, path("r.h5"), false, RunContext());
        const Table table = readTable(path("r.h5"), "similarity/up_proj/cka");
        const std::vector<double>& cells = table.as<double>(); // [4, 6]
        const double sum = cells[6] + cells[8] + cells[16] + cells[17] + cells[22] + cells[23];
        QVERIFY(std::abs(outcome.maps[0].visibleMean - sum / 6.0) < 1e-12);
        QVERIFY(std::abs(std::get<double>(table.attributes.at("visible_mean")) - sum / 6.0)
                < 1e-12);
        QCOMPARE(std::get<std::string>(table.attributes.at("mask")), study.mask);
        study.mask = "custom:S4: 0"; // four student layers: 0-3
        QVERIFY_EXCEPTION_THROWN(runSimilarity(study, path("s.h5"), false, RunContext()),
                                 UsageError);
        QVERIFY(!fs::exists(path("s.h5")));
    }

    void planForecastsWithoutReadingWeights()
    {
        const SimilarityPlan plan = planSimilarity(fixtureStudy());
        QVERIFY2(plan.problems.empty(), plan.problems.empty() ? "" : plan.problems[0].c_str());
        QCOMPARE(plan.rows, std::int64_t{48});
        QCOMPARE(plan.samples, std::int64_t{48});
        QVERIFY(plan.tokens > 48 && plan.flops > 1e6 && plan.secondsEstimate > 0.0);
        QVERIFY(plan.hostBytes > 1e6 && plan.deviceBytes == 0.0);
        SimilarityStudy broken = fixtureStudy();
        broken.teacher = path("nowhere");
        broken.student = kData / "tiny-S-trunc";
        QCOMPARE(planSimilarity(broken).problems.size(), std::size_t{2}); // both are told
    }

    void wrongVocabularyIsNoObstacle()
    {
        SimilarityStudy study = fixtureStudy();
        study.student = kData / "tiny-S-badvocab";
        study.unit = "token";
        study.modules = {"up_proj"};
        runSimilarity(study, path("r.h5"), false, RunContext());
        QCOMPARE(readManifest(path("r.h5")).status, std::string("complete"));
    }
};

QTEST_GUILESS_MAIN(TstRunSimilarity)
#include "tst_run_similarity.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/run/run_similarity.h"
#include "core/store/result_file.h"
#include "core/study/study_io.h"
#include "core/study/undefined_reason.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <cstdint>
#include <cstring>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kData = NEUROGRAFT_TEST_DATA;

SimilarityStudy modelStudy()
{
    SimilarityStudy study = readSimilarityStudy(kData / "demo.study.json");
    study.modules = {"v_proj"};
    study.isDeterministic = true;
    return study;
}

SimilarityStudy activationStudy()
{
    SimilarityStudy study;
    study.activations = kData / "acts.npz";
    study.measures = similarityMeasures();
    return study;
}

bool haveSameBits(const std::vector<double>& a, const std::vector<double>& b)
{
    return a.size() == b.size()
        && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0; // NaN equals NaN
}

} // namespace

/// Runs over several measures, and the baselines beside them (similarity.md 2 and 5).
class TstMeasureRuns : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path path(const char* name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    std::vector<double> values(const char* file, const std::string& table) const
    {
        return readTable(path(file), table).as<double>();
    }
    /// Why cells of a map are undefined; 0 where they are not.
    std::vector<std::uint8_t> reasons(const char* file, const std::string& map) const
    {
        return readTable(path(file), map + "_undefined").as<std::uint8_t>();
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", (m_folder->path() + "/cache").toUtf8());
    }

    void everyMeasureSeesThePlantedTruth()
    {
        runSimilarity(activationStudy(), path("r.h5"), false, RunContext());
        for (const std::string& measure : similarityMeasures()) {
            const std::string name = "similarity/up_proj/" + measure;
            const Table table = readTable(path("r.h5"), name);
            const std::vector<double>& cells = table.as<double>();
            const Table reasons = readTable(path("r.h5"), name + "_undefined");
            const auto& codes = reasons.as<std::uint8_t>();
            QCOMPARE(cells.size(), std::size_t{24});
            for (std::size_t cell = 0; cell < cells.size(); ++cell) {
                const bool isDefined = codes[cell] == 0;
                QVERIFY2(std::isfinite(cells[cell]) == isDefined, measure.c_str());
                if (cell < 6) { // the constant student layer
                    QCOMPARE(codes[cell], static_cast<std::uint8_t>(UndefinedReason::ZeroVariance));
                }
            }
            // The student's layer 2 is the teacher's layer 3 rotated: nothing is more alike. RSA
            // over features sees the rotation; 48 samples are below the widths for CCA.
            const bool seesRotation = measure == "rsa" || measure == "rsa-pearson";
            const bool isBelowWidths = measure == "cca" || measure == "cca-r2" || measure == "pwcca"
                || measure == "pwcca-teacher";
            const bool isDistance =
                measure == "procrustes-distance" || measure == "procrustes-angle";
            const double cell = cells[2 * 6 + 3];
            if (isBelowWidths) {
                QCOMPARE(codes[15], static_cast<std::uint8_t>(UndefinedReason::BelowWidths));
            } else if (!seesRotation) {
                QVERIFY2(std::abs(cell - (isDistance ? 0.0 : 1.0)) < (isDistance ? 2e-3 : 1e-4),
                         qPrintable(QString("%1: %2").arg(measure.c_str()).arg(cell)));
            }
        }
    }

    void howAMeasureIsComputedStandsBesideIt()
    {
        SimilarityStudy study = activationStudy();
        study.measures = {"cka", "cka-rbf", "svcca", "mutual-knn", "rsa"};
        study.measureOptions = {1.0, 7, 0.9, 10};
        const SimilarityOutcome outcome = runSimilarity(study, path("r.h5"), false, RunContext());
        QCOMPARE(outcome.maps.size(), std::size_t{5});
        const auto attributes = [&](const char* measure) {
            return readTable(path("r.h5"), std::string("similarity/up_proj/") + measure).attributes;
        };
        QCOMPARE(std::get<std::string>(attributes("cka").at("form")), std::string("gram"));
        QCOMPARE(std::get<double>(attributes("cka-rbf").at("rbf_scale")), 1.0);
        QCOMPARE(std::get<double>(attributes("svcca").at("variance")), 0.9);
        QCOMPARE(std::get<std::int64_t>(attributes("mutual-knn").at("neighbours")),
                 std::int64_t{7});
        QCOMPARE(std::get<std::string>(attributes("rsa").at("estimator")), std::string("Spearman"));
        QCOMPARE(attributes("rsa").count("neighbours"), std::size_t{0});
    }

    void onePassGivesWhatSinglePassesGive()
    {
        SimilarityStudy study = modelStudy();
        study.measures = {"cka", "rsa", "svcca", "mutual-knn", "procrustes"};
        QVERIFY(!runSimilarity(study, path("all.h5"), false, RunContext()).usedCachedGrams);
        for (const std::string& measure : study.measures) {
            SimilarityStudy one = study;
            one.measures = {measure};
            const SimilarityOutcome outcome =
                runSimilarity(one, path("one.h5"), true, RunContext());
            // Features are in no cache.
            const bool isOfFeatures = measure == "svcca" || measure == "procrustes";
            QCOMPARE(outcome.usedCachedGrams, !isOfFeatures);
            QCOMPARE(hasCachedGrams(one), !isOfFeatures);
            const std::string table = "similarity/v_proj/" + measure;
            QVERIFY2(haveSameBits(values("one.h5", table), values("all.h5", table)),
                     measure.c_str());
        }
    }

    void featuresJoinCachedGrams()
    {
        SimilarityStudy study = modelStudy();
        runSimilarity(study, path("first.h5"), false, RunContext());
        study.measures = {"cka", "svcca"};
        QVERIFY(!runSimilarity(study, path("both.h5"), false, RunContext()).usedCachedGrams);
        QVERIFY(haveSameBits(values("both.h5", "similarity/v_proj/cka"),
                             values("first.h5", "similarity/v_proj/cka")));
        const std::vector<double> cells = values("both.h5", "similarity/v_proj/svcca");
        const std::vector<std::uint8_t> undefined = reasons("both.h5", "similarity/v_proj/svcca");
        for (std::size_t i = 0; i < cells.size(); ++i) {
            QVERIFY(undefined[i] != 0 ? std::isnan(cells[i])
                                      : cells[i] > 0.0 && cells[i] < 1.0 + 1e-12);
        }
    }

    void baselinesStandBesideTheMap()
    {
        SimilarityStudy study = modelStudy();
        study.measures = {"cka", "mutual-knn"};
        study.unit = "mean-token"; // which words a text has: both models see that
        study.permutations = 40;
        study.bootstrap = 30;
        study.baselines = {"self", "random-teacher"};
        int phases = 0;
        RunContext context;
        context.onProgress = [&](const Progress& progress) {
            phases = std::max(phases, progress.phaseIndex);
            QCOMPARE(progress.phaseCount, 4);
        };
        runSimilarity(study, path("r.h5"), false, context);
        QCOMPARE(phases, 4);
        for (const std::string measure : {"cka", "mutual-knn"}) {
            const std::string name = "similarity/v_proj/" + measure;
            const auto map = values("r.h5", name);
            const auto low = values("r.h5", name + "_low");
            const auto high = values("r.h5", name + "_high");
            const auto null = values("r.h5", name + "_null95");
            const auto mean = values("r.h5", name + "_null_mean");
            double above = 0.0;
            for (std::size_t cell = 0; cell < map.size(); ++cell) {
                QVERIFY(low[cell] <= high[cell]);
                QVERIFY(mean[cell] <= null[cell]);
                above += map[cell] > null[cell] ? 1.0 : 0.0;
            }
            // Both models read the same texts: far more than one cell in twenty is above chance.
            QVERIFY(above > 0.5 * static_cast<double>(map.size()));
            const Table self = readTable(path("r.h5"), name + "_self_student");
            QCOMPARE(self.shape, (std::vector<std::int64_t>{4, 4}));
            QCOMPARE(self.axes, (std::vector<std::string>{"student layer", "student layer"}));
            for (std::size_t i = 0; i < 4; ++i) {
                QVERIFY(std::abs(self.as<double>()[i * 5] - 1.0) < 1e-6);
            }
            QCOMPARE(readTable(path("r.h5"), name + "_self_teacher").shape,
                     (std::vector<std::int64_t>{6, 6}));
            const Table random = readTable(path("r.h5"), name + "_random_teacher");
            QCOMPARE(random.shape, (std::vector<std::int64_t>{4, 6}));
            QVERIFY(!haveSameBits(random.as<double>(), map));
            QCOMPARE(std::get<std::int64_t>(random.attributes.at("undefined")), std::int64_t{0});
            QCOMPARE(std::get<std::int64_t>(
                         readTable(path("r.h5"), name + "_low").attributes.at("resamples")),
                     std::int64_t{30});
        }
        // The same study gives the same bytes, from the cache too.
        QVERIFY(runSimilarity(study, path("again.h5"), false, RunContext()).usedCachedGrams);
        for (const char* ending :
             {"", "_low", "_high", "_null95", "_null_mean", "_self_teacher", "_random_teacher"}) {
            const std::string table = std::string("similarity/v_proj/cka") + ending;
            QVERIFY2(haveSameBits(values("again.h5", table), values("r.h5", table)), table.c_str());
        }
    }

    void aRandomTeacherNeedsAModel()
    {
        SimilarityStudy study = activationStudy();
        study.baselines = {"random-teacher"};
        QVERIFY_EXCEPTION_THROWN(runSimilarity(study, path("r.h5"), false, RunContext()),
                                 UsageError);
        QVERIFY(!fs::exists(path("r.h5")));
    }

    void aStopAmongTheBaselinesKeepsTheMap()
    {
        SimilarityStudy study = modelStudy();
        study.bootstrap = 1000;
        int resamples = 0;
        RunContext context;
        context.onProgress = [&](const Progress& progress) {
            resamples += progress.phaseIndex == 4 ? 1 : 0;
        };
        context.isStopRequested = [&] { return resamples > 3; };
        QVERIFY_EXCEPTION_THROWN(runSimilarity(study, path("r.h5"), false, context), Canceled);
        const ResultFile result = readResult(path("r.h5"));
        QCOMPARE(result.manifest.status, std::string("partial"));
        QVERIFY(result.find("similarity/v_proj/cka_low") == nullptr);
        const std::vector<double> cells = values("r.h5", "similarity/v_proj/cka");
        const std::vector<std::uint8_t> undefined = reasons("r.h5", "similarity/v_proj/cka");
        for (std::size_t i = 0; i < cells.size(); ++i) {
            QVERIFY(std::isfinite(cells[i]) == (undefined[i] == 0));
        }
    }

    void thePlanKnowsWhatMeasuresCost()
    {
        SimilarityStudy study = modelStudy();
        const double plain = planSimilarity(study).flops;
        study.measures = {"cka", "svcca"};
        const double features = planSimilarity(study).flops;
        QVERIFY(features > plain);
        study.bootstrap = 100;
        QVERIFY(planSimilarity(study).flops > 50.0 * (features - plain));
        study.bootstrap = 0;
        study.baselines = {"random-teacher"};
        QVERIFY(2 * planSimilarity(study).tokens > 3 * planSimilarity(modelStudy()).tokens - 2);
    }

    void unitsServeEveryModuleAndMeasure_data()
    {
        QTest::addColumn<QString>("unit");
        QTest::newRow("last-token") << QStringLiteral("last-token");
        QTest::newRow("mean-token") << QStringLiteral("mean-token");
        QTest::newRow("aligned-char") << QStringLiteral("aligned-char");
    }
    void unitsServeEveryModuleAndMeasure()
    {
        QFETCH(QString, unit);
        SimilarityStudy study = modelStudy();
        study.unit = unit.toStdString();
        study.modules = {"gate_proj", "layer_output", "residual_contribution"};
        study.measures = {"cka", "rsa"};
        runSimilarity(study, path("r.h5"), false, RunContext());
        for (const std::string& module : study.modules) {
            const Table table = readTable(path("r.h5"), "similarity/" + module + "/rsa");
            QCOMPARE(table.unit, study.unit);
            QCOMPARE(std::get<std::int64_t>(table.attributes.at("undefined")), std::int64_t{0});
        }
    }
};

QTEST_GUILESS_MAIN(TstMeasureRuns)
#include "tst_measure_runs.moc"

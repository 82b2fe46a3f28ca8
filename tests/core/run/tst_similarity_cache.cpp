// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/run/gram_cache_setup.h"
#include "core/run/run_similarity.h"
#include "core/store/result_file.h"
#include "core/study/study_io.h"
#include "core/study/undefined_reason.h"
#include "core/support/atomic_file.h"
#include "tests/core/run/similarity_runs.h"

#include <QtTest>

#include <atomic>
#include <cmath>
#include <cstring>
#include <optional>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

bool haveSameBits(const Table& a, const Table& b)
{
    if (a.shape != b.shape || a.values.index() != b.values.index()) {
        return false;
    }
    if (const auto* cells = std::get_if<std::vector<double>>(&a.values)) { // NaN equals NaN
        const auto& others = std::get<std::vector<double>>(b.values);
        return std::memcmp(cells->data(), others.data(), cells->size() * sizeof(double)) == 0;
    }
    return a.values == b.values;
}

} // namespace

/// Runs that answer from cached Gram matrices, are stopped, taken up again or refused.
class TstSimilarityCache : public QObject, protected SimilarityRuns {
    Q_OBJECT

private Q_SLOTS:
    void init() { makeFolder(); }

    void theCapChangesNoNumber()
    {
        struct Run {
            const char* cache;
            double memoryShare;
            bool fromCache;
        };
        SimilarityStudy study = fixtureStudy();
        study.isDeterministic = true;
        std::optional<ResultFile> first;
        for (const Run& run : {Run{"one", 0.0, false}, Run{"two", 0.75, false},
                               Run{"one", 0.75, true}, Run{"two", 0.0, true}}) {
            GramCacheSetup setup;
            setup.folder = path(run.cache);
            setup.memoryShare = run.memoryShare;
            applyGramCacheSetup(setup);
            const SimilarityOutcome outcome =
                runSimilarity(study, path("r.h5"), true, RunContext());
            QCOMPARE(outcome.usedCachedGrams, run.fromCache);
            QVERIFY(gramCacheBytes() > 100'000);
            QVERIFY(fs::exists(path(run.cache) / "grams"));
            const ResultFile result = readResult(path("r.h5"));
            if (!first) {
                first = result;
            }
            QCOMPARE(result.tables.size(), first->tables.size());
            for (const Table& table : result.tables) {
                const Table* other = first->find(table.path);
                QVERIFY2(other != nullptr, table.path.c_str());
                QVERIFY2(haveSameBits(table, *other), table.path.c_str());
                QCOMPARE(table.attributes.count("n"), other->attributes.count("n"));
                QVERIFY(table.attributes.count("n") == 0
                        || table.attributes.at("n") == other->attributes.at("n"));
            }
        }
        QVERIFY(clearGramCache() > 100'000);
        QCOMPARE(gramCacheBytes(), std::uint64_t{0});
        applyGramCacheSetup({});
    }

    void secondRunAnswersFromTheCache()
    {
        SimilarityStudy study = fixtureStudy();
        study.unit = "token";
        study.tokens = 300;
        QVERIFY(!hasCachedGrams(study));
        runSimilarity(study, path("a.h5"), false, RunContext());
        QVERIFY(hasCachedGrams(study));
        study.measures = {"cka", "cka-biased", "cka-minibatch"};
        study.mask = "band:1";
        QVERIFY(runSimilarity(study, path("b.h5"), false, RunContext()).usedCachedGrams);
        QCOMPARE(values("b.h5", "similarity/up_proj/cka"),
                 values("a.h5", "similarity/up_proj/cka"));
        study.modules.push_back("q_proj");
        QVERIFY(!hasCachedGrams(study));
    }

    void subsetOfRowsAnswersFromTheCache()
    {
        SimilarityStudy study = fixtureStudy();
        study.unit = "mean-token";
        runSimilarity(study, path("all.h5"), false, RunContext());
        study.rows.rows = {1, 4, 8, 9, 15, 22, 30, 47};
        const SimilarityOutcome subset =
            runSimilarity(study, path("cached.h5"), false, RunContext());
        QVERIFY(subset.usedCachedGrams);
        QCOMPARE(subset.maps[0].n, std::int64_t{8});
        study.isDeterministic = true; // wants matrices of exactly these samples
        QVERIFY(!runSimilarity(study, path("fresh.h5"), false, RunContext()).usedCachedGrams);
        const std::vector<double> cached = values("cached.h5", "similarity/up_proj/cka");
        const std::vector<double> fresh = values("fresh.h5", "similarity/up_proj/cka");
        for (std::size_t i = 0; i < fresh.size(); ++i) {
            QVERIFY(std::abs(cached[i] - fresh[i]) < 1e-5);
        }
    }

    void sameStudyGivesEqualBytes()
    {
        SimilarityStudy study = fixtureStudy();
        study.isDeterministic = true;
        runSimilarity(study, path("a.h5"), false, RunContext());
        fs::remove_all(fs::path(m_folder->path().toStdString()) / "cache");
        runSimilarity(study, path("b.h5"), false, RunContext());
        for (const std::string& table : listTables(path("a.h5"))) {
            QVERIFY2(readTable(path("a.h5"), table).values == readTable(path("b.h5"), table).values
                         || table.find("_undefined") == std::string::npos,
                     table.c_str());
            if (table.find("_undefined") == std::string::npos) {
                const auto a = values("a.h5", table);
                const auto b = values("b.h5", table);
                QVERIFY(std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
            }
        }
    }

    void cancelLeavesAValidPartialFile()
    {
        RunContext context;
        int batches = 0;
        context.onProgress = [&batches](const Progress& progress) {
            batches += progress.phaseIndex == 2 ? 1 : 0;
        };
        context.isStopRequested = [&batches] { return batches >= 5; };
        bool isStored = false;
        context.onStored = [&isStored](const std::string&) { isStored = true; };
        QVERIFY_EXCEPTION_THROWN(runSimilarity(fixtureStudy(), path("r.h5"), false, context),
                                 Canceled);
        QVERIFY(isStored);
        const ResultFile result = readResult(path("r.h5"));
        QCOMPARE(result.manifest.status, std::string("partial"));
        const auto& codes = result.find("similarity/up_proj/cka_undefined")->as<std::uint8_t>();
        const auto notComputed = static_cast<std::uint8_t>(UndefinedReason::NotComputed);
        QCOMPARE(codes.back(), notComputed);
        const auto& cells = result.find("similarity/up_proj/cka")->as<double>();
        for (std::size_t i = 0; i < cells.size(); ++i) {
            QCOMPARE(std::isnan(cells[i]), codes[i] != 0);
        }
        // The run can be taken up again: finished layers come from the cache.
        runSimilarity(fixtureStudy(), path("r.h5"), true, RunContext());
        QCOMPARE(readManifest(path("r.h5")).status, std::string("complete"));
    }

    void aRunTakenUpAgainKeepsWhatWasDone()
    {
        SimilarityStudy study = fixtureStudy();
        study.isDeterministic = true;
        const auto stopAfterBatches = [](int limit) {
            RunContext context;
            auto batches = std::make_shared<int>(0);
            context.onProgress = [batches](const Progress& progress) {
                *batches += progress.phaseIndex == 2 ? 1 : 0;
            };
            context.isStopRequested = [batches, limit] { return *batches >= limit; };
            return context;
        };
        QVERIFY_EXCEPTION_THROWN(runSimilarity(study, path("r.h5"), false, stopAfterBatches(8)),
                                 Canceled);
        // Taken up and stopped in the first batch: the finished layers stand in the file.
        QVERIFY_EXCEPTION_THROWN(runSimilarity(study, path("r.h5"), true, stopAfterBatches(1)),
                                 Canceled);
        const int done = computedCells("r.h5");
        QVERIFY(done > 0);
        // Stopped while the cache is read: the file stays as it was.
        RunContext early;
        auto questions = std::make_shared<std::atomic<int>>(0);
        early.isStopRequested = [questions] { return ++*questions >= 3; };
        QVERIFY_EXCEPTION_THROWN(runSimilarity(study, path("r.h5"), true, early), Canceled);
        QCOMPARE(computedCells("r.h5"), done);
        runSimilarity(study, path("r.h5"), true, RunContext());
        fs::remove_all(fs::path(m_folder->path().toStdString()) / "cache");
        runSimilarity(study, path("whole.h5"), false, RunContext());
        QCOMPARE(values("r.h5", "similarity/up_proj/cka"),
                 values("whole.h5", "similarity/up_proj/cka"));
    }

    void badInputIsRefusedEarlyAndChangesNothing_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("named");
        QTest::newRow("cut shard") << "trunc"
                                   << "model-00002-of-00002.safetensors";
        QTest::newRow("no such module") << "module"
                                        << "modules";
        QTest::newRow("no such measure") << "measure"
                                         << "measure";
        QTest::newRow("no such folder") << "folder"
                                        << "nowhere";
        QTest::newRow("empty data") << "empty"
                                    << "empty.jsonl";
        QTest::newRow("no student") << "none"
                                    << "study";
        QTest::newRow("too long") << "long"
                                  << "long.jsonl, line 1";
        QTest::newRow("bad unit") << "unit"
                                  << "unit";
        QTest::newRow("activations without counterpart") << "npz"
                                                         << "acts.npz";
    }
    void badInputIsRefusedEarlyAndChangesNothing()
    {
        QFETCH(QString, change);
        QFETCH(QString, named);
        SimilarityStudy study = fixtureStudy();
        if (change == "trunc") {
            study.student = kData / "tiny-S-trunc";
        } else if (change == "module") {
            study.modules = {"up"};
        } else if (change == "measure") {
            study.measures = {"cka-foo"};
        } else if (change == "folder") {
            study.teacher = path("nowhere");
        } else if (change == "empty") {
            writeFileAtomically(path("empty.jsonl"), "", true);
            study.data = path("empty.jsonl");
        } else if (change == "none") {
            study.student.clear();
        } else if (change == "long") {
            writeFileAtomically(path("long.jsonl"),
                                "{\"text\":\"" + std::string(400, 'x') + "\"}\n", true);
            study.data = path("long.jsonl");
        } else if (change == "unit") {
            study.unit = "word";
        } else {
            study = activationStudy();
            study.modules = {"o_proj"};
        }
        try {
            runSimilarity(study, path("r.h5"), false, RunContext());
            QFAIL("accepted");
        } catch (const Error& error) {
            QVERIFY2(error.where().find(named.toStdString()) != std::string::npos, error.what());
        }
        QVERIFY(!fs::exists(path("r.h5")));
        QVERIFY(!planSimilarity(study).problems.empty());
    }

    void existingResultIsKept()
    {
        writeFileAtomically(path("r.h5"), "mine", false);
        QVERIFY_EXCEPTION_THROWN(runSimilarity(fixtureStudy(), path("r.h5"), false, RunContext()),
                                 StudyError);
        QCOMPARE(readFile(path("r.h5")), std::string("mine"));
    }
};

QTEST_GUILESS_MAIN(TstSimilarityCache)
#include "tst_similarity_cache.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/python_random.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <fstream>

using namespace neurograft;

namespace {

using Order = std::vector<std::int64_t>;

} // namespace

/// The row orders of the official scripts, from the generators they were drawn with.
class TstPythonRandom : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shuffleSeedsFollowFromNumpysState()
    {
        MersenneTwister random = MersenneTwister::ofNumpy(42);
        QCOMPARE(random.takeShuffleSeed(), 42U);
        QCOMPARE(random.takeShuffleSeed(), 4170412009U);
        QCOMPARE(random.takeShuffleSeed(), 3342822751U);
    }

    void permutationIsNumpys()
    {
        QCOMPARE(numpyPermutation(42, 20),
                 (Order{15, 9, 14, 7, 12, 10, 6, 19, 3, 0, 16, 5, 11, 18, 2, 4, 17, 1, 13, 8}));
        QCOMPARE(numpyPermutation(7, 1), Order{0});
        QVERIFY(numpyPermutation(7, 0).empty());
    }

    /// random.seed(s); random.sample(range(n), k) of Python 3.
    void sampleIsPythons()
    {
        QCOMPARE(MersenneTwister::ofPython(0).sample(80, 15),
                 (Order{49, 53, 5, 33, 65, 62, 51, 38, 61, 45, 27, 64, 17, 36, 67}));
        QCOMPARE(MersenneTwister::ofPython(5).sample(1000, 15), // by a set of those seen
                 (Order{637, 261, 759, 367, 814, 707, 965, 861, 757, 667, 944, 542, 29, 860, 476}));
        QCOMPARE(MersenneTwister::ofPython(12345678901234ULL).sample(100000, 4),
                 (Order{3282, 73345, 19048, 55862}));
    }

    /// All orders of official_data_order.json.
    void officialOrdersComeOut()
    {
        std::ifstream file(NEUROGRAFT_SHARED "/spec/official_data_order.json");
        if (!file) {
            QSKIP("the recorded orders are not there");
        }
        const auto tasks = nlohmann::json::parse(file)["tasks"];
        QVERIFY(!tasks.empty());
        QCOMPARE(MersenneTwister::ofPython(42).below(1000), std::uint64_t{654});
        for (const auto& [name, task] : tasks.items()) {
            MersenneTwister random = MersenneTwister::ofNumpy(42);
            const auto extract = task["extract_order"].get<Order>();
            const auto align = task["align_order"].get<Order>();
            QCOMPARE(numpyPermutation(random.takeShuffleSeed(),
                                      static_cast<std::int64_t>(extract.size())),
                     extract);
            QCOMPARE(
                numpyPermutation(random.takeShuffleSeed(), static_cast<std::int64_t>(align.size())),
                align);
            // The one row of the train split that inference looks at.
            const std::int64_t trained = name == "mbpp" ? 300 : 1000;
            const auto chosen =
                MersenneTwister::ofPython(42).below(static_cast<std::uint64_t>(trained));
            QCOMPARE(chosen, task["inference_position_after_shuffle"].get<std::uint64_t>());
            QCOMPARE(numpyPermutation(42, trained)[chosen],
                     task["inference_train_row"].get<std::int64_t>());
            for (std::size_t step = 0; step < task["align_rows_per_step"].size(); ++step) {
                Order rows;
                for (const std::int64_t place : MersenneTwister::ofPython(step).sample(
                         static_cast<std::int64_t>(align.size()), 15)) {
                    rows.push_back(align[static_cast<std::size_t>(place)]);
                }
                QCOMPARE(rows, task["align_rows_per_step"][step].get<Order>());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TstPythonRandom)
#include "tst_python_random.moc"

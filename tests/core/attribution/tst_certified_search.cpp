// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/certified_search.h"
#include "core/support/random_stream.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace neurograft;

namespace {

/// Exact scores and a search that only sees intervals around them.
struct Scene {
    std::vector<double> scores;
    std::vector<double> upper;
    std::vector<int> asked; ///< how often each candidate was evaluated

    double noise(std::size_t i, double size) const
    {
        return size * std::sin(static_cast<double>(i) * 12.9898 + size * 1e6);
    }

    std::vector<std::int64_t> search(std::int64_t k, std::int64_t* evaluated = nullptr,
                                     bool isOrdered = true)
    {
        CertifiedSearch pruned(upper, k, isOrdered);
        asked.assign(scores.size(), 0);
        const double errors[] = {1e-3, 1e-6, 0.0};
        const auto evaluate = [&](std::int64_t candidate) {
            const auto i = static_cast<std::size_t>(candidate);
            const double error = errors[std::min(asked[i]++, 2)];
            pruned.set(candidate, scores[i] + noise(i, error), error);
        };
        for (auto block = pruned.nextBlock(4); !block.empty(); block = pruned.nextBlock(4)) {
            std::for_each(block.begin(), block.end(), evaluate);
        }
        for (auto open = pruned.unresolved(); !open.empty(); open = pruned.unresolved()) {
            std::for_each(open.begin(), open.end(), evaluate);
        }
        if (evaluated != nullptr) {
            *evaluated = pruned.evaluated();
        }
        return pruned.best();
    }

    std::vector<std::int64_t> sorted(std::int64_t k) const
    {
        std::vector<std::int64_t> order(scores.size());
        std::iota(order.begin(), order.end(), std::int64_t{0});
        std::stable_sort(order.begin(), order.end(), [this](std::int64_t a, std::int64_t b) {
            return scores[static_cast<std::size_t>(a)] > scores[static_cast<std::size_t>(b)];
        });
        order.resize(std::min(order.size(), static_cast<std::size_t>(k)));
        return order;
    }
};

/// @param levels distinct scores; few of them give many ties
Scene drawnScene(std::uint64_t number, std::int64_t levels)
{
    RandomStream random(number, "test.scene", 0);
    Scene scene;
    const std::uint64_t count = 1 + random.below(80);
    for (std::uint64_t i = 0; i < count; ++i) {
        const double score =
            static_cast<double>(random.below(static_cast<std::uint64_t>(levels))) * 4e-4 - 0.1;
        scene.scores.push_back(score);
        scene.upper.push_back(score + (random.below(3) == 0 ? 0.0 : random.uniform() * 0.05));
    }
    return scene;
}

} // namespace

/// Attribution.md 5.4 without any model: the pruned search gives what a full sort gives.
class TstCertifiedSearch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void prunedEqualsSorted_data()
    {
        QTest::addColumn<int>("levels");
        QTest::newRow("many ties") << 5;
        QTest::newRow("some ties") << 60;
        QTest::newRow("close scores") << 5000;
    }
    void prunedEqualsSorted()
    {
        QFETCH(int, levels);
        for (std::uint64_t number = 0; number < 1000; ++number) {
            Scene scene = drawnScene(number, levels);
            const auto k = static_cast<std::int64_t>(number % 23);
            QCOMPARE(scene.search(k), scene.sorted(k));
        }
    }

    void setsEqualSortedOnes_data() { prunedEqualsSorted_data(); }
    void setsEqualSortedOnes()
    {
        QFETCH(int, levels);
        for (std::uint64_t number = 0; number < 1000; ++number) {
            Scene scene = drawnScene(number, levels);
            const auto k = static_cast<std::int64_t>(number % 23);
            std::vector<std::int64_t> expected = scene.sorted(k);
            std::sort(expected.begin(), expected.end());
            QCOMPARE(scene.search(k, nullptr, false), expected);
        }
    }

    void orderInsideASetIsNotAskedFor()
    {
        Scene scene;
        scene.scores = {0.9, 0.9001, 0.8999, 0.1, 0.1001};
        scene.upper = {1.0, 1.0, 1.0, 1.0, 1.0};
        QCOMPARE(scene.search(3, nullptr, false), (std::vector<std::int64_t>{0, 1, 2}));
        QCOMPARE(scene.asked, (std::vector<int>{1, 1, 1, 1, 1}));
    }

    void mostCandidatesAreNeverEvaluated()
    {
        Scene scene;
        for (int i = 0; i < 1000; ++i) {
            scene.scores.push_back(1.0 / (1.0 + i));
            scene.upper.push_back(scene.scores.back() * 1.01);
        }
        std::int64_t evaluated = 0;
        QCOMPARE(scene.search(20, &evaluated), scene.sorted(20));
        QVERIFY(evaluated <= 32);
    }

    void equalBoundIsStillExamined()
    {
        Scene scene; // the second reaches the same score and comes first by index
        scene.scores = {0.5, 1.0, 1.0, 0.2};
        scene.upper = {0.6, 1.0, 1.5, 0.3};
        QCOMPARE(scene.search(1), (std::vector<std::int64_t>{1}));
    }

    void noneWantedIsAnEmptySelection()
    {
        CertifiedSearch search({3.0, 2.0}, 0);
        QVERIFY(search.nextBlock(8).empty());
        QVERIFY(search.unresolved().empty() && search.best().empty());
    }

    void allWantedAreOrdered()
    {
        Scene scene;
        scene.scores = {0.1, 0.1, 0.4};
        scene.upper = {1.0, 1.0, 1.0};
        QCOMPARE(scene.search(7), (std::vector<std::int64_t>{2, 0, 1}));
    }

    void certainPlacesAreNotAskedForAgain()
    {
        Scene scene;
        scene.scores = {0.9, 0.5, 0.4999, 0.1};
        scene.upper = {1.0, 1.0, 1.0, 1.0};
        QCOMPARE(scene.search(3), (std::vector<std::int64_t>{0, 1, 2}));
        QCOMPARE(scene.asked, (std::vector<int>{1, 2, 2, 1}));
    }

    void roughScoresOfTheBestAreTold()
    {
        CertifiedSearch search({1.0, 1.0, 1.0, 1.0}, 2);
        search.nextBlock(8);
        search.set(0, 0.9, 0.01);
        search.set(1, 0.5, 1e-6);
        search.set(2, 0.4999, 0.001); // may be the second
        search.set(3, 0.1, 0.01); // is not among them
        QCOMPARE(search.inaccurate(1e-4), (std::vector<std::int64_t>{0, 2}));
        QVERIFY(search.inaccurate(0.1).empty());
    }
};

QTEST_GUILESS_MAIN(TstCertifiedSearch)
#include "tst_certified_search.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// Test vectors of decisions.md D80-D82.
#include "core/support/random_stream.h"

#include <QtTest>

using namespace neurograft;

class TstRandomStream : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hashesMatchTheSpecification()
    {
        QCOMPARE(fnv1a64("a"), 0xaf63dc4c8601ec8cULL);
        QCOMPARE(splitmix64(0), 0xe220a8397b1dcdafULL);
    }

    void derivedSeedsMatchTheSpecification()
    {
        QCOMPARE(deriveSeed(42, "similarity.tokens", 0), 0x42e1dfe4e95a317dULL);
        QCOMPARE(deriveSeed(42, "train.order", 3), 0x05d7daafeb8cfb5bULL);
        QCOMPARE(deriveSeed(0, "", 0), 0x1c52877bb93e97f8ULL);
        QCOMPARE(deriveSeed(42, "train.order", 0), 0x80afdb99eabfd0ddULL);
    }

    void generatorMatchesTheSpecification()
    {
        RandomStream values(42, "train.order", 0);
        QCOMPARE(values.next(), 0x589a24f6de04f7b7ULL);
        QCOMPARE(values.next(), 0xac160bee2d98ed0cULL);
        QCOMPARE(values.next(), 0xfa6011abeb0157a0ULL);
        QCOMPARE(RandomStream(42, "train.order", 0).uniform(), 0.3461020567611006);
        const std::vector<std::int64_t> expected {2, 6, 3, 9, 8, 4, 7, 0, 1, 5};
        QCOMPARE(RandomStream(42, "train.order", 0).permutation(10), expected);
    }

    void drawsOfRowsMatchTheSpecification()
    {
        std::vector<std::uint64_t> keys;
        for (std::uint64_t row = 0; row < 10; ++row) {
            keys.push_back(deriveSeed(42, "data.rows", row));
        }
        QCOMPARE(drawSmallestKeys(keys, 3), (std::vector<std::int64_t> {3, 5, 6}));
    }

    void drawsOfTokensMatchTheSpecification()
    {
        std::vector<std::uint64_t> keys;
        for (std::uint64_t row = 0; row < 3; ++row) {
            for (std::uint64_t position = 1; position <= 5; ++position) {
                keys.push_back(deriveSeed(42, "similarity.tokens", (row << 32U) + position));
            }
        }
        // (0,4) (0,5) (2,2) (2,4) as candidate numbers row * 5 + position - 1
        QCOMPARE(drawSmallestKeys(keys, 4), (std::vector<std::int64_t> {3, 4, 11, 13}));
    }

    void drawOfZeroOrTooManyTakesAll()
    {
        const std::vector<std::uint64_t> keys {9, 1, 5};
        QCOMPARE(drawSmallestKeys(keys, 0), (std::vector<std::int64_t> {0, 1, 2}));
        QCOMPARE(drawSmallestKeys(keys, 7), (std::vector<std::int64_t> {0, 1, 2}));
    }
};

QTEST_GUILESS_MAIN(TstRandomStream)
#include "tst_random_stream.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/kernel_vector.h"
#include "core/engine/similarity/linear_cka.h"
#include "core/run/error.h"
#include "tests/core/similarity/sample_matrices.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/tensor.h>

#include <QtTest>

using namespace neurograft;

class TstPackedGram : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsTheUpperTriangleOfTheCentredGram_data()
    {
        QTest::addColumn<int>("n");
        QTest::newRow("one") << 1;
        QTest::newRow("two") << 2;
        QTest::newRow("several tiles") << 53;
    }
    void holdsTheUpperTriangleOfTheCentredGram()
    {
        QFETCH(int, n);
        const at::Tensor x = randomMatrix(n, 7, 1) + 2.0;
        const PackedGram gram = packGram(x);
        const at::Tensor centred = x - x.mean(0, true);
        const at::Tensor full = at::matmul(centred, centred.t()).contiguous();
        const auto* value = full.const_data_ptr<double>();
        const auto* packed = gram.upper.const_data_ptr<double>();
        for (std::int64_t i = 0; i < n; ++i) {
            QVERIFY(std::abs(gram.diagonal[static_cast<std::size_t>(i)] - value[i * n + i])
                    < 1e-12);
            for (std::int64_t j = i + 1; j < n; ++j) {
                QVERIFY(std::abs(packed[gram.rowStart(i) + j - i - 1] - value[i * n + j]) < 1e-12);
            }
        }
    }

    void subsetEqualsAGramOfTheChosenRows()
    {
        const at::Tensor x = randomMatrix(40, 9, 2) + 1.0;
        const at::Tensor y = at::matmul(x, randomMatrix(9, 5, 3)) + randomMatrix(40, 5, 4);
        const std::vector<std::int64_t> rows{0, 3, 4, 10, 11, 25, 39};
        const at::Tensor index = at::tensor(rows);
        for (const CkaEstimator estimator : {CkaEstimator::Unbiased, CkaEstimator::Biased}) {
            const KernelVector a(subsetGram(packGram(x), rows), estimator);
            const KernelVector b(subsetGram(packGram(y), rows), estimator);
            const double direct =
                linearCka(x.index_select(0, index), y.index_select(0, index), estimator).value;
            QVERIFY(std::abs(pairProducts({&a}, {&b})[0] - direct) < 1e-12);
        }
    }

    void manyPairsEqualSinglePairs()
    {
        std::vector<KernelVector> layers;
        for (std::uint64_t i = 0; i < 5; ++i) {
            layers.emplace_back(packGram(randomMatrix(150, 6, 10 + i).to(at::kFloat)),
                                CkaEstimator::Biased);
        }
        const std::vector<const UnitVector*> a{&layers[0], nullptr, &layers[1]};
        const std::vector<const UnitVector*> b{&layers[2], &layers[0], &layers[3], &layers[4]};
        const std::vector<double> all = pairProducts(a, b);
        QCOMPARE(all.size(), std::size_t{12});
        for (std::size_t i = 0; i < a.size(); ++i) {
            for (std::size_t j = 0; j < b.size(); ++j) {
                if (a[i] == nullptr) {
                    QVERIFY(std::isnan(all[i * 4 + j]));
                } else {
                    QVERIFY(std::abs(all[i * 4 + j] - pairProducts({a[i]}, {b[j]})[0]) < 1e-14);
                }
            }
        }
        QVERIFY(std::abs(all[1] - 1.0) < 1e-12);
    }

    void anyPartOfAVectorCanBeAskedFor()
    {
        const KernelVector whole(packGram(randomMatrix(23, 4, 5)), CkaEstimator::Biased);
        std::vector<double> entries(static_cast<std::size_t>(whole.size()));
        whole.fill(0, whole.size(), entries.data());
        for (const std::int64_t length : {1, 7, 100}) {
            for (std::int64_t begin = 0; begin < whole.size(); begin += length) {
                const std::int64_t end = std::min(whole.size(), begin + length);
                std::vector<double> part(static_cast<std::size_t>(end - begin));
                whole.fill(begin, end, part.data());
                QVERIFY(std::equal(part.begin(), part.end(), entries.begin() + begin));
            }
        }
    }

    void stopIsNoticedBetweenTiles()
    {
        RunContext context;
        context.isStopRequested = [] { return true; };
        QVERIFY_EXCEPTION_THROWN(packGram(randomMatrix(10, 3, 6), context), Canceled);
    }

    void integersAreRefused()
    {
        QVERIFY_EXCEPTION_THROWN(packGram(randomMatrix(4, 3, 6).to(at::kLong)), ShapeError);
    }
};

QTEST_GUILESS_MAIN(TstPackedGram)
#include "tst_packed_gram.moc"

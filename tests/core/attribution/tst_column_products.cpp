// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/column_products.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>

#include <QtTest>

#include <cmath>

using namespace neurograft;

/// Slopes and lengths of columns equal the products of whole matrices.
class TstColumnProducts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsMatrixProducts_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("vectorCount");
        QTest::newRow("float32, one vector") << static_cast<int>(at::kFloat) << 1;
        QTest::newRow("float32, five vectors") << static_cast<int>(at::kFloat) << 5;
        QTest::newRow("float64") << static_cast<int>(at::kDouble) << 2;
        QTest::newRow("bfloat16") << static_cast<int>(at::kBFloat16) << 2;
    }
    void equalsMatrixProducts()
    {
        QFETCH(int, type);
        QFETCH(int, vectorCount);
        const std::int64_t height = 37;
        const std::int64_t width = 403; // not a multiple of a block
        const at::Tensor matrix = at::randn({height, width}).to(static_cast<at::ScalarType>(type));
        const at::Tensor gain = at::rand({height}, at::kDouble) + 0.5;
        const at::Tensor vectors = at::randn({vectorCount, height}, at::kDouble);
        const ColumnProducts found = columnProducts(matrix, gain, vectors);
        const at::Tensor gained = matrix.to(at::kDouble) * gain.unsqueeze(1);
        const at::Tensor products = at::matmul(vectors, gained).t().contiguous(); // [n,P]
        const at::Tensor lengths = gained.square().sum(0).sqrt();
        QCOMPARE(found.products.size(), static_cast<std::size_t>(width * vectorCount));
        QCOMPARE(found.lengths.size(), static_cast<std::size_t>(width));
        for (std::int64_t i = 0; i < width; ++i) {
            const double length = lengths[i].item<double>();
            QVERIFY(std::abs(found.lengths[static_cast<std::size_t>(i)] - length)
                    <= 1e-13 * length);
            for (std::int64_t k = 0; k < vectorCount; ++k) {
                const double product = products[i][k].item<double>();
                QVERIFY(std::abs(found.products[static_cast<std::size_t>(i * vectorCount + k)]
                                 - product)
                        <= 1e-13 * length * std::sqrt(static_cast<double>(height)) * 4.0);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TstColumnProducts)
#include "tst_column_products.moc"

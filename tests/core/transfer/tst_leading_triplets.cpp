// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/leading_triplets.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linalg_qr.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/randn.h>

#include <QtTest>

#include <limits>

using namespace neurograft;

namespace {

at::Tensor orthonormal(std::int64_t rows, std::int64_t columns)
{
    return std::get<0>(at::linalg_qr(at::randn({rows, columns})));
}

/// A matrix whose singular values fall by a factor each.
at::Tensor decaying(std::int64_t rows, std::int64_t columns, double factor)
{
    at::manual_seed(5);
    const std::int64_t k = std::min(rows, columns);
    const at::Tensor values = at::pow(factor, at::arange(k)).to(at::kFloat);
    return at::matmul(orthonormal(rows, k) * values, orthonormal(columns, k).t());
}

at::Tensor flat(std::int64_t rows, std::int64_t columns)
{
    at::manual_seed(6);
    return at::randn({rows, columns});
}

at::Tensor product(const Triplets& triplets)
{
    return at::matmul(triplets.u * triplets.s, triplets.v.t());
}

double largest(const at::Tensor& values)
{
    return values.abs().max().item<double>();
}

TripletOptions method(const char* name)
{
    TripletOptions options;
    options.method = name;
    return options;
}

} // namespace

/// The factors PiSSA and Seeking begin with: against the full decomposition.
class TstLeadingTriplets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyWayFindsTheSameTriplets_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        QTest::addColumn<double>("factor"); // 0 = flat
        for (const char* name : {"exact", "krylov", "auto", "randomized"}) {
            QTest::addRow("%s, tall", name) << name << 260 << 180 << 0.8;
            QTest::addRow("%s, wide", name) << name << 150 << 300 << 0.8;
        }
        QTest::addRow("krylov, flat") << "krylov" << 300 << 260 << 0.0;
    }
    void everyWayFindsTheSameTriplets()
    {
        QFETCH(QString, name);
        QFETCH(int, rows);
        QFETCH(int, columns);
        QFETCH(double, factor);
        const at::Tensor matrix =
            factor > 0.0 ? decaying(rows, columns, factor) : flat(rows, columns);
        const auto [u, s, vh] = at::linalg_svd(matrix.to(at::kDouble), false);
        const std::int64_t rank = 6;
        const Triplets found = leadingTriplets(matrix, rank, method(name.toLatin1()));
        const double first = s[0].item<double>();
        const double error = largest(found.s.to(at::kDouble) - s.narrow(0, 0, rank)) / first;
        QVERIFY2(error < 1e-5, qPrintable(QString::number(error)));
        QVERIFY2(error <= found.residual + 1e-6, qPrintable(QString::number(found.residual)));
        const at::Tensor expected =
            at::matmul(u.narrow(1, 0, rank) * s.narrow(0, 0, rank), vh.narrow(0, 0, rank));
        const double off = largest(product(found).to(at::kDouble) - expected) / first;
        QVERIFY2(off < 1e-3, qPrintable(QString::number(off)));
        QVERIFY(largest(at::matmul(found.u.t(), found.u) - at::eye(rank)) < 1e-4);
        QVERIFY(largest(at::matmul(found.v.t(), found.v) - at::eye(rank)) < 1e-4);
    }

    void leftVectorsHaveTheirSign()
    {
        const Triplets found = leadingTriplets(decaying(40, 30, 0.7), 5, method("exact"));
        const at::Tensor places = found.u.abs().argmax(0, true);
        QVERIFY((found.u.gather(0, places) > 0).all().item<bool>());
    }

    /// A randomised decomposition is off on flat spectra, and says by how much.
    void randomizedTellsItsError()
    {
        const at::Tensor matrix = flat(400, 380);
        TripletOptions options = method("randomized");
        options.iterations = 1;
        const Triplets found = leadingTriplets(matrix, 8, options);
        const Triplets exact = leadingTriplets(matrix, 8, method("exact"));
        const double error = largest(found.s - exact.s) / exact.s[0].item<double>();
        QVERIFY2(error > 1e-3, qPrintable(QString::number(error)));
        QVERIFY2(found.residual > error, qPrintable(QString::number(found.residual)));
        QVERIFY(exact.residual < 1e-5);
    }

    void sameSeedGivesTheSameFactors()
    {
        const at::Tensor matrix = flat(300, 200);
        TripletOptions options = method("randomized");
        const Triplets one = leadingTriplets(matrix, 4, options);
        QVERIFY(one.u.equal(leadingTriplets(matrix, 4, options).u));
        options.number = 1;
        QVERIFY(!one.u.equal(leadingTriplets(matrix, 4, options).u));
    }

    void rankIsAtMostTheSmallerSide()
    {
        const at::Tensor matrix = flat(5, 9);
        const Triplets found = leadingTriplets(matrix, 16, method("auto"));
        QCOMPARE(found.s.size(0), std::int64_t{5});
        QVERIFY(largest(product(found) - matrix) < 1e-5);
    }

    void brokenMatricesAndWordsAreRefused()
    {
        const at::Tensor broken =
            at::full({3, 3}, std::numeric_limits<double>::quiet_NaN(), at::kFloat);
        QVERIFY_EXCEPTION_THROWN(leadingTriplets(broken, 1, {}), DomainError);
        QVERIFY_EXCEPTION_THROWN(leadingTriplets(flat(4, 4), 1, method("magic")), UsageError);
    }
};

QTEST_GUILESS_MAIN(TstLeadingTriplets)
#include "tst_leading_triplets.moc"

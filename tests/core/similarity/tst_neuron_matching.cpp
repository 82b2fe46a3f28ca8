// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/neuron_matching.h"
#include "core/engine/similarity/optimal_assignment.h"
#include "core/run/error.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/corrcoef.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace neurograft;

namespace {

at::Tensor normalNumbers(std::int64_t rows, std::int64_t columns, std::uint64_t seed)
{
    auto generator = at::detail::createCPUGenerator(seed);
    return at::randn({rows, columns}, generator, at::dtype(at::kDouble));
}

std::vector<double> valuesOf(const at::Tensor& values)
{
    const at::Tensor plain = values.contiguous();
    const auto* data = plain.const_data_ptr<double>();
    return {data, data + plain.numel()};
}

double sumOf(const std::vector<double>& weights, std::size_t columns,
             const std::vector<std::int64_t>& assigned)
{
    double sum = 0.0;
    for (std::size_t row = 0; row < assigned.size(); ++row) {
        sum += weights[row * columns + static_cast<std::size_t>(assigned[row])];
    }
    return sum;
}

/// The largest sum over every order of the columns.
double bruteForce(const std::vector<double>& weights, std::size_t rows, std::size_t columns)
{
    std::vector<std::int64_t> order(columns);
    std::iota(order.begin(), order.end(), 0);
    double best = -std::numeric_limits<double>::infinity();
    do {
        best = std::max(best,
                        sumOf(weights, columns,
                              {order.begin(), order.begin() + static_cast<std::ptrdiff_t>(rows)}));
    } while (std::next_permutation(order.begin(), order.end()));
    return best;
}

} // namespace

class TestNeuronMatching : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void assignmentEqualsBruteForce_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        QTest::newRow("one") << 1 << 1;
        QTest::newRow("row") << 1 << 6;
        QTest::newRow("square") << 6 << 6;
        QTest::newRow("wide") << 4 << 7;
    }
    void assignmentEqualsBruteForce()
    {
        QFETCH(int, rows);
        QFETCH(int, columns);
        for (std::uint64_t seed = 0; seed < 25; ++seed) {
            at::Tensor numbers = normalNumbers(rows, columns, seed);
            if (seed % 5 == 0) {
                numbers = (numbers * 2.0).round(); // many equal sums
            }
            const std::vector<double> weights = valuesOf(numbers);
            const std::vector<std::int64_t> assigned = optimalAssignment(weights, rows, columns);
            std::vector<std::int64_t> used = assigned;
            std::sort(used.begin(), used.end());
            QVERIFY(std::adjacent_find(used.begin(), used.end()) == used.end());
            QVERIFY(used.front() >= 0 && used.back() < columns);
            const auto width = static_cast<std::size_t>(columns);
            const double expected = bruteForce(weights, static_cast<std::size_t>(rows), width);
            QVERIFY(std::abs(sumOf(weights, width, assigned) - expected) < 1e-12);
        }
    }

    void assignmentFindsAHiddenOrder()
    {
        constexpr std::int64_t kCount = 200;
        const at::Tensor x = normalNumbers(64, kCount, 1);
        std::vector<std::int64_t> order(kCount);
        std::iota(order.begin(), order.end(), 0);
        std::rotate(order.begin(), order.begin() + 71, order.end());
        std::swap(order[3], order[150]);
        // The teacher's neurons are the student's in another order, scaled and shifted, with noise.
        const at::Tensor y =
            x.index_select(1, at::tensor(order)) * 3.0 + 5.0 + 0.05 * normalNumbers(64, kCount, 2);
        const NeuronMatching matching = matchNeurons(coefficientCorrelations(x, y));
        for (std::int64_t student = 0; student < kCount; ++student) {
            const auto at = static_cast<std::size_t>(student);
            QCOMPARE(order[static_cast<std::size_t>(matching.teacher[at])], student);
            QVERIFY(matching.correlation[at] > 0.99);
        }
        QVERIFY(matching.matchedMean > 0.99 && matching.bestMean >= matching.matchedMean);
        QVERIFY(std::abs(matching.rankedMean) < 0.1); // the i-th with the i-th go not together
    }

    void correlationsAreThoseOfLibTorch()
    {
        const at::Tensor x = normalNumbers(40, 5, 3);
        const at::Tensor y = normalNumbers(40, 4, 4);
        const at::Tensor all = at::corrcoef(at::cat({x, y}, 1).transpose(0, 1)); // [9,9]
        const at::Tensor expected = all.narrow(0, 0, 5).narrow(1, 5, 4);
        const at::Tensor found = coefficientCorrelations(x, y);
        QVERIFY((found - expected).abs().max().item<double>() < 1e-12);
        const at::Tensor narrow = coefficientCorrelations(x.to(at::kFloat), y.to(at::kFloat));
        QVERIFY((narrow - expected).abs().max().item<double>() < 1e-6);
    }

    void constantNeuronsGoWithNothing()
    {
        const at::Tensor x = normalNumbers(10, 2, 5);
        const at::Tensor y = at::cat({at::ones({10, 1}, at::kDouble) * 0.1, x}, 1); // [10,3]
        const at::Tensor found = coefficientCorrelations(x, y);
        QCOMPARE(found.select(1, 0).abs().max().item<double>(), 0.0);
        const NeuronMatching matching = matchNeurons(found);
        QCOMPARE(matching.teacher, (std::vector<std::int64_t>{1, 2}));
    }

    void fewerTeachersLeaveStudentsAlone()
    {
        const at::Tensor x = normalNumbers(30, 4, 6);
        const at::Tensor y = x.index_select(1, at::tensor(std::vector<std::int64_t>{2, 0}));
        const NeuronMatching matching = matchNeurons(coefficientCorrelations(x, y));
        QCOMPARE(matching.teacher, (std::vector<std::int64_t>{1, -1, 0, -1}));
        QVERIFY(std::isnan(matching.correlation[1]) && std::isnan(matching.ranked[2]));
        QVERIFY(std::abs(matching.matchedMean - 1.0) < 1e-12);
    }

    void badInputIsRefused()
    {
        const at::Tensor x = normalNumbers(5, 2, 7);
        QVERIFY_EXCEPTION_THROWN(coefficientCorrelations(x, normalNumbers(4, 2, 7)), ShapeError);
        QVERIFY_EXCEPTION_THROWN(coefficientCorrelations(normalNumbers(2, 2, 1), x.narrow(0, 0, 2)),
                                 ShapeError);
        at::Tensor broken = x.clone();
        broken[1][1] = std::numeric_limits<double>::infinity();
        QVERIFY_EXCEPTION_THROWN(coefficientCorrelations(broken, x), DomainError);
        QVERIFY_EXCEPTION_THROWN(matchNeurons(at::zeros({0, 3})), ShapeError);
        QVERIFY_EXCEPTION_THROWN(optimalAssignment({1.0, 2.0}, 2, 1), ShapeError);
        QVERIFY_EXCEPTION_THROWN(optimalAssignment({std::nan("")}, 1, 1), DomainError);
    }
};

QTEST_GUILESS_MAIN(TestNeuronMatching)
#include "tst_neuron_matching.moc"

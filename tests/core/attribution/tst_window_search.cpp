// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/submatrix_selection.h"
#include "core/model/tiny_models.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace neurograft;

namespace {

/// Every window summed on its own, in row-major order with a strict comparison.
Window plainSearch(const at::Tensor& values, std::int64_t height, std::int64_t width)
{
    Window best;
    best.sum = -1e300;
    for (std::int64_t row = 0; row + height <= values.size(0); ++row) {
        for (std::int64_t column = 0; column + width <= values.size(1); ++column) {
            const double sum = values.narrow(0, row, height)
                                   .narrow(1, column, width)
                                   .sum(at::kDouble)
                                   .item<double>();
            if (sum > best.sum) {
                best = {row, column, sum};
            }
        }
    }
    return best;
}

ModelConfig sized(std::int64_t hidden, std::int64_t ffn, std::int64_t heads, std::int64_t kvHeads)
{
    ModelConfig config = tinyConfig("llama");
    config.hiddenSize = hidden;
    config.intermediateSize = ffn;
    config.heads = heads;
    config.kvHeads = kvHeads;
    config.headDim = 4;
    return config;
}

const std::vector<Module> kAll{Module::QProj,    Module::KProj,  Module::VProj,   Module::OProj,
                               Module::GateProj, Module::UpProj, Module::DownProj};

} // namespace

/// Maximum-sum windows and the other ways to choose a submatrix (attribution.md 7.2 to 7.4).
class TstWindowSearch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { at::manual_seed(3); }

    void goldenExample()
    {
        const at::Tensor values =
            at::tensor({1.0, 2.0, 0.0, 1.0, 3.0, 1.0, 4.0, 0.0, 0.0, 5.0, 1.0, 2.0}).view({3, 4});
        const Window best = largestWindow(values, 2, 3);
        QCOMPARE(best.row, std::int64_t{1});
        QCOMPARE(best.column, std::int64_t{0});
        QCOMPARE(best.sum, 14.0);
    }

    void equalsBruteForce_data()
    {
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        for (const auto& [height, width] : {std::pair(1, 1), std::pair(3, 2), std::pair(9, 7),
                                            std::pair(4, 7), std::pair(9, 3)}) {
            QTest::addRow("%d x %d of 9 x 7", height, width) << height << width;
        }
    }
    void equalsBruteForce()
    {
        QFETCH(int, height);
        QFETCH(int, width);
        for (int round = 0; round < 20; ++round) {
            const at::Tensor values = at::rand({9, 7});
            const Window found = largestWindow(values, height, width);
            const Window expected = plainSearch(values, height, width);
            QCOMPARE(found.row, expected.row);
            QCOMPARE(found.column, expected.column);
            QVERIFY(std::abs(found.sum - expected.sum) < 1e-12);
        }
    }

    void firstOfEqualWindowsIsTaken()
    {
        at::Tensor values = at::zeros({5, 6});
        values[1][4] = 1.0;
        values[3][1] = 1.0;
        const Window best = largestWindow(values, 2, 2);
        QCOMPARE(best.row, std::int64_t{0});
        QCOMPARE(best.column, std::int64_t{3});
        QCOMPARE(largestRun(at::tensor({1.0, 2.0, 2.0, 1.0, 3.0, 0.0}), 2), std::int64_t{1});
    }

    void windowLargerThanItsMatrixIsRefused()
    {
        QVERIFY_EXCEPTION_THROWN(largestWindow(at::zeros({3, 3}), 4, 1), ShapeError);
    }

    void layersAreKeptInOrder()
    {
        const std::vector<double> sums{3.0, 9.0, 1.0, 9.0, 5.0};
        QCOMPARE(keptLayers(sums, 2, "highest", 0), (std::vector<std::int64_t>{1, 3}));
        QCOMPARE(keptLayers(sums, 1, "highest", 0), (std::vector<std::int64_t>{1}));
        QCOMPARE(keptLayers(sums, 2, "lowest", 0), (std::vector<std::int64_t>{0, 2}));
        QCOMPARE(keptLayers(sums, 2, "first", 0), (std::vector<std::int64_t>{0, 1}));
        QCOMPARE(keptLayers(sums, 3, "last", 0), (std::vector<std::int64_t>{2, 3, 4}));
        const std::vector<std::int64_t> drawn = keptLayers(sums, 3, "random", 42);
        QCOMPARE(drawn.size(), std::size_t{3});
        QVERIFY(std::is_sorted(drawn.begin(), drawn.end()));
        QCOMPARE(keptLayers(sums, 3, "random", 42), drawn);
    }

    void rowsAndColumnsKeepTheirOrder()
    {
        const at::Tensor values =
            at::tensor({0.0, 5.0, 0.0, 1.0, 1.0, 1.0, 9.0, 0.0, 2.0}).view({3, 3});
        const RowsAndColumns best = bestRowsAndColumns(values, 2, 2);
        QCOMPARE(best.rows, (std::vector<std::int64_t>{0, 2}));
        QCOMPARE(best.columns, (std::vector<std::int64_t>{0, 1}));
        // Equal entries by index.
        QCOMPARE(largestInOrder(at::tensor({1.0, 2.0, 1.0, 1.0}), 3),
                 (std::vector<std::int64_t>{0, 1, 2}));
    }

    void smallerTeacherMatrixIsNamed()
    {
        const auto messageOf = [](const std::vector<Module>& modules, const std::string& structure,
                                  const ModelConfig& teacher) {
            try {
                requireSubmatrices(teacher, sized(8, 12, 4, 2), modules, structure);
            } catch (const Error& error) {
                return QString::fromUtf8(error.what());
            }
            return QString();
        };
        QCOMPARE(messageOf(kAll, "submatrix", sized(12, 20, 8, 4)), QString());
        QVERIFY(messageOf(kAll, "submatrix", sized(12, 20, 4, 1)).contains("k_proj"));
        QCOMPARE(messageOf({Module::UpProj}, "submatrix", sized(12, 20, 4, 1)), QString());
        QVERIFY(messageOf(kAll, "submatrix", sized(12, 20, 4, 1)).contains("at least 8 x 8"));
        QVERIFY(messageOf({Module::UpProj}, "shared-window", sized(12, 20, 8, 4))
                    .contains("all seven"));
        QVERIFY(messageOf(kAll, "shared-window", sized(12, 20, 8, 8)).contains("groups"));
    }

    /// D27 with the mass planted where the windows must go.
    void sharedWindowFollowsThePlantedMass()
    {
        const ModelConfig teacher = sized(10, 16, 6, 3);
        const ModelConfig student = sized(6, 8, 4, 2);
        Sensitivity sensitivity;
        for (const Module module : kAll) {
            const auto [rows, columns] = moduleShape(teacher, module);
            at::Tensor values = at::rand({rows, columns}) * 0.01;
            const bool isWriter = module == Module::OProj || module == Module::DownProj;
            values.narrow(isWriter ? 0 : 1, 3, 6).add_(1.0); // residual coordinates 3 to 8
            if (module == Module::GateProj || module == Module::UpProj) {
                values.narrow(0, 5, 8).add_(2.0);
            } else if (module == Module::DownProj) {
                values.narrow(1, 5, 8).add_(2.0);
            } else if (module == Module::OProj) {
                values.narrow(1, 8, 16).add_(2.0); // heads 2 to 5: groups 1 and 2
            } else {
                const std::int64_t size = module == Module::QProj ? 8 : 4;
                values.narrow(0, size, 2 * size).add_(2.0);
            }
            sensitivity.matrices[module] = {values};
        }
        const auto windows = sharedWindows(sensitivity, {0}, teacher, student);
        const auto corner = [&](Module module) {
            return std::pair(windows.at(module)[0].row, windows.at(module)[0].column);
        };
        using Corner = std::pair<std::int64_t, std::int64_t>;
        QCOMPARE(corner(Module::QProj), (Corner{8, 3}));
        QCOMPARE(corner(Module::KProj), (Corner{4, 3}));
        QCOMPARE(corner(Module::VProj), (Corner{4, 3}));
        QCOMPARE(corner(Module::OProj), (Corner{3, 8}));
        QCOMPARE(corner(Module::GateProj), (Corner{5, 3}));
        QCOMPARE(corner(Module::UpProj), (Corner{5, 3}));
        QCOMPARE(corner(Module::DownProj), (Corner{3, 5}));
    }
};

QTEST_GUILESS_MAIN(TstWindowSearch)
#include "tst_window_search.moc"

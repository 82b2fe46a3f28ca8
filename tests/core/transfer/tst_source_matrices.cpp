// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/mapped_tensor.h"
#include "core/engine/transfer/adapter_start.h"
#include "core/engine/transfer/source_matrices.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/tensor.h>

#include <QtTest>

#include <set>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kData = NEUROGRAFT_TEST_DATA;

Table table(const std::string& name, std::vector<std::int64_t> shape,
            std::vector<std::int32_t> values)
{
    Table made;
    made.path = "sensitivity/" + name;
    made.shape = std::move(shape);
    made.axes = {"student layer", "place"};
    made.values = std::move(values);
    return made;
}

/// Windows of up_proj in teacher layers 1, 2, 4 and 5.
std::vector<Table> windows()
{
    return {table("up_proj/window", {4, 3}, {1, 0, 0, 2, 7, 3, 4, 80, 32, 5, 11, 20})};
}

std::vector<double> sorted(const at::Tensor& values)
{
    const at::Tensor flat = values.to(at::kDouble).flatten().contiguous();
    const auto* data = flat.const_data_ptr<double>();
    std::vector<double> list(data, data + flat.numel());
    std::sort(list.begin(), list.end());
    return list;
}

} // namespace

/// Where Seeking and its controls take their matrices from (transfer.md 4.1, 4.5).
class TstSourceMatrices : public QObject {
    Q_OBJECT

    std::shared_ptr<const Checkpoint> m_teacher = Checkpoint::open(kData / "tiny-T");
    std::shared_ptr<const Checkpoint> m_student = Checkpoint::open(kData / "tiny-S");

    SourceMatrices source(SourceKind kind, std::uint64_t seed = 42,
                          std::vector<Table> selection = windows()) const
    {
        return {kind, seed, m_student, m_teacher, std::move(selection)};
    }
    std::vector<AdapterTarget> targets(const std::string& module = "up_proj") const
    {
        return adapterTargets(m_student->config(), {module});
    }
    at::Tensor weight(const std::shared_ptr<const Checkpoint>& checkpoint,
                      const std::string& name) const
    {
        return mappedTensor(checkpoint, checkpoint->entry(name)).to(at::kFloat);
    }

private Q_SLOTS:
    void selectedIsTheWindow()
    {
        const AdapterTarget target = targets()[2];
        const at::Tensor expected = weight(m_teacher, "model.layers.4.mlp.up_proj.weight")
                                        .narrow(0, 80, 176)
                                        .narrow(1, 32, 64);
        QVERIFY(source(SourceKind::Selected).matrix(target).equal(expected));
    }

    void selectedFollowsEveryStructure()
    {
        const AdapterTarget target = targets("k_proj")[1]; // [32,64]
        std::vector<std::int32_t> rows, columns, entries;
        for (int layer = 0; layer < 4; ++layer) {
            for (std::int32_t i = 0; i < 32; ++i) {
                rows.push_back(i + layer);
            }
            for (std::int32_t i = 0; i < 64; ++i) {
                columns.push_back(i + 2 * layer);
            }
            for (std::int32_t i = 0; i < 32 * 64; ++i) {
                entries.push_back(i + 5 * layer);
            }
        }
        const Table layers = table("k_proj/layers", {4, 1}, {0, 3, 4, 5});
        const at::Tensor matrix = weight(m_teacher, "model.layers.3.self_attn.k_proj.weight");
        const SourceMatrices byRows = source(SourceKind::Selected, 42,
                                             {table("k_proj/rows", {4, 32}, rows),
                                              table("k_proj/columns", {4, 64}, columns), layers});
        QVERIFY(byRows.matrix(target).equal(matrix.narrow(0, 1, 32).narrow(1, 2, 64)));
        const SourceMatrices byEntries = source(
            SourceKind::Selected, 42, {table("k_proj/entries", {4, 32 * 64}, entries), layers});
        QVERIFY(
            byEntries.matrix(target).equal(matrix.flatten().narrow(0, 5, 32 * 64).view({32, 64})));
        QVERIFY_EXCEPTION_THROWN(source(SourceKind::Selected, 42, {layers}).matrix(target),
                                 StudyError);
    }

    /// Of embedding and head a run of residual coordinates, with the whole vocabulary.
    void endsAreRunsOfCoordinates()
    {
        Table embedding = table("embed_tokens/start", {1}, {5});
        Table head = table("lm_head/start", {1}, {32});
        embedding.axes = head.axes = {"matrix"};
        const SourceMatrices ends = source(SourceKind::Selected, 42, {embedding, head});
        const at::Tensor fromEmbedding = ends.matrix(targets("embed_tokens")[0]); // [64,512]
        QVERIFY(fromEmbedding.equal(weight(m_teacher, kEmbeddingName).t().narrow(0, 5, 64)));
        const at::Tensor fromHead = ends.matrix(targets("lm_head")[0]); // [512,64]
        QVERIFY(fromHead.equal(weight(m_teacher, kUnembeddingName).narrow(1, 32, 64)));
        QCOMPARE(source(SourceKind::RandomWindow).matrix(targets("embed_tokens")[0]).sizes().vec(),
                 (std::vector<std::int64_t>{64, 512}));
        const SourceMatrices own(SourceKind::Student, 42, m_student, nullptr, {});
        QVERIFY(
            own.matrix(targets("embed_tokens")[0]).equal(weight(m_student, kEmbeddingName).t()));
    }

    /// C1: anywhere, in layers that were drawn and sorted.
    void randomWindowsAreDrawnBySeed()
    {
        const SourceMatrices one = source(SourceKind::RandomWindow);
        const std::vector<Table> tables = one.tables(targets());
        QCOMPARE(tables.size(), std::size_t{1});
        QCOMPARE(tables[0].path, std::string("transfer/up_proj/window"));
        QCOMPARE(tables[0].shape, (std::vector<std::int64_t>{4, 3}));
        const auto& values = tables[0].as<std::int32_t>();
        std::set<std::int32_t> layers;
        for (std::size_t i = 0; i < 4; ++i) {
            const std::int32_t layer = values[3 * i];
            QVERIFY(layers.empty() || layer > *layers.rbegin());
            layers.insert(layer);
            QVERIFY(values[3 * i + 1] >= 0 && values[3 * i + 1] <= 256 - 176);
            QVERIFY(values[3 * i + 2] >= 0 && values[3 * i + 2] <= 96 - 64);
            const at::Tensor expected = weight(m_teacher, weightName(layer, Module::UpProj))
                                            .narrow(0, values[3 * i + 1], 176)
                                            .narrow(1, values[3 * i + 2], 64);
            QVERIFY(one.matrix(targets()[i]).equal(expected));
        }
        const auto other = source(SourceKind::RandomWindow, 43).tables(targets());
        QVERIFY(other[0].as<std::int32_t>() != values);
        QVERIFY(source(SourceKind::RandomWindow).tables(targets())[0].as<std::int32_t>() == values);
    }

    /// C2: the same numbers in other places.
    void randomWindowsLieInTheLayersSaid()
    {
        const SourceMatrices said(SourceKind::RandomWindow, 42, m_student, m_teacher, {},
                                  {5, 0, 3, 3});
        const std::vector<Table> tables = said.tables(targets());
        QCOMPARE(tables.size(), std::size_t(1));
        const auto& window = tables[0].as<std::int32_t>();
        const std::vector<std::int32_t> layers{window[0], window[3], window[6], window[9]};
        QCOMPARE(layers, (std::vector<std::int32_t>{5, 0, 3, 3}));
    }

    void shuffledKeepsTheNumbers()
    {
        const AdapterTarget target = targets()[1];
        const at::Tensor plain = source(SourceKind::Selected).matrix(target);
        const at::Tensor moved = source(SourceKind::Shuffled).matrix(target);
        QVERIFY(!moved.equal(plain));
        QCOMPARE(sorted(moved), sorted(plain));
        // Whole rows and columns move: the sums over rows are the same ones in another order.
        const auto before = sorted(plain.to(at::kDouble).sum(1));
        const auto after = sorted(moved.to(at::kDouble).sum(1));
        for (std::size_t i = 0; i < before.size(); ++i) {
            QVERIFY(std::abs(before[i] - after[i]) < 1e-5);
        }
        QVERIFY(!source(SourceKind::Shuffled, 43).matrix(target).equal(moved));
    }

    /// C3: normal numbers of the same norm.
    void noiseHasTheNorm()
    {
        const AdapterTarget target = targets()[1];
        const double norm =
            source(SourceKind::Selected).matrix(target).to(at::kDouble).norm().item<double>();
        const at::Tensor noise = source(SourceKind::Noise).matrix(target);
        QVERIFY(std::abs(noise.to(at::kDouble).norm().item<double>() - norm) < 1e-4 * norm);
        QVERIFY(source(SourceKind::Noise).matrix(target).equal(noise));
        QVERIFY(!source(SourceKind::Noise).matrix(targets()[2]).equal(noise));
    }

    /// C4: the student's whole matrix.
    void studentIsItself()
    {
        const AdapterTarget target = targets()[3];
        const SourceMatrices own(SourceKind::Student, 42, m_student, nullptr, {});
        QVERIFY(own.matrix(target).equal(weight(m_student, target.weight)));
    }

    void startHasTheSubtractedPart()
    {
        AdapterStartOptions options;
        options.kind = AdapterStartOptions::Kind::Left;
        options.rank = 4;
        options.alpha = 2.0;
        const SourceMatrices teacher = source(SourceKind::Selected);
        const AdapterStart start = startAdapter(targets(), options, &teacher, at::kCPU, {});
        QCOMPARE(start.adapter.parts().size(), std::size_t{4});
        for (const AdapterPart& part : start.adapter.parts()) {
            QCOMPARE(part.scale, 0.5);
            QVERIFY(part.a.detach().equal(part.a0) && part.b.detach().equal(part.b0));
            const Triplets found =
                leadingTriplets(teacher.matrix(part.target), 4, options.triplets);
            const at::Tensor expected = at::matmul(found.u * found.s, found.v.t());
            const at::Tensor product = part.scale * at::matmul(part.b0, part.a0);
            QVERIFY((product - expected).abs().max().item<double>() < 1e-5);
        }
        QCOMPARE(start.tables.size(), std::size_t{2});
        QCOMPARE(start.tables[0].path, std::string("transfer/up_proj/singular_values"));
        QCOMPARE(start.tables[0].shape, (std::vector<std::int64_t>{4, 4}));
        QCOMPARE(start.tables[1].shape, (std::vector<std::int64_t>{4}));
    }

    /// A rank above a matrix's smaller side: fewer triplets, the same scale (D30).
    void rankIsLimitedByTheMatrix()
    {
        AdapterStartOptions options;
        options.kind = AdapterStartOptions::Kind::Split;
        options.rank = 40;
        options.alpha = 80.0;
        const SourceMatrices own(SourceKind::Student, 42, m_student, nullptr, {});
        const AdapterStart start =
            startAdapter(targets("k_proj"), options, &own, at::kCPU, {}); // [32,64]
        QCOMPARE(start.adapter.parts()[0].rank, std::int64_t{32});
        QCOMPARE(start.adapter.parts()[0].scale, 2.0);
        std::vector<std::string> warnings;
        RunContext context;
        context.onLog = [&warnings](LogLevel, const std::string& line) {
            warnings.push_back(line);
        };
        options.kind = AdapterStartOptions::Kind::Kaiming;
        const AdapterStart plain =
            startAdapter(targets("k_proj"), options, nullptr, at::kCPU, context);
        QCOMPARE(plain.adapter.parts()[0].rank, std::int64_t{40});
        QCOMPARE(warnings.size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(TstSourceMatrices)
#include "tst_source_matrices.moc"

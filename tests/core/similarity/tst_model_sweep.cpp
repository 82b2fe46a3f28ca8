// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/model_sweep.h"
#include "core/run/error.h"
#include "core/support/random_stream.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <QtTest>

#include <filesystem>
#include <numeric>

using namespace neurograft;

namespace {

/// Rows of different length: samples are single tokens, or means over pools of different size.
std::vector<RowSamples> sampleRows(bool arePooled)
{
    std::vector<RowSamples> rows;
    RandomStream random(1, "test.rows", 0);
    for (int i = 0; i < 40; ++i) {
        RowSamples row;
        const auto length = static_cast<std::int64_t>(3 + random.below(30));
        for (std::int64_t t = 0; t < length; ++t) {
            row.ids.push_back(static_cast<std::int32_t>(random.below(512)));
        }
        if (arePooled) {
            std::vector<std::int64_t> all(static_cast<std::size_t>(length - 1));
            std::iota(all.begin(), all.end(), std::int64_t{1});
            row.add(all);
            row.add({length - 1});
        } else {
            row.add({1});
            row.add({length - 1});
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

Internal internalOf(Module module)
{
    return module == Module::UpProj  ? Internal::UpProjOut
        : module == Module::DownProj ? Internal::FfnOutput
        : module == Module::OProj    ? Internal::AttentionOutput
        : module == Module::VProj    ? Internal::VProjOut
        : module == Module::GateProj ? Internal::GateProjOut
        : module == Module::QProj    ? Internal::QProjOut
        : module == Module::KProj    ? Internal::KProjOut
                                     : Internal::LayerOutput;
}

/// The same samples, each row alone and each mean by hand: [n, width].
at::Tensor sampleBySample(const TransformerModel& model, const std::vector<RowSamples>& rows,
                          std::int64_t layer, Module module)
{
    std::vector<at::Tensor> samples;
    for (const RowSamples& row : rows) {
        const TokenBatch batch = padLeft({row.ids}, 0, at::kCPU);
        const BatchContext context = model.prepare(batch);
        at::Tensor x = model.embed(batch);
        at::Tensor value;
        for (std::int64_t i = 0; i <= layer; ++i) {
            const at::Tensor input = x;
            LayerCapture capture;
            capture.request = static_cast<std::uint32_t>(internalOf(module));
            capture.sink = [&value](Internal, const at::Tensor& tensor) { value = tensor[0]; };
            x = model.runLayer(i, x, context, &capture);
            if (module == Module::ResidualContribution) {
                value = (x - input)[0];
            }
        }
        for (std::int64_t k = 0; k < row.count(); ++k) {
            at::Tensor sum = at::zeros({value.size(1)}, at::kDouble);
            const auto begin = row.starts[static_cast<std::size_t>(k)];
            const auto end = row.starts[static_cast<std::size_t>(k) + 1];
            for (auto at = begin; at < end; ++at) {
                sum += value[row.positions[static_cast<std::size_t>(at)]].to(at::kDouble);
            }
            samples.push_back(sum / static_cast<double>(end - begin));
        }
    }
    return at::stack(samples);
}

} // namespace

class TstModelSweep : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<TransformerModel> m_model;

private Q_SLOTS:
    void initTestCase()
    {
        m_model =
            TransformerModel::load(std::filesystem::path(NEUROGRAFT_TEST_DATA) / "tiny-S", {});
    }

    void equalsRunningEachRowAlone_data()
    {
        QTest::addColumn<bool>("arePooled");
        QTest::newRow("single tokens") << false;
        QTest::newRow("means") << true;
    }
    void equalsRunningEachRowAlone()
    {
        QFETCH(bool, arePooled);
        const c10::InferenceMode inference;
        const std::vector<RowSamples> rows = sampleRows(arePooled);
        ModelSweep sweep(m_model, rows, 80, 100);
        QVERIFY(sweep.batches() > 1); // and rows of a batch differ in length
        double largest = 0.0;
        for (std::int64_t layer = 0; layer < sweep.layers(); ++layer) {
            std::vector<Module> seen;
            sweep.runLayer(
                allModules(),
                [&](Module module, const at::Tensor& samples) {
                    seen.push_back(module);
                    const at::Tensor wanted = sampleBySample(*m_model, rows, layer, module);
                    QCOMPARE(samples.sizes(), wanted.sizes());
                    const double scale = wanted.abs().max().item<double>();
                    largest = std::max(largest,
                                       (samples.to(at::kDouble) - wanted).abs().max().item<double>()
                                           / scale);
                },
                [] {});
            QCOMPARE(seen, allModules());
        }
        QVERIFY2(largest < 1e-5, qPrintable(QString::number(largest)));
        QCOMPARE(sweep.done(), sweep.layers());
    }

    void batchesKeepToTheirBudgetAndCoverAllSamples()
    {
        const std::vector<RowSamples> rows = sampleRows(false);
        std::vector<bool> isCovered(80, false);
        for (const SampleBatch& batch : sampleBatches(rows, 64, at::kCPU)) {
            QVERIFY(batch.tokens() <= 64);
            const auto* target = batch.targets.const_data_ptr<std::int64_t>();
            for (std::int64_t i = 0; i < batch.targets.size(0); ++i) {
                isCovered[static_cast<std::size_t>(target[i])] = true;
            }
        }
        QVERIFY(std::all_of(isCovered.begin(), isCovered.end(), [](bool is) { return is; }));
        QCOMPARE(sampleBatches(rows, 1, at::kCPU).size(), rows.size()); // one row at least
    }

    void stopBetweenBatchesLeavesTheLayerUndone()
    {
        ModelSweep sweep(m_model, sampleRows(false), 80, 100);
        const auto stop = [] { throw Canceled(); };
        QVERIFY_EXCEPTION_THROWN(sweep.runLayer(
                                     {Module::UpProj}, [](Module, const at::Tensor&) {}, stop),
                                 Canceled);
        QCOMPARE(sweep.done(), std::int64_t{0});
    }
};

QTEST_GUILESS_MAIN(TstModelSweep)
#include "tst_model_sweep.moc"

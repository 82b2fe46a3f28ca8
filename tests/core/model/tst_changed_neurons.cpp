// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint.h"
#include "core/engine/model/mapped_tensor.h"
#include "core/engine/run/open_model_parts.h"
#include "core/run/changed_neurons.h"
#include "core/run/open_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_vector_norm.h>

#include <QtTest>

#include <cmath>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kData = NEUROGRAFT_TEST_DATA;

} // namespace

/// Which neurons an adapter changes most, against the dense matrices.
class TestChangedNeurons : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsChangedWithoutAnOverlay()
    {
        const auto model = OpenModel::open(kData / "tiny-S", {}, {});
        QVERIFY(changedNeurons(*model, 10, {}).empty());
    }

    void normsAreThoseOfTheDenseChange()
    {
        const auto plain = OpenModel::open(kData / "tiny-S", {}, {});
        ModelOverlay overlay;
        overlay.adapters = {kData / "adapters" / "linear"};
        const auto changed = plain->withOverlay(overlay, {});
        const std::vector<ChangedNeuron> best = changedNeurons(*changed, 20, {});
        QCOMPARE(best.size(), std::size_t{20});
        const OpenModel::Parts& parts = changed->parts();
        double largest = 0.0;
        for (const ChangedNeuron& each : best) {
            const Module module =
                each.neuron.kind == NeuronKind::Ffn ? Module::DownProj : Module::OProj;
            const std::string name = weightName(static_cast<int>(each.neuron.layer), module);
            const at::Tensor weight = parts.base->parameter(name).to(at::kDouble);
            const at::Tensor delta =
                parts.model->edits()->sum(name, weight.sizes()).to(at::kDouble);
            const at::Tensor before = weight.select(1, each.neuron.index);
            const at::Tensor change = delta.select(1, each.neuron.index);
            const double norm = at::linalg_vector_norm(change).item<double>();
            const double old = at::linalg_vector_norm(before).item<double>();
            QVERIFY(std::abs(each.norm - norm) <= 1e-12 * norm);
            QVERIFY(std::abs(each.relative - norm / old) <= 1e-12 * each.relative);
            const double now = at::linalg_vector_norm(before + change).item<double>();
            const double cosine = (before * (before + change)).sum().item<double>() / (old * now);
            QVERIFY(std::abs(each.cosine - cosine) < 1e-12);
            largest = std::max(largest, norm);
        }
        QCOMPARE(best.front().norm, largest);
        for (std::size_t i = 1; i < best.size(); ++i) {
            QVERIFY(best[i].norm <= best[i - 1].norm);
        }
        // No neuron that is left out changes more than the last of the list.
        const std::vector<ChangedNeuron> all = changedNeurons(*changed, 100000, {});
        QVERIFY(all.size() > best.size());
        QCOMPARE(all[19].norm, best[19].norm);
        QVERIFY(all[20].norm <= best[19].norm);
    }
};

QTEST_GUILESS_MAIN(TestChangedNeurons)
#include "tst_changed_neurons.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/adapter_writer.h"
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/module_path.h"
#include "core/engine/model/mapped_tensor.h"
#include "core/run/run_parameters.h"
#include "core/run/run_transfer.h"
#include "core/store/result_file.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_svdvals.h>
#include <ATen/ops/randn.h>

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kRank = 16;
const std::vector<std::string> kModules{"up_proj", "down_proj"};

at::Tensor weightOf(const std::shared_ptr<const Checkpoint>& model, std::int64_t layer,
                    const std::string& module)
{
    const Module which = module == "up_proj" ? Module::UpProj : Module::DownProj;
    return mappedTensor(model, model->entry(weightName(static_cast<int>(layer), which)))
        .to(at::kDouble);
}

/// First, middle and last: a decomposition of a real model's matrix takes a while.
std::vector<std::int64_t> lookedAt(std::int64_t layers)
{
    return {0, layers / 2, layers - 1};
}

/// An adapter over all layers that has nothing to do with the weights, as Seeking's at its start.
void writeUnrelatedAdapter(const fs::path& folder, const std::shared_ptr<const Checkpoint>& model)
{
    auto generator = at::detail::createCPUGenerator(7);
    AdapterToWrite adapter;
    adapter.rank = kRank;
    adapter.alpha = kRank;
    std::vector<at::Tensor> kept;
    for (std::int64_t layer = 0; layer < model->config().layers; ++layer) {
        for (const std::string& module : kModules) {
            const at::Tensor weight = weightOf(model, layer, module); // [out,in]
            const double size = std::sqrt(weight.square().mean().item<double>());
            const auto normal = [&](std::int64_t rows, std::int64_t columns, double deviation) {
                kept.push_back(at::randn({rows, columns}, generator, at::dtype(at::kFloat))
                               * deviation);
                return kept.back().const_data_ptr<float>();
            };
            FactorsToWrite factors;
            factors.weight =
                model
                    ->entry(weightName(static_cast<int>(layer),
                                       module == "up_proj" ? Module::UpProj : Module::DownProj))
                    .name;
            factors.rank = kRank;
            factors.scale = 1.0;
            factors.out = weight.size(0);
            factors.in = weight.size(1);
            factors.a = normal(kRank, weight.size(1), 0.11 * size);
            factors.b = normal(weight.size(0), kRank, 1.0 / std::sqrt(static_cast<double>(kRank)));
            adapter.factors.push_back(factors);
        }
    }
    writeAdapter(folder, adapter, false);
}

} // namespace

/// The closed forms of similarity.md 7.2 on a random model, and on SmolLM2-135M where the
/// environment variable NEUROGRAFT_SMOLLM2 names its folder.
class TestParameterClosedForms : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path path(const char* name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    static void addModels()
    {
        QTest::addColumn<QString>("folder");
        QTest::newRow("tiny") << QStringLiteral(NEUROGRAFT_TEST_DATA "/tiny-S");
        QTest::newRow("SmolLM2-135M") << qEnvironmentVariable("NEUROGRAFT_SMOLLM2");
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void pissaBeginsInTheLeadingDirections_data() { addModels(); }
    void pissaBeginsInTheLeadingDirections()
    {
        QFETCH(QString, folder);
        if (folder.isEmpty()) {
            QSKIP("NEUROGRAFT_SMOLLM2 names no folder with SmolLM2-135M.");
        }
        TransferStudy transfer = transferDefaults("pissa");
        transfer.student = folder.toStdString();
        transfer.train = fs::path(NEUROGRAFT_TEST_DATA) / "demo.jsonl";
        transfer.modules = kModules;
        transfer.rank = kRank;
        transfer.alpha = kRank;
        transfer.isTrained = false;
        transfer.studentDevice = "cpu";
        runTransfer(transfer, path("pissa"), false, false, {});

        ParameterStudy study;
        study.model = folder.toStdString();
        study.adapters = {{path("pissa"), {}}};
        runParameters(study, path("p.h5"), false, {});
        const auto model = Checkpoint::open(folder.toStdString());
        double mean = 0.0;
        for (const std::string& module : kModules) {
            const std::string group = "parameters/pissa/" + module + '/';
            const Table original = readTable(path("p.h5"), group + "lora_vs_original");
            const Table remaining = readTable(path("p.h5"), group + "lora_vs_remaining");
            QVERIFY(!std::get<std::string>(original.attributes.at("initial")).empty());
            for (const std::int64_t layer : lookedAt(model->config().layers)) {
                const auto at = static_cast<std::size_t>(layer);
                const at::Tensor squares =
                    at::linalg_svdvals(weightOf(model, layer, module)).square();
                const double expected = std::sqrt(squares.narrow(0, 0, kRank).sum().item<double>()
                                                  / squares.sum().item<double>());
                QVERIFY2(std::abs(original.as<double>()[at] - expected) < 1e-5,
                         qPrintable(QString("layer %1: %2, expected %3")
                                        .arg(layer)
                                        .arg(original.as<double>()[at])
                                        .arg(expected)));
                QVERIFY2(std::abs(remaining.as<double>()[at]) < 1e-4,
                         qPrintable(QString::number(remaining.as<double>()[at])));
            }
            for (const double value : original.as<double>()) {
                mean += value / static_cast<double>(2 * original.size());
            }
        }
        qInfo("mean LoRA vs original %.4f", mean);
    }

    void anUnrelatedChangeIsArithmetic_data() { addModels(); }
    void anUnrelatedChangeIsArithmetic()
    {
        QFETCH(QString, folder);
        if (folder.isEmpty()) {
            QSKIP("NEUROGRAFT_SMOLLM2 names no folder with SmolLM2-135M.");
        }
        const auto model = Checkpoint::open(folder.toStdString());
        writeUnrelatedAdapter(path("seeking"), model);
        ParameterStudy study;
        study.model = folder.toStdString();
        study.adapters = {{path("seeking"), {}}};
        runParameters(study, path("s.h5"), false, {});
        for (const std::string& module : kModules) {
            const std::string group = "parameters/seeking/" + module + '/';
            const auto original = readTable(path("s.h5"), group + "lora_vs_original").as<double>();
            const auto remaining =
                readTable(path("s.h5"), group + "lora_vs_remaining").as<double>();
            const auto ratio = readTable(path("s.h5"), group + "norm_ratio").as<double>();
            for (std::size_t layer = 0; layer < original.size(); ++layer) {
                const double q = ratio[layer];
                const double cosine = original[layer];
                QVERIFY(q > 0.08 && q < 0.15);
                // 0 up to 1/sqrt(size): five of its standard deviations.
                const auto size = static_cast<double>(
                    weightOf(model, static_cast<std::int64_t>(layer), module).numel());
                QVERIFY(std::abs(cosine) < 5.0 / std::sqrt(size));
                // <D, W − D> / (|D| |W − D|), with the little cosine that is there.
                const double expected = (cosine - q) / std::sqrt(1.0 - 2.0 * q * cosine + q * q);
                QVERIFY(std::abs(remaining[layer] - expected) < 1e-9);
                QVERIFY(std::abs(remaining[layer] + q / std::sqrt(1.0 + q * q))
                        < 6.0 / std::sqrt(size));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestParameterClosedForms)
#include "tst_parameter_closed_forms.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/tiny_models.h"

#include "core/checkpoint/safetensors_writer.h"
#include "core/engine/model/edit_loading.h"
#include "core/run/error.h"
#include "core/run/overlay_report.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <QTemporaryDir>
#include <QtTest>

using namespace neurograft;
namespace fs = std::filesystem;

/// Adapters and deltas laid over a model: against logits recorded from peft, against dense W + D,
/// and their gradients.
class TstModelEdits : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    static fs::path data(const char* name) { return fs::path(NEUROGRAFT_TEST_DATA) / name; }
    static TokenBatch batch() { return {(at::arange(24, at::kLong) * 7 % 512).unsqueeze(0), {}}; }
    static double difference(const at::Tensor& a, const at::Tensor& b)
    {
        return (a - b).abs().max().item<double>();
    }
    static RunContext warnings(std::vector<std::string>& lines)
    {
        RunContext context;
        context.onLog = [&lines](LogLevel level, const std::string& line) {
            if (level == LogLevel::Warning) {
                lines.push_back(line);
            }
        };
        return context;
    }
    fs::path writeDelta(const std::map<std::string, at::Tensor>& tensors,
                        const std::string& sha256 = {}) const
    {
        std::vector<TensorToWrite> written;
        for (const auto& [name, tensor] : tensors) {
            written.push_back({name, tensor.scalar_type() == at::kLong ? DType::I64 : DType::F32,
                               tensor.sizes().vec(), tensor.const_data_ptr()});
        }
        std::map<std::string, std::string> metadata{{"kind", "neurograft-delta"}, {"version", "1"}};
        if (!sha256.empty()) {
            metadata["student_sha256"] = sha256;
        }
        const fs::path path = fs::path(m_folder.path().toStdString()) / "delta.safetensors";
        writeSafetensors(path, written, metadata, true);
        return path;
    }

private Q_SLOTS:
    void init() { at::manual_seed(7); }

    void someLayersKeepTheirPartOfAnOverlay()
    {
        ModelOverlay overlay;
        overlay.adapters = {data("adapters/linear")};
        LoadOptions some{"cpu", "float32"};
        some.layers = LayerRange{1, 2};
        const auto base = TransformerModel::load(data("tiny-S"), some);
        const auto edited = loadWithOverlay(data("tiny-S"), some, overlay, {});
        const auto all = readEdits(*Checkpoint::open(data("tiny-S")), overlay, at::kCPU, {});
        const auto x = at::randn({1, 5, base->config().hiddenSize});
        const TokenBatch tokens{at::arange(5, at::kLong).unsqueeze(0), {}};
        const auto whole = TransformerModel::load(data("tiny-S"), {"cpu", "float32"});
        const auto wholeEdited = whole->withEdits(all);
        for (const std::int64_t layer : {1, 2}) {
            const at::Tensor expected =
                wholeEdited->runLayer(layer, x, wholeEdited->prepare(tokens));
            QCOMPARE(difference(edited->runLayer(layer - 1, x, edited->prepare(tokens)), expected),
                     0.0);
            QVERIFY(difference(base->runLayer(layer - 1, x, base->prepare(tokens)), expected)
                    > 1e-3);
        }
        QCOMPARE(all->ofLayers(1, 2).edits().count("model.layers.2.mlp.up_proj.weight"),
                 std::size_t{0});
    }

    void adapterEqualsPeft_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"linear", "patterns", "rslora-embedding"}) {
            QTest::newRow(name) << name;
        }
    }
    void adapterEqualsPeft()
    {
        QFETCH(QString, name);
        const SafetensorsFile references(data("adapters/references.safetensors"));
        ModelOverlay overlay;
        overlay.adapters = {data("adapters") / name.toStdString()};
        const auto base = TransformerModel::load(data("tiny-S"), {"cpu", "float32"});
        const auto edited = loadWithOverlay(data("tiny-S"), {"cpu", "float32"}, overlay, {});
        const at::Tensor expected = recordedTensor(references, name.toStdString() + "/logits");
        const at::Tensor plain = recordedTensor(references, "base/logits");
        QVERIFY(difference(base->forward(batch())[0], plain) <= 1e-4);
        const double error = difference(edited->forward(batch())[0], expected);
        qInfo("largest difference %.2e, the adapter itself %.2e", error,
              difference(expected, plain));
        QVERIFY(difference(expected, plain) > 0.1);
        QVERIFY2(error <= 1e-4, qPrintable(QString::number(error)));
    }

    void editsAreSwitchedWithoutLoading()
    {
        const auto base = TransformerModel::load(data("tiny-S"), {"cpu", "float32"});
        ModelOverlay overlay;
        overlay.adapters = {data("adapters/linear")};
        const auto edits =
            readEdits(*Checkpoint::open(data("tiny-S")), overlay, at::kCPU, RunContext{});
        const at::Tensor before = base->forward(batch());
        const auto edited = base->withEdits(edits);
        QVERIFY(!edited->forward(batch()).equal(before));
        QVERIFY(base->forward(batch()).equal(before));
        QVERIFY(edited->withEdits(nullptr)->forward(batch()).equal(before));
    }

    void severalAdaptersAddUp()
    {
        ModelOverlay twice;
        twice.adapters = {data("adapters/linear"), data("adapters/patterns")};
        twice.deltas = {};
        const auto one =
            readEdits(*Checkpoint::open(data("tiny-S")), twice, at::kCPU, RunContext{});
        const std::string name = weightName(1, Module::DownProj);
        QCOMPARE(one->edits().at(name).size(), std::size_t{2});
        ModelEdits reversed;
        for (const auto& [weight, list] : one->edits()) {
            for (auto edit = list.rbegin(); edit != list.rend(); ++edit) {
                reversed.add(weight, *edit);
            }
        }
        const auto base = TransformerModel::load(data("tiny-S"), {"cpu", "float32"});
        const at::Tensor first = base->withEdits(one)->forward(batch());
        const at::Tensor second =
            base->withEdits(std::make_shared<ModelEdits>(reversed))->forward(batch());
        QVERIFY(difference(first, second) <= 1e-4);
    }

    /// Every form of delta against the same model with dense weights W + D.
    void deltaEqualsDenseWeights_data()
    {
        QTest::addColumn<QString>("module");
        for (const char* name : {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj",
                                 "down_proj", "input_layernorm"}) {
            QTest::newRow(name) << name;
        }
    }
    void deltaEqualsDenseWeights()
    {
        QFETCH(QString, module);
        const std::string name = module.toStdString();
        const ModelConfig config = tinyConfig("qwen2");
        auto weights = plantedWeights(config);
        const auto which = moduleFromName(name);
        const std::string weight =
            which ? weightName(1, *which) : layerPrefix(1) + name + ".weight";
        const at::Tensor dense = weights.at(weight).clone();
        const bool isColumns = name == "o_proj" || name == "down_proj";
        const at::Tensor index = at::tensor({9, 2, 30}, at::kLong);
        const auto base = TransformerModel::fromWeights(config, weights);
        auto edits = std::make_shared<ModelEdits>();
        if (which) {
            const at::Tensor delta = at::randn({3, config.hiddenSize});
            edits->add(weight, NeuronEdit{index, delta, isColumns});
            if (isColumns) {
                dense.index_add_(1, index, delta.t());
            } else {
                dense.index_add_(0, index, delta);
            }
            const at::Tensor whole = 0.1 * at::randn(dense.sizes());
            edits->add(weight, WholeEdit{whole});
            dense.add_(whole);
        } else {
            const at::Tensor delta = at::randn(dense.sizes());
            edits->add(weight, WholeEdit{delta});
            dense.add_(delta);
        }
        QVERIFY(difference(edits->sum(weight, dense.sizes()) + weights.at(weight), dense) <= 1e-6);
        weights[weight] = dense;
        const TokenBatch tokens{(at::arange(33, at::kLong) * 37 % 97).unsqueeze(0), {}};
        const at::Tensor expected = TransformerModel::fromWeights(config, weights)->forward(tokens);
        const at::Tensor actual = base->withEdits(edits)->forward(tokens);
        QVERIFY(difference(base->forward(tokens), expected) > 1e-2);
        const double error = difference(actual, expected) / expected.abs().max().item<double>();
        QVERIFY2(error <= 1e-5, qPrintable(QString::number(error)));
    }

    void zerosChangeNoBit()
    {
        const at::Tensor zeros = at::zeros({2, 64});
        const fs::path path = writeDelta({{"up_proj.layer0.delta", zeros},
                                          {"up_proj.layer0.index", at::tensor({1, 2}, at::kLong)},
                                          {"q_proj.layer1.delta", at::zeros({64, 64})}});
        ModelOverlay overlay;
        overlay.deltas = {path};
        const auto base = TransformerModel::load(data("tiny-S"), {"cpu", "float32"});
        const auto edited = loadWithOverlay(data("tiny-S"), {"cpu", "float32"}, overlay, {});
        QVERIFY(edited->forward(batch()).equal(base->forward(batch())));
        // Hooks at zero, as training starts with them, change none either.
        auto hooks = std::make_shared<ModelEdits>();
        hooks->add(weightName(0, Module::UpProj),
                   NeuronEdit{at::tensor({1, 2}, at::kLong), zeros, false});
        hooks->add(weightName(2, Module::DownProj),
                   LowRankEdit{at::randn({4, 176}), at::zeros({64, 4}), 2.0});
        QVERIFY(base->withEdits(hooks)->forward(batch()).equal(base->forward(batch())));
    }

    void gradientsOfDeltasEqualFiniteDifferences_data()
    {
        QTest::addColumn<QString>("module");
        for (const char* name : {"up_proj", "down_proj", "v_proj", "o_proj"}) {
            QTest::newRow(name) << name;
        }
    }
    void gradientsOfDeltasEqualFiniteDifferences()
    {
        QFETCH(QString, module);
        const Module which = *moduleFromName(module.toStdString());
        ModelConfig config = tinyConfig("llama");
        config.layers = 2;
        auto weights = plantedWeights(config);
        for (auto& item : weights) {
            item.second = item.second.to(at::kDouble);
        }
        const auto base = TransformerModel::fromWeights(config, weights);
        const TokenBatch tokens{(at::arange(12, at::kLong) * 37 % 97).unsqueeze(0), {}};
        const bool isColumns = which == Module::OProj || which == Module::DownProj;
        const at::Tensor index = at::tensor({5, 17}, at::kLong);
        const auto loss = [&](const at::Tensor& delta) {
            auto edits = std::make_shared<ModelEdits>();
            edits->add(weightName(0, which), NeuronEdit{index, delta, isColumns});
            const auto model = base->withEdits(edits);
            at::Tensor x = model->embed(tokens);
            const BatchContext context = model->prepare(tokens);
            for (std::int64_t layer = 0; layer < config.layers; ++layer) {
                x = model->runLayer(layer, x, context);
            }
            return x.square().sum();
        };
        at::Tensor delta = 0.1 * at::randn({2, 64}, at::kDouble);
        delta.requires_grad_(true);
        loss(delta).backward();
        const at::Tensor gradient = delta.grad().clone();
        const at::NoGradGuard noGrad;
        for (const std::int64_t place : {3, 40, 100}) {
            const double step = 1e-5;
            const at::Tensor up = delta.detach().clone();
            const at::Tensor down = delta.detach().clone();
            up.view(-1)[place].add_(step);
            down.view(-1)[place].sub_(step);
            const double expected = (loss(up) - loss(down)).item<double>() / (2 * step);
            const double actual = gradient.view(-1)[place].item<double>();
            QVERIFY2(std::abs(actual - expected) <= 1e-4 * (1.0 + std::abs(expected)),
                     qPrintable(QString("%1 against %2").arg(actual).arg(expected)));
        }
    }

    void mismatchOfBaseIsWarnedOf()
    {
        const at::Tensor delta = at::randn({64, 64});
        std::vector<std::string> lines;
        const auto read = [&](const fs::path& path) {
            ModelOverlay overlay;
            overlay.deltas = {path};
            readEdits(*Checkpoint::open(data("tiny-S")), overlay, at::kCPU, warnings(lines));
        };
        read(writeDelta({{"q_proj.layer1.delta", delta}}));
        read(writeDelta({{"q_proj.layer1.delta", delta}},
                        Checkpoint::open(data("tiny-S"))->sha256()));
        QVERIFY(lines.empty());
        read(writeDelta({{"q_proj.layer1.delta", delta}}, "other"));
        QCOMPARE(lines.size(), std::size_t{1});
        QVERIFY(lines[0].find("other weights") != std::string::npos);
    }

    /// decisions.md D38.
    void adapterOfAModifiedBaseIsWarnedOf()
    {
        const fs::path copy = fs::path(m_folder.path().toStdString()) / "pissa";
        fs::copy(data("adapters/linear"), copy);
        fs::create_directory(copy / "initial");
        fs::copy(data("adapters/linear/adapter_config.json"), copy / "initial");
        std::vector<std::string> lines;
        ModelOverlay overlay;
        overlay.adapters = {copy};
        readEdits(*Checkpoint::open(data("tiny-S")), overlay, at::kCPU, warnings(lines));
        QCOMPARE(lines.size(), std::size_t{1});
        QVERIFY(lines[0].find("converted/") != std::string::npos);
    }

    /// An untrained PiSSA adapter over its residual base is the model it began with, whether the
    /// factors lie beside it or are computed; over the untouched model it is not.
    void residualBaseTakesAwayWhatTheAdapterBeganWith_data()
    {
        QTest::addColumn<bool>("isBare");
        QTest::newRow("with initial/") << false;
        QTest::newRow("computed") << true;
    }
    void residualBaseTakesAwayWhatTheAdapterBeganWith()
    {
        QFETCH(bool, isBare);
        const fs::path folder =
            fs::path(m_folder.path().toStdString()) / (isBare ? "bare" : "full");
        fs::copy(data("adapters/pissa"), folder, fs::copy_options::recursive);
        if (isBare) {
            fs::remove_all(folder / "initial");
        }
        const LoadOptions options{"cpu", "float32"};
        const at::Tensor base = TransformerModel::load(data("tiny-S"), options)->forward(batch());
        ModelOverlay asIs;
        asIs.adapters = {folder};
        ModelOverlay residual;
        residual.residualAdapters = {folder};
        QVERIFY(
            difference(loadWithOverlay(data("tiny-S"), options, asIs, {})->forward(batch()), base)
            > 0.1);
        const double error = difference(
            loadWithOverlay(data("tiny-S"), options, residual, {})->forward(batch()), base);
        QVERIFY2(error <= 1e-4, qPrintable(QString::number(error)));
    }

    void aBaseThatCannotBeRebuiltIsRefused()
    {
        const fs::path folder = fs::path(m_folder.path().toStdString()) / "lora";
        fs::copy(data("adapters/linear"), folder, fs::copy_options::recursive);
        ModelOverlay overlay;
        overlay.residualAdapters = {folder};
        try {
            readEdits(*Checkpoint::open(data("tiny-S")), overlay, at::kCPU, RunContext{});
            QFAIL("nothing was thrown");
        } catch (const FormatError& error) {
            QVERIFY2(error.expected().find("initial/") != std::string::npos, error.what());
        }
    }

    void reportTellsMethodRankAndModules_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("expected");
        QTest::newRow("linear") << "linear"
                                << "LoRA 4 8: q_proj v_proj o_proj up_proj down_proj";
        QTest::newRow("embedding") << "rslora-embedding"
                                   << "LoRA 3 6: v_proj embed_tokens lm_head";
        QTest::newRow("pissa") << "pissa"
                               << "PiSSA 8 8: up_proj down_proj, base initial rebuild";
    }
    void reportTellsMethodRankAndModules()
    {
        QFETCH(QString, name);
        QFETCH(QString, expected);
        const fs::path folder = data("adapters") / name.toStdString();
        QVERIFY(isAdapterFolder(folder) && !isDeltaFile(folder));
        const OverlayReport report = inspectOverlay(folder, data("tiny-S"));
        QString text = QString("%1 %2 %3:")
                           .arg(QString::fromStdString(report.method))
                           .arg(report.rank)
                           .arg(report.alpha);
        for (const std::string& module : report.modules) {
            text += ' ' + QString::fromStdString(module);
        }
        text += report.needsModifiedBase ? ", base" : "";
        text += report.hasInitialFactors ? " initial" : "";
        text += report.canRebuildBase ? " rebuild" : "";
        QCOMPARE(text, expected);
        QVERIFY_EXCEPTION_THROWN(inspectOverlay(folder, data("tiny-T")), Error);
    }

    void reportOfADeltaCountsItsNeurons()
    {
        const fs::path path = writeDelta({{"up_proj.layer0.delta", at::randn({2, 64})},
                                          {"up_proj.layer0.index", at::tensor({1, 2}, at::kLong)},
                                          {"q_proj.layer1.delta", at::randn({64, 64})}},
                                         "other");
        QVERIFY(isDeltaFile(path) && !isAdapterFolder(path));
        const OverlayReport report = inspectOverlay(path, data("tiny-S"));
        QVERIFY(report.isDelta && !report.needsModifiedBase);
        QCOMPARE(report.modules, (std::vector<std::string>{"q_proj", "up_proj"}));
        QCOMPARE(report.neurons, std::int64_t{2});
        QCOMPARE(report.parameters, std::int64_t{2 * 64 + 64 * 64});
        QVERIFY(report.remark.find("other weights") != std::string::npos);
    }

    void factorThatIsNotFiniteIsNamed()
    {
        at::Tensor delta = at::randn({64, 64});
        delta[3][4] = std::numeric_limits<float>::quiet_NaN();
        ModelOverlay overlay;
        overlay.deltas = {writeDelta({{"q_proj.layer1.delta", delta}})};
        QString message;
        try {
            readEdits(*Checkpoint::open(data("tiny-S")), overlay, at::kCPU, RunContext{});
        } catch (const FormatError& error) {
            message = error.what();
        }
        QVERIFY2(message.contains("q_proj.layer1.delta"), qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(TstModelEdits)
#include "tst_model_edits.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/tiny_models.h"

#include "core/checkpoint/safetensors_writer.h"
#include "core/engine/support/device.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>

#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstring>
#include <functional>
#include <limits>

using namespace neurograft;
namespace fs = std::filesystem;

class TstModelLoading : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path folder() const { return m_folder.path().toStdString(); }

    /// Saves the planted weights of tinyConfig(family) in @p type; @p change may spoil them first.
    std::map<std::string, at::Tensor>
    save(const std::string& family, at::ScalarType type,
         const std::function<void(std::map<std::string, at::Tensor>&)>& change = {}) const
    {
        const ModelConfig config = tinyConfig(family);
        const nlohmann::json json = {{"model_type", family},
                                     {"hidden_size", config.hiddenSize},
                                     {"num_hidden_layers", config.layers},
                                     {"intermediate_size", config.intermediateSize},
                                     {"num_attention_heads", config.heads},
                                     {"num_key_value_heads", config.kvHeads},
                                     {"vocab_size", config.vocabSize},
                                     {"max_position_embeddings", config.maxPositions}};
        writeFileAtomically(folder() / "config.json", json.dump(), true);
        auto weights = plantedWeights(config);
        std::vector<TensorToWrite> tensors;
        for (auto& item : weights) {
            item.second = item.second.to(type);
        }
        if (change) {
            change(weights);
        }
        const DType stored = type == at::kFloat ? DType::F32
            : type == at::kHalf                 ? DType::F16
                                                : DType::BF16;
        for (const auto& [name, tensor] : weights) {
            tensors.push_back({name, stored, tensor.sizes().vec(), tensor.const_data_ptr()});
        }
        writeSafetensors(folder() / "model.safetensors", tensors, {}, true);
        return weights;
    }

    static TokenBatch batch() { return {(at::arange(33, at::kLong) * 37 % 97).unsqueeze(0), {}}; }

private Q_SLOTS:
    void savedModelComesBackBitForBit_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<int>("type");
        for (const char* family : {"llama", "qwen2"}) {
            const std::string start = std::string(family) + ", ";
            QTest::newRow((start + "float32").c_str()) << family << static_cast<int>(at::kFloat);
            QTest::newRow((start + "float16").c_str()) << family << static_cast<int>(at::kHalf);
            QTest::newRow((start + "bfloat16").c_str())
                << family << static_cast<int>(at::kBFloat16);
        }
    }
    void savedModelComesBackBitForBit()
    {
        QFETCH(QString, family);
        QFETCH(int, type);
        const auto weights = save(family.toStdString(), static_cast<at::ScalarType>(type));
        const SafetensorsFile file(folder() / "model.safetensors");
        QCOMPARE(file.entries().size(), weights.size());
        for (const auto& [name, tensor] : weights) {
            QCOMPARE(std::memcmp(file.data(file.entries().at(name)), tensor.const_data_ptr(),
                                 tensor.nbytes()),
                     0);
        }
        // Half weights are exact in float32: the model over the file is the model over the
        // converted tensors.
        std::map<std::string, at::Tensor> wide;
        for (const auto& [name, tensor] : weights) {
            wide[name] = tensor.to(at::kFloat);
        }
        const auto loaded = TransformerModel::load(folder(), {"cpu", "auto"});
        QCOMPARE(loaded->computeType(), at::kFloat);
        const at::Tensor expected =
            TransformerModel::fromWeights(tinyConfig(family.toStdString()), wide)->forward(batch());
        const double difference = (loaded->forward(batch()) - expected).abs().max().item<double>();
        QVERIFY2(difference <= 1e-5, qPrintable(QString::number(difference)));
    }

    void halfPrecisionOnTheCpuIsClose_data()
    {
        QTest::addColumn<QString>("dtype");
        QTest::addColumn<double>("tolerance");
        QTest::newRow("float16") << "float16" << 0.02;
        QTest::newRow("bfloat16") << "bfloat16" << 0.15;
    }
    void halfPrecisionOnTheCpuIsClose()
    {
        QFETCH(QString, dtype);
        QFETCH(double, tolerance);
        save("llama", at::kFloat);
        const at::Tensor wide =
            TransformerModel::load(folder(), {"cpu", "float32"})->forward(batch());
        const auto model = TransformerModel::load(folder(), {"cpu", dtype.toStdString()});
        const at::Tensor half = model->forward(batch());
        QCOMPARE(half.scalar_type(), at::kFloat);
        const double difference = (half - wide).abs().max().item<double>();
        const at::ScalarType type = dtype == QLatin1String("float16") ? at::kHalf : at::kBFloat16;
        const bool isWidened = !hasArithmetic(at::kCPU, type);
        QCOMPARE(model->computeType(), isWidened ? at::kFloat : type);
        QVERIFY2(isWidened ? difference == 0.0 : difference > 0.0 && difference < tolerance,
                 qPrintable(QString::number(difference)));
    }

    void halvesNeedAProcessorThatHasThem_data()
    {
        QTest::addColumn<QByteArray>("cpuinfo");
        QTest::addColumn<bool>("bfloat16");
        QTest::addColumn<bool>("float16");
        QTest::newRow("unknown") << QByteArray() << false << false;
        QTest::newRow("AVX2") << QByteArray("flags\t: fma f16c avx2 avx512f") << false << false;
        QTest::newRow("AVX-512 BF16")
            << QByteArray("flags : avx512_bf16 amx_tile") << true << false;
        QTest::newRow("AMX") << QByteArray("flags : amx_bf16 avx512_fp16") << true << true;
        QTest::newRow("AArch64") << QByteArray("Features\t: fp asimd fphp asimdhp") << false
                                 << true;
        QTest::newRow("Armv8.6") << QByteArray("Features\t: asimdhp bf16 i8mm") << true << true;
    }
    void halvesNeedAProcessorThatHasThem()
    {
        QFETCH(QByteArray, cpuinfo);
        QFETCH(bool, bfloat16);
        QFETCH(bool, float16);
        QCOMPARE(cpuHasArithmetic(cpuinfo.toStdString(), at::kBFloat16), bfloat16);
        QCOMPARE(cpuHasArithmetic(cpuinfo.toStdString(), at::kHalf), float16);
    }

    void wideningIsTold()
    {
        QVERIFY(wideningNotice("auto", at::kCPU).empty());
        QVERIFY(wideningNotice("float32", at::kCPU).empty());
        QVERIFY(wideningNotice("float16", at::kCUDA).empty());
        QCOMPARE(wideningNotice("float16", at::kCPU).empty(), hasArithmetic(at::kCPU, at::kHalf));
        QCOMPARE(resolveComputeType("auto", at::kCPU, at::kHalf), at::kFloat);
        QCOMPARE(resolveComputeType("auto", at::kCUDA, at::kHalf), at::kHalf);
        QCOMPARE(resolveComputeType("bfloat16", at::kCUDA, at::kHalf), at::kBFloat16);
        QVERIFY_EXCEPTION_THROWN(wideningNotice("int8", at::kCPU), StudyError);
    }

    void weightsAreNotCopiedWhenTypesMatch()
    {
        save("llama", at::kFloat);
        const auto model = TransformerModel::load(folder(), {"cpu", "float32"});
        const at::Tensor before = model->forward(batch());
        // The pages of the file are the weights: a private mapping keeps them when the file goes.
        fs::remove(folder() / "model.safetensors");
        QVERIFY(model->forward(batch()).equal(before));
    }

    void weightThatIsNotFiniteIsNamed_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<float>("value");
        QTest::addColumn<int>("type");
        const auto nan = std::numeric_limits<float>::quiet_NaN();
        const auto infinity = std::numeric_limits<float>::infinity();
        QTest::newRow("matrix") << "model.layers.1.mlp.down_proj.weight" << nan
                                << static_cast<int>(at::kFloat);
        QTest::newRow("norm") << "model.layers.2.input_layernorm.weight" << infinity
                              << static_cast<int>(at::kHalf);
        QTest::newRow("bias") << "model.layers.0.self_attn.k_proj.bias" << nan
                              << static_cast<int>(at::kBFloat16);
        QTest::newRow("embedding")
            << "model.embed_tokens.weight" << -infinity << static_cast<int>(at::kHalf);
        QTest::newRow("unembedding") << "lm_head.weight" << nan << static_cast<int>(at::kBFloat16);
    }
    void weightThatIsNotFiniteIsNamed()
    {
        QFETCH(QString, name);
        QFETCH(float, value);
        QFETCH(int, type);
        save("qwen2", static_cast<at::ScalarType>(type),
             [&](auto& weights) { weights.at(name.toStdString()).flatten()[7].fill_(value); });
        QString message;
        try {
            TransformerModel::load(folder(), {"cpu", "auto"})->forward(batch());
        } catch (const FormatError& error) {
            message = error.what();
        }
        QVERIFY2(message.contains(name) && message.contains("element 7")
                     && message.contains("model.safetensors"),
                 qPrintable(message));
    }

    void layerRangeIsAModelOfItsOwn()
    {
        const auto weights = save("qwen2", at::kFloat, [](auto& all) {
            // No other layer is looked at.
            all.at("model.layers.0.mlp.up_proj.weight").fill_(std::nanf(""));
        });
        LoadOptions options{"cpu", "float32"};
        options.layers = LayerRange{1, 2};
        const auto model = TransformerModel::load(folder(), options);
        QCOMPARE(model->config().layers, std::int64_t{2});
        ModelConfig config = tinyConfig("qwen2");
        config.layers = 2;
        auto shifted = plantedWeights(config);
        for (auto& [name, tensor] : shifted) {
            if (name.compare(0, 13, "model.layers.") == 0) {
                const std::string layer = name[13] == '0' ? "1" : "2";
                tensor = weights.at("model.layers." + layer + name.substr(14));
            }
        }
        const at::Tensor expected =
            TransformerModel::fromWeights(config, shifted)->forward(batch());
        QVERIFY(model->forward(batch()).equal(expected));
        options.layers = LayerRange{1, 3};
        QVERIFY_EXCEPTION_THROWN(TransformerModel::load(folder(), options), StudyError);
    }

    void folderWithoutWeightsIsRefused()
    {
        save("llama", at::kFloat);
        fs::remove(folder() / "model.safetensors");
        QVERIFY_EXCEPTION_THROWN(TransformerModel::load(folder(), {}), FormatError);
    }

    void unknownDeviceOrTypeIsRefused()
    {
        save("llama", at::kFloat);
        QVERIFY_EXCEPTION_THROWN(TransformerModel::load(folder(), {"tpu", "auto"}), StudyError);
        QVERIFY_EXCEPTION_THROWN(TransformerModel::load(folder(), {"cuda:77", "auto"}), StudyError);
        QVERIFY_EXCEPTION_THROWN(TransformerModel::load(folder(), {"cpu", "int8"}), StudyError);
    }
};

QTEST_GUILESS_MAIN(TstModelLoading)
#include "tst_model_loading.moc"

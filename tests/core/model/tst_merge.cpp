// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/tiny_models.h"

#include "core/checkpoint/safetensors_writer.h"
#include "core/engine/model/edit_loading.h"
#include "core/run/error.h"
#include "core/run/merge.h"
#include "core/support/atomic_file.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>

#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

using namespace neurograft;
namespace fs = std::filesystem;

/// merge: the folder it writes computes what the overlay computed, and nothing else has changed.
class TstMerge : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path folder() const
    {
        const fs::path path =
            fs::path(m_folder.path().toStdString()) / QTest::currentTestFunction();
        fs::create_directories(path);
        return path;
    }
    static fs::path data(const char* name) { return fs::path(NEUROGRAFT_TEST_DATA) / name; }
    static TokenBatch batch(std::int64_t vocabulary)
    {
        return {(at::arange(24, at::kLong) * 7 % vocabulary).unsqueeze(0), {}};
    }
    static at::Tensor logits(const fs::path& model, const ModelOverlay& overlay = {})
    {
        const auto loaded = loadWithOverlay(model, {"cpu", "float32"}, overlay, {});
        return loaded->forward(batch(loaded->config().vocabSize));
    }
    static double difference(const at::Tensor& a, const at::Tensor& b)
    {
        return (a - b).abs().max().item<double>();
    }
    /// Two neurons of up_proj in the last layer of a model of hidden size @p d.
    fs::path neuronDelta(std::int64_t d, double size) const
    {
        at::manual_seed(3);
        const at::Tensor delta = size * at::randn({2, d});
        const at::Tensor index = at::tensor({5, 1}, at::kLong);
        const fs::path path = folder() / "delta.safetensors";
        writeSafetensors(path,
                         {{"up_proj.layer2.delta", DType::F32, {2, d}, delta.const_data_ptr()},
                          {"up_proj.layer2.index", DType::I64, {2}, index.const_data_ptr()}},
                         {{"kind", "neurograft-delta"}, {"version", "1"}}, true);
        return path;
    }
    MergeOptions options(const fs::path& model) const
    {
        MergeOptions options;
        options.model = model;
        options.out = folder() / "merged";
        return options;
    }
    static QString refusal(const MergeOptions& options)
    {
        try {
            mergeModel(options, RunContext{});
        } catch (const Error& error) {
            return error.what();
        }
        return QStringLiteral("nothing was thrown");
    }

private Q_SLOTS:
    void mergedAdapterEqualsTheOverlay_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"linear", "patterns", "rslora-embedding"}) {
            QTest::newRow(name) << name;
        }
    }
    void mergedAdapterEqualsTheOverlay()
    {
        QFETCH(QString, name);
        MergeOptions merge = options(data("tiny-S"));
        merge.out = folder() / name.toStdString();
        merge.overlay.adapters = {data("adapters") / name.toStdString()};
        const MergeReport report = mergeModel(merge, RunContext{});
        QCOMPARE(report.rewritten, std::vector<std::string>{"model.safetensors"});
        QVERIFY(report.edited.size() >= 6);
        const double error = difference(logits(merge.out), logits(merge.model, merge.overlay));
        qInfo("largest difference %.2e", error);
        QVERIFY2(error <= 1e-4, qPrintable(QString::number(error)));
        for (const char* file : {"config.json", "tokenizer.json", "tokenizer_config.json"}) {
            QCOMPARE(readFile(merge.out / file), readFile(merge.model / file));
        }
    }

    void theForecastIsWhatHappens_data()
    {
        QTest::addColumn<QString>("model");
        QTest::newRow("one file") << "tiny-S";
        QTest::newRow("shards") << "tiny-qwen2-sharded";
    }
    void theForecastIsWhatHappens()
    {
        QFETCH(QString, model);
        MergeOptions merge = options(data(model.toLatin1().constData()));
        merge.out = folder() / model.toStdString();
        const bool isSharded = model != QLatin1String("tiny-S");
        if (isSharded) {
            merge.overlay.deltas = {neuronDelta(32, 0.5)};
        } else {
            merge.overlay.adapters = {data("adapters/linear")};
        }
        const MergeForecast forecast = forecastMerge(merge);
        QVERIFY(forecast.problems.empty());
        QVERIFY(!fs::exists(merge.out)); // nothing is written
        QVERIFY(forecast.hostBytes > 0 && forecast.flops > 0 && forecast.secondsEstimate > 0);
        const MergeReport report = mergeModel(merge, RunContext{});
        QCOMPARE(forecast.edited, report.edited);
        QCOMPARE(forecast.rewritten, report.rewritten);
        QCOMPARE(forecast.copied, report.copied);
        QCOMPARE(forecast.left, report.left);
        QVERIFY(std::abs(static_cast<double>(forecast.bytes - report.bytes))
                < 0.1 * static_cast<double>(report.bytes));
    }

    void aForecastNamesEveryProblem()
    {
        MergeOptions merge = options(data("tiny-T"));
        fs::create_directories(merge.out);
        merge.overlay.adapters = {data("adapters/linear"), data("nowhere")};
        const MergeForecast forecast = forecastMerge(merge);
        QCOMPARE(forecast.problems.size(), std::size_t{3}); // the target and both adapters
        QVERIFY(forecast.problems[0].find("a name that is free") != std::string::npos);
        QVERIFY(forecast.problems[1].find("adapter_model.safetensors") != std::string::npos);
        QVERIFY(forecast.problems[2].find("nowhere") != std::string::npos);
        merge.model = data("nowhere");
        QVERIFY(!forecastMerge(merge).problems.empty());
    }

    void onlyEditedShardsAreWritten()
    {
        MergeOptions merge = options(data("tiny-qwen2-sharded"));
        merge.overlay.deltas = {neuronDelta(32, 0.5)};
        const MergeReport report = mergeModel(merge, RunContext{});
        QCOMPARE(report.rewritten, std::vector<std::string>{"model-00002-of-00002.safetensors"});
        QCOMPARE(report.edited, std::vector<std::string>{"model.layers.2.mlp.up_proj.weight"});
        for (const char* file : {"model-00001-of-00002.safetensors", "config.json",
                                 "generation_config.json", "model.safetensors.index.json"}) {
            QCOMPARE(readFile(merge.out / file), readFile(merge.model / file));
        }
        const auto before = Checkpoint::open(merge.model);
        const auto after = Checkpoint::open(merge.out);
        QCOMPARE(after->tensors().size(), before->tensors().size());
        std::size_t changed = 0;
        for (const auto& [name, entry] : before->tensors()) {
            const TensorEntry& other = after->entry(name);
            QVERIFY(other.dtype == DType::BF16 && other.shape == entry.shape);
            changed +=
                std::memcmp(after->data(other), before->data(entry), entry.end - entry.begin) != 0
                ? 1
                : 0;
        }
        QCOMPARE(changed, std::size_t{1});
        // bfloat16 keeps 8 bits: each merged weight is off by at most 2^-9 of itself.
        const double error = difference(logits(merge.out), logits(merge.model, merge.overlay));
        const double effect = difference(logits(merge.model), logits(merge.model, merge.overlay));
        QVERIFY2(error < 0.02 * effect, qPrintable(QString("%1 of %2").arg(error).arg(effect)));
    }

    void otherTypeConvertsEverything()
    {
        MergeOptions merge = options(data("tiny-qwen2-sharded"));
        merge.overlay.deltas = {neuronDelta(32, 0.5)};
        merge.dtype = "float32";
        const MergeReport report = mergeModel(merge, RunContext{});
        QCOMPARE(report.rewritten.size(), std::size_t{2});
        const auto after = Checkpoint::open(merge.out);
        QVERIFY(after->storedType() == DType::F32);
        const auto config = nlohmann::json::parse(readFile(merge.out / "config.json"));
        QCOMPARE(readModelConfig(merge.out).storedType, std::string("float32"));
        QVERIFY(!(config.contains("dtype") && config.contains("torch_dtype")));
        const auto index =
            nlohmann::json::parse(readFile(merge.out / "model.safetensors.index.json"));
        QCOMPARE(index.at("metadata").at("total_size").get<std::uint64_t>(), after->byteCount());
        const double error = difference(logits(merge.out), logits(merge.model, merge.overlay));
        QVERIFY2(error <= 1e-4, qPrintable(QString::number(error)));
        merge.dtype = "int8";
        merge.out = folder() / "other";
        QVERIFY(refusal(merge).contains("int8"));
    }

    void zerosCopyEveryByte()
    {
        MergeOptions merge = options(data("tiny-qwen2-sharded"));
        merge.overlay.deltas = {neuronDelta(32, 0.0)};
        const MergeReport report = mergeModel(merge, RunContext{});
        QVERIFY(report.rewritten.empty() && report.edited.empty());
        for (const auto& item : fs::directory_iterator(merge.model)) {
            QCOMPARE(readFile(merge.out / item.path().filename()), readFile(item.path()));
        }
    }

    void staleWeightsAreLeftBehind()
    {
        const fs::path model = folder() / "model";
        fs::copy(data("tiny-S"), model);
        writeFileAtomically(model / "pytorch_model.bin", "old", true);
        writeFileAtomically(model / "model.gguf", "old", true);
        writeFileAtomically(model / "README.md", "text", true);
        fs::create_directory(model / "original");
        MergeOptions merge = options(model);
        merge.overlay.adapters = {data("adapters/linear")};
        const MergeReport report = mergeModel(merge, RunContext{});
        QCOMPARE(report.left,
                 (std::vector<std::string>{"model.gguf", "original", "pytorch_model.bin"}));
        QVERIFY(!fs::exists(merge.out / "pytorch_model.bin"));
        QCOMPARE(readFile(merge.out / "README.md"), std::string("text"));
    }

    void existingFoldersAreSafe()
    {
        MergeOptions merge = options(data("tiny-S"));
        merge.overlay.adapters = {data("adapters/linear")};
        mergeModel(merge, RunContext{});
        QVERIFY(refusal(merge).contains("free"));
        merge.overwrite = true;
        mergeModel(merge, RunContext{});
        // Another folder is not replaced even with force, nor is the model or what holds it.
        const fs::path home = folder() / "home";
        fs::create_directory(home);
        writeFileAtomically(home / "letter.txt", "dear", true);
        merge.out = home;
        QVERIFY(refusal(merge).contains("model folder to replace"));
        QVERIFY(fs::exists(home / "letter.txt"));
        merge.out = merge.model;
        QVERIFY(refusal(merge).contains("own place"));
        merge.out = merge.model / "inside";
        QVERIFY(refusal(merge).contains("own place"));
        merge.out = merge.model.parent_path();
        QVERIFY(refusal(merge).contains("own place"));
    }

    void tiedEmbeddingIsNotEdited()
    {
        // tiny-qwen2-sharded is tied: vocabulary 97, hidden size 32.
        const fs::path adapter = folder() / "adapter";
        const at::Tensor a = at::full({1, 97}, 0.1);
        const at::Tensor b = at::full({32, 1}, 0.1);
        fs::create_directory(adapter);
        writeFileAtomically(adapter / "adapter_config.json",
                            R"({"peft_type":"LORA","r":1,"lora_alpha":1})", true);
        const std::string name = "base_model.model.model.embed_tokens.lora_embedding_";
        writeSafetensors(adapter / "adapter_model.safetensors",
                         {{name + "A", DType::F32, {1, 97}, a.const_data_ptr()},
                          {name + "B", DType::F32, {32, 1}, b.const_data_ptr()}},
                         {}, true);
        MergeOptions merge = options(data("tiny-qwen2-sharded"));
        merge.overlay.adapters = {adapter};
        QVERIFY(refusal(merge).contains("one matrix"));
        QVERIFY(!fs::exists(merge.out));
        QVERIFY(difference(logits(merge.model, merge.overlay), logits(merge.model)) > 1e-3);
    }

    void overflowOfTheStoredTypeIsNamed()
    {
        MergeOptions merge = options(data("tiny-qwen2-sharded"));
        merge.overlay.deltas = {neuronDelta(32, 1e30)};
        merge.dtype = "float16";
        const QString message = refusal(merge);
        QVERIFY2(message.contains("model.layers.2.mlp.up_proj.weight"), qPrintable(message));
        QVERIFY(!fs::exists(merge.out));
    }

    void canceledMergeLeavesNothing()
    {
        MergeOptions merge = options(data("tiny-S"));
        merge.overlay.adapters = {data("adapters/linear")};
        int left = 5;
        RunContext context;
        context.isStopRequested = [&left] { return --left < 0; };
        QVERIFY_EXCEPTION_THROWN(mergeModel(merge, context), Canceled);
        QVERIFY(fs::is_empty(folder()));
    }
};

QTEST_GUILESS_MAIN(TstMerge)
#include "tst_merge.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/tiny_models.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones_like.h>

#include <QtTest>

using namespace neurograft;
namespace fs = std::filesystem;

/// Tiny models against logits recorded from transformers (tests/data/make_model_references.py),
/// float32, 1e-4.
class TstTransformerReference : public QObject {
    Q_OBJECT

    static void addCases()
    {
        QTest::addColumn<QString>("name");
        for (const char* name :
             {"llama", "llama-linear", "llama-llama3", "qwen2", "qwen2-tied", "tiny-qwen2-sharded",
              "mistral", "qwen2-window", "qwen3", "qwen3-window", "llama-dynamic"}) {
            QTest::newRow(name) << name;
        }
    }

    static std::shared_ptr<TransformerModel> model(const std::string& name)
    {
        if (name == "tiny-qwen2-sharded") {
            return TransformerModel::load(fs::path(NEUROGRAFT_TEST_DATA) / name,
                                          {"cpu", "float32"});
        }
        return plantedModel(referenceConfig(name));
    }

    at::Tensor recorded(const QString& name, const char* what) const
    {
        return recordedTensor(m_references, name.toStdString() + "/" + what);
    }

    TokenBatch paddedBatch(const QString& name) const
    {
        const at::Tensor ids = recorded(name, "ids");
        at::Tensor mask = at::ones_like(ids, at::kBool);
        mask[1].narrow(0, 0, kPadding).fill_(false);
        return {ids, mask};
    }

    static void compareLogits(const at::Tensor& actual, const at::Tensor& expected)
    {
        QCOMPARE(actual.scalar_type(), at::kFloat);
        QCOMPARE(actual.sizes().vec(), expected.sizes().vec());
        const double largest = (actual - expected).abs().max().item<double>();
        qInfo("largest difference %.2e", largest);
        QVERIFY2(largest <= 1e-4, qPrintable(QString::number(largest)));
    }

    static constexpr std::int64_t kPadding = 13; ///< of row 1
    const SafetensorsFile m_references{fs::path(NEUROGRAFT_TEST_DATA)
                                       / "model_references.safetensors"};

private Q_SLOTS:
    void oneRow_data() { addCases(); }
    void oneRow()
    {
        QFETCH(QString, name);
        const at::Tensor ids = recorded(name, "ids").narrow(0, 0, 1);
        compareLogits(model(name.toStdString())->forward({ids, {}})[0], recorded(name, "logits"));
    }

    void leftPaddedRows_data() { addCases(); }
    void leftPaddedRows()
    {
        QFETCH(QString, name);
        const at::Tensor logits = model(name.toStdString())->forward(paddedBatch(name));
        const at::Tensor expected = recorded(name, "logits_padded");
        const std::int64_t real = expected.size(1) - kPadding;
        compareLogits(logits[0], expected[0]);
        compareLogits(logits[1].narrow(0, kPadding, real), expected[1].narrow(0, kPadding, real));
        QVERIFY(logits.isfinite().all().item<bool>()); // also where nothing reads
    }

    void tokenByTokenWithCache_data() { addCases(); }
    void tokenByTokenWithCache()
    {
        QFETCH(QString, name);
        if (name == QLatin1String("llama-dynamic")) {
            QSKIP("frequencies follow the length seen so far: see tst_generate");
        }
        const auto transformer = model(name.toStdString());
        const TokenBatch batch = paddedBatch(name);
        const at::Tensor expected = recorded(name, "logits_padded");
        KvCache cache(transformer->config().layers);
        // 20 tokens at once, 4 more at once, the rest one by one.
        std::int64_t begin = 0;
        for (const std::int64_t count : {20, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1}) {
            const at::Tensor logits = transformer->forward(
                {batch.ids.narrow(1, begin, count), batch.mask.narrow(1, begin, count)}, &cache);
            compareLogits(logits[0], expected[0].narrow(0, begin, count));
            const std::int64_t skipped = std::max<std::int64_t>(0, kPadding - begin);
            compareLogits(logits[1].narrow(0, skipped, count - skipped),
                          expected[1].narrow(0, begin + skipped, count - skipped));
            begin += count;
        }
        QCOMPARE(begin, std::int64_t{33});
        QCOMPARE(cache.length(), std::int64_t{33});
    }
};

QTEST_GUILESS_MAIN(TstTransformerReference)
#include "tst_transformer_reference.moc"

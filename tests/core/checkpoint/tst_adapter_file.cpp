// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/model_folder.h"

#include "core/checkpoint/adapter_file.h"

#include <cmath>

using namespace neurograft;
namespace fs = std::filesystem;
using nlohmann::json;

/// PEFT folders for the small model of model_folder.h: hidden size 8, one layer.
class TstAdapterFile : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    ModelFolder m_model;
    json m_config;
    std::map<std::string, std::vector<std::int64_t>> m_tensors;

    static constexpr const char* kUp = "base_model.model.model.layers.0.mlp.up_proj.";

    fs::path folder() const { return m_folder.path().toStdString(); }
    void write() const
    {
        writeFileAtomically(folder() / "adapter_config.json", m_config.dump(), true);
        m_model.writeWeights("adapter.tmp", m_tensors);
        fs::rename(m_model.path() / "adapter.tmp", folder() / "adapter_model.safetensors");
    }
    AdapterFile read() const { return {folder(), readModelConfig(m_model.path())}; }
    QString refused() const
    {
        write();
        return refusal([this] { read(); });
    }

private Q_SLOTS:
    void init()
    {
        m_config = {{"peft_type", "LORA"}, {"r", 2}, {"lora_alpha", 6}, {"unknown_key", {1, 2}}};
        m_tensors = {{kUp + std::string("lora_A.weight"), {2, 8}},
                     {kUp + std::string("lora_B.weight"), {12, 2}}};
        fs::remove_all(folder() / "initial");
    }

    void factorsAndScaleAreRead()
    {
        write();
        const AdapterFile adapter = read();
        QCOMPARE(adapter.factors().size(), std::size_t{1});
        const AdapterFactors& factors = adapter.factors().front();
        QCOMPARE(factors.weight, std::string("model.layers.0.mlp.up_proj.weight"));
        QCOMPARE(factors.scale, 3.0);
        QVERIFY(!factors.isEmbedding && !adapter.config().needsModifiedBase());
        QCOMPARE(factors.b.shape, (std::vector<std::int64_t>{12, 2}));
    }

    void rankStabilizedScaleDividesByTheRoot()
    {
        m_config["use_rslora"] = true;
        write();
        QCOMPARE(read().factors().front().scale, 6.0 / std::sqrt(2.0));
    }

    void embeddingFactorsAreRead()
    {
        m_tensors = {{"base_model.model.model.embed_tokens.lora_embedding_A", {2, 10}},
                     {"base_model.model.model.embed_tokens.lora_embedding_B", {8, 2}},
                     {"base_model.model.lm_head.lora_A.weight", {2, 8}},
                     {"base_model.model.lm_head.lora_B.weight", {10, 2}}};
        write();
        const AdapterFile adapter = read();
        QCOMPARE(adapter.factors().size(), std::size_t{2});
        QCOMPARE(adapter.factors()[1].weight, std::string("model.embed_tokens.weight"));
        QVERIFY(adapter.factors()[1].isEmbedding && !adapter.factors()[0].isEmbedding);
    }

    /// decisions.md D33: (.*\.)?(key)$ from the start, first key in file order.
    void patternsMatchAsInPeft_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<bool>("matches");
        QTest::newRow("name") << "up_proj" << true;
        QTest::newRow("dotted end") << "mlp.up_proj" << true;
        QTest::newRow("whole path") << "model.layers.0.mlp.up_proj" << true;
        QTest::newRow("part of a name") << "p_proj" << false;
        QTest::newRow("beginning") << "model.layers.0" << false;
        QTest::newRow("other layer") << "layers.1.mlp.up_proj" << false;
        QTest::newRow("class") << "layers\\.[0-3]\\.mlp\\.(up|gate)_proj" << true;
        QTest::newRow("other class") << "layers\\.[1-3]\\..*" << false;
        QTest::newRow("anything") << ".*proj" << true;
        QTest::newRow("alternatives") << "q_proj|up_proj" << true;
        QTest::newRow("dot for any character") << "mlp.up.proj" << true;
        QTest::newRow("anchored") << "^up_proj" << false;
    }
    void patternsMatchAsInPeft()
    {
        QFETCH(QString, pattern);
        QFETCH(bool, matches);
        const nlohmann::ordered_json config = {
            {"peft_type", "LORA"},
            {"r", 2},
            {"lora_alpha", 6},
            {"alpha_pattern", {{pattern.toStdString(), 10}, {".*", 14}}}};
        writeFileAtomically(folder() / "adapter_config.json", config.dump(), true);
        const auto strength =
            AdapterConfig::read(folder()).strengthOf("model.layers.0.mlp.up_proj");
        QCOMPARE(strength.scale, matches ? 5.0 : 7.0);
        QCOMPARE(strength.rank, std::int64_t{2});
    }

    void rankPatternDecidesTheShape()
    {
        m_config["rank_pattern"] = {{"up_proj", 3}};
        m_tensors = {{kUp + std::string("lora_A.weight"), {3, 8}},
                     {kUp + std::string("lora_B.weight"), {12, 3}}};
        write();
        QCOMPARE(read().factors().front().scale, 2.0);
    }

    /// decisions.md D38.
    void adapterOfAModifiedBaseIsRecognised()
    {
        m_config["init_lora_weights"] = "pissa_niter_4";
        write();
        QVERIFY(read().config().needsModifiedBase());
        m_config["init_lora_weights"] = "gaussian";
        write();
        QVERIFY(!read().config().needsModifiedBase());
        fs::create_directory(folder() / "initial");
        writeFileAtomically(folder() / "initial" / "adapter_config.json", "{}", true);
        QVERIFY(read().config().needsModifiedBase());
    }

    void otherKindsAreNamed_data()
    {
        QTest::addColumn<QString>("changes");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* name, const char* changes, const char* named) {
            QTest::newRow(name) << changes << named;
        };
        row("IA3", R"({"peft_type":"IA3"})", "IA3");
        row("ADALORA", R"({"peft_type":"ADALORA"})", "ADALORA");
        row("prompt tuning", R"({"peft_type":"PROMPT_TUNING"})", "PROMPT_TUNING");
        row("none", R"({"peft_type":null})", "peft_type");
        row("DoRA", R"({"use_dora":true})", "DoRA");
        row("QALoRA", R"({"use_qalora":true})", "QALoRA");
        row("biases", R"({"bias":"lora_only"})", "lora_only");
        row("factor bias", R"({"lora_bias":true})", "lora_bias");
        row("whole modules", R"({"modules_to_save":["lm_head"]})", "modules_to_save");
        row("token rows", R"({"trainable_token_indices":[1]})", "trainable_token_indices");
        row("replicated", R"({"layer_replication":[[0,1]]})", "layer_replication");
        row("rank 0", R"({"r":0})", "r");
        row("no alpha", R"({"lora_alpha":null})", "lora_alpha");
        row("pattern of text", R"({"alpha_pattern":{"up_proj":"x"}})", "alpha_pattern.up_proj");
        row("negative pattern", R"({"rank_pattern":{"up_proj":-1}})", "rank_pattern.up_proj");
        row("pattern that is none", R"({"alpha_pattern":{"*x":3}})", "alpha_pattern");
    }
    void otherKindsAreNamed()
    {
        QFETCH(QString, changes);
        QFETCH(QString, named);
        m_config.merge_patch(json::parse(changes.toStdString()));
        const QString message = refused();
        QVERIFY2(message.contains(named) && message.contains("adapter_config.json"),
                 qPrintable(message));
    }

    void emptyListsAreNoExtras()
    {
        m_config["modules_to_save"] = json::array();
        m_config["layer_replication"] = nullptr;
        write();
        QCOMPARE(read().factors().size(), std::size_t{1});
    }

    void brokenFactorsAreRefused_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QList<int>>("shape"); // empty: the tensor goes
        QTest::addColumn<QString>("named");
        const QString up = kUp;
        QTest::newRow("no B") << up + "lora_B.weight" << QList<int>{} << "B of model.layers.0";
        QTest::newRow("no A") << up + "lora_A.weight" << QList<int>{} << "A of model.layers.0";
        QTest::newRow("other rank") << up + "lora_A.weight" << QList<int>{3, 8} << "[2, 8]";
        QTest::newRow("other width") << up + "lora_B.weight" << QList<int>{11, 2} << "[12, 2]";
        QTest::newRow("DoRA") << up + "lora_magnitude_vector" << QList<int>{12} << "DoRA";
        QTest::newRow("no such module") << "base_model.model.model.layers.0.mlp.wi.lora_A.weight"
                                        << QList<int>{2, 8} << "mlp.wi";
        QTest::newRow("no such layer")
            << "base_model.model.model.layers.1.mlp.up_proj.lora_A.weight" << QList<int>{2, 8}
            << "layers.1";
        QTest::newRow("plain weight")
            << "model.norm.weight" << QList<int>{8} << "model.norm.weight";
        QTest::newRow("norm") << "base_model.model.model.norm.lora_A.weight" << QList<int>{2, 8}
                              << "model.norm";
    }
    void brokenFactorsAreRefused()
    {
        QFETCH(QString, name);
        QFETCH(QList<int>, shape);
        QFETCH(QString, named);
        if (shape.isEmpty()) {
            m_tensors.erase(name.toStdString());
        } else {
            m_tensors[name.toStdString()].assign(shape.begin(), shape.end());
        }
        const QString message = refused();
        QVERIFY2(message.contains(named), qPrintable(message));
    }

    void folderWithoutFilesIsRefused()
    {
        write();
        fs::remove(folder() / "adapter_model.safetensors");
        QVERIFY(refusal([this] { read(); }).contains("adapter_model.safetensors"));
        fs::remove(folder() / "adapter_config.json");
        QVERIFY(refusal([this] { read(); }).contains("adapter_config.json"));
    }
};

QTEST_GUILESS_MAIN(TstAdapterFile)
#include "tst_adapter_file.moc"

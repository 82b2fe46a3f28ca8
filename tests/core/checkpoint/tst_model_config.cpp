// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/model_folder.h"

using namespace neurograft;
namespace fs = std::filesystem;
using nlohmann::json;

class TstModelConfig : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path folder() const { return m_folder.path().toStdString(); }

    ModelConfig read(const json& changes) const
    {
        json config = smallConfig();
        config.merge_patch(changes); // null removes a key
        writeFileAtomically(folder() / "config.json", config.dump(), true);
        return readModelConfig(folder());
    }

private Q_SLOTS:
    void fallbacksAreThoseOfTheReference()
    {
        const ModelConfig llama = read({{"num_key_value_heads", nullptr}});
        QCOMPARE(llama.kvHeads, std::int64_t{2});
        QCOMPARE(llama.headDim, std::int64_t{4});
        QCOMPARE(llama.rmsNormEps, 1e-6);
        QCOMPARE(llama.ropeTheta, 10000.0);
        QCOMPARE(llama.maxPositions, std::int64_t{2048});
        QVERIFY(!llama.isTied && !llama.hasQkvBias && !llama.hasOutputBias && !llama.hasMlpBias);
        QVERIFY(llama.ropeScaling.kind == RopeScaling::Kind::None);
    }

    void jsonNullCountsAsAbsent()
    {
        json config = smallConfig();
        for (const char* key : {"head_dim", "rope_scaling", "rope_parameters", "rope_theta",
                                "num_key_value_heads", "pad_token_id", "sliding_window"}) {
            config[key] = nullptr;
        }
        writeFileAtomically(folder() / "config.json", config.dump(), true);
        const ModelConfig read = readModelConfig(folder());
        QCOMPARE(read.headDim, std::int64_t{4});
        QCOMPARE(read.kvHeads, std::int64_t{2});
        QVERIFY(!read.padId);
    }

    void biasesFollowTheFamily()
    {
        const ModelConfig llama = read({{"attention_bias", true}, {"mlp_bias", true}});
        QVERIFY(llama.hasQkvBias && llama.hasOutputBias && llama.hasMlpBias);
        const ModelConfig qwen =
            read({{"model_type", "qwen2"}, {"attention_bias", false}, {"mlp_bias", true}});
        QVERIFY(qwen.hasQkvBias && !qwen.hasOutputBias && !qwen.hasMlpBias);
    }

    void headDimMayDifferFromTheQuotient()
    {
        QCOMPARE(read({{"head_dim", 16}}).headDim, std::int64_t{16});
    }

    void ropeScalingIsReadInEverySpelling_data()
    {
        QTest::addColumn<QString>("changes");
        QTest::newRow("rope_type")
            << R"({"rope_theta":5e5,"rope_scaling":{"rope_type":"llama3","factor":8.0,"low_freq_factor":1.0,)"
               R"("high_freq_factor":4.0,"original_max_position_embeddings":512}})";
        QTest::newRow("type")
            << R"({"rope_theta":5e5,"rope_scaling":{"type":"llama3","factor":8,"low_freq_factor":1,)"
               R"("high_freq_factor":4,"original_max_position_embeddings":512}})";
        QTest::newRow("rope_parameters")
            << R"({"rope_theta":1.0,"rope_scaling":{"type":"yarn"},"rope_parameters":{"rope_theta":5e5,)"
               R"("rope_type":"llama3","factor":8.0,"low_freq_factor":1.0,"high_freq_factor":4.0,)"
               R"("original_max_position_embeddings":512}})";
    }
    void ropeScalingIsReadInEverySpelling()
    {
        QFETCH(QString, changes);
        const ModelConfig config = read(json::parse(changes.toStdString()));
        QCOMPARE(config.ropeTheta, 5e5);
        QVERIFY(config.ropeScaling.kind == RopeScaling::Kind::Llama3);
        QCOMPARE(config.ropeScaling.factor, 8.0);
        QCOMPARE(config.ropeScaling.originalMaxPositions, 512.0);
    }

    void familiesHaveTheirOwnFallbacks()
    {
        const json wide = {
            {"num_attention_heads", 32}, {"hidden_size", 64}, {"num_key_value_heads", nullptr}};
        const auto of = [&](const char* family, json more = json::object()) {
            json changes = wide;
            changes["model_type"] = family;
            changes.merge_patch(more);
            return read(changes);
        };
        QCOMPARE(of("llama").kvHeads, std::int64_t{32});
        QCOMPARE(of("mistral").kvHeads, std::int64_t{8});
        QCOMPARE(of("qwen2").kvHeads, std::int64_t{32});
        QCOMPARE(of("qwen3").headDim, std::int64_t{128});
        QCOMPARE(of("mistral").headDim, std::int64_t{2});
        QVERIFY(of("qwen3").hasQkNorm && !of("qwen2").hasQkNorm && !of("llama").hasQkNorm);
        const ModelConfig biased = of("qwen3", {{"attention_bias", true}, {"mlp_bias", true}});
        QVERIFY(biased.hasQkvBias && biased.hasOutputBias && !biased.hasMlpBias);
        const ModelConfig mistral = of("mistral", {{"attention_bias", true}, {"mlp_bias", true}});
        QVERIFY(!mistral.hasQkvBias && !mistral.hasOutputBias && !mistral.hasMlpBias);
        QCOMPARE(expectedTensors(of("qwen3")).at(3).first,
                 std::string("model.layers.0.self_attn.q_norm.weight"));
        QCOMPARE(expectedTensors(of("qwen3")).at(3).second, std::vector<std::int64_t>{128});
    }

    void windowsFollowTheFamily_data()
    {
        QTest::addColumn<QString>("changes");
        QTest::addColumn<int>("size");
        QTest::addColumn<QString>("layers"); // one letter each: w = windowed, f = full
        const auto row = [](const char* name, const char* changes, int size, const char* layers) {
            QTest::newRow(name) << changes << size << layers;
        };
        row("llama", R"({"sliding_window":16})", 0, "fff");
        row("mistral without the key", R"({"model_type":"mistral"})", 4096, "www");
        row("mistral", R"({"model_type":"mistral","sliding_window":16})", 16, "www");
        row("qwen2 that does not use it", R"({"model_type":"qwen2","sliding_window":16})", 0,
            "fff");
        row("qwen2",
            R"({"model_type":"qwen2","use_sliding_window":true,"sliding_window":16,)"
            R"("max_window_layers":1})",
            16, "fww");
        row("qwen2 with both defaults", R"({"model_type":"qwen2","use_sliding_window":true})", 4096,
            "fff");
        row("qwen3 per layer",
            R"({"model_type":"qwen3","use_sliding_window":true,"sliding_window":8,"layer_types":)"
            R"(["full_attention","sliding_attention","full_attention"]})",
            8, "fwf");
        row("qwen3 per layer, shorter",
            R"({"model_type":"qwen3","sliding_window":8,"layer_types":)"
            R"(["sliding_attention","sliding_attention","full_attention"]})",
            8, "wwf");
        row("qwen2 with full layers",
            R"({"model_type":"qwen2","layer_types":)"
            R"(["full_attention","full_attention","full_attention"]})",
            0, "fff");
    }
    void windowsFollowTheFamily()
    {
        QFETCH(QString, changes);
        QFETCH(int, size);
        QFETCH(QString, layers);
        json config = json::parse(changes.toStdString());
        config["num_hidden_layers"] = 3;
        const ModelConfig model = read(config);
        QCOMPARE(model.window.size, std::int64_t{size});
        QString actual;
        for (std::int64_t layer = 0; layer < 3; ++layer) {
            actual += QLatin1Char(model.window.isOn(layer) ? 'w' : 'f');
        }
        QCOMPARE(actual, layers);
    }

    void nullSwitchesTheWindowOff()
    {
        json config = smallConfig();
        config["sliding_window"] = nullptr;
        for (const char* family : {"mistral", "qwen2"}) {
            config["model_type"] = family;
            config["use_sliding_window"] = true;
            writeFileAtomically(folder() / "config.json", config.dump(), true);
            QCOMPARE(readModelConfig(folder()).window.size, std::int64_t{0});
        }
    }

    void dynamicScalingHasNoLongestText()
    {
        const ModelConfig config =
            read(json::parse(R"({"rope_scaling":{"type":"dynamic","factor":2.0}})"));
        QVERIFY(config.ropeScaling.kind == RopeScaling::Kind::Dynamic);
        QVERIFY(config.longestText() > config.maxPositions);
        QCOMPARE(read(json::object()).longestText(), std::int64_t{2048});
    }

    void generationConfigOverridesTheEndIds()
    {
        const fs::path generation = folder() / "generation_config.json";
        QCOMPARE(read({{"eos_token_id", 2}}).eosIds, std::vector<std::int32_t>{2});
        writeFileAtomically(generation, R"({"eos_token_id":[5,7]})", true);
        QCOMPARE(read({{"eos_token_id", 2}}).eosIds, (std::vector<std::int32_t>{5, 7}));
        fs::remove(generation);
    }

    void brokenConfigIsRefused_data()
    {
        QTest::addColumn<QString>("changes");
        QTest::addColumn<QString>("key");
        const auto row = [](const char* name, const char* changes, const char* key) {
            QTest::newRow(name) << changes << key;
        };
        row("family", R"({"model_type":"gpt2"})", "model_type");
        row("no family", R"({"model_type":null})", "model_type");
        row("no hidden size", R"({"hidden_size":null})", "hidden_size");
        row("text for a number", R"({"num_hidden_layers":"3"})", "num_hidden_layers");
        row("zero layers", R"({"num_hidden_layers":0})", "num_hidden_layers");
        row("negative vocabulary", R"({"vocab_size":-1})", "vocab_size");
        row("heads that do not divide", R"({"num_attention_heads":3,"num_key_value_heads":2})",
            "num_key_value_heads");
        row("odd head size", R"({"head_dim":3})", "head_dim");
        row("activation", R"({"hidden_act":"gelu"})", "hidden_act");
        row("yarn", R"({"rope_scaling":{"rope_type":"yarn","factor":4.0}})", "yarn");
        row("longrope", R"({"rope_scaling":{"type":"longrope","factor":2.0}})", "longrope");
        row("shrinking dynamic", R"({"rope_scaling":{"type":"dynamic","factor":0.5}})", "factor");
        row("negative factor", R"({"rope_scaling":{"type":"linear","factor":-1}})", "factor");
        row("scaling without a factor", R"({"rope_scaling":{"type":"linear"}})", "factor");
        row("scaling that is text", R"({"rope_scaling":"linear"})", "rope_scaling");
        row("flag that is a number", R"({"tie_word_embeddings":1})", "tie_word_embeddings");
        row("id that is text", R"({"eos_token_id":"</s>"})", "eos_token_id");
        row("windowed layer without a window",
            R"({"model_type":"qwen2","layer_types":["sliding_attention"]})", "layer_types");
        row("windowed layer, windows off",
            R"({"model_type":"qwen3","use_sliding_window":false,"sliding_window":4,)"
            R"("layer_types":["sliding_attention"]})",
            "layer_types");
        row("windowed llama", R"({"layer_types":["sliding_attention"]})", "layer_types");
        row("too many layer types",
            R"({"model_type":"qwen2","layer_types":["full_attention","full_attention"]})",
            "layer_types");
        row("unknown layer type", R"({"model_type":"qwen2","layer_types":["chunked_attention"]})",
            "layer_types");
        row("window of no size", R"({"model_type":"mistral","sliding_window":0})",
            "sliding_window");
        row("negative theta", R"({"rope_theta":-1.0})", "rope_theta");
        row("no context", R"({"max_position_embeddings":0})", "max_position_embeddings");
        row("id beyond reason", R"({"bos_token_id":99999999999})", "bos_token_id");
        row("sizes beyond reason", R"({"hidden_size":4611686018427387904})", "hidden_size");
    }
    void brokenConfigIsRefused()
    {
        QFETCH(QString, changes);
        QFETCH(QString, key);
        const QString message = refusal([&] { read(json::parse(changes.toStdString())); });
        QVERIFY2(message.contains(key) && message.contains("expected"), qPrintable(message));
    }

    void textThatIsNoJsonIsRefused()
    {
        writeFileAtomically(folder() / "config.json", "hidden_size = 8", true);
        const QString message = refusal([this] { readModelConfig(folder()); });
        QVERIFY2(message.contains("config.json") && message.contains("JSON"), qPrintable(message));
        writeFileAtomically(folder() / "config.json", R"({"rope_theta":1e705})", true);
        const QString overflow = refusal([this] { readModelConfig(folder()); });
        QVERIFY2(overflow.contains("config.json") && overflow.contains("1e705"),
                 qPrintable(overflow));
    }
};

QTEST_GUILESS_MAIN(TstModelConfig)
#include "tst_model_config.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/model_folder.h"
#include "core/checkpoint/module_path.h"

using namespace neurograft;
namespace fs = std::filesystem;
using nlohmann::json;

class TstCheckpoint : public QObject {
    Q_OBJECT

    /// Splits a folder's weights: the first half of the names in one file, the rest in another.
    static void shard(ModelFolder& folder)
    {
        std::map<std::string, std::vector<std::int64_t>> parts[2];
        json map;
        std::size_t count = 0;
        for (const auto& [name, shape] : folder.shapes) {
            const std::size_t part = count++ < folder.shapes.size() / 2 ? 0 : 1;
            parts[part][name] = shape;
            map[name] = part == 0 ? "model-1.safetensors" : "model-2.safetensors";
        }
        folder.writeWeights("model-1.safetensors", parts[0]);
        folder.writeWeights("model-2.safetensors", parts[1]);
        fs::remove(folder.weights());
        writeIndex(folder, map);
    }
    static void writeIndex(const ModelFolder& folder, const json& map)
    {
        writeFileAtomically(folder.path() / "model.safetensors.index.json",
                            json{{"weight_map", map}}.dump(), true);
    }
    static json index(const ModelFolder& folder)
    {
        return json::parse(readFile(folder.path() / "model.safetensors.index.json"))["weight_map"];
    }
    static QString refusalOf(const ModelFolder& folder)
    {
        return refusal([&] { Checkpoint::open(folder.path()); });
    }

private Q_SLOTS:
    void singleFileOpens()
    {
        const ModelFolder folder;
        const auto checkpoint = Checkpoint::open(folder.path());
        QVERIFY(checkpoint->hasWeights());
        QCOMPARE(checkpoint->tensors().size(), folder.shapes.size());
        QVERIFY(checkpoint->storedType() == DType::F32);
        QCOMPARE(checkpoint->byteCount(),
                 static_cast<std::uint64_t>(checkpoint->parameterCount()) * 4);
        float first = 0;
        std::memcpy(&first, checkpoint->data(checkpoint->entry(kEmbeddingName)), sizeof first);
        QCOMPARE(first, 0.5F);
    }

    void shardsGiveTheSameModelAndHash()
    {
        ModelFolder folder;
        const std::string single = Checkpoint::open(folder.path())->sha256();
        shard(folder);
        const auto checkpoint = Checkpoint::open(folder.path());
        QCOMPARE(checkpoint->tensors().size(), folder.shapes.size());
        QCOMPARE(checkpoint->sha256(), single);
        QCOMPARE(checkpoint->sha256().size(), std::size_t{64});
    }

    void otherWeightsHaveAnotherHash()
    {
        const ModelFolder folder;
        const std::string before = Checkpoint::open(folder.path())->sha256();
        folder.writeWeights("model.safetensors", folder.shapes, 0.25F);
        QVERIFY(Checkpoint::open(folder.path())->sha256() != before);
    }

    void folderWithoutWeightsOpensAndSaysSo()
    {
        const ModelFolder folder;
        fs::remove(folder.weights());
        const auto checkpoint = Checkpoint::open(folder.path());
        QVERIFY(!checkpoint->hasWeights());
        QVERIFY(checkpoint->weightsProblem().find("model.safetensors") != std::string::npos);
    }

    void extraTensorsAreIgnored()
    {
        ModelFolder folder;
        folder.shapes["model.layers.0.self_attn.rotary_emb.inv_freq"] = {2};
        folder.writeWeights();
        QVERIFY(Checkpoint::open(folder.path())->hasWeights());
    }

    void tiedModelNeedsNoUnembedding()
    {
        ModelFolder folder;
        folder.set("tie_word_embeddings", true);
        folder.shapes.erase(kUnembeddingName);
        folder.writeWeights();
        QVERIFY(Checkpoint::open(folder.path())->hasWeights());
    }

    void missingTensorIsNamedWithItsShape()
    {
        ModelFolder folder;
        folder.shapes.erase("model.layers.0.mlp.up_proj.weight");
        folder.writeWeights();
        const QString message = refusalOf(folder);
        QVERIFY2(message.contains("model.layers.0.mlp.up_proj.weight")
                     && message.contains("[12, 8]"),
                 qPrintable(message));
    }

    void wrongVocabularyIsNamed()
    {
        ModelFolder folder;
        folder.set("vocab_size", 11);
        const QString message = refusalOf(folder);
        for (const char* word :
             {"model.embed_tokens.weight", "vocab_size 11", "[11, 8]", "[10, 8]"}) {
            QVERIFY2(message.contains(word), qPrintable(message));
        }
    }

    void headDimMustAgreeWithTheQueryMatrix()
    {
        ModelFolder folder;
        folder.set("head_dim", 8);
        const QString message = refusalOf(folder);
        QVERIFY2(message.contains("q_proj") && message.contains("[16, 8]"), qPrintable(message));
    }

    void integerWeightsAreRefused()
    {
        ModelFolder folder;
        const std::vector<std::int64_t> values(4096, 1);
        std::vector<TensorToWrite> tensors;
        for (const auto& [name, shape] : folder.shapes) {
            tensors.push_back({name, DType::I64, shape, values.data()});
        }
        writeSafetensors(folder.weights(), tensors, {}, true);
        const QString message = refusalOf(folder);
        QVERIFY2(message.contains("I64") && message.contains("BF16"), qPrintable(message));
    }

    void cutShardSaysFileAndMissingBytes()
    {
        ModelFolder folder;
        shard(folder);
        const fs::path second = folder.path() / "model-2.safetensors";
        const std::string whole = readFile(second);
        writeFileAtomically(second, whole.substr(0, whole.size() - 100), true);
        const QString message = refusalOf(folder);
        for (const QString& word :
             {QString("model-2.safetensors"), QString("100 bytes missing"),
              QString::number(whole.size()), QString::number(whole.size() - 100)}) {
            QVERIFY2(message.contains(word), qPrintable(message));
        }
    }

    void missingShardIsNamed()
    {
        ModelFolder folder;
        shard(folder);
        fs::remove(folder.path() / "model-2.safetensors");
        const QString message = refusalOf(folder);
        QVERIFY2(message.contains("model-2.safetensors"), qPrintable(message));
    }

    void weightMapThatNamesTheWrongFileIsRefused()
    {
        ModelFolder folder;
        shard(folder);
        json map = index(folder);
        map[kEmbeddingName] = map[kEmbeddingName] == "model-1.safetensors" ? "model-2.safetensors"
                                                                           : "model-1.safetensors";
        writeIndex(folder, map);
        const QString message = refusalOf(folder);
        QVERIFY2(message.contains(kEmbeddingName), qPrintable(message));
    }

    void weightMapOutsideTheFolderIsRefused_data()
    {
        QTest::addColumn<QString>("file");
        for (const char* file : {"../model.safetensors", "/etc/passwd", "", ".", ".."}) {
            QTest::newRow(*file != '\0' ? file : "empty") << file;
        }
    }
    void weightMapOutsideTheFolderIsRefused()
    {
        QFETCH(QString, file);
        ModelFolder folder;
        shard(folder);
        json map = index(folder);
        map[kEmbeddingName] = file.toStdString();
        writeIndex(folder, map);
        const QString message = refusalOf(folder);
        QVERIFY2(message.contains("expected") && message.contains(kEmbeddingName),
                 qPrintable(message));
    }

    void brokenIndexIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("not JSON") << QByteArray("weight_map");
        QTest::newRow("no map") << QByteArray("{}");
        QTest::newRow("map that is text") << QByteArray(R"({"weight_map":"model.safetensors"})");
        QTest::newRow("map that is a list") << QByteArray(R"({"weight_map":["a"]})");
        QTest::newRow("file that is a number") << QByteArray(R"({"weight_map":{"a":1}})");
    }
    void brokenIndexIsRefused()
    {
        QFETCH(QByteArray, text);
        const ModelFolder folder;
        writeFileAtomically(folder.path() / "model.safetensors.index.json", text.toStdString(),
                            true);
        const QString message = refusalOf(folder);
        QVERIFY2(message.contains("index.json") && message.contains("expected"),
                 qPrintable(message));
    }

    void emptyFolderIsRefused()
    {
        const QTemporaryDir empty;
        const QString message = refusal([&] { Checkpoint::open(empty.path().toStdString()); });
        QVERIFY2(message.contains("config.json"), qPrintable(message));
    }

    void missingFolderIsRefused()
    {
        const QString message = refusal([] { Checkpoint::open("/nowhere/at/all"); });
        QVERIFY2(message.contains("/nowhere/at/all"), qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(TstCheckpoint)
#include "tst_checkpoint.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/run/model_report.h"
#include "core/support/atomic_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace neurograft;
namespace fs = std::filesystem;
using nlohmann::json;

/// inspect and preflight on the committed fixtures: tiny-T (teacher) and tiny-S (student).
class TstModelReport : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    static fs::path data(const char* name) { return fs::path(NEUROGRAFT_TEST_DATA) / name; }

    /// A copy of a fixture that a test may spoil.
    fs::path copyOf(const char* name) const
    {
        const fs::path copy = fs::path(m_folder.path().toStdString())
            / (std::string(QTest::currentTestFunction()) + "-" + name);
        fs::copy(data(name), copy, fs::copy_options::recursive);
        return copy;
    }
    static void change(const fs::path& file, const json& changes)
    {
        json content = json::parse(readFile(file));
        content.merge_patch(changes);
        writeFileAtomically(file, content.dump(), true);
    }
    static const PairDifference* find(const std::vector<PairDifference>& list,
                                      const std::string& item)
    {
        const auto found = std::find_if(list.begin(), list.end(),
                                        [&](const auto& entry) { return entry.item == item; });
        return found == list.end() ? nullptr : &*found;
    }
    static bool isOff(const PreflightReport& report, const std::string& action)
    {
        return std::find(report.disabled.begin(), report.disabled.end(), action)
            != report.disabled.end();
    }

private Q_SLOTS:
    void inspectHasTheKeysOfTheContract()
    {
        const json report = toJson(inspectModel(data("tiny-S")));
        const json config = json::parse(readFile(data("tiny-S") / "config.json"));
        QCOMPARE(report.at("family"), config.at("model_type"));
        QCOMPARE(report.at("layers"), config.at("num_hidden_layers"));
        QCOMPARE(report.at("hidden_size"), config.at("hidden_size"));
        QCOMPARE(report.at("intermediate_size"), config.at("intermediate_size"));
        QCOMPARE(report.at("heads"), config.at("num_attention_heads"));
        QCOMPARE(report.at("kv_heads"), config.at("num_key_value_heads"));
        QCOMPARE(report.at("vocab_size"), config.at("vocab_size"));
        for (const char* key :
             {"head_dim", "tied", "dtype", "parameters", "bytes", "memory_bytes"}) {
            QVERIFY2(report.contains(key), key);
        }
        std::int64_t parameters = 0;
        for (const json& tensor : report.at("tensors")) {
            std::int64_t count = 1;
            for (const json& extent : tensor.at("shape")) {
                count *= extent.get<std::int64_t>();
            }
            parameters += count;
            QCOMPARE(tensor.at("file"), json("model.safetensors"));
            QVERIFY(tensor.contains("dtype") && tensor.contains("name"));
        }
        QCOMPARE(report.at("parameters").get<std::int64_t>(), parameters);
        const json& tokenizer = report.at("tokenizer");
        for (const char* key : {"kind", "size", "bos", "eos", "adds_bos", "sha256"}) {
            QVERIFY2(tokenizer.contains(key), key);
        }
        QCOMPARE(report.at("memory_bytes").at("device").at("float32").get<std::int64_t>(),
                 4 * parameters);
        QCOMPARE(report.at("memory_bytes").at("host").at("float32"), report.at("bytes"));
    }

    void inspectReadsShardsAndNoTokenizer()
    {
        const ModelReport report = inspectModel(data("tiny-qwen2-sharded"));
        QCOMPARE(report.family, std::string("qwen2"));
        QCOMPARE(report.dtype, std::string("bfloat16"));
        QVERIFY(report.isTied);
        QVERIFY(!report.tokenizer && !report.tokenizerProblem.empty());
        QVERIFY(toJson(report).at("tokenizer").is_null());
    }

    void cutShardIsRefused()
    {
        QString message;
        try {
            inspectModel(data("tiny-S-trunc"));
        } catch (const FormatError& error) {
            message = error.what();
        }
        for (const char* word : {"model-00002-of-00002.safetensors", "1000 bytes missing"}) {
            QVERIFY2(message.contains(word), qPrintable(message));
        }
    }

    void vocabularyThatContradictsTheWeightsIsRefused()
    {
        const fs::path student = copyOf("tiny-S");
        change(student / "config.json", {{"vocab_size", 500}});
        QVERIFY_EXCEPTION_THROWN(inspectModel(student), FormatError);
    }

    void otherVocabularySizeTurnsTokenActionsOffAndNothingElse()
    {
        const PreflightReport report = preflightPair(data("tiny-T"), data("tiny-S-badvocab"));
        QVERIFY(report.ok());
        const PairDifference* vocabulary = find(report.warnings, "vocabulary size");
        QVERIFY(vocabulary != nullptr);
        QCOMPARE(vocabulary->teacher + " vs " + vocabulary->student, std::string("512 vs 520"));
        QVERIFY(isOff(report, "twins") && isOff(report, "transfer gkd"));
        QVERIFY(!isOff(report, "similarity --unit token"));
    }

    void missingWeightsBlockAPair()
    {
        const fs::path student = copyOf("tiny-S");
        fs::remove(student / "model.safetensors");
        const ModelReport alone = inspectModel(student);
        QVERIFY(!alone.problem.empty() && alone.parameters > 0 && alone.tensors.empty());
        const PreflightReport report = preflightPair(data("tiny-T"), student);
        QVERIFY(!report.ok());
        const PairDifference* weights = find(report.blocking, "weights");
        QVERIFY(weights != nullptr);
        QCOMPARE(weights->teacher, std::string("present"));
        QVERIFY(weights->student.find("model.safetensors") != std::string::npos);
    }

    void fixturePairIsUsable()
    {
        const PreflightReport report = preflightPair(data("tiny-T"), data("tiny-S"));
        QVERIFY2(report.ok(), qPrintable(QString::fromStdString(toJson(report).dump())));
        QVERIFY(find(report.equal, "tokenizer") != nullptr);
        QVERIFY(!isOff(report, "twins"));
        const json written = toJson(report);
        for (const char* key :
             {"ok", "blocking", "warnings", "equal", "disabled", "memory_bytes"}) {
            QVERIFY2(written.contains(key), key);
        }
        QCOMPARE(report.hostBytes, report.teacher.bytes + report.student.bytes);
    }

    void otherTokenizerTurnsTokenPairsOff()
    {
        const fs::path student = copyOf("tiny-S");
        fs::copy(data("tokenizers/metaspace/tokenizer.json"), student / "tokenizer.json",
                 fs::copy_options::overwrite_existing);
        const PreflightReport report = preflightPair(data("tiny-T"), student);
        QVERIFY(find(report.warnings, "tokenizer") != nullptr);
        QVERIFY(isOff(report, "similarity --unit token"));
        QVERIFY(isOff(report, "twins"));
    }

    void smallerTeacherTurnsTransferOff()
    {
        const PreflightReport report = preflightPair(data("tiny-S"), data("tiny-T"));
        QVERIFY(find(report.warnings, "layers") != nullptr);
        QVERIFY(isOff(report, "transfer laten") && isOff(report, "transfer seeking"));
    }

    void sameModelTwiceIsAWarning()
    {
        const PreflightReport report = preflightPair(data("tiny-T"), data("tiny-T"));
        QVERIFY(report.ok());
        QVERIFY(find(report.warnings, "weights") != nullptr);
    }

    void tokenizerLargerThanTheVocabularyBlocks()
    {
        const fs::path student = copyOf("tiny-S");
        json file = json::parse(readFile(student / "tokenizer.json"));
        const std::int64_t beyond = inspectModel(student).tokenizer->size;
        QCOMPARE(beyond, inspectModel(student).vocabSize);
        file["added_tokens"].push_back({{"id", beyond},
                                        {"content", "<far>"},
                                        {"single_word", false},
                                        {"lstrip", false},
                                        {"rstrip", false},
                                        {"normalized", false},
                                        {"special", true}});
        writeFileAtomically(student / "tokenizer.json", file.dump(), true);
        const PreflightReport report = preflightPair(data("tiny-T"), student);
        QVERIFY(find(report.blocking, "tokenizer size") != nullptr);
    }

    void rowsBeyondTheContextAreCounted()
    {
        const fs::path student = copyOf("tiny-S");
        change(student / "config.json", {{"max_position_embeddings", 4}});
        const PreflightReport report = preflightPair(data("tiny-T"), student, data("demo.jsonl"));
        QVERIFY(report.rows > 0);
        const PairDifference* rows = find(report.warnings, "rows longer than the context");
        QVERIFY(rows != nullptr);
        QCOMPARE(rows->student, std::to_string(report.rows));
    }

    void brokenDataIsRefused()
    {
        const fs::path empty = fs::path(m_folder.path().toStdString()) / "empty.jsonl";
        writeFileAtomically(empty, "", true);
        QVERIFY_EXCEPTION_THROWN(preflightPair(data("tiny-T"), data("tiny-S"), empty), Error);
    }

    void templateAndLegacyFlagAreCompared()
    {
        const fs::path student = copyOf("tiny-S");
        change(student / "tokenizer_config.json",
               {{"chat_template", "{{ messages }}"}, {"legacy", false}});
        const PreflightReport report = preflightPair(data("tiny-T"), student);
        QVERIFY(find(report.warnings, "chat template") != nullptr);
        QVERIFY(find(report.warnings, "legacy flag") != nullptr);
    }

    void foreignFamilyShowsItsTensorsOnly()
    {
        const fs::path student = copyOf("tiny-S");
        change(student / "config.json",
               {{"model_type", "gemma9"}, {"hidden_size", nullptr}, {"rope_theta", "odd"}});
        const ModelReport report = inspectModel(student);
        QVERIFY(!report.isRunnable);
        QVERIFY2(report.problem.find("gemma9") != std::string::npos, report.problem.c_str());
        const json written = toJson(report);
        QCOMPARE(written.at("family"), json("gemma9"));
        QCOMPARE(written.at("tensors").size(),
                 toJson(inspectModel(data("tiny-S")))["tensors"].size());
        QVERIFY(written.at("hidden_size").is_null() && written.at("tied").is_null());
        QCOMPARE(written.at("layers"), json(4));
        QCOMPARE(report.parameters, inspectModel(data("tiny-S")).parameters);
        QCOMPARE(report.dtype, std::string("float32"));
        const PreflightReport pair = preflightPair(data("tiny-T"), student);
        QVERIFY(!pair.ok());
        QVERIFY(find(pair.blocking, "family") != nullptr);
    }

    void sharedFoldersWithoutWeightsSaySo_data()
    {
        QTest::addColumn<QString>("folder");
        for (const char* name : {"llama2", "llama3", "qwen2.5", "smollm2"}) {
            QTest::newRow(name) << name;
        }
    }
    void sharedFoldersWithoutWeightsSaySo()
    {
        QFETCH(QString, folder);
        const fs::path path = fs::path(NEUROGRAFT_SHARED) / "tokenizers" / folder.toStdString();
        if (!fs::exists(path)) {
            QSKIP("no recorded tokenizers next to the checkout");
        }
        const ModelReport report = inspectModel(path);
        QVERIFY(report.problem.find("No weights") != std::string::npos);
        QVERIFY(report.tokenizer.has_value());
        QVERIFY(report.parameters > 100'000'000);
    }
};

QTEST_GUILESS_MAIN(TstModelReport)
#include "tst_model_report.moc"

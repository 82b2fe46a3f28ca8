// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/model_folder.h"

#include "core/checkpoint/delta_file.h"

using namespace neurograft;
namespace fs = std::filesystem;

/// Delta files (decisions.md D70) for the small model: hidden size 8, intermediate size 12, one
/// layer.
class TstDeltaFile : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    ModelFolder m_model;
    std::map<std::string, std::string> m_metadata;
    std::vector<float> m_values = std::vector<float>(256, 0.5F);
    std::vector<std::int64_t> m_index{3, 11};

    fs::path file() const { return fs::path(m_folder.path().toStdString()) / "delta.safetensors"; }
    TensorToWrite delta(const char* name, std::vector<std::int64_t> shape) const
    {
        return {name, DType::F32, std::move(shape), m_values.data()};
    }
    TensorToWrite index(const char* name) const
    {
        return {name, DType::I64, {static_cast<std::int64_t>(m_index.size())}, m_index.data()};
    }
    void write(const std::vector<TensorToWrite>& tensors) const
    {
        writeSafetensors(file(), tensors, m_metadata, true);
    }
    DeltaFile read() const { return {file(), readModelConfig(m_model.path())}; }
    QString refused(const std::vector<TensorToWrite>& tensors) const
    {
        write(tensors);
        return refusal([this] { read(); });
    }

private Q_SLOTS:
    void init()
    {
        m_metadata = {{"kind", "neurograft-delta"}, {"version", "1"}, {"student_sha256", "abc"}};
        m_index = {3, 11};
    }

    void rowsColumnsAndWholeParametersAreRead()
    {
        write({delta("up_proj.layer0.delta", {2, 8}), index("up_proj.layer0.index"),
               delta("down_proj.layer0.delta", {2, 8}), index("down_proj.layer0.index"),
               delta("q_proj.layer0.delta", {8, 8}), delta("input_layernorm.layer0.delta", {8})});
        const DeltaFile file = read();
        QCOMPARE(file.studentSha256(), std::string("abc"));
        QCOMPARE(file.parts().size(), std::size_t{4});
        std::map<std::string, DeltaPart> parts;
        for (const DeltaPart& part : file.parts()) {
            parts[part.weight] = part;
        }
        const DeltaPart& down = parts.at("model.layers.0.mlp.down_proj.weight");
        QVERIFY(down.isColumns && down.index);
        QVERIFY(!parts.at("model.layers.0.mlp.up_proj.weight").isColumns);
        QVERIFY(!parts.at("model.layers.0.self_attn.q_proj.weight").index);
        QCOMPARE(parts.at("model.layers.0.input_layernorm.weight").delta.shape,
                 std::vector<std::int64_t>{8});
    }

    void headerMustNameKindAndVersion()
    {
        for (const char* key : {"kind", "version"}) {
            const auto whole = m_metadata;
            m_metadata.erase(key);
            QVERIFY2(refused({delta("q_proj.layer0.delta", {8, 8})}).contains(key), key);
            m_metadata[key] = "2";
            QVERIFY2(refused({delta("q_proj.layer0.delta", {8, 8})}).contains("\"2\""), key);
            m_metadata = whole;
        }
    }

    void onlyKindAndVersionAreRequired()
    {
        m_metadata.erase("student_sha256");
        write({delta("q_proj.layer0.delta", {8, 8})});
        QVERIFY(read().studentSha256().empty());
    }

    void namesAndShapesMustFitTheStudent()
    {
        QVERIFY(refused({delta("q_proj.layer1.delta", {8, 8})}).contains("q_proj.layer1"));
        QVERIFY(refused({delta("x_proj.layer0.delta", {8, 8})}).contains("x_proj"));
        QVERIFY(refused({delta("layer_output.layer0.delta", {8, 8})}).contains("layer_output"));
        QVERIFY(refused({delta("q_proj.layer0.deltas", {8, 8})}).contains("deltas"));
        QVERIFY(refused({delta("q_proj.layer0.delta", {8, 9})}).contains("[8, 8]"));
        QVERIFY(refused({delta("up_proj.layer0.delta", {3, 8}), index("up_proj.layer0.index")})
                    .contains("[2, 8]"));
        QVERIFY(refused({delta("down_proj.layer0.delta", {2, 12}), index("down_proj.layer0.index")})
                    .contains("[2, 8]"));
        QVERIFY(refused({index("up_proj.layer0.index")}).contains("index"));
        QVERIFY(refused({delta("input_layernorm.layer0.delta", {8}),
                         index("input_layernorm.layer0.index")})
                    .contains("norm"));
    }

    void indexMustNameDifferentNeurons()
    {
        const auto refusedIndex = [this](std::vector<std::int64_t> values) {
            m_index = std::move(values);
            return refused(
                {delta("down_proj.layer0.delta", {2, 8}), index("down_proj.layer0.index")});
        };
        QVERIFY(refusedIndex({3, 12}).contains("12 at place 1"));
        QVERIFY(refusedIndex({-1, 2}).contains("-1 at place 0"));
        QVERIFY(refusedIndex({5, 5}).contains("5 at place 1"));
        m_index = {1, 2};
        const std::vector<float> wrong{1.0F, 2.0F};
        QVERIFY(refused({delta("down_proj.layer0.delta", {2, 8}),
                         {"down_proj.layer0.index", DType::F32, {2}, wrong.data()}})
                    .contains("I64"));
    }
};

QTEST_GUILESS_MAIN(TstDeltaFile)
#include "tst_delta_file.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shape_model.h"

#include "app/broken_model.h"

#include <QtCore/QDir>
#include <QtCore/QFile>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace neurograft {

namespace {

using ShapeJson = nlohmann::ordered_json;

constexpr std::int64_t kHalfBytes = 2;

ShapeJson configOf(const ModelShape& shape)
{
    const bool isQwen = std::string(shape.family) == "qwen2";
    return {{"architectures", {isQwen ? "Qwen2ForCausalLM" : "LlamaForCausalLM"}},
            {"model_type", shape.family},
            {"hidden_size", shape.hidden},
            {"intermediate_size", shape.intermediate},
            {"num_hidden_layers", shape.layers},
            {"num_attention_heads", shape.heads},
            {"num_key_value_heads", shape.kvHeads},
            {"head_dim", shape.headDim},
            {"max_position_embeddings", shape.positions},
            {"rms_norm_eps", isQwen ? 1e-6 : 1e-5},
            {"rope_theta", isQwen ? 1000000.0 : 10000.0},
            {"vocab_size", shape.vocabulary},
            {"tie_word_embeddings", isQwen},
            {"hidden_act", "silu"},
            {"torch_dtype", "float16"}};
}

/// Entries of a safetensors header, one tensor behind the other.
class ShapeHeader {
public:
    void add(const std::string& name, const std::vector<std::int64_t>& shape)
    {
        std::int64_t bytes = kHalfBytes;
        for (const std::int64_t extent : shape) {
            bytes *= extent;
        }
        m_header[name] = {
            {"dtype", "F16"}, {"shape", shape}, {"data_offsets", {m_end, m_end + bytes}}};
        m_end += bytes;
    }

    /// Length and text, padded to eight bytes.
    QByteArray bytes() const
    {
        std::string text = m_header.dump();
        text.resize((text.size() + 7) / 8 * 8, ' ');
        QByteArray bytes;
        for (int byte = 0; byte < 8; ++byte) {
            bytes.append(static_cast<char>((text.size() >> (8 * byte)) & 0xff));
        }
        return bytes + QByteArray::fromStdString(text);
    }
    std::int64_t dataBytes() const { return m_end; }

private:
    ShapeJson m_header = ShapeJson::object();
    std::int64_t m_end = 0;
};

ShapeHeader headerOf(const ModelShape& shape)
{
    ShapeHeader header;
    const bool isQwen = std::string(shape.family) == "qwen2";
    const std::int64_t q = shape.heads * shape.headDim;
    const std::int64_t kv = shape.kvHeads * shape.headDim;
    header.add("model.embed_tokens.weight", {shape.vocabulary, shape.hidden});
    for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
        const std::string prefix = "model.layers." + std::to_string(layer) + ".";
        header.add(prefix + "input_layernorm.weight", {shape.hidden});
        header.add(prefix + "post_attention_layernorm.weight", {shape.hidden});
        header.add(prefix + "self_attn.q_proj.weight", {q, shape.hidden});
        header.add(prefix + "self_attn.k_proj.weight", {kv, shape.hidden});
        header.add(prefix + "self_attn.v_proj.weight", {kv, shape.hidden});
        if (isQwen) {
            header.add(prefix + "self_attn.q_proj.bias", {q});
            header.add(prefix + "self_attn.k_proj.bias", {kv});
            header.add(prefix + "self_attn.v_proj.bias", {kv});
        }
        header.add(prefix + "self_attn.o_proj.weight", {shape.hidden, q});
        header.add(prefix + "mlp.gate_proj.weight", {shape.intermediate, shape.hidden});
        header.add(prefix + "mlp.up_proj.weight", {shape.intermediate, shape.hidden});
        header.add(prefix + "mlp.down_proj.weight", {shape.hidden, shape.intermediate});
    }
    header.add("model.norm.weight", {shape.hidden});
    if (!isQwen) {
        header.add("lm_head.weight", {shape.vocabulary, shape.hidden});
    }
    return header;
}

} // namespace

bool makeShapeModel(const QString& folder, const ModelShape& shape, const QString& tokenizer)
{
    copyModel(tokenizer, folder);
    writeBytes(folder + "/config.json", QByteArray::fromStdString(configOf(shape).dump(1)));
    const ShapeHeader header = headerOf(shape);
    QFile weights(folder + "/model.safetensors");
    const QByteArray bytes = header.bytes();
    return weights.open(QIODevice::WriteOnly) && weights.write(bytes) == bytes.size()
        && weights.resize(bytes.size() + header.dataBytes());
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/safetensors_writer.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace neurograft {

/// Bytes of a safetensors file with any header and any data: what a broken writer might leave.
inline std::string safetensorsBytes(const std::string& header, std::size_t dataBytes)
{
    std::string bytes(8, '\0');
    const std::uint64_t size = header.size();
    std::memcpy(bytes.data(), &size, sizeof size);
    return bytes + header + std::string(dataBytes, '\0');
}

/// A config of one layer of width 8 that every key can be changed in.
inline nlohmann::json smallConfig()
{
    return {{"model_type", "llama"},    {"hidden_size", 8},        {"num_hidden_layers", 1},
            {"intermediate_size", 12},  {"vocab_size", 10},        {"num_attention_heads", 2},
            {"num_key_value_heads", 1}, {"torch_dtype", "float32"}};
}

/// A folder with that config and weights that are all 0.5, made anew for each test.
class ModelFolder {
public:
    explicit ModelFolder(nlohmann::json config = smallConfig()) : m_config(std::move(config))
    {
        writeConfig();
        for (const auto& [name, shape] : expectedTensors(readModelConfig(path()))) {
            shapes[name] = shape;
        }
        writeWeights();
    }

    std::filesystem::path path() const { return m_folder.path().toStdString(); }
    std::filesystem::path weights() const { return path() / "model.safetensors"; }

    void writeConfig() const { writeFileAtomically(path() / "config.json", m_config.dump(), true); }
    void set(const std::string& key, const nlohmann::json& value)
    {
        m_config[key] = value;
        writeConfig();
    }
    /// Writes `shapes` as one file of float32.
    void writeWeights() const { writeWeights("model.safetensors", shapes); }
    void writeWeights(const std::string& file,
                      const std::map<std::string, std::vector<std::int64_t>>& which,
                      float value = 0.5F) const
    {
        const std::vector<float> values(4096, value);
        std::vector<TensorToWrite> tensors;
        for (const auto& [name, shape] : which) {
            tensors.push_back({name, DType::F32, shape, values.data()});
        }
        writeSafetensors(path() / file, tensors, {}, true);
    }

    std::map<std::string, std::vector<std::int64_t>> shapes; ///< what writeWeights() writes

private:
    QTemporaryDir m_folder;
    nlohmann::json m_config;
};

/// Message of the Error that @p work throws; kind and exit code must be those of bad input.
inline QString refusal(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& error) {
        return exitCodeOf(error.kind()) == 3 ? QString(error.what())
                                             : QStringLiteral("wrong kind: ") + error.what();
    }
    return QStringLiteral("nothing was thrown");
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/atomic_file.h"
#include "core/text/tokenizer.h"

#include <QTemporaryDir>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

/// Helpers for tests on recorded tokenizers.
namespace fixture {

inline std::filesystem::path tokenizers()
{
    return std::filesystem::path(NEUROGRAFT_TEST_DATA) / "tokenizers";
}

inline std::vector<nlohmann::json> jsonLines(const std::filesystem::path& path)
{
    std::vector<nlohmann::json> rows;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        rows.push_back(nlohmann::json::parse(line));
    }
    return rows;
}

/// Offsets as [[b,e],…] or flat [b,e,b,e,…].
inline std::vector<neurograft::CharSpan> spans(const nlohmann::json& offsets)
{
    std::vector<neurograft::CharSpan> result;
    const bool isFlat = !offsets.empty() && offsets[0].is_number();
    for (std::size_t i = 0; i < offsets.size(); i += isFlat ? 2 : 1) {
        const auto& begin = isFlat ? offsets[i] : offsets[i][0];
        const auto& end = isFlat ? offsets[i + 1] : offsets[i][1];
        result.push_back({begin.get<std::int64_t>(), end.get<std::int64_t>()});
    }
    return result;
}

inline std::vector<std::int32_t> ids(const nlohmann::json& list)
{
    return list.get<std::vector<std::int32_t>>();
}

/// A model folder in a temporary place whose tokenizer.json is @p value.
class Folder {
public:
    std::filesystem::path path() const { return m_folder.path().toStdString(); }
    void write(const char* name, const std::string& bytes) const
    {
        neurograft::writeFileAtomically(path() / name, bytes, true);
    }
    std::shared_ptr<const neurograft::Tokenizer> open(const nlohmann::json& value) const
    {
        write("tokenizer.json", value.dump());
        return neurograft::openTokenizer(path());
    }

private:
    QTemporaryDir m_folder;
};

/// @p base with some keys replaced (inside "model": member by member).
inline nlohmann::json changed(const nlohmann::json& base, const nlohmann::json& change)
{
    nlohmann::json value = base;
    for (const auto& [key, part] : change.items()) {
        if (key == "model") {
            value["model"].update(part);
        } else {
            value[key] = part;
        }
    }
    return value;
}

/// The model of components.jsonl.
inline nlohmann::json baseModel()
{
    return jsonLines(tokenizers() / "components.jsonl").front().at("base");
}

} // namespace fixture

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/json_file.h"

#include "core/run/error.h"

#include <nlohmann/json.hpp>

namespace neurograft {

nlohmann::json parseJsonFile(const std::string& bytes, const std::string& file)
{
    if (bytes.empty()) {
        throw FormatError(file, "JSON", "an empty file");
    }
    try {
        return nlohmann::json::parse(bytes);
    } catch (const nlohmann::json::parse_error& error) {
        throw FormatError(file, "JSON", "something else at byte " + std::to_string(error.byte),
                          "The file may be cut off; fetch it again.");
    }
}

} // namespace neurograft

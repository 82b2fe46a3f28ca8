// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/json_file.h"

#include "core/run/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace neurograft {

namespace {

constexpr int kDeepest = 200; // far beyond any file of a model; deeper ones only exhaust the stack

/// Largest nesting of brackets outside strings.
int depthOf(const std::string& bytes)
{
    int depth = 0;
    int deepest = 0;
    bool isInString = false;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const char c = bytes[i];
        if (c == '"') {
            isInString = !isInString;
        } else if (isInString) {
            i += c == '\\' ? 1 : 0;
        } else if (c == '{' || c == '[') {
            deepest = std::max(deepest, ++depth);
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return deepest;
}

} // namespace

nlohmann::json parseJsonFile(const std::string& bytes, const std::string& file)
{
    if (bytes.empty()) {
        throw FormatError(file, "JSON", "an empty file");
    }
    const int depth = depthOf(bytes);
    if (depth > kDeepest) {
        throw FormatError(file, "JSON nested at most " + std::to_string(kDeepest) + " deep",
                          std::to_string(depth) + " levels");
    }
    try {
        return nlohmann::json::parse(bytes);
    } catch (const nlohmann::json::parse_error& error) {
        throw FormatError(file, "JSON", "something else at byte " + std::to_string(error.byte),
                          "The file may be cut off; fetch it again.");
    } catch (const nlohmann::json::exception& error) { // a number that no type holds
        throw FormatError(file, "JSON", error.what());
    }
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
// Seconds to encode and decode 1 MB of text with the tokenizers of some folders, as one JSON
// object.
//   bench_tokenizer [FOLDER…]     default: NEUROGRAFT_SMOLLM2 and the recorded tokenizers that are
//   there
#include "core/text/tokenizer.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kTextBytes = 1'000'000;

/// Prose, numbers, code and other scripts; every line differs from the one before.
std::string textOfOneMegabyte()
{
    std::string text;
    for (int line = 0; text.size() < kTextBytes; ++line) {
        const std::string number = std::to_string(line * 7919 % 100003);
        text += "The lighthouse keeper counted " + number + " ships on day " + std::to_string(line)
            + ", wrote their names in a narrow green book and went to sleep.\n";
        if (line % 5 == 0) {
            text += "    for (int i" + number + " = 0; i < n; ++i) { total += values[i] * 0."
                + number + "; }\n";
        }
        if (line % 9 == 0) {
            text += "Grüße aus 東京 " + number + ", naïve café; Привет — данные.\n";
        }
    }
    text.resize(text.find('\n', kTextBytes - 300) + 1);
    return text;
}

double secondsOf(const std::function<void()>& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

nlohmann::json measure(const fs::path& folder, const std::string& text)
{
    std::shared_ptr<const Tokenizer> tokenizer;
    const double load = secondsOf([&] { tokenizer = openTokenizer(folder); });
    Encoding encoding;
    const double encode = secondsOf([&] { encoding = tokenizer->encode(text, true); });
    std::string back;
    const double decode = secondsOf([&] { back = tokenizer->decode(encoding.ids, true); });
    return {{"folder", folder.filename().string()},
            {"kind", tokenizer->kind()},
            {"load_seconds", load},
            {"encode_seconds", encode},
            {"decode_seconds", decode},
            {"tokens", encoding.ids.size()},
            {"round_trip", back.size() >= text.size() - 1 && back.size() <= text.size() + 1}};
}

} // namespace

int main(int argc, char** argv)
try {
    std::vector<fs::path> folders(argv + 1, argv + argc);
    if (folders.empty()) {
        if (const char* named = std::getenv("NEUROGRAFT_SMOLLM2")) {
            folders.emplace_back(named);
        }
        const fs::path recorded = "../shared/tokenizers";
        for (const char* name : {"llama2", "llama3", "qwen2.5", "smollm2"}) {
            if (fs::exists(recorded / name)) {
                folders.push_back(recorded / name);
            }
        }
    }
    const std::string text = textOfOneMegabyte();
    nlohmann::json results = nlohmann::json::array();
    for (const fs::path& folder : folders) {
        results.push_back(measure(folder, text));
    }
    std::cout << nlohmann::json{{"text_bytes", text.size()}, {"tokenizers", results}}.dump(2)
              << '\n';
    return 0;
} catch (const std::exception& error) {
    std::cerr << "bench_tokenizer: " << error.what() << '\n';
    return 1;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/token_decoder.h"

#include "core/run/error.h"
#include "core/support/text_utf8.h"
#include "core/text/byte_alphabet.h"
#include "core/text/byte_token.h"
#include "core/text/code_points.h"
#include "core/text/metaspace.h"
#include "core/text/text_pattern.h"

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

std::string joinedParts(const std::vector<std::string>& parts)
{
    std::string text;
    for (const std::string& part : parts) {
        text += part;
    }
    return text;
}

class SequenceDecoder : public TokenDecoder {
public:
    explicit SequenceDecoder(std::vector<std::unique_ptr<TokenDecoder>> steps)
        : m_steps(std::move(steps))
    {
    }
    void apply(std::vector<std::string>& tokens) const override
    {
        for (const auto& step : m_steps) {
            step->apply(tokens);
        }
    }
    std::string bytesOf(std::string token) const override
    {
        for (const auto& step : m_steps) {
            token = step->bytesOf(std::move(token));
        }
        return token;
    }
    bool isByteLevel() const override
    {
        return std::any_of(m_steps.begin(), m_steps.end(),
                           [](const auto& step) { return step->isByteLevel(); });
    }

private:
    std::vector<std::unique_ptr<TokenDecoder>> m_steps;
};

class ByteLevelDecoder : public TokenDecoder {
public:
    void apply(std::vector<std::string>& tokens) const override
    {
        std::string bytes;
        for (const std::string& token : tokens) {
            bytes += fromByteAlphabet(token);
        }
        tokens = {toValidUtf8(bytes)};
    }
    std::string bytesOf(std::string token) const override { return fromByteAlphabet(token); }
    bool isByteLevel() const override { return true; }
};

class ReplaceDecoder : public TokenDecoder {
public:
    ReplaceDecoder(std::unique_ptr<TextPattern> pattern, std::string content)
        : m_pattern(std::move(pattern)), m_content(std::move(content))
    {
    }
    void apply(std::vector<std::string>& tokens) const override
    {
        for (std::string& token : tokens) {
            token = bytesOf(std::move(token));
        }
    }
    std::string bytesOf(std::string token) const override
    {
        const std::vector<ByteRange> matches = m_pattern->findAll(token);
        for (auto match = matches.rbegin(); match != matches.rend(); ++match) {
            token.replace(match->begin, match->end - match->begin, m_content);
        }
        return token;
    }

private:
    std::unique_ptr<TextPattern> m_pattern;
    std::string m_content;
};

/// Runs of tokens <0xNN> become the characters their bytes spell, or U+FFFD for each byte when they
/// spell none.
class ByteFallbackDecoder : public TokenDecoder {
public:
    void apply(std::vector<std::string>& tokens) const override
    {
        std::vector<std::string> result;
        result.reserve(tokens.size());
        std::string bytes;
        const auto flush = [&result, &bytes] {
            if (firstInvalidUtf8(bytes) < 0) {
                result.push_back(bytes);
            } else {
                result.insert(result.end(), bytes.size(), "\xef\xbf\xbd");
            }
            bytes.clear();
        };
        for (std::string& token : tokens) {
            const int byte = byteOfToken(token);
            if (byte >= 0) {
                bytes.push_back(static_cast<char>(byte));
                continue;
            }
            flush();
            result.push_back(std::move(token));
        }
        flush();
        tokens = std::move(result);
    }
    std::string bytesOf(std::string token) const override
    {
        const int byte = byteOfToken(token);
        return byte >= 0 ? std::string(1, static_cast<char>(byte)) : token;
    }
};

class FuseDecoder : public TokenDecoder {
public:
    void apply(std::vector<std::string>& tokens) const override { tokens = {joinedParts(tokens)}; }
};

/// Takes a number of equal characters off the ends of every token (after Fuse: of the whole text).
class StripDecoder : public TokenDecoder {
public:
    StripDecoder(std::string content, std::int64_t start, std::int64_t stop)
        : m_content(std::move(content)), m_start(start), m_stop(stop)
    {
    }
    void apply(std::vector<std::string>& tokens) const override
    {
        for (std::string& token : tokens) {
            for (std::int64_t i = 0;
                 i < m_start && token.compare(0, m_content.size(), m_content) == 0; ++i) {
                token.erase(0, m_content.size());
            }
            for (std::int64_t i = 0; i < m_stop && endsWithContent(token); ++i) {
                token.resize(token.size() - m_content.size());
            }
        }
    }

private:
    bool endsWithContent(const std::string& token) const
    {
        return token.size() >= m_content.size()
            && token.compare(token.size() - m_content.size(), m_content.size(), m_content) == 0;
    }

    std::string m_content;
    std::int64_t m_start;
    std::int64_t m_stop;
};

class MetaspaceDecoder : public TokenDecoder {
public:
    explicit MetaspaceDecoder(Metaspace metaspace) : m_metaspace(std::move(metaspace)) { }
    void apply(std::vector<std::string>& tokens) const override
    {
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            const bool isDropped = i == 0 && m_metaspace.scheme != PrependScheme::Never;
            tokens[i] = replaced(std::move(tokens[i]), isDropped ? "" : " ");
        }
    }
    std::string bytesOf(std::string token) const override
    {
        return replaced(std::move(token), " ");
    }

private:
    std::string replaced(std::string token, const char* blank) const
    {
        const std::string& mark = m_metaspace.replacement;
        for (std::size_t at = token.find(mark); at != std::string::npos;
             at = token.find(mark, at)) {
            token.replace(at, mark.size(), blank);
        }
        return token;
    }

    Metaspace m_metaspace;
};

std::int64_t readCount(const JsonNode& node)
{
    const std::int64_t count = node.asInteger();
    if (count < 0) {
        node.fail("a number of characters");
    }
    return count;
}

} // namespace

std::unique_ptr<TokenDecoder> readTokenDecoder(const JsonNode& node)
{
    const std::string type = node.type();
    if (type == "Sequence") {
        std::vector<std::unique_ptr<TokenDecoder>> steps;
        for (const JsonNode& step : node.at("decoders").elements()) {
            steps.push_back(readTokenDecoder(step));
        }
        return std::make_unique<SequenceDecoder>(std::move(steps));
    }
    if (type == "ByteLevel") {
        return std::make_unique<ByteLevelDecoder>();
    }
    if (type == "Replace") {
        return std::make_unique<ReplaceDecoder>(readTextPattern(node.at("pattern")),
                                                node.at("content").asString());
    }
    if (type == "ByteFallback") {
        return std::make_unique<ByteFallbackDecoder>();
    }
    if (type == "Fuse") {
        return std::make_unique<FuseDecoder>();
    }
    if (type == "Strip") {
        return std::make_unique<StripDecoder>(utf8Of(node.at("content").asCharacter()),
                                              readCount(node.at("start")),
                                              readCount(node.at("stop")));
    }
    if (type == "Metaspace") {
        return std::make_unique<MetaspaceDecoder>(readMetaspace(node));
    }
    node.refuseType(
        "decoder",
        {"Sequence", "ByteLevel", "Replace", "ByteFallback", "Fuse", "Strip", "Metaspace"});
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/post_processor.h"

#include "core/text/byte_alphabet.h"
#include "core/text/code_points.h"
#include "core/text/vocabulary.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace neurograft {

namespace {

class SequencePostProcessor : public PostProcessor {
public:
    explicit SequencePostProcessor(std::vector<std::unique_ptr<PostProcessor>> steps)
        : m_steps(std::move(steps))
    {
    }
    void apply(Encoding& encoding, bool addSpecialTokens, const TokenOf& tokenOf) const override
    {
        for (const auto& step : m_steps) {
            step->apply(encoding, addSpecialTokens, tokenOf);
        }
    }

private:
    std::vector<std::unique_ptr<PostProcessor>> m_steps;
};

/// Takes white space at the ends of a token out of its range, where the file asks for it.
class ByteLevelPostProcessor : public PostProcessor {
public:
    ByteLevelPostProcessor(bool trimsOffsets, bool addsPrefixSpace)
        : m_trimsOffsets(trimsOffsets), m_addsPrefixSpace(addsPrefixSpace)
    {
    }
    void apply(Encoding& encoding, bool /*addSpecialTokens*/, const TokenOf& tokenOf) const override
    {
        for (std::size_t i = 0; m_trimsOffsets && i < encoding.ids.size(); ++i) {
            const std::string& token = tokenOf(encoding.ids[i]);
            CharSpan& span = encoding.offsets[i];
            std::int64_t leading = leadingSpaces(token);
            const std::int64_t trailing = trailingSpaces(token);
            if (leading == 1 && m_addsPrefixSpace && (i == 0 || span.begin == 0)) {
                leading = 0; // that blank was put there, it has no place in the text
            }
            span.begin = std::min(span.begin + leading, span.end);
            if (trailing > 0 && span.end >= trailing) {
                span.end = std::max(span.end - trailing, span.begin);
            }
        }
    }

private:
    static bool isSpace(char32_t value)
    {
        return value == characterOfByte(' ') || isWhiteSpace(value);
    }
    static std::int64_t leadingSpaces(std::string_view token)
    {
        std::int64_t count = 0;
        for (std::size_t at = 0; at < token.size() && isSpace(codePointAt(token, at).value);
             ++count) {
            at += codePointAt(token, at).length;
        }
        return count;
    }
    static std::int64_t trailingSpaces(std::string_view token)
    {
        std::int64_t count = 0;
        while (!token.empty()
               && isSpace(codePointAt(token, previousCodePoint(token, token.size())).value)) {
            token = token.substr(0, previousCodePoint(token, token.size()));
            ++count;
        }
        return count;
    }

    bool m_trimsOffsets;
    bool m_addsPrefixSpace;
};

/// Special tokens before and after the text.
class TemplatePostProcessor : public PostProcessor {
public:
    TemplatePostProcessor(std::vector<std::int32_t> before, std::vector<std::int32_t> after)
        : m_before(std::move(before)), m_after(std::move(after))
    {
    }
    void apply(Encoding& encoding, bool addSpecialTokens, const TokenOf& /*tokenOf*/) const override
    {
        if (addSpecialTokens) {
            encoding.ids.insert(encoding.ids.begin(), m_before.begin(), m_before.end());
            encoding.offsets.insert(encoding.offsets.begin(), m_before.size(), CharSpan{});
            encoding.ids.insert(encoding.ids.end(), m_after.begin(), m_after.end());
            encoding.offsets.insert(encoding.offsets.end(), m_after.size(), CharSpan{});
        }
    }

private:
    std::vector<std::int32_t> m_before;
    std::vector<std::int32_t> m_after;
};

std::unique_ptr<PostProcessor> readTemplate(const JsonNode& node)
{
    std::vector<std::int32_t> before;
    std::vector<std::int32_t> after;
    bool hasText = false;
    for (const JsonNode& part : node.at("single").elements()) {
        if (part.find("Sequence")) {
            if (hasText) {
                part.fail("the text only once");
            }
            hasText = true;
            continue;
        }
        const std::string name = part.at("SpecialToken").at("id").asString();
        for (const JsonNode& id : node.at("special_tokens").at(name).at("ids").elements()) {
            const std::int64_t value = id.asInteger();
            if (value < 0 || value > Vocabulary::kLargestId) {
                id.fail("a token id");
            }
            (hasText ? after : before).push_back(static_cast<std::int32_t>(value));
        }
    }
    if (!hasText) {
        node.at("single").fail("a part {\"Sequence\": …}");
    }
    return std::make_unique<TemplatePostProcessor>(std::move(before), std::move(after));
}

} // namespace

std::unique_ptr<PostProcessor> readPostProcessor(const JsonNode& node)
{
    const std::string type = node.type();
    if (type == "Sequence") {
        std::vector<std::unique_ptr<PostProcessor>> steps;
        for (const JsonNode& step : node.at("processors").elements()) {
            steps.push_back(readPostProcessor(step));
        }
        return std::make_unique<SequencePostProcessor>(std::move(steps));
    }
    if (type == "ByteLevel") {
        return std::make_unique<ByteLevelPostProcessor>(node.boolOr("trim_offsets", true),
                                                        node.boolOr("add_prefix_space", true));
    }
    if (type == "TemplateProcessing") {
        return readTemplate(node);
    }
    node.refuseType("post-processor", {"Sequence", "ByteLevel", "TemplateProcessing"});
}

} // namespace neurograft

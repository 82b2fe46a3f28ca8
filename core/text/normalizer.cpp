// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/normalizer.h"

#include "core/text/code_points.h"
#include "core/text/text_pattern.h"
#include "core/text/unicode_form.h"

#include <utf8proc.h>

#include <optional>
#include <utility>
#include <vector>

namespace neurograft {

namespace {

class SequenceNormalizer : public Normalizer {
public:
    explicit SequenceNormalizer(std::vector<std::unique_ptr<Normalizer>> steps)
        : m_steps(std::move(steps))
    {
    }
    void apply(AlignedText& text) const override
    {
        for (const auto& step : m_steps) {
            step->apply(text);
        }
    }

private:
    std::vector<std::unique_ptr<Normalizer>> m_steps;
};

class PrependNormalizer : public Normalizer {
public:
    explicit PrependNormalizer(std::string prefix) : m_prefix(std::move(prefix)) { }
    void apply(AlignedText& text) const override { text.prepend(m_prefix); }

private:
    std::string m_prefix;
};

/// The new content stands for the last character of what it replaces, as in the reference.
class ReplaceNormalizer : public Normalizer {
public:
    ReplaceNormalizer(std::unique_ptr<TextPattern> pattern, std::string content)
        : m_pattern(std::move(pattern)), m_content(std::move(content))
    {
    }
    void apply(AlignedText& text) const override
    {
        const std::vector<ByteRange> matches = m_pattern->findAll(text.text());
        if (matches.empty()) {
            return;
        }
        AlignedText result;
        result.reserve(text.size() + matches.size() * m_content.size());
        std::size_t at = 0;
        for (const ByteRange match : matches) {
            result.append(text, at, match.begin);
            result.append(m_content, match.end > 0 ? text.spanAt(match.end - 1) : OriginalSpan{});
            at = match.end;
        }
        result.append(text, at, text.size());
        text = std::move(result);
    }

private:
    std::unique_ptr<TextPattern> m_pattern;
    std::string m_content;
};

class UnicodeFormNormalizer : public Normalizer {
public:
    explicit UnicodeFormNormalizer(UnicodeForm form) : m_form(form) { }
    void apply(AlignedText& text) const override { normalizeUnicode(text, m_form); }

private:
    UnicodeForm m_form;
};

class LowercaseNormalizer : public Normalizer {
public:
    void apply(AlignedText& text) const override
    {
        AlignedText result;
        result.reserve(text.size());
        for (std::size_t at = 0; at < text.size();) {
            const CodePoint character = codePointAt(text.text(), at);
            const OriginalSpan span = text.spanAt(at);
            if (character.value == 0x130) {
                result.append("i\xcc\x87",
                              span); // the one letter whose lower case is two characters
            } else {
                const auto lower = utf8proc_tolower(static_cast<utf8proc_int32_t>(character.value));
                result.append(utf8Of(static_cast<char32_t>(lower)), span);
            }
            at += character.length;
        }
        text = std::move(result);
    }
};

class StripNormalizer : public Normalizer {
public:
    StripNormalizer(bool left, bool right) : m_left(left), m_right(right) { }
    void apply(AlignedText& text) const override
    {
        const std::string_view old = text.text();
        std::size_t begin = 0;
        std::size_t end = old.size();
        while (m_left && begin < end && isWhiteSpace(codePointAt(old, begin).value)) {
            begin += codePointAt(old, begin).length;
        }
        while (m_right && end > begin
               && isWhiteSpace(codePointAt(old, previousCodePoint(old, end)).value)) {
            end = previousCodePoint(old, end);
        }
        if (begin > 0 || end < old.size()) {
            text = text.slice(begin, end);
        }
    }

private:
    bool m_left;
    bool m_right;
};

class StripAccentsNormalizer : public Normalizer {
public:
    void apply(AlignedText& text) const override
    {
        AlignedText result;
        result.reserve(text.size());
        for (std::size_t at = 0; at < text.size();) {
            const CodePoint character = codePointAt(text.text(), at);
            if (!isMark(character.value)) {
                result.append(text, at, at + character.length);
            }
            at += character.length;
        }
        text = std::move(result);
    }
};

std::optional<UnicodeForm> unicodeFormNamed(const std::string& name)
{
    if (name == "NFC") {
        return UnicodeForm::Nfc;
    }
    if (name == "NFD") {
        return UnicodeForm::Nfd;
    }
    if (name == "NFKC") {
        return UnicodeForm::Nfkc;
    }
    if (name == "NFKD") {
        return UnicodeForm::Nfkd;
    }
    return std::nullopt;
}

} // namespace

std::unique_ptr<Normalizer> readNormalizer(const JsonNode& node)
{
    const std::string type = node.type();
    if (type == "Sequence") {
        std::vector<std::unique_ptr<Normalizer>> steps;
        for (const JsonNode& step : node.at("normalizers").elements()) {
            steps.push_back(readNormalizer(step));
        }
        return std::make_unique<SequenceNormalizer>(std::move(steps));
    }
    if (type == "Prepend") {
        return std::make_unique<PrependNormalizer>(node.at("prepend").asString());
    }
    if (type == "Replace") {
        return std::make_unique<ReplaceNormalizer>(readTextPattern(node.at("pattern")),
                                                   node.at("content").asString());
    }
    if (const auto form = unicodeFormNamed(type)) {
        return std::make_unique<UnicodeFormNormalizer>(*form);
    }
    if (type == "Lowercase") {
        return std::make_unique<LowercaseNormalizer>();
    }
    if (type == "Strip") {
        return std::make_unique<StripNormalizer>(node.boolOr("strip_left", true),
                                                 node.boolOr("strip_right", true));
    }
    if (type == "StripAccents") {
        return std::make_unique<StripAccentsNormalizer>();
    }
    node.refuseType("normalizer",
                    {"Sequence", "Prepend", "Replace", "NFC", "NFD", "NFKC", "NFKD", "Lowercase",
                     "Strip", "StripAccents"});
}

} // namespace neurograft

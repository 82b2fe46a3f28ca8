// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/unicode_form.h"

#include "core/text/code_points.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace neurograft {

namespace {

/// Below this no character changes in the form, and none is a mark.
char32_t firstAffected(UnicodeForm form)
{
    switch (form) {
    case UnicodeForm::Nfc:
        return 0x300;
    case UnicodeForm::Nfd:
        return 0xc0;
    default:
        return 0xa0;
    }
}

int combiningClass(char32_t value)
{
    return value < 0x300
        ? 0
        : utf8proc_get_property(static_cast<utf8proc_int32_t>(value))->combining_class;
}

/// The single character that @p first and @p second compose to, or 0.
char32_t composed(char32_t first, char32_t second)
{
    if (second < 0x300) {
        return 0;
    }
    std::array<utf8proc_int32_t, 3> pair{static_cast<utf8proc_int32_t>(first),
                                         static_cast<utf8proc_int32_t>(second), 0};
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    return utf8proc_normalize_utf32(pair.data(), 2, options) == 1 ? static_cast<char32_t>(pair[0])
                                                                  : 0;
}

std::vector<CharacterChange> decompose(std::string_view text, bool isCompatible)
{
    std::vector<CharacterChange> result;
    result.reserve(text.size());
    std::array<utf8proc_int32_t, 32> parts{};
    const auto options = static_cast<utf8proc_option_t>(
        isCompatible ? UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT : UTF8PROC_DECOMPOSE);
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint character = codePointAt(text, at);
        at += character.length;
        if (character.value < 0xa0) {
            result.push_back({character.value, 0});
            continue;
        }
        int boundary = 0;
        const auto count = utf8proc_decompose_char(
            static_cast<utf8proc_int32_t>(character.value), parts.data(),
            static_cast<utf8proc_ssize_t>(parts.size()), options, &boundary);
        if (count <= 0 || static_cast<std::size_t>(count) > parts.size()) {
            result.push_back({character.value, 0});
            continue;
        }
        for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
            result.push_back({static_cast<char32_t>(parts[i]), i == 0 ? 0 : 1});
        }
    }
    // Canonical order: marks between two starters by combining class, otherwise as they came.
    const auto isStarter = [](const CharacterChange& c) { return combiningClass(c.value) == 0; };
    for (auto first = result.begin(); first != result.end();) {
        first = std::find_if_not(first, result.end(), isStarter);
        const auto last = std::find_if(first, result.end(), isStarter);
        std::stable_sort(first, last, [](const CharacterChange& a, const CharacterChange& b) {
            return combiningClass(a.value) < combiningClass(b.value);
        });
        first = last;
    }
    return result;
}

std::vector<CharacterChange> recompose(const std::vector<CharacterChange>& parts)
{
    std::vector<CharacterChange> result;
    result.reserve(parts.size());
    constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    std::size_t starter = kNone; // index in result of the character that may still grow
    int lastClass = -1; // class of the last mark kept after it, -1 for none
    for (const CharacterChange& part : parts) {
        const int partClass = combiningClass(part.value);
        if (starter != kNone && (lastClass < 0 || partClass > lastClass)) {
            const char32_t whole = composed(result[starter].value, part.value);
            if (whole != 0) {
                result[starter].value = whole;
                result[starter].change += part.change - 1;
                continue;
            }
        }
        result.push_back(part);
        if (partClass == 0) {
            starter = result.size() - 1;
            lastClass = -1;
        } else {
            lastClass = partClass;
        }
    }
    return result;
}

} // namespace

void normalizeUnicode(AlignedText& text, UnicodeForm form)
{
    const std::string_view old = text.text();
    const char32_t first = firstAffected(form);
    bool isAffected = false;
    for (std::size_t at = 0; at < old.size() && !isAffected;) {
        const CodePoint character = codePointAt(old, at);
        isAffected = character.value >= first;
        at += character.length;
    }
    if (!isAffected) {
        return;
    }
    const bool isCompatible = form == UnicodeForm::Nfkc || form == UnicodeForm::Nfkd;
    std::vector<CharacterChange> changes = decompose(old, isCompatible);
    if (form == UnicodeForm::Nfc || form == UnicodeForm::Nfkc) {
        changes = recompose(changes);
    }
    text.transform(changes);
}

} // namespace neurograft

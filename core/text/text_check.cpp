// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/text_check.h"

#include "core/run/error.h"
#include "core/support/text_utf8.h"

#include <limits>
#include <string>

namespace neurograft {

void requireEncodable(std::string_view text)
{
    if (text.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
        throw DomainError("encode", "a text of at most 2 GiB",
                          std::to_string(text.size()) + " bytes");
    }
    const std::int64_t invalid = firstInvalidUtf8(text);
    if (invalid >= 0) {
        throw DomainError("encode", "a text in UTF-8",
                          "a byte that is none at offset " + std::to_string(invalid),
                          "Convert the text to UTF-8 first.");
    }
}

void requireId(std::int32_t id, std::int32_t size)
{
    if (id < 0 || id >= size) {
        throw DomainError("token id", "a number from 0 to " + std::to_string(size - 1),
                          std::to_string(id));
    }
}

} // namespace neurograft

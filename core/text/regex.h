// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/text_pattern.h"

#include <memory>
#include <string>
#include <string_view>

namespace neurograft {

/// A regular expression of tokenizer.json, compiled by PCRE2 (UTF, Unicode properties, JIT where
/// there is one). Immutable; may be used from several threads.
class Regex : public TextPattern {
public:
    /// @param where file and key, for errors
    /// @throws FormatError when the pattern is malformed or not supported (see regex_dialect.h)
    Regex(std::string_view pattern, const std::string& where);
    ~Regex() override;

    std::vector<ByteRange> findAll(std::string_view text) const override;

private:
    struct Compiled;
    std::unique_ptr<Compiled> m_compiled;
    std::string m_where;
};

} // namespace neurograft

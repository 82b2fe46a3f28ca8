// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/regex.h"

#include "core/run/error.h"
#include "core/text/code_points.h"
#include "core/text/regex_dialect.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>

namespace neurograft {

namespace {

std::string pcreMessage(int code)
{
    std::array<PCRE2_UCHAR, 256> buffer{};
    pcre2_get_error_message(code, buffer.data(), buffer.size());
    return reinterpret_cast<const char*>(buffer.data());
}

struct MatchDataDeleter {
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

} // namespace

struct Regex::Compiled {
    pcre2_code* code = nullptr;
    ~Compiled() { pcre2_code_free(code); }
};

Regex::Regex(std::string_view pattern, const std::string& where)
    : m_compiled(std::make_unique<Compiled>()), m_where(where)
{
    const std::string translated = toPcreDialect(pattern, where);
    int error = 0;
    PCRE2_SIZE offset = 0;
    // ^ and $ hold at every line in the dialect of the file, and only LF ends a line.
    pcre2_compile_context* context = pcre2_compile_context_create(nullptr);
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    m_compiled->code =
        pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.data()), translated.size(),
                      PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE, &error, &offset, context);
    pcre2_compile_context_free(context);
    if (m_compiled->code == nullptr) {
        throw FormatError(where, "a regular expression",
                          "\"" + std::string(pattern) + "\" (" + pcreMessage(error) + ")");
    }
    pcre2_jit_compile(m_compiled->code,
                      PCRE2_JIT_COMPLETE); // without it matching is slower, not different
}

Regex::~Regex() = default;

std::vector<ByteRange> Regex::findAll(std::string_view text) const
{
    std::vector<ByteRange> found;
    const std::unique_ptr<pcre2_match_data, MatchDataDeleter> data(
        pcre2_match_data_create(1, nullptr));
    const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    std::size_t at = 0;
    bool hasLast = false;
    std::size_t lastEnd = 0;
    while (at <= text.size()) {
        int rc = pcre2_match(m_compiled->code, subject, text.size(), at, PCRE2_NO_UTF_CHECK,
                             data.get(), nullptr);
        if (rc == PCRE2_ERROR_JIT_STACKLIMIT) {
            rc = pcre2_match(m_compiled->code, subject, text.size(), at,
                             PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, data.get(), nullptr);
        }
        if (rc == PCRE2_ERROR_NOMATCH) {
            break;
        }
        if (rc < 0) {
            throw DomainError(m_where, "a text this regular expression can be matched against",
                              pcreMessage(rc));
        }
        const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(data.get());
        const ByteRange range{ends[0], ends[1]};
        const bool isEmpty = range.begin == range.end;
        if (!(isEmpty && hasLast && range.end == lastEnd)) {
            found.push_back(range);
            hasLast = true;
            lastEnd = range.end;
        }
        at = range.end;
        if (isEmpty) {
            at += at < text.size() ? codePointAt(text, at).length : 1;
        }
    }
    return found;
}

} // namespace neurograft

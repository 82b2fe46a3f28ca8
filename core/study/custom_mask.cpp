// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/custom_mask.h"

#include "core/run/error.h"
#include "core/study/layer_mask.h"
#include "core/support/atomic_file.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace neurograft {

namespace {

constexpr std::string_view kSpaces = " \t\r\v\f";

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(kSpaces);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

/// Parts between any of @p separators, without their spaces; empty ones are kept.
std::vector<std::string_view> partsOf(std::string_view text, std::string_view separators)
{
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = text.find_first_of(separators);
        parts.push_back(trimmed(text.substr(0, end)));
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

std::string quoted(std::string_view text)
{
    return "'" + std::string(text) + "'";
}

std::optional<int> layerNumber(std::string_view text)
{
    int number = -1;
    const char* last = text.data() + text.size();
    const auto [end, code] = std::from_chars(text.data(), last, number);
    const bool isNumber = code == std::errc() && end == last && number >= 0
        && number < LayerSpan::kLast && text.front() != '-';
    return isNumber ? std::optional(number) : std::nullopt;
}

/// "4", "4-7" or "4-".
std::optional<LayerSpan> layerSpan(std::string_view text)
{
    if (text.empty()) {
        return std::nullopt;
    }
    const std::size_t dash = text.find('-');
    const std::string_view start = trimmed(text.substr(0, dash));
    const std::optional<int> first = start.empty() ? std::nullopt : layerNumber(start);
    if (!first) {
        return std::nullopt;
    }
    if (dash == std::string_view::npos) {
        return LayerSpan{*first, *first};
    }
    const std::string_view end = trimmed(text.substr(dash + 1));
    if (end.empty()) {
        return LayerSpan{*first, LayerSpan::kLast};
    }
    const std::optional<int> last = layerNumber(end);
    return last && *last >= *first ? std::optional(LayerSpan{*first, *last}) : std::nullopt;
}

MaskRow parsedRow(std::string_view text, int number)
{
    const std::string where = "mask, row " + std::to_string(number);
    const std::size_t colon = text.find(':');
    const std::string_view head = trimmed(text.substr(0, colon));
    const bool isStudent = !head.empty() && (head.front() == 'S' || head.front() == 's');
    const std::optional<LayerSpan> students =
        isStudent ? layerSpan(trimmed(head.substr(1))) : std::nullopt;
    if (!students || colon == std::string_view::npos) {
        throw UsageError(where, "a student layer and a colon, such as 'S4:' or 'S4-7:'",
                         quoted(text));
    }
    MaskRow row{*students, {}};
    for (const std::string_view part : partsOf(text.substr(colon + 1), ",")) {
        const std::optional<LayerSpan> span = layerSpan(part);
        if (!span) {
            throw UsageError(where, "teacher layers such as 3, 0-5 or 7- after 'S…:'",
                             part.empty() ? "nothing" : quoted(part));
        }
        row.teachers.push_back(*span);
    }
    return row;
}

std::string spanText(const LayerSpan& span)
{
    const std::string first = std::to_string(span.first);
    if (span.last == LayerSpan::kLast) {
        return first + '-';
    }
    return span.last == span.first ? first : first + '-' + std::to_string(span.last);
}

/// Runs of shown cells in one row.
std::vector<LayerSpan> spansOf(const std::uint8_t* row, int teachers)
{
    std::vector<LayerSpan> spans;
    for (int teacher = 0; teacher < teachers; ++teacher) {
        if (row[teacher] == 0) {
            continue;
        }
        if (!spans.empty() && spans.back().last == teacher - 1) {
            spans.back().last = teacher;
        } else {
            spans.push_back({teacher, teacher});
        }
    }
    return spans;
}

} // namespace

std::vector<MaskRow> parseCustomMask(std::string_view text)
{
    std::vector<MaskRow> rows;
    int number = 0;
    for (const std::string_view line : partsOf(text, "\n")) {
        if (!line.empty() && line.front() == '#') {
            continue;
        }
        for (const std::string_view part : partsOf(line, ";")) {
            if (!part.empty()) {
                rows.push_back(parsedRow(part, ++number));
            }
        }
    }
    if (rows.empty()) {
        throw UsageError("mask", "rows such as 'S0: 0-3, 5; S1: 2-'", "none");
    }
    return rows;
}

std::string customMaskText(const std::vector<MaskRow>& rows)
{
    std::string text;
    for (const MaskRow& row : rows) {
        text += (text.empty() ? "S" : "; S") + spanText(row.students) + ':';
        for (std::size_t i = 0; i < row.teachers.size(); ++i) {
            text += (i == 0 ? " " : ", ") + spanText(row.teachers[i]);
        }
    }
    return text;
}

std::vector<MaskRow> customMaskRows(const std::vector<std::uint8_t>& visible, int students,
                                    int teachers)
{
    std::vector<MaskRow> rows;
    for (int student = 0; student < students; ++student) {
        const auto offset = static_cast<std::size_t>(student) * static_cast<std::size_t>(teachers);
        std::vector<LayerSpan> spans = spansOf(visible.data() + offset, teachers);
        const bool continues = !rows.empty() && rows.back().students.last == student - 1
            && rows.back().teachers == spans;
        if (continues) {
            rows.back().students.last = student;
        } else if (!spans.empty()) {
            rows.push_back({{student, student}, std::move(spans)});
        }
    }
    return rows;
}

std::vector<std::uint8_t> customMaskCells(const std::vector<MaskRow>& rows, int students,
                                          int teachers)
{
    std::vector<std::uint8_t> visible(static_cast<std::size_t>(students)
                                      * static_cast<std::size_t>(teachers));
    for (const MaskRow& row : rows) {
        const int lastStudent = std::min(row.students.last, students - 1);
        for (int student = row.students.first; student <= lastStudent; ++student) {
            for (const LayerSpan& span : row.teachers) {
                const int lastTeacher = std::min(span.last, teachers - 1);
                for (int teacher = span.first; teacher <= lastTeacher; ++teacher) {
                    visible[static_cast<std::size_t>(student) * static_cast<std::size_t>(teachers)
                            + static_cast<std::size_t>(teacher)] = 1;
                }
            }
        }
    }
    return visible;
}

std::string readMaskFile(const std::filesystem::path& file)
{
    const std::string text = readFile(file);
    try {
        return std::string(kCustomMask) + customMaskText(parseCustomMask(text));
    } catch (const UsageError& error) {
        throw UsageError(file.filename().string() + ", " + error.where(), error.expected(),
                         error.got());
    }
}

} // namespace neurograft

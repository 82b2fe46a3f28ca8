// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/row_mapping.h"

#include "core/run/error.h"

namespace neurograft {

namespace {

/// One row as a table; false when it is no JSON object.
bool readRow(std::string_view line, ColumnTable& table)
{
    try {
        table = parseColumns(line, "row.jsonl");
        return true;
    } catch (const FormatError&) {
        return false;
    }
}

} // namespace

ColumnTable brokenColumns(const DataFile& file, std::int64_t mostRows)
{
    std::string lines;
    std::int64_t taken = 0;
    for (const RowProblem& problem : file.problems()) {
        if (taken == mostRows) {
            break;
        }
        ColumnTable row;
        if (readRow(file.line(problem.line), row)) {
            lines.append(file.line(problem.line)).append("\n");
            ++taken;
        }
    }
    return taken == 0 ? ColumnTable() : parseColumns(lines, file.name() + ".jsonl");
}

std::string withMappedRows(const DataFile& file, const ColumnChoice& choice)
{
    std::string lines;
    for (std::int64_t row = 0; row < file.rows(); ++row) {
        ColumnTable table;
        const bool canBeMapped = !file.facts(row).isUsable && readRow(file.line(row), table)
            && table.find(choice.response) >= 0
            && (choice.prompt.empty() || table.find(choice.prompt) >= 0);
        if (canBeMapped) {
            lines += mappedRows(table, choice);
        } else {
            lines.append(file.line(row)).append("\n");
        }
    }
    return lines;
}

} // namespace neurograft

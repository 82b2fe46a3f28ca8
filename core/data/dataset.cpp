// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"

#include "core/data/row_rendering.h"
#include "core/data/row_selection.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "core/support/sha256.h"
#include "core/support/text_utf8.h"

#include <iostream>
#include <iterator>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

/// Lines of a file without their ends; blank lines at the end are left out.
std::vector<std::string_view> linesOf(std::string_view bytes)
{
    std::vector<std::string_view> lines;
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        lines.push_back(bytes.substr(0, end));
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    }
    while (!lines.empty() && lines.back().find_first_not_of(" \t\r") == std::string_view::npos) {
        lines.pop_back();
    }
    return lines;
}

} // namespace

Dataset parseDataset(std::string_view bytes, const std::string& name, const RowSelection& selection)
{
    const std::vector<std::string_view> lines = linesOf(bytes);
    if (lines.empty()) {
        throw FormatError(name, "rows of JSON Lines",
                          bytes.empty() ? "an empty file (0 bytes)" : "blank lines only");
    }
    Dataset dataset;
    dataset.path = name;
    dataset.sha256 = sha256Hex(bytes);
    dataset.rowsInFile = static_cast<std::int64_t>(lines.size());
    for (const std::int64_t row : selectRows(selection, dataset.rowsInFile, name)) {
        dataset.rows.push_back(renderRow(lines[static_cast<std::size_t>(row)],
                                         name + ", line " + std::to_string(row + 1), row));
    }
    return dataset;
}

Dataset readDataset(const fs::path& path, const RowSelection& selection)
{
    if (path == "-") {
        const std::string bytes(std::istreambuf_iterator<char>(std::cin), {});
        Dataset dataset = parseDataset(bytes, "standard input", selection);
        dataset.path = path;
        return dataset;
    }
    return parseDataset(readFile(path), path.string(), selection);
}

} // namespace neurograft

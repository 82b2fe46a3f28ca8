// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"

#include "core/data/data_lines.h"
#include "core/data/row_rendering.h"
#include "core/data/row_selection.h"
#include "core/support/atomic_file.h"
#include "core/support/sha256.h"

#include <iostream>
#include <iterator>
#include <set>

namespace neurograft {

namespace fs = std::filesystem;

Dataset parseDataset(std::string_view bytes, const std::string& name, const RowSelection& selection)
{
    const std::vector<std::string_view> lines = dataLines(bytes, name);
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

std::string shortDataName(const fs::path& path)
{
    static const std::set<std::string> kSplits{"extract", "align", "train", "test"};
    const std::string stem = path.stem().string();
    const std::string parent = path.parent_path().filename().string();
    return kSplits.count(stem) > 0 && !parent.empty() && parent != ".." ? parent + '_' + stem
                                                                        : stem;
}

} // namespace neurograft

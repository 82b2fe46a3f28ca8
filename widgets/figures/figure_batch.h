// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"
#include "widgets/figures/figure_entry.h"
#include "widgets/figures/figure_exporter.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// How a whole list of figures is written: one folder, one style (I9).
struct BatchOptions {
    std::filesystem::path folder;
    std::optional<QString> preset; ///< none: each keeps its own size and font
    std::vector<FigureFormat> formats; ///< empty: each as its recipe says
    std::optional<int> dpi; ///< of PNG files
    bool overwrite = false;
};

/// One file of a batch.
struct BatchFile {
    std::size_t entry = 0; ///< place in the list handed over
    WrittenFigure written;
    std::string csvSha256;
};

/// Writes every entry under its name, then "manifest.json" in the folder: the list of what was
/// written. A figure that cannot be drawn does not keep the others from it.
/// @throws StudyError naming the figures that were not written, after the others were; StudyError
/// before anything is written when a file exists and may not be replaced; Canceled between files
std::vector<BatchFile> writeFigureBatch(const std::vector<FigureEntry>& entries,
                                        const BatchOptions& options, const RunContext& context);

/// File names (without folder) a batch would write, side-cars left out, in order.
std::vector<std::string> batchNames(const std::vector<FigureEntry>& entries,
                                    const BatchOptions& options);

} // namespace neurograft

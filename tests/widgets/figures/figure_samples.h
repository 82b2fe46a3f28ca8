// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_entry.h"

#include <QColor>
#include <QPointF>
#include <QString>

#include <filesystem>
#include <string>
#include <vector>

namespace neurograft::testing {

/// A point of the page whose colour is known from the numbers.
struct ColorProbe {
    QPointF placeMm;
    QRgb color = 0;
    QString name; ///< "b/o_proj S L2 x T L4"
};

/// One figure that has to pass the export checks of ux.md 5.4. A kind of figure joins them with a
/// row in figureSamples().
struct FigureSample {
    const char* name; ///< of the test row
    /// Recipe and runs, of those writeSampleRuns() left in @p folder.
    FigureEntry (*entry)(const std::filesystem::path& folder);
    /// The same with neighbouring cells of one colour; null for a kind without cells.
    FigureEntry (*flatEntry)(const std::filesystem::path& folder);
    /// Cells and the colours their numbers should have, worked out from CSV and manifest; null for
    /// a kind without cells.
    std::vector<ColorProbe> (*probes)(const FigureEntry& entry, const Figure& figure);
    /// What of @p csv is not what the entry's result files hold; empty: all equal, bit by bit.
    QString (*storeProblem)(const FigureEntry& entry, const std::string& csv);
};

/// Result files "a.h5", "b.h5" (another run of the pair), "flat_a.h5" and "flat_b.h5" (all cells
/// equal but the first); a locate run "locate.h5" and "pruned.h5", half of whose neurons were not
/// evaluated; a transfer "loss.h5"; sweeps
/// "sweep.h5" and "tasks.h5".
void writeSampleRuns(const std::filesystem::path& folder);
const std::vector<FigureSample>& figureSamples();

} // namespace neurograft::testing

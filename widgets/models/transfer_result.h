// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "core/study/transfer_study.h"
#include "widgets/plots/curve_data.h"
#include "widgets/plots/heatmap_data.h"

#include <QString>

#include <cstdint>
#include <filesystem>
#include <vector>

namespace neurograft {

/// RMS of a run's change over RMS of the weight, one number per student layer.
struct ModuleNorms {
    QString module; ///< "up_proj"
    std::vector<double> ratios; ///< NaN where the layer was not changed
};

/// What a transfer stored about itself (group `training`, selections and norms of cli.md section
/// 3), as views show it. Plain data.
struct TransferResult {
    std::filesystem::path path; ///< of run.h5
    TransferStudy study;
    bool isPartial = false;
    bool canResume = false; ///< partial, and its saved state lies beside it
    std::int64_t trainedSteps = 0;
    double wallSeconds = 0.0;
    std::vector<CurveData> charts; ///< losses first, then learning rate and gradient norm
    /// The teacher's layer of each student layer; empty when nothing of a layer was taken.
    std::vector<std::int64_t> teacherLayers;
    std::vector<ModuleNorms> norms; ///< in published order

    QString folder() const;
    /// First, last and last validation loss; NaN without one.
    double firstLoss() const;
    double lastLoss() const;
    double validationLoss() const;
};

/// @throws StoreError, StudyError when it is no result of a transfer
TransferResult readTransferResult(const std::filesystem::path& path);

/// Lays the task losses of the same run with other seeds ("../seed-43/run.h5") over those of
/// @p result, behind its own curves. One that cannot be read, or has nothing yet, is left out.
void addOtherSeeds(TransferResult& result);

/// The layer pairs the run really used; empty when nothing of a layer was taken.
std::vector<HeatmapCell> usedLayerPairs(const TransferResult& result);

/// Curves of a result, those of equal unit in one chart, losses first; empty charts are left out.
std::vector<CurveData> trainingCharts(const ResultFile& result);

/// "run 5", "run 5, seed 43" of ".../0005-seeking/seed-43/run.h5"; the folder's name without a
/// number.
QString transferRunName(const QString& path);

} // namespace neurograft

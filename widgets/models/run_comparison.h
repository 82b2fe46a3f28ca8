// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/study_changes.h"
#include "widgets/plots/heatmap_data.h"

#include <QString>

#include <optional>
#include <vector>

namespace neurograft {

/// One number or word of both runs.
struct MetricPair {
    QString subject; ///< "up_proj cka", "gsm8k"
    QString quantity; ///< "mean", "visible mean", "n", "estimator", "score"
    QString a; ///< as text; empty when that run lacks it
    QString b;
    std::optional<double> difference; ///< A − B, when both are numbers
    bool isDifferent() const { return a != b; }
};

/// A − B of one similarity map, or why there is none.
struct MapDifference {
    QString title; ///< "up_proj, cka"
    HeatmapData data; ///< empty when there is an obstacle
    QString obstacle; ///< one sentence
};

/// One side of a comparison.
struct ComparedRun {
    QString name; ///< "run 7"
    QString path;
    QString command; ///< the equal command line
    bool isComplete = true;
};

/// Two runs side by side (ux.md G3): every option with both values, metrics, difference maps.
struct RunComparison {
    ComparedRun a;
    ComparedRun b;
    std::vector<ValuePair> options; ///< the studies, then what they ran on
    std::vector<MetricPair> metrics;
    std::vector<MapDifference> maps;
};

/// Reads both files. Any thread.
/// @throws StoreError as readResult()
RunComparison compareRuns(const QString& pathA, const QString& pathB);

/// "run 7" for ".../0007-similarity.h5" and ".../0007-laten/run.h5"; the file name for others.
QString runName(const QString& path);

} // namespace neurograft

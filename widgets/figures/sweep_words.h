// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/studies/gathered_sweep.h"
#include "widgets/plots/color_map.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// What of a sweep is drawn; empty: as the house style chooses.
struct SweepSelection {
    QStringList
        metrics; ///< "answers/score"; of lines one, of parallel coordinates the colour first
    QString x; ///< of lines: the axis along which they go
    QString series; ///< of lines: the axis whose values are lines of their own

    bool isEmpty() const { return metrics.isEmpty() && x.isEmpty() && series.isEmpty(); }
};

/// Title of an axis with its unit: "transfer rate (share of neurons)"; a name that is not known
/// becomes words.
QString sweepAxisTitle(const std::string& axis);
/// A value where the axis is not written beside it: "checkpoint 3", but "student".
QString sweepValueTitle(const GatheredAxis& axis, std::size_t label);
/// Title of the axis of a metric: "share of right answers", "perplexity".
QString sweepMetricTitle(const std::string& metric);
/// Range that is shown whole: 0 to 1 of scores; none for others.
std::optional<ColorRange> wholeRange(const std::string& metric);
/// Numbers of the labels; none unless all are.
std::optional<std::vector<double>> sweepNumbers(const GatheredAxis& axis);
/// Whether numbers are drawn by their logarithm: above 0, the largest 20 times the smallest or
/// more.
bool isLogarithmicAxis(const std::vector<double>& numbers);

/// Metrics a sweep is mostly asked for: scores and perplexities, those of groups left out; else the
/// first.
QStringList mainMetrics(const GatheredSweep& sweep);
/// Place of an axis. @throws StudyError naming the axes there are
std::size_t sweepAxis(const GatheredSweep& sweep, const QString& name, const std::string& file);
/// @throws StudyError naming metrics there are
void requireMetric(const GatheredSweep& sweep, const QString& name, const std::string& file);

} // namespace neurograft

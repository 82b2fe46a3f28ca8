// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "widgets/figures/heatmap_figure.h"

#include <QStringList>

#include <string>
#include <vector>

namespace neurograft {

/// One similarity map of a result file.
struct SimilarityMap {
    QString module;
    QString measure;
};
/// The maps of a result in drawing order: published modules first (up, down, v, o), then the rest
/// by name; cka before other measures.
std::vector<SimilarityMap> similarityMaps(const ResultFile& result);

/// Maps a run may have made beside the pair's (similarity.md section 5), words of --baseline:
/// "self-student", "self-teacher", "random-teacher", "aligned-teacher".
const QStringList& baselineMaps();
/// Whether a result holds that map of a measure for at least one module.
bool hasBaselineMap(const ResultFile& result, const QString& measure, const QString& baseline);

/// One map with its reasons, statistics' inputs and sample unit; every cell shown.
/// @param baseline one of baselineMaps() in the place of the pair's map; empty: the pair's
/// @throws FormatError when the tables do not fit each other, StudyError when there is no such map
HeatmapData heatmapFromResult(const ResultFile& result, const QString& module,
                              const QString& measure, const QString& baseline = {});

/// The figure of a result, partial ones too (cells not reached carry kNotComputed); provenance
/// filled in.
/// @param fileName for provenance and messages, without folder
/// @throws StudyError when the file holds no such module or measure (naming what it holds),
/// FormatError, UsageError for the mask
HeatmapFigure heatmapFigureFromResult(const ResultFile& result, const std::string& fileName,
                                      const HeatmapSelection& selection);
/// Short name of the data a run used: "gsm_align" for data/gsm/align.jsonl, "demo" for demo.jsonl;
/// empty when the study names none.
QString dataName(const RunManifest& manifest);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/heatmap_data.h"

#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// Data of a small-multiples figure: its panels in drawing order and what is printed around them.
struct HeatmapFigure {
    std::vector<HeatmapData> panels;
    QString teacherName; ///< "Llama-2-13b-chat", may be empty
    QString studentName;
    QString footer; ///< see footerLine()
    /// Provenance: program, result file, its root attributes, study and data set paths in the
    /// store. Written into every figure.
    nlohmann::json manifest = nlohmann::json::object();
};

/// Which part of a result file to draw.
struct HeatmapSelection {
    QStringList modules; ///< empty: all of the file, published order first (up, down, v, o)
    QString measure; ///< empty: the first of the file, cka preferred
    QString mask = QStringLiteral("none"); ///< none | upper | lower | band:N (similarity.md 6.3)
};

/// Reads the similarity tables of a result file, partial ones too (cells not computed carry
/// kNotComputed).
/// @throws StudyError when the file holds no such module or measure (naming what it holds),
/// FormatError for broken files
HeatmapFigure heatmapFigureFromResult(const std::filesystem::path& resultPath,
                                      const HeatmapSelection& selection);

/// The same, every panel's mask replaced (view and figure switch masks without reading again).
/// @throws UsageError for an unknown mask
void applyMask(HeatmapData& data, const QString& mask);

/// "linear CKA, unbiased | tokens, position 0 excluded | n = 4 096 | gsm_align | seed 42"
QString footerLine(const HeatmapData& data, const QString& dataName, std::int64_t seed,
                   const QString& status);

/// The numbers drawn, one line per cell:
/// module,measure,student_layer,teacher_layer,value,reason,visible. C locale, shortest round-trip.
std::string heatmapCsv(const HeatmapFigure& figure);
/// One panel as a tab-separated matrix with layer headings, for spreadsheets.
QString heatmapTsv(const HeatmapData& data);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/undefined_reason.h"
#include "widgets/plots/color_map.h"
#include "widgets/plots/heatmap_axis.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace neurograft {

/// A cell of a map: its row and its column. Of a pair of models those are the student's and the
/// teacher's layer; HeatmapData::rows and columns tell what they are of other maps.
struct HeatmapCell {
    int student = 0;
    int teacher = 0;
    bool operator==(const HeatmapCell& other) const
    {
        return student == other.student && teacher == other.teacher;
    }
    bool operator!=(const HeatmapCell& other) const { return !(*this == other); }
};

/// Reason code of cells a running or cancelled job has not reached (decisions.md D46 has codes 1 to
/// 6).
constexpr auto kNotComputed = static_cast<std::uint8_t>(UndefinedReason::NotComputed);

/// What the cells of a difference A − B were made from; see heatmap_difference.h.
struct HeatmapSources {
    QString nameA; ///< how the user knows it: "run 7"
    QString nameB;
    std::vector<double> a; ///< row-major as the map's values; NaN where A is undefined
    std::vector<double> b;
};

/// 95 % bootstrap interval and baselines of every cell, where a run made them (tables
/// <measure>_low, _high, _null95, _null_mean, _random_teacher, _aligned_teacher of the result);
/// each vector has the map's size or is empty.
struct HeatmapIntervals {
    std::vector<double> low;
    std::vector<double> high;
    std::vector<double> null95; ///< 95 % of shuffled pairings lie below it
    std::vector<double> nullMean; ///< mean of the shuffled pairings
    std::vector<double> random; ///< of a teacher without training
    std::vector<double> aligned; ///< of the teacher in the student's word directions
};

/// What one heatmap shows: a matrix, [student layer, teacher layer] unless its axes say otherwise,
/// with everything that is printed beside it. Plain values; share it as std::shared_ptr<const
/// HeatmapData> and replace the pointer when cells arrive.
struct HeatmapData {
    int students = 0; ///< rows
    int teachers = 0; ///< columns
    std::vector<double> values; ///< row-major, students * teachers; NaN where undefined
    std::vector<std::uint8_t>
        reasons; ///< same size or empty (all defined); 0 = defined, else D46 or kNotComputed
    std::vector<std::uint8_t> visible; ///< same size or empty (all shown); 0 = masked, drawn blank
    std::vector<QString>
        reasonWords; ///< word by code as the file's attribute "reasons" has it; may be empty

    HeatmapAxis rows = studentLayerAxis();
    HeatmapAxis columns = teacherLayerAxis();
    QString module; ///< "up_proj": the panel's name and title
    QString measure; ///< name in the result file: "cka"
    QString quantity; ///< what it is called where measureTitle() does not know it: "norm ratio"
    QString tablePath; ///< in the result; empty: "similarity/<module>/<measure>"
    QString estimator; ///< "unbiased", empty where it has none
    QString unit; ///< "token", "last-token", …
    std::int64_t n = 0; ///< samples
    bool positionZeroKept = false;
    std::optional<double> selfCheck; ///< largest |CKA(X,X) - 1| of the run
    /// Unbiased CKA of shuffled samples and its standard error, where the run made that check.
    std::optional<double> shuffledMean;
    std::optional<double> shuffledError;
    std::shared_ptr<const HeatmapIntervals> intervals; ///< null when the run made none
    std::shared_ptr<const HeatmapSources> difference; ///< null for a plain map, set for A − B

    bool isValidCell(const HeatmapCell& cell) const
    {
        return cell.student >= 0 && cell.student < students && cell.teacher >= 0
            && cell.teacher < teachers;
    }
    std::size_t offset(const HeatmapCell& cell) const
    {
        return static_cast<std::size_t>(cell.student) * static_cast<std::size_t>(teachers)
            + static_cast<std::size_t>(cell.teacher);
    }
    double value(const HeatmapCell& cell) const { return values[offset(cell)]; }
    /// Path of its table in the result.
    QString table() const;
    /// "linear CKA", "norm ratio": without an estimator.
    QString measureName() const;
    /// 0 when defined; a NaN without a code counts as degenerate (3).
    std::uint8_t reason(const HeatmapCell& cell) const;
    bool isDefined(const HeatmapCell& cell) const { return reason(cell) == 0; }
    bool isVisible(const HeatmapCell& cell) const
    {
        return visible.empty() || visible[offset(cell)] != 0;
    }
    /// "undefined: a layer has no variance" style word for a reason code.
    QString reasonText(std::uint8_t code) const;
};

/// Mean and population standard deviation over the defined cells; undefined ones are left out and
/// counted.
struct HeatmapStatistics {
    std::int64_t count = 0; ///< defined cells
    std::int64_t undefined = 0; ///< undefined cells, not computed ones not counted here
    std::int64_t pending = 0; ///< not computed yet
    double mean = 0.0; ///< NaN when count is 0
    double deviation = 0.0;
    double low = 0.0; ///< smallest and largest value, NaN when count is 0
    double high = 0.0;
    HeatmapCell highest; ///< first cell (student, then teacher) with the largest value
    HeatmapCell lowest; ///< and with the smallest
};
HeatmapStatistics heatmapStatistics(const HeatmapData& data, bool visibleOnly);

/// ux.md 7.8: CKA(X,X) = 1 to 1e-6 and shuffled samples within three standard errors of 0. Nothing
/// while neither was made.
std::optional<bool> passesSelfCheck(const HeatmapData& data);

/// "32 × 40 layers, highest 0.93 at S L12 × T L15": rows × columns.
QString heatmapFinding(const HeatmapData& data);
/// "up S L17 x T L21": go-to string of a cell (ux.md 1); of a map that is of no pair its words.
QString cellGoTo(const HeatmapData& data, const HeatmapCell& cell);
/// Read-out of a cell for tooltip and status bar: "up S L2 x T L3  CKA 0.41  unbiased  n 48  last
/// token" or why it has no value; of a difference "up S L2 x T L3  A − B +0.120  (A 0.530, B
/// 0.410)".
QString cellText(const HeatmapData& data, const HeatmapCell& cell);
/// Lines of the mean/std box: "mean .691  sd .156"; when cells are masked a second line for the
/// shown ones, "shown .708  sd .164"; last the number of undefined cells, if any.
QStringList boxLines(const HeatmapData& data);
/// Name of a measure in figures: "linear CKA", "RSA", …; an unknown one is returned as it is.
QString measureTitle(const QString& measure);
/// Title of a colour scale: "linear CKA (unbiased)", "A − B of linear CKA (unbiased)".
QString scaleTitle(const HeatmapData& data);
/// "CKA" for all forms of CKA, else measureTitle(): the short name of read-outs.
QString shortMeasureTitle(const QString& measure);
/// "A: run 7, B: run 5", empty for a plain map.
QString differenceText(const HeatmapData& data);
/// "95 % 0.897 … 0.921", "shuffled mean 0.001, 95 % 0.010" ("shuffled 0.010" without a mean),
/// "above chance" and "random teacher 0.020", as far as they are known of a cell.
QStringList intervalTexts(const HeatmapData& data, const HeatmapCell& cell);
/// Sample unit in words: "tokens", "last token", "mean token", "aligned characters".
QString unitTitle(const QString& unit);

} // namespace neurograft

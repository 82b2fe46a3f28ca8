// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/similarity_study.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace neurograft {

/// What gives a map its scale (similarity.md section 5).
struct SimilarityBaselines {
    bool hasShuffled = false; ///< mean and 95 % of maps of shuffled samples
    bool hasIntervals = false; ///< 95 % intervals over resampled texts
    bool hasSelf = false; ///< each model with itself
    bool hasRandomTeacher = false; ///< a teacher of the same shape without training
    bool hasAlignedTeacher = false; ///< the teacher in the student's word directions

    bool operator==(const SimilarityBaselines& other) const
    {
        return hasShuffled == other.hasShuffled && hasIntervals == other.hasIntervals
            && hasSelf == other.hasSelf && hasRandomTeacher == other.hasRandomTeacher
            && hasAlignedTeacher == other.hasAlignedTeacher;
    }
    bool operator!=(const SimilarityBaselines& other) const { return !(*this == other); }
    /// All that @p other has is here, too.
    bool covers(const SimilarityBaselines& other) const;
    SimilarityBaselines with(const SimilarityBaselines& other) const;
    /// Those of a study.
    static SimilarityBaselines of(const SimilarityStudy& study);
    /// Writes them into a study: as many draws as it says, else the usual number.
    void applyTo(SimilarityStudy& study) const;
    /// "-shuffled-intervals": part of file names; empty for none.
    QString key() const;
};

/// What the next run measures, and which of its tables is looked at.
struct SimilarityOptions {
    QStringList modules; ///< names of cli.md, published order
    QString unit = QStringLiteral("token"); ///< sample unit of similarity.md 1
    QString measure = QStringLiteral("cka"); ///< a word of measureChoices()
    QString estimator = QStringLiteral("unbiased"); ///< its form: a MeasureVariant's word
    QStringList also; ///< further tables that the next run computes in the same pass
    SimilarityBaselines baselines; ///< what the next run is set beside

    /// Data rows that take part, from 0 (a slice of the examples); all of the run when not set.
    std::optional<std::vector<std::int64_t>> rows;

    /// Name of the table in the result file: "cka", "cka-biased", "rsa-pearson".
    QString tableName() const;
    /// Measure and form of a table.
    void takeTable(const QString& table);
    /// The tables of the next run, that which is looked at first.
    QStringList tables() const;
};

/// Which numbers of a run are looked at. What the run file does not hold is computed from cached
/// Gram matrices into a file of its own beside it.
struct SimilarityVariant {
    QString table; ///< "cka", "cka-biased"
    QString unit; ///< empty: that of the run
    /// Not set: those of the run; empty: all.
    std::optional<std::vector<std::int64_t>> rows;
    /// Beyond those of the run.
    SimilarityBaselines baselines;

    bool operator==(const SimilarityVariant& other) const
    {
        return table == other.table && unit == other.unit && rows == other.rows
            && baselines == other.baselines;
    }
    bool operator!=(const SimilarityVariant& other) const { return !(*this == other); }
    /// "cka-biased", "cka-last-token", "cka-12-rows-1f6a09c2": part of the file name.
    QString key() const;
};

/// The two choose the same rows of a file.
bool areSameRows(const RowSelection& a, const RowSelection& b);

} // namespace neurograft

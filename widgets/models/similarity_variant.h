// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace neurograft {

/// What the next run measures, and which of its tables is looked at.
struct SimilarityOptions {
    QStringList modules; ///< names of cli.md, published order
    QString unit = QStringLiteral("token"); ///< sample unit of similarity.md 1
    QString measure = QStringLiteral("cka");
    QString estimator = QStringLiteral("unbiased"); ///< unbiased | biased | minibatch

    /// Data rows that take part, from 0 (a slice of the examples); all of the run when not set.
    std::optional<std::vector<std::int64_t>> rows;

    /// Name of the table in the result file: "cka", "cka-biased", "cka-minibatch".
    QString tableName() const;
};

/// Which numbers of a run are looked at. What the run file does not hold is computed from cached
/// Gram matrices into a file of its own beside it.
struct SimilarityVariant {
    QString table; ///< "cka", "cka-biased"
    QString unit; ///< empty: that of the run
    /// Not set: those of the run; empty: all.
    std::optional<std::vector<std::int64_t>> rows;

    bool operator==(const SimilarityVariant& other) const
    {
        return table == other.table && unit == other.unit && rows == other.rows;
    }
    bool operator!=(const SimilarityVariant& other) const { return !(*this == other); }
    /// "cka-biased", "cka-last-token", "cka-12-rows-1f6a09c2": part of the file name.
    QString key() const;
};

/// Estimator of a table: "biased" for "cka-biased", "unbiased" without an ending.
QString estimatorOf(const QString& table);
/// The two choose the same rows of a file.
bool areSameRows(const RowSelection& a, const RowSelection& b);

} // namespace neurograft

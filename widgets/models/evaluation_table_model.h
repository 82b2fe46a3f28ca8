// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/evaluation_row.h"

#include <QAbstractTableModel>

namespace neurograft {

class EvaluateSession;

/// Scores of the tasks of a session, a row each: before, after, their difference with what was
/// gained and lost, its interval and whether it goes beyond noise; the teacher's score when it was
/// asked. ToolTipRole and AccessibleTextRole: the whole sentence.
class EvaluationTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        Task,
        Questions,
        Teacher,
        Before,
        After,
        Difference,
        Gained,
        Lost,
        Range,
        Finding,
        ColumnCount
    };

    /// @param session outlives this object
    explicit EvaluationTableModel(EvaluateSession* session, QObject* parent = nullptr);

    /// Whether a row has a score of the teacher.
    bool hasTeacher() const;
    /// Whether a row has answers of both sides.
    bool hasPairs() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    const EvaluationRow& at(int row) const;

    EvaluateSession* m_session;
    int m_rows = 0; ///< as views know it
};

/// What a row comes to, for the line below the table: the finding once both sides are there, else
/// the score; why items are not scored.
QString rowFinding(const EvaluationRow& row);
/// What is known of a row in sentences: score of each side, finding, why items are not scored.
QString rowSentences(const EvaluationRow& row);

} // namespace neurograft

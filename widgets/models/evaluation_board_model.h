// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/job_outcome.h"
#include "widgets/models/evaluation_board.h"

#include <QAbstractTableModel>

namespace neurograft {

class EvaluationArchive;
class QuickLane;

/// The results board: models and methods by tasks, over all runs of the study. Read on the quick
/// lane while somebody looks. ToolTipRole and AccessibleTextRole: the cell in sentences. GUI thread
/// only.
class EvaluationBoardModel : public QAbstractTableModel {
    Q_OBJECT

public:
    /// Both outlive this object.
    EvaluationBoardModel(EvaluationArchive* archive, QuickLane* lane, QObject* parent = nullptr);

    /// Somebody looks: it is read now and whenever runs change.
    void setActive(bool isActive);
    const ScoreTable& table() const { return m_table; }
    const std::vector<BoardRow>& rows() const { return m_rows; }
    bool isReading() const { return m_isReading; }
    /// The newest result file of a cell's task; empty when there is none.
    QString fileOf(const QModelIndex& cell) const;
    QString toTsv() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void tableChanged();
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    void read();
    const ScoreCell* cell(const QModelIndex& index) const;

    EvaluationArchive* m_archive;
    QuickLane* m_lane;
    ScoreTable m_table;
    std::vector<BoardRow> m_rows;
    bool m_isActive = false;
    bool m_isStale = true;
    bool m_isReading = false;
};

} // namespace neurograft

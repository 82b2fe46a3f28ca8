// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/job_outcome.h"
#include "widgets/models/evaluation_board.h"

#include <QAbstractTableModel>

namespace neurograft {

class EvaluationArchive;
class QuickLane;

/// The results board: models and methods by tasks, over all runs of the study, then the rows of
/// published numbers where a study of them is chosen. Read on the quick lane while somebody looks.
/// ToolTipRole and AccessibleTextRole: the cell in sentences. GUI thread only.
class EvaluationBoardModel : public QAbstractTableModel {
    Q_OBJECT

public:
    /// Both outlive this object.
    EvaluationBoardModel(EvaluationArchive* archive, QuickLane* lane, QObject* parent = nullptr);

    /// Somebody looks: it is read now and whenever runs change.
    void setActive(bool isActive);
    const ScoreTable& table() const { return m_table; }
    const std::vector<BoardRow>& rows() const { return m_rows; }
    /// Studies whose published numbers can be shown beside the runs.
    const std::vector<BoardStudy>& studies() const { return m_studies; }
    /// The one that is shown, or null.
    const BoardStudy* shownStudy() const;
    /// Name of a study; empty: no published numbers. One the board has no task of waits until it
    /// has.
    void setPublished(const QString& study);
    const QString& published() const { return m_published; }
    /// What a figure of the board is made of.
    NamedRuns figureRuns() const;
    bool isReading() const { return m_isReading; }
    /// The newest result file of a cell's task; empty when there is none.
    QString fileOf(const QModelIndex& cell) const;
    /// As seen, for the clipboard; with published numbers also where each row was published.
    QString toTsv() const;
    /// The published numbers of the study shown, for exports of the table.
    std::vector<StatedScore> stated() const;

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
    bool isPublished(const QModelIndex& index) const; ///< a row of published numbers
    std::string publishedRow(int row) const; ///< what a row of published numbers speaks of
    QVariant publishedData(const QModelIndex& index, int role) const;

    EvaluationArchive* m_archive;
    QuickLane* m_lane;
    ScoreTable m_table;
    std::vector<BoardRow> m_rows;
    std::vector<BoardStudy> m_studies;
    QString m_published;
    bool m_isActive = false;
    bool m_isStale = true;
    bool m_isReading = false;
};

} // namespace neurograft

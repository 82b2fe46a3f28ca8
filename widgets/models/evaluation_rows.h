// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/evaluation_row.h"

#include <QObject>

#include <vector>

namespace neurograft {

class QuickLane;
struct JobOutcome;

/// The tasks that were asked and what came of each: result files of all sides, read on the quick
/// lane as often as they grow, and their comparison once before and after are there. GUI thread
/// only.
class EvaluationRows : public QObject {
    Q_OBJECT

public:
    explicit EvaluationRows(QuickLane* lane, QObject* parent = nullptr);

    /// In the order they were asked first.
    const std::vector<EvaluationRow>& all() const { return m_rows; }
    int count() const { return static_cast<int>(m_rows.size()); }
    const EvaluationRow& at(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    /// The row of a task, without what it showed when the task is asked in another way now.
    int rowFor(const EvaluateTask& task, const EvaluateStudy& study);
    /// The answers of a side are those of that file, which need not be there yet.
    void show(int row, EvaluationSide side, const QString& path);
    /// More of a file is there.
    void read(int row, EvaluationSide side);
    void readAll();
    void clear();

Q_SIGNALS:
    void countChanged(); ///< rows were added or removed
    void rowChanged(int row); ///< more of one is known
    void failed(const neurograft::JobOutcome& outcome); ///< a file was not read

private:
    EvaluationRow& own(int row) { return m_rows[static_cast<std::size_t>(row)]; }
    void readHeldOut(int row);
    void takeRun(int row, EvaluationSide side, const EvaluationRun& run);
    void compare(int row);

    QuickLane* m_lane;
    std::vector<EvaluationRow> m_rows;
};

} // namespace neurograft

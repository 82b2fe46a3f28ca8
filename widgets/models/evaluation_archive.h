// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/evaluation_run.h"

#include <QObject>
#include <QString>

#include <vector>

namespace neurograft {

class QuickLane;
class RunListModel;

/// Every evaluation among the runs of the study, without its items: what the board shows, and what
/// needs no second run. Read on the quick lane, a file only when it has changed. GUI thread only.
class EvaluationArchive : public QObject {
    Q_OBJECT

public:
    /// Both outlive this object.
    EvaluationArchive(RunListModel* runs, QuickLane* lane, QObject* parent = nullptr);

    /// Oldest first.
    const std::vector<EvaluationRun>& runs() const { return m_runs; }
    /// The runs as they are on the disk have been read.
    bool isSettled() const { return !m_isReading; }

Q_SIGNALS:
    void changed();

private:
    void refresh();

    RunListModel* m_list;
    QuickLane* m_lane;
    std::vector<EvaluationRun> m_runs;
    bool m_isReading = false;
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/model_overlay.h"
#include "widgets/jobs/job_outcome.h"
#include "widgets/models/neuron_shift_table.h"
#include "widgets/models/transfer_result.h"

#include <QString>

namespace neurograft {

class ModelShelf;
class QuickLane;
class TransferSession;

/// What lies over the student when a finished transfer is switched on.
ModelOverlay overlayOf(const TransferResult& result);
/// Path of that overlay for the study's list: the adapter's folder or the delta file.
QString overlayPath(const TransferResult& result);

/// The neurons that the run shown changed most (ux.md E13): how much, in which direction, and what
/// they say before and after. Asked on the quick lane when inspect() is called; a table, largest
/// change first. GUI thread only.
class DeltaInspection : public NeuronShiftTable {
    Q_OBJECT

public:
    static constexpr int kNeurons = 100; ///< that are listed

    /// All outlive this object.
    DeltaInspection(TransferSession* session, ModelShelf* shelf, QuickLane* lane,
                    QObject* parent = nullptr);

    /// Why there is nothing to inspect, one sentence; empty when there is.
    QString obstacle() const;
    /// Reads the change of the run shown; what is known of it is kept.
    void inspect();
    bool isReading() const { return m_isReading; }

Q_SIGNALS:
    void stateChanged();
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    void followResult();

    TransferSession* m_session;
    ModelShelf* m_shelf;
    QuickLane* m_lane;
    QString m_shown; ///< run.h5 the neurons are of; empty for none
    bool m_isReading = false;
};

} // namespace neurograft

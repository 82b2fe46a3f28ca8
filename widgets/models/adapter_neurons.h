// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/job_outcome.h"
#include "widgets/models/neuron_shift_table.h"

#include <QString>

namespace neurograft {

class ModelShelf;
class OverlayModel;
class ParameterSession;
class QuickLane;

/// The neurons of one student layer that an adapter of the comparison shown changes most (ux.md
/// U3), as it lies over the student: over a residual base only what training changed. Asked on the
/// quick lane; the newest question wins. GUI thread only.
class AdapterNeurons : public NeuronShiftTable {
    Q_OBJECT

public:
    /// All outlive this object.
    struct Models {
        ParameterSession* session = nullptr;
        OverlayModel* overlays = nullptr;
        ModelShelf* shelf = nullptr;
        QuickLane* lane = nullptr;
    };
    explicit AdapterNeurons(const Models& models, QObject* parent = nullptr);

    /// Asks for an adapter by its name in the result; layer −1: for none.
    void look(const QString& adapter, int layer);
    QString adapter() const { return m_adapter; }
    int layer() const { return m_layer; }
    bool isReading() const { return m_isReading; }
    /// Why the table is empty, one sentence; empty when it is not.
    QString remark() const;

Q_SIGNALS:
    void stateChanged();
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    ModelOverlay overlayOf(const QString& adapter) const;
    void forget();

    Models m_models;
    QString m_adapter;
    int m_layer = -1;
    bool m_isReading = false;
};

} // namespace neurograft

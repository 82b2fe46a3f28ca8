// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/evaluate_view_state.h"
#include "app/neuron_view_state.h"
#include "app/transfer_view_state.h"
#include "app/window_parts.h"

#include <QJsonObject>
#include <QObject>

namespace neurograft {

/// What a study looks like while it is worked on: workspace and docks, the run looked at, the panes
/// of Compare with how each looks at it, the selection. Stored in the view of the study when it is
/// saved, put back when it is opened.
class StudyViewState : public QObject {
    Q_OBJECT

public:
    StudyViewState(const WindowParts& parts, QObject* parent);

    /// As the open study has it; what it does not say stays.
    void restore();
    /// File name of the run the study was left at; empty when there is none.
    QString run() const;

private:
    void store();
    void storePanes(QJsonObject& compare) const;
    void restorePanes(const QJsonObject& compare);
    WindowParts m_parts;
    NeuronViewState m_neurons;
    TransferViewState m_transfer;
    EvaluateViewState m_evaluate;
};

} // namespace neurograft

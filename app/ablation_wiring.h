// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/models/selection_sets.h"

#include <QObject>

namespace neurograft {

class AblationPanel;
class AblationSession;

/// Neurons switched off or scaled in the window: its dock beside the neuron table, and what the set
/// of the selection, or the primary neuron, says there. The rows asked are those of the locate run
/// shown.
class AblationWiring : public QObject {
    Q_OBJECT

public:
    AblationWiring(const WindowParts& parts, QObject* parent);

private:
    ItemSet subject() const;
    QString subjectName() const;
    QString obstacle() const;
    void update();
    void reveal();
    void run(double factor);

    WindowParts m_parts;
    AblationSession* m_session;
    AblationPanel* m_panel;
};

} // namespace neurograft

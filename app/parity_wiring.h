// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/models/role.h"

#include <QObject>

namespace neurograft {

class ParityModel;

/// Parity of the models in the window: the action, where they compute, and a notice when logits are
/// not what another program has.
class ParityWiring : public QObject {
    Q_OBJECT

public:
    /// @param parity outlives this object
    ParityWiring(const WindowParts& parts, ParityModel* parity, QObject* parent);

private:
    void takeCompute();
    void showState(Role role);

    WindowParts m_parts;
    ParityModel* m_parity;
};

} // namespace neurograft

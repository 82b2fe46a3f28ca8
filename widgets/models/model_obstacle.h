// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/role.h"

#include <QString>

namespace neurograft {

struct ModelSlot;

/// Why the model of a slot cannot read texts and answer now, one sentence; empty when it can.
QString modelObstacle(const ModelSlot& model, Role role);

} // namespace neurograft

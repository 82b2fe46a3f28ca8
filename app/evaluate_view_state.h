// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

namespace neurograft {

/// What workspace Evaluate looks like in the view of a study (view.json, "evaluate"): the tasks,
/// how they are asked, the runs shown, the study whose published numbers stand on the board.
class EvaluateViewState {
public:
    explicit EvaluateViewState(const WindowParts& parts) : m_parts(parts) { }

    void store() const;
    void restore() const;

private:
    WindowParts m_parts;
};

} // namespace neurograft

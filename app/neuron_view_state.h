// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

namespace neurograft {

/// What workspace Neurons looks like in the view of a study (view.json, "neurons"): the run shown,
/// how and for what the next one would be asked, which family the maps show.
class NeuronViewState {
public:
    explicit NeuronViewState(const WindowParts& parts) : m_parts(parts) { }

    void store() const;
    void restore() const;

private:
    WindowParts m_parts;
};

} // namespace neurograft

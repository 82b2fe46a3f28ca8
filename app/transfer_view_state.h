// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

namespace neurograft {

/// What workspace Transfer looks like in the view of a study (view.json, "transfer"): the run shown
/// and what the next one would be asked for.
class TransferViewState {
public:
    explicit TransferViewState(const WindowParts& parts) : m_parts(parts) { }

    void store() const;
    void restore() const;

private:
    WindowParts m_parts;
};

} // namespace neurograft

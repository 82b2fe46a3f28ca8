// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

class ExamplesPanel;

/// The Examples dock in the window: rows and tokens of the data, filter, slices, lengths.
class ExamplesWiring : public QObject {
    Q_OBJECT

public:
    ExamplesWiring(const WindowParts& parts, QObject* parent);

private:
    void updateActions();
    WindowParts m_parts;
    ExamplesPanel* m_panel;
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

/// Edit ▸ Filter… in the window: the filter of the table at work gets the focus. That is the one
/// whose dock has the focus, else the neuron table in workspace Neurons, else the examples.
class FilterWiring : public QObject {
    Q_OBJECT

public:
    FilterWiring(const WindowParts& parts, QObject* parent);

private:
    bool hasExamples() const;
    bool hasNeurons() const;
    bool hasItems() const;
    void updateAction();
    void focusFilter();
    WindowParts m_parts;
};

} // namespace neurograft

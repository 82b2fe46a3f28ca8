// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/dialogs/overlap_dialog.h"

#include <QObject>

namespace neurograft {

/// Task overlap in the window: the located neurons of the study's runs and its kept sets compared.
class OverlapWiring : public QObject {
    Q_OBJECT

public:
    OverlapWiring(const WindowParts& parts, QObject* parent);

private:
    std::vector<OverlapCandidate> candidates() const;
    void updateAction();
    void open();
    WindowParts m_parts;
};

} // namespace neurograft

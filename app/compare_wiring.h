// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

/// Workspace Compare in the window: running and cancelling similarity, looking at its maps.
class CompareWiring : public QObject {
    Q_OBJECT

public:
    CompareWiring(const WindowParts& parts, QObject* parent);

private:
    void connectPane(SimilarityView* pane);
    void showCurrent();
    void showSelected();
    void takeRunEntries();
    void updateActions();
    WindowParts m_parts;
};

} // namespace neurograft

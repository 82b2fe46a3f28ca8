// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QList>
#include <QObject>

#include <utility>

class QAction;

namespace neurograft {

class PaneEntry;
struct SimilarityActions;

/// Panes of Compare in the window: split, duplicate and close, the menu switches that speak of the
/// current pane, and what every pane has: undo of its switches and zoom, context menu, choices of
/// rows.
class PaneWiring : public QObject {
    Q_OBJECT

public:
    PaneWiring(const WindowParts& parts, QObject* parent);

private:
    void connectPane(SimilarityView* pane);
    void connectZoom(SimilarityView* pane);
    void connectPath();
    void split();
    void showCurrent();
    void showRowChoices();
    void showTransferPairs();
    void chooseRows(SimilarityView* pane, const QString& name);
    void updateActions();

    WindowParts m_parts;
    /// Entries of the menus with the switch of a pane each stands for.
    QList<std::pair<PaneEntry*, QAction * SimilarityActions::*>> m_entries;
};

} // namespace neurograft

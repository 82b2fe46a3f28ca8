// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QToolButton;

namespace neurograft {

class OverlayModel;

/// A switch for each adapter and delta over the student: "LoRA r 8, alpha 16, up down: ON". Not
/// there while there is none. The switches are "pairBar.overlaySwitch", "pairBar.overlaySwitch#2",
/// …; their context menu removes them or chooses the base.
class OverlayChips : public QWidget {
    Q_OBJECT

public:
    /// @param overlays outlives the chips
    explicit OverlayChips(OverlayModel* overlays, QWidget* parent = nullptr);

Q_SIGNALS:
    /// One was pressed that cannot be switched: say why.
    void reasonWanted(int index);

private:
    void showOverlays();
    QToolButton* makeChip(int index);
    void showChip(int index);
    void press(int index);
    void showMenu(int index, const QPoint& place);

    OverlayModel* m_overlays;
    QHBoxLayout* m_layout;
    std::vector<QToolButton*> m_chips;
};

} // namespace neurograft

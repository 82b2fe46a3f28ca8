// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QStackedLayout;

namespace neurograft {

class HeatmapGrid;
class LayerProfile;

/// Row and column of the selected cell as curves below the maps (C12): the row of its student layer
/// over all teacher layers and the column of its teacher layer, on the colour range of its map. A
/// selected layer shows the one it has. Choosing a point selects its cell. Object name
/// "profileStrip"; the curves are "profile.row" and "profile.column".
class ProfileStrip : public QWidget {
    Q_OBJECT

public:
    explicit ProfileStrip(HeatmapGrid* grid, QWidget* parent = nullptr);

Q_SIGNALS:
    /// Read-out of the point under the pointer; empty when it left.
    void hovered(const QString& text);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void refresh();
    void choose(int student, int teacher);

    HeatmapGrid* m_grid;
    QStackedLayout* m_stack;
    LayerProfile* m_row;
    LayerProfile* m_column;
    int m_student = -1; ///< layers shown; -1 = none
    int m_teacher = -1;
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/heatmap_data.h"

#include <QWidget>

#include <cstdint>
#include <vector>

namespace neurograft {

/// The cells of a mask, to be painted: student layers upwards, teacher layers to the right, as on
/// the maps. A press shows or hides a cell and a drag does the same to those it passes; arrows move
/// the cell cursor, Space switches its cell, Shift+arrows take its state along. Object name
/// "maskGrid".
class MaskGrid : public QWidget {
    Q_OBJECT

public:
    MaskGrid(int students, int teachers, QWidget* parent = nullptr);

    /// Row-major [students, teachers], 1 = shown.
    const std::vector<std::uint8_t>& cells() const { return m_cells; }
    void setCells(const std::vector<std::uint8_t>& cells);
    HeatmapCell cursor() const { return m_cursor; }
    QRectF cellRect(const HeatmapCell& cell) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// Cells were switched by the person.
    void painted();
    /// The cell cursor is elsewhere.
    void cursorMoved();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    QRectF area() const; ///< of all cells, inside the layer numbers
    double cellSize() const;
    HeatmapCell cellAt(const QPointF& place) const; ///< the nearest one
    bool isShown(const HeatmapCell& cell) const;
    void set(const HeatmapCell& cell, bool isShown);
    void paintLine(const HeatmapCell& from, const HeatmapCell& to);
    void moveCursor(const HeatmapCell& cell);
    void tell();

    int m_students;
    int m_teachers;
    std::vector<std::uint8_t> m_cells;
    HeatmapCell m_cursor;
    bool m_isShowing = true; ///< what the present drag does
};

} // namespace neurograft

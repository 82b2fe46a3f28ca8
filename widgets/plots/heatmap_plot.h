// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/color_settings.h"
#include "widgets/plots/heatmap_geometry.h"
#include "widgets/plots/heatmap_marks.h"

#include <QWidget>

#include <memory>
#include <optional>

namespace neurograft {

/// Interactive layer x layer heatmap (ux.md 5.1, 7.8): teacher layer on x, student layer on y,
/// origin bottom left, square cells, no interpolation. QCustomPlot is a detail of the source file.
/// Follows the palette (light, dark); colour maps never change.
///
/// Keys: arrows move the selected cell, Ctrl+Shift+arrows brush a block from it, Home/End go to the
/// row's ends, Enter activates it, + and - zoom, 0 resets. Pointer: a click selects, Ctrl+click and
/// Shift+click make sets, dragging brushes a rectangle (Esc drops it), the wheel zooms, dragging
/// with the middle button or with Ctrl pans, a double click resets. All replots are queued;
/// hovering redraws only the overlay.
class HeatmapPlot : public QWidget {
    Q_OBJECT

public:
    explicit HeatmapPlot(QWidget* parent = nullptr);
    ~HeatmapPlot() override;

    /// Replaces what is drawn; zoom, selection and cross-hair stay where the size is unchanged.
    /// Null shows an empty frame.
    void setData(std::shared_ptr<const HeatmapData> data);
    std::shared_ptr<const HeatmapData> data() const;
    /// An empty frame with its future size, before the first cell is there.
    void setExpectedSize(int students, int teachers);

    void setTitle(const QString& title);
    QString title() const;
    void setColorMap(ColorMapId map);
    ColorMapId colorMap() const;
    /// Range of the colour scale, set from outside (locked over small multiples) or from
    /// suggestedRange().
    void setColorRange(const ColorRange& range);
    ColorRange colorRange() const;
    /// Map and undefined cells' look of @p colors, with the range the view found for it.
    void setColors(const ColorSettings& colors, const ColorRange& range);
    /// The plot's own colour scale, for unlocked views; small multiples share a ColorScaleBar. Off
    /// at first.
    void setColorScaleVisible(bool isVisible);
    void setTransposed(bool isTransposed);
    bool isTransposed() const;
    /// Mean/std lines in the masked corner, else above the map; empty hides it. See boxLines() in
    /// heatmap_text.h.
    void setBoxLines(const QStringList& lines);
    QStringList boxLines() const;
    /// Lines kept free above the map for title and box, so that small multiples with boxes of
    /// different heights keep their maps in line; 0 at first.
    void setHeaderLines(int lines);

    /// Cross-hair at a cell, set by a view so that all small multiples show the same; none removes
    /// it. Emits nothing.
    void setCrosshair(std::optional<HeatmapCell> cell);
    std::optional<HeatmapCell> crosshair() const;
    /// Frame of the primary cell; emits selectedCellChanged when it changes.
    void setSelectedCell(std::optional<HeatmapCell> cell);
    std::optional<HeatmapCell> selectedCell() const;

    /// Set, pinned cell, row, column and path.
    void setMarks(const HeatmapMarks& marks);
    const HeatmapMarks& marks() const;

    /// Part that is looked at; linked axes of small multiples pass it on.
    HeatmapView view() const;
    void setView(const HeatmapView& view);
    void resetView();
    void zoomBy(double factor); ///< > 1 zooms in, around the selected cell or the centre

    /// Cell under a widget position, if any.
    std::optional<HeatmapCell> cellAt(const QPointF& position) const;
    /// Widget rectangle of a cell (empty outside the zoomed view).
    QRectF cellRect(const HeatmapCell& cell) const;
    /// Colour that cell is drawn with; transparent when masked.
    QColor cellColor(const HeatmapCell& cell) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// Pointer over a cell; (-1, -1) when it leaves the map.
    void hoveredCell(int student, int teacher);
    /// Click or key moved the frame; (-1, -1) when it was cleared.
    void selectedCellChanged(int student, int teacher);
    /// A click without keys, also on the cell that is framed already.
    void cellClicked(int student, int teacher);
    /// Ctrl+click: in or out of the set.
    void cellToggled(int student, int teacher);
    /// Cells of a dragged rectangle, or from the frame to a Shift+click or by Ctrl+Shift+arrows.
    void brushed(const neurograft::HeatmapBlock& block);
    /// Enter on the selected cell.
    void cellActivated(int student, int teacher);
    /// Zoom or pan by the user; connect to the other multiples' setView.
    void viewChanged(const neurograft::HeatmapView& view);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace neurograft

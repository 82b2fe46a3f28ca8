// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/neuron_map_image.h"
#include "widgets/plots/neuron_map_marks.h"

#include <QSize>
#include <QWidget>

#include <memory>
#include <optional>

class QPainter;

namespace neurograft {

class NeuronLoupe;

/// Interactive neuron map (ux.md 5.1): neuron index on x, layer on y, origin bottom left. Each
/// pixel shows the neuron of largest magnitude that lies in it, located neurons are ticks under
/// their layer, the selected set ticks above it. Object names "neuronMap.T" and "neuronMap.S".
///
/// Keys: arrows move the frame to the neighbouring pixel's neuron (zoomed in: the next neuron),
/// Ctrl+Left and Ctrl+Right to the next located one, Home and End to the ends of the part shown,
/// Enter activates, + and - zoom, 0 resets. Pointer: a click selects, Ctrl+click and Shift+click
/// make sets, dragging brushes, the wheel zooms neurons (with Shift layers), the middle button or
/// Ctrl pans, a double click resets.
class NeuronMapPlot : public QWidget {
    Q_OBJECT

public:
    explicit NeuronMapPlot(QWidget* parent = nullptr);
    ~NeuronMapPlot() override;

    /// Replaces what is drawn; zoom, frame and marks stay where the size is unchanged, colours are
    /// the house style's when there were none. Null shows an empty frame.
    void setData(std::shared_ptr<const NeuronMapData> data);
    std::shared_ptr<const NeuronMapData> data() const { return m_data; }

    /// Colours as a view decides them, the range locked over both maps.
    void setColors(const ColorSettings& colors, const ColorRange& range);
    ColorMapId colorMap() const { return m_colors.map; }
    ColorRange colorRange() const { return m_range; }
    void setColorScaleVisible(bool isVisible); ///< off at first

    /// Frame of the primary neuron; emits selectedChanged when it changes. Does not scroll.
    void setSelected(std::optional<NeuronPlace> place);
    std::optional<NeuronPlace> selected() const { return m_selected; }
    void setMarks(const NeuronMarks& marks);
    const NeuronMarks& marks() const { return m_marks; }
    /// Scrolls so that a neuron is in view.
    void bringIntoView(const NeuronPlace& place);

    NeuronView view() const { return m_view; }
    void setView(const NeuronView& view);
    void resetView();
    void zoomBy(double factor); ///< neurons; > 1 zooms in, around the frame or the centre

    /// The loupe under the pointer; shown at first.
    void setLoupeEnabled(bool isEnabled);
    NeuronLoupe* loupe() const { return m_loupe; }

    /// The neuron that stands for the pixel at a widget position, if it is on the map.
    std::optional<NeuronPlace> neuronAt(const QPointF& position) const;
    /// Widget rectangle of the pixel (or cell) a neuron lies in; empty outside the part shown.
    QRectF binRect(const NeuronPlace& place) const;
    /// Colour that pixel is drawn with.
    QColor binColor(const NeuronPlace& place) const;
    /// Widget rectangle of the tick under a located neuron; empty where there is none.
    QRectF tickRect(const NeuronPlace& place) const;
    /// Titles of the axes as they are drawn now.
    QString neuronAxisTitle() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// Pointer over a neuron with its read-out; (-1, -1) and empty when it leaves the map.
    void hovered(int layer, int index, const QString& text);
    /// Click or key moved the frame; (-1, -1) when it was cleared.
    void selectedChanged(int layer, int index);
    /// A click without keys, also on the neuron that is framed already.
    void clicked(int layer, int index);
    /// Ctrl+click: in or out of the set.
    void toggled(int layer, int index);
    /// Neurons of a dragged rectangle, or from the frame to a Shift+click.
    void brushed(const neurograft::NeuronView& block);
    /// Enter on the framed neuron.
    void activated(int layer, int index);
    /// Zoom or pan by the user.
    void viewChanged(const neurograft::NeuronView& view);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    /// A pixel of the map, or a cell where neurons are wider.
    struct Bin {
        int row = 0;
        int column = 0;
        bool operator==(const Bin& other) const
        {
            return row == other.row && column == other.column;
        }
    };
    /// Where a button went down, and what dragging it does.
    struct Press {
        QPointF position;
        NeuronView view;
        Bin bin;
        bool isPan = false;
        bool isDragged = false;
    };

    void invalidate(); ///< the picture is drawn anew before it is shown
    void prepare() const; ///< layout, pool and picture, if they are stale
    void layOut() const;
    void drawPicture() const;
    void describe();
    bool hasMap() const { return m_data && m_pool.columns > 0; }
    std::optional<Bin> binAt(const QPointF& position) const;
    Bin nearestBin(const QPointF& position) const;
    Bin binOf(const NeuronPlace& place) const;
    QRectF rectOf(const Bin& bin) const;
    NeuronPlace neuronOf(const Bin& bin) const;
    void hover(const QPointF& position, const QPoint& globalPosition);
    void leave();
    void click(const QMouseEvent& mouse);
    void drag(const QMouseEvent& mouse);
    void dropBrush();
    void userView(const NeuronView& view);
    void moveFrame(int byColumns, int byRows);
    void moveToEnd(bool isLast);
    void moveToLocated(int step);

    void paintAxes(QPainter& painter) const;
    void paintTitles(QPainter& painter) const;
    void paintOverlay(QPainter& painter) const;

    std::shared_ptr<const NeuronMapData> m_data;
    ColorSettings m_colors;
    ColorRange m_range;
    bool m_hasColors = false; ///< set from outside
    bool m_isScaleVisible = false;
    bool m_isLoupeEnabled = true;
    NeuronView m_view;
    NeuronMarks m_marks;
    std::optional<NeuronPlace> m_selected;
    std::optional<Bin> m_hovered;
    std::optional<NeuronView> m_brush;
    std::optional<Press> m_press;
    NeuronLoupe* m_loupe;

    // What is drawn, worked out of the above when it is needed.
    mutable bool m_isStale = true;
    mutable QSize m_size; ///< of the widget, and
    mutable double m_ratio = 0.0; ///< device pixels of its pixels, that the picture was drawn for
    mutable NeuronGeometry m_geometry;
    mutable NeuronPool m_pool;
    mutable QImage m_cells; ///< a pixel per bin
    mutable QImage m_picture; ///< of the map, in device pixels
};

} // namespace neurograft

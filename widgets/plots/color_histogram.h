// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/color_map.h"

#include <QWidget>

#include <vector>

class QImage;

namespace neurograft {

/// Counts of values in equal bins over [low, high]; the last bin holds its upper end too.
std::vector<int> histogramOf(const std::vector<double>& values, const ColorRange& span, int bins);

/// Histogram of the shown values over the colour scale that paints them, with the scale's two ends
/// as handles: drag them, or move the low end with Left and Right, the high end with Shift. Ctrl+C
/// and the context menu copy it. Object name "colorHistogram".
class ColorHistogram : public QWidget {
    Q_OBJECT

public:
    explicit ColorHistogram(QWidget* parent = nullptr);

    /// @param values ascending
    void setValues(const std::vector<double>& values);
    void setScale(ColorMapId map, const ColorRange& range);
    ColorRange range() const { return m_range; }
    /// Values at the left and right edge: those shown and the range, with a little room.
    ColorRange span() const { return m_span; }
    double positionOf(double value) const; ///< x in widget pixels
    double valueAt(double x) const;

    /// As it is seen, on white whatever the theme, without the focus.
    QImage picture() const;
    /// Bins with their ends and how many values lie in each, tab-separated.
    QString tsv() const;
    /// Picture and table on the clipboard, as one entry.
    void copy() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// An end was moved; the first change of a drag is not continued.
    void rangeDragged(const neurograft::ColorRange& range, bool isContinued);

protected:
    bool event(QEvent* event) override; ///< Ctrl+C is its own while it has the focus
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class End { None, Low, High };
    void fitSpan();
    void describe();
    void move(End end, double value, bool isContinued);
    End endAt(double x) const;
    QRectF area() const;
    void paint(QPainter& painter, const QPalette& colors) const;
    void paintHandle(QPainter& painter, const QColor& color, double value, bool isLow) const;

    std::vector<double> m_values;
    ColorMapId m_map = ColorMapId::Magma;
    ColorRange m_range;
    ColorRange m_span;
    End m_dragged = End::None;
    bool m_hasMoved = false;
};

} // namespace neurograft

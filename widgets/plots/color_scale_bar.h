// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/color_settings.h"

#include <QWidget>

class QPainter;

namespace neurograft {

/// Paints a vertical colour scale into @p area: bar at the left, ticks and numbers beside it. The
/// painter's font and pen are used.
void paintColorScale(QPainter& painter, const QRectF& area, const ColorMap& map,
                     const ColorRange& range);
/// Width paintColorScale needs with the painter's font.
double colorScaleWidth(const QFontMetricsF& metrics, const ColorRange& range);

/// The one colour scale beside locked small multiples (object name "scaleBar"): ticks in C locale,
/// title along the bar, a hatched field when undefined cells are drawn. With several ranges it says
/// "4 scales" instead of numbers.
class ColorScaleBar : public QWidget {
    Q_OBJECT

public:
    explicit ColorScaleBar(QWidget* parent = nullptr);
    /// Map and look of undefined cells; the range is set apart.
    void setColors(const ColorSettings& colors);
    void setRange(const ColorRange& range);
    void setTitle(const QString& title); ///< "linear CKA (unbiased)"
    void setUndefinedShown(bool isShown);
    void setScaleCount(int scales); ///< 1 = locked
    ColorRange range() const { return m_range; }
    int scaleCount() const { return m_scaleCount; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh();
    ColorSettings m_colors;
    ColorRange m_range;
    QString m_title;
    bool m_isUndefinedShown = false;
    int m_scaleCount = 1;
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the sources of HeatmapPlot: includes QCustomPlot. Include it first, its header spells
// Qt's keywords.
#ifdef QT_NO_KEYWORDS
#undef QT_NO_KEYWORDS
#endif
#include <qcustomplot.h>

#include "widgets/plots/heatmap_geometry.h"
#include "widgets/plots/heatmap_marks.h"

#include <QStringList>

#include <memory>
#include <optional>

namespace neurograft {

/// Everything a HeatmapPlot draws; the layers read it, the widget changes it.
struct HeatmapState {
    std::shared_ptr<const HeatmapData> data;
    int students = 0; ///< of data, or expected
    int teachers = 0;
    HeatmapAxis rows = studentLayerAxis();
    HeatmapAxis columns = teacherLayerAxis();
    QString title;
    QStringList boxLines;
    ColorMapId map = ColorMapId::Magma;
    ColorRange range;
    QRgb undefinedColor = ColorMap::undefinedColor();
    bool isHatched = true; ///< undefined cells
    bool isScaleVisible = false;
    bool hasFocus = false;
    std::optional<HeatmapCell> selected;
    std::optional<HeatmapCell> crosshair;
    HeatmapMarks marks;
    std::optional<HeatmapBlock> brush; ///< being drawn
    HeatmapGeometry geometry;
    QImage image; ///< one pixel per cell, as looked at
    QPointF titleOrigin; ///< baseline of the title
    QPointF boxOrigin; ///< baseline of the first box line
    QPalette palette;
    QFont font;
};

/// Cells, hatch, title, box, axis titles and scale.
class HeatmapCellLayer : public QCPLayerable {
public:
    HeatmapCellLayer(QCustomPlot* plot, const HeatmapState& state);

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;

private:
    void drawCells(QCPPainter& painter) const;
    void drawHatch(QCPPainter& painter) const;
    void drawTexts(QCPPainter& painter) const;
    void drawAxisTitle(QCPPainter& painter, const HeatmapAxis& axis, bool isHorizontal) const;
    const HeatmapState& m_state;
};

/// Cross-hair, frame, marks and focus ring: a buffered layer of its own, so that hovering repaints
/// nothing else.
class HeatmapOverlayLayer : public QCPLayerable {
public:
    HeatmapOverlayLayer(QCustomPlot* plot, const QString& layer, const HeatmapState& state);

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;

private:
    void drawCrosshair(QCPPainter& painter, const QRectF& cell) const;
    void drawSet(QCPPainter& painter) const;
    void drawLayers(QCPPainter& painter) const;
    void drawPath(QCPPainter& painter) const;
    void drawPairs(QCPPainter& painter) const;
    void drawChance(QCPPainter& painter) const;
    QRectF blockRect(const HeatmapBlock& block) const;
    const HeatmapState& m_state;
};

/// Room for the labels of an axis drawn upwards, px.
double verticalTickWidth(const HeatmapAxis& axis, const QFontMetricsF& metrics);

/// Layer numbers by the rule of layerTicks(), thinned to what fits the present zoom; or names.
class LayerTicker : public QCPAxisTicker {
public:
    void setLayers(std::vector<int> ticks, const HeatmapAxis& axis)
    {
        m_ticks = std::move(ticks);
        m_axis = axis;
    }

protected:
    int getSubTickCount(double tickStep) override;
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar,
                         int precision) override;

private:
    std::vector<int> m_ticks;
    HeatmapAxis m_axis;
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/scene_painter.h"

#include "widgets/figures/figure_fonts.h"

#include <QPainter>
#include <QPainterPath>

namespace neurograft {

namespace {

QPen penOf(QRgb color, double widthPt)
{
    return {QColor::fromRgba(color), widthPt * kMmPerPoint, Qt::SolidLine, Qt::FlatCap,
            Qt::MiterJoin};
}

/// From the unit of figureFont(), origin at the text's start, to the page.
QTransform textTransform(const FigureScene& scene, const SceneText& text)
{
    const double width = textWidthMm(scene.font, text.isBold, text.pt, text.text);
    const double shift = text.anchor == TextAnchor::Start ? 0.0
        : text.anchor == TextAnchor::Middle               ? -width / 2.0
                                                          : -width;
    const double scale = text.pt * kMmPerPoint / kFigureFontPixels;
    QTransform transform;
    transform.translate(text.origin.x(), text.origin.y());
    transform.rotate(text.angle);
    transform.translate(shift, 0.0);
    transform.scale(scale, scale);
    return transform;
}

class ItemPainter {
public:
    ItemPainter(QPainter& painter, const FigureScene& scene, bool isVector)
        : m_painter(painter), m_scene(scene), m_isVector(isVector)
    {
    }

    void operator()(const SceneText& text) const
    {
        m_painter.save();
        m_painter.setTransform(textTransform(m_scene, text), true);
        m_painter.setFont(figureFont(m_scene.font, text.isBold));
        m_painter.setPen(Qt::black);
        m_painter.drawText(QPointF(0.0, 0.0), text.text);
        m_painter.restore();
    }
    void operator()(const SceneLine& line) const
    {
        m_painter.setPen(penOf(line.color, line.widthPt));
        m_painter.drawLine(line.line);
    }
    void operator()(const SceneFrame& frame) const
    {
        m_painter.setPen(penOf(frame.color, frame.widthPt));
        m_painter.setBrush(Qt::NoBrush);
        m_painter.drawRect(frame.rect);
    }
    void operator()(const SceneArea& area) const
    {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(QColor::fromRgba(area.color));
        m_painter.drawPolygon(area.corners.data(), static_cast<int>(area.corners.size()));
    }
    void operator()(const SceneImage& image) const
    {
        m_painter.save();
        m_painter.setRenderHint(QPainter::Antialiasing, false);
        m_painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
        m_painter.drawImage(image.rect, m_isVector ? printImage(image) : image.image);
        m_painter.restore();
    }

private:
    QPainter& m_painter;
    const FigureScene& m_scene;
    bool m_isVector;
};

} // namespace

void paintScene(QPainter& painter, const FigureScene& scene, bool isVector)
{
    painter.save();
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.setRenderHint(QPainter::LosslessImageRendering);
    const ItemPainter paint(painter, scene, isVector);
    for (const SceneItem& item : scene.items) {
        std::visit(paint, item);
    }
    painter.restore();
}

QPainterPath textOutline(const FigureScene& scene, const SceneText& text)
{
    QPainterPath path;
    path.addText(QPointF(0.0, 0.0), figureFont(scene.font, text.isBold), text.text);
    return textTransform(scene, text).map(path);
}

} // namespace neurograft

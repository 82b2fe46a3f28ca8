// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/svg_writer.h"

#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/scene_painter.h"

#include <QBuffer>
#include <QPainterPath>

namespace neurograft {

namespace {

/// Micrometres are finer than any printer; trailing zeros go.
QByteArray number(double value)
{
    QByteArray text = QByteArray::number(value, 'f', 4);
    while (text.endsWith('0')) {
        text.chop(1);
    }
    if (text.endsWith('.')) {
        text.chop(1);
    }
    return text == "-0" ? QByteArray("0") : text;
}

QByteArray escaped(const QString& text)
{
    return text.toHtmlEscaped().toUtf8();
}

QByteArray color(QRgb rgb)
{
    return QColor::fromRgba(rgb).name().toLatin1();
}

QByteArray attribute(const char* name, const QByteArray& value)
{
    return QByteArray(" ") + name + "=\"" + value + '"';
}

QByteArray box(const QRectF& rect)
{
    return attribute("x", number(rect.x())) + attribute("y", number(rect.y()))
        + attribute("width", number(rect.width())) + attribute("height", number(rect.height()));
}

QByteArray stroke(QRgb rgb, double widthPt)
{
    return attribute("stroke", color(rgb))
        + attribute("stroke-width", number(widthPt * kMmPerPoint));
}

QByteArray pathData(const QPainterPath& path)
{
    QByteArray data;
    const auto point = [](const QPainterPath::Element& at) {
        return number(at.x) + ' ' + number(at.y);
    };
    for (int i = 0; i < path.elementCount(); ++i) {
        const QPainterPath::Element at = path.elementAt(i);
        switch (at.type) {
        case QPainterPath::MoveToElement:
            data += (data.isEmpty() ? "M" : "ZM") + point(at);
            break;
        case QPainterPath::LineToElement:
            data += 'L' + point(at);
            break;
        case QPainterPath::CurveToElement:
            data += 'C' + point(at);
            break;
        case QPainterPath::CurveToDataElement:
            data += ' ' + point(at);
            break;
        }
    }
    return data.isEmpty() ? data : data + 'Z';
}

class SvgItems {
public:
    SvgItems(QByteArray& out, const FigureScene& scene, const SvgOptions& options)
        : m_out(out), m_scene(scene), m_options(options)
    {
    }

    void operator()(const SceneText& text) const
    {
        if (m_options.textAsPaths) {
            m_out += "<path" + attribute("d", pathData(textOutline(m_scene, text))) + "/>\n";
            return;
        }
        m_out += "<text";
        if (text.angle == 0.0) {
            m_out +=
                attribute("x", number(text.origin.x())) + attribute("y", number(text.origin.y()));
        } else {
            m_out +=
                attribute("transform",
                          "translate(" + number(text.origin.x()) + ' ' + number(text.origin.y())
                              + ") rotate(" + number(text.angle) + ')');
        }
        m_out += attribute("font-size", number(text.pt * kMmPerPoint));
        if (text.isBold) {
            m_out += attribute("font-weight", "bold");
        }
        if (text.anchor != TextAnchor::Start) {
            m_out += attribute("text-anchor", text.anchor == TextAnchor::Middle ? "middle" : "end");
        }
        m_out += '>' + escaped(text.text) + "</text>\n";
    }
    void operator()(const SceneLine& line) const
    {
        m_out += "<line" + attribute("x1", number(line.line.x1()))
            + attribute("y1", number(line.line.y1())) + attribute("x2", number(line.line.x2()))
            + attribute("y2", number(line.line.y2())) + stroke(line.color, line.widthPt) + "/>\n";
    }
    void operator()(const SceneFrame& frame) const
    {
        m_out += "<rect" + box(frame.rect) + attribute("fill", "none")
            + stroke(frame.color, frame.widthPt) + "/>\n";
    }
    void operator()(const SceneArea& area) const
    {
        QByteArray points;
        for (const QPointF& corner : area.corners) {
            points += (points.isEmpty() ? "" : " ") + number(corner.x()) + ',' + number(corner.y());
        }
        m_out += "<polygon" + attribute("points", points) + attribute("fill", color(area.color))
            + "/>\n";
    }
    void operator()(const SceneImage& image) const
    {
        const qsizetype cells = static_cast<qsizetype>(image.image.width()) * image.image.height();
        if (m_options.rectangles && cells < kMostSvgRectangles) {
            writeRectangles(image);
            return;
        }
        QByteArray png;
        QBuffer buffer(&png);
        buffer.open(QIODevice::WriteOnly);
        printImage(image).save(&buffer, "PNG");
        m_out += "<image" + box(image.rect) + attribute("preserveAspectRatio", "none")
            + attribute("style", "image-rendering:pixelated")
            + attribute("xlink:href", "data:image/png;base64," + png.toBase64()) + "><title>"
            + escaped(image.name) + "</title></image>\n";
    }

private:
    void writeRectangles(const SceneImage& image) const
    {
        const double width = image.rect.width() / image.image.width();
        const double height = image.rect.height() / image.image.height();
        m_out += "<g" + attribute("shape-rendering", "crispEdges") + "><title>"
            + escaped(image.name) + "</title>\n";
        for (int y = 0; y < image.image.height(); ++y) {
            for (int x = 0; x < image.image.width(); ++x) {
                const QRectF cell(image.rect.left() + x * width, image.rect.top() + y * height,
                                  width, height);
                m_out += "<rect" + box(cell) + attribute("fill", color(image.image.pixel(x, y)))
                    + "/>\n";
            }
        }
        m_out += "</g>\n";
    }

    QByteArray& m_out;
    const FigureScene& m_scene;
    const SvgOptions& m_options;
};

} // namespace

QByteArray writeSvg(const FigureScene& scene, const SvgOptions& options)
{
    const QByteArray width = number(scene.sizeMm.width());
    const QByteArray height = number(scene.sizeMm.height());
    const QByteArray fallback = scene.font == FigureFont::Serif
        ? "Tinos, Times New Roman, Times, serif"
        : "Arimo, Arial, Helvetica, sans-serif";
    QByteArray out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<svg xmlns=\"http://www.w3.org/2000/svg\" "
                     "xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\"";
    out += attribute("width", width + "mm") + attribute("height", height + "mm")
        + attribute("viewBox", "0 0 " + width + ' ' + height) + ">\n";
    out += "<title>" + escaped(scene.title) + "</title>\n";
    out += "<desc>" + escaped(scene.description) + "</desc>\n";
    if (!options.manifest.isEmpty()) {
        out += "<metadata id=\"neurograft-manifest\">"
            + escaped(QString::fromUtf8(options.manifest)) + "</metadata>\n";
    }
    out += "<rect" + box(QRectF(QPointF(), scene.sizeMm)) + attribute("fill", "#ffffff") + "/>\n";
    out += "<g" + attribute("font-family", figureFamily(scene.font).toUtf8() + ", " + fallback)
        + attribute("xml:space", "preserve") + ">\n";
    const SvgItems write(out, scene, options);
    for (const SceneItem& item : scene.items) {
        std::visit(write, item);
    }
    out += "</g>\n</svg>\n";
    return out;
}

} // namespace neurograft

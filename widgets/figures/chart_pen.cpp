// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/chart_pen.h"

#include "widgets/figures/board_figure.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/page_colors.h"
#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/heatmap_image.h"
#include "widgets/plots/number_text.h"
#include "widgets/plots/role_marks.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

using Metrics = FigureMetrics;

constexpr double kChartPenPixel300 = 25.4 / 300.0; ///< mm
constexpr double kChartPenAxisPt = 0.5;
constexpr double kChartPenHatchPt = 0.35;
constexpr double kLetterGap = 1.0;

} // namespace

int pixels300(double lengthMm)
{
    return static_cast<int>(std::floor(lengthMm / kChartPenPixel300 + 1e-6));
}

double mmOfPixels300(int pixels)
{
    return pixels * kChartPenPixel300;
}

double onPixel300(double positionMm)
{
    return std::round(positionMm / kChartPenPixel300) * kChartPenPixel300;
}

ChartPen::ChartPen(FigureScene& scene, const FigureSpec& spec)
    : m_scene(scene), m_spec(spec), m_tickCap(capHeightMm(spec.font, spec.tickPt)),
      m_labelCap(capHeightMm(spec.font, spec.labelPt))
{
}

double ChartPen::tickWidth(const QString& text) const
{
    return textWidthMm(m_spec.font, false, m_spec.tickPt, text);
}

double ChartPen::labelWidth(const QString& text, bool isBold) const
{
    return textWidthMm(m_spec.font, isBold, m_spec.labelPt, text);
}

void ChartPen::text(const QPointF& origin, const QString& text, double pt, TextRole role,
                    TextAnchor anchor, double angle, bool isBold)
{
    SceneText item;
    item.origin = origin;
    item.text = text;
    item.pt = pt;
    item.role = role;
    item.anchor = anchor;
    item.angle = angle;
    item.isBold = isBold;
    m_scene.add(std::move(item));
}

void ChartPen::line(double x1, double y1, double x2, double y2)
{
    m_scene.add(SceneLine{QLineF(x1, y1, x2, y2), kChartPenAxisPt, kInk});
}

void ChartPen::frame(const QRectF& rect)
{
    m_scene.add(SceneFrame{rect, kChartPenAxisPt, kInk});
}

void ChartPen::area(const QRectF& rect, QRgb color)
{
    m_scene.add(
        SceneArea{{rect.topLeft(), rect.topRight(), rect.bottomRight(), rect.bottomLeft()}, color});
}

void ChartPen::hatch(const QRectF& rect)
{
    for (const QLineF& stroke : hatchLines(rect, Metrics::kHatchSpacing)) {
        m_scene.add(SceneLine{stroke, kChartPenHatchPt, kInk});
    }
}

double ChartPen::roleMark(const QPointF& origin, std::optional<bool> isTeacher)
{
    if (!isTeacher) {
        return 0.0;
    }
    const double mark = m_labelCap * 0.9;
    const QPointF up(0.0, -mark);
    const QPointF right(mark, 0.0);
    SceneArea area;
    if (*isTeacher) {
        area = {{origin, origin + right, origin + right + up, origin + up}, kTeacherColor};
    } else {
        area = {{origin, origin + right, origin + right / 2.0 + up}, kStudentColor};
    }
    m_scene.add(std::move(area));
    return mark * 1.55;
}

double ChartPen::panelTitleIndent(int index, int count, bool hasRole) const
{
    const double letter = count > 1 && m_spec.showLetters
        ? textWidthMm(m_spec.font, true, m_spec.letterPt, panelLetter(index)) + kLetterGap
        : 0.0;
    return letter + (hasRole ? m_labelCap * 0.9 * 1.55 : 0.0);
}

void ChartPen::panelTitle(const QPointF& origin, int index, int count,
                          std::optional<bool> isTeacher, const QString& title)
{
    QPointF at = origin;
    if (count > 1 && m_spec.showLetters) {
        const QString letter = panelLetter(index);
        text(at, letter, m_spec.letterPt, TextRole::Letter, TextAnchor::Start, 0.0, true);
        at.rx() += textWidthMm(m_spec.font, true, m_spec.letterPt, letter) + kLetterGap;
    }
    at.rx() += roleMark(at, isTeacher);
    text(at, title, m_spec.labelPt, TextRole::PanelTitle);
}

double ChartPen::colorScaleWidth(const ColorRange& range) const
{
    const std::vector<double> ticks = valueTicks(range);
    double widest = 0.0;
    for (const double tick : ticks) {
        widest = std::max(widest, tickWidth(numberText(tick, tickDecimals(ticks))));
    }
    return Metrics::kScaleWidth + Metrics::kTick + Metrics::kTickGap + widest;
}

void ChartPen::colorScale(const QRectF& bar, const ColorMap& map, const ColorRange& range)
{
    const QImage image = colorScaleImage(map);
    m_scene.add(
        SceneImage{bar, image.convertToFormat(QImage::Format_RGB32), QStringLiteral("scale")});
    frame(bar);
    const int most = std::clamp(static_cast<int>(bar.height() / (m_tickCap * 3.0)), 2, 6);
    const std::vector<double> ticks = valueTicks(range, most);
    for (const double tick : ticks) {
        const double share = (tick - range.low) / (range.high - range.low);
        const double y = bar.bottom() - share * bar.height();
        line(bar.right(), y, bar.right() + Metrics::kTick, y);
        text({bar.right() + Metrics::kTick + Metrics::kTickGap, y + m_tickCap / 2.0},
             numberText(tick, tickDecimals(ticks)), m_spec.tickPt, TextRole::Scale);
    }
}

double ChartPen::legendItemWidth(const QString& text) const
{
    return legendFieldMm(m_spec).width() + Metrics::kLegendTextGap + tickWidth(text)
        + Metrics::kLegendGap;
}

double ChartPen::legendItem(const QPointF& origin, Field field, QRgb color, const QString& text)
{
    const QSizeF size = legendFieldMm(m_spec);
    const QRectF box(QPointF(origin.x(), origin.y() - size.height()), size);
    if (field == Field::Tick) {
        const double x = box.center().x();
        area(QRectF(x - 0.1, box.top(), 0.2, box.height()), color);
    } else {
        area(box, color);
        if (field == Field::Hatched) {
            hatch(box);
        }
        frame(box);
    }
    this->text({box.right() + Metrics::kLegendTextGap, origin.y()}, text, m_spec.tickPt,
               TextRole::Legend);
    return origin.x() + legendItemWidth(text);
}

void ChartPen::footer(const QPointF& origin, const QStringList& lines)
{
    QPointF at = origin;
    for (const QString& one : lines) {
        text(at, one, m_spec.tickPt, TextRole::Footer);
        at.ry() += lineHeightMm(m_spec.tickPt);
    }
}

std::optional<bool> isTeacherRole(const QString& role)
{
    if (role == QLatin1String("model")) {
        return std::nullopt;
    }
    return role == QLatin1String("teacher");
}

} // namespace neurograft

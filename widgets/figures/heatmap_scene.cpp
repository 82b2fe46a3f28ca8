// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/heatmap_scene.h"

#include "widgets/figures/board_figure.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/page_colors.h"
#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/curve_data.h"
#include "widgets/plots/heatmap_chance.h"
#include "widgets/plots/heatmap_image.h"
#include "widgets/plots/number_text.h"
#include "widgets/plots/role_marks.h"

#include <QPainter>
#include <QTransform>

#include <cmath>

namespace neurograft {

namespace {

using Metrics = FigureMetrics;

constexpr double kHeatmapSceneAxisPt = 0.5;
constexpr double kHeatmapSceneHatchPt = 0.35;
constexpr double kContourPt = 0.6;
constexpr double kContourCasePt = 1.4;

/// Transparent (masked) cells become paper.
QImage onPaper(const QImage& image)
{
    QImage paper(image.size(), QImage::Format_RGB32);
    paper.fill(Qt::white);
    QPainter painter(&paper);
    painter.drawImage(0, 0, image);
    return paper;
}

/// Calls @p what(from, to) for every longest run of @p isIn in 0 … count − 1; to lies behind it.
template <class Condition, class What> void forRuns(int count, Condition isIn, What what)
{
    int from = 0;
    for (int i = 0; i <= count; ++i) {
        if (i < count && isIn(i)) {
            continue;
        }
        if (i > from) {
            what(from, i);
        }
        from = i + 1;
    }
}

class HeatmapSceneBuilder {
public:
    HeatmapSceneBuilder(const HeatmapFigure& figure, const FigureSpec& spec)
        : m_figure(figure), m_spec(spec), m_plan(planFigure(figure, spec)),
          m_map(ColorMap::of(spec.colorMap))
    {
        m_scene.sizeMm = m_plan.sizeMm;
        m_scene.font = spec.font;
        m_scene.scales = spec.isLocked ? 1 : static_cast<int>(figure.panels.size());
    }

    FigureScene build()
    {
        describe();
        for (std::size_t i = 0; i < m_plan.panels.size(); ++i) {
            addMap(m_figure.panels[i], m_plan.panels[i]);
            addAxes(m_figure.panels[i], m_plan.panels[i]);
            addHeader(m_plan.panels[i], static_cast<int>(i));
            addScale(m_plan.panels[i].scale, m_plan.panels[i].range);
        }
        addScale(m_plan.scale, m_plan.panels.front().range);
        addTitles();
        addLegend();
        QPointF origin = m_plan.footerPlace;
        for (const QString& line : m_plan.footer) {
            addText(origin, line, m_spec.tickPt, TextRole::Footer);
            origin.ry() += lineHeightMm(m_spec.tickPt);
        }
        return std::move(m_scene);
    }

private:
    void addText(QPointF origin, const QString& text, double pt, TextRole role,
                 TextAnchor anchor = TextAnchor::Start, double angle = 0.0, bool isBold = false)
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
    void addLine(double x1, double y1, double x2, double y2, double pt = kHeatmapSceneAxisPt,
                 QRgb color = kInk)
    {
        m_scene.add(SceneLine{QLineF(x1, y1, x2, y2), pt, color});
    }

    void describe()
    {
        QStringList modules;
        QStringList findings;
        for (const HeatmapData& panel : m_figure.panels) {
            modules << panel.module;
            findings << panel.module + QStringLiteral(": ") + heatmapFinding(panel);
        }
        const HeatmapData& first = m_figure.panels.front();
        const bool isPair = first.rows == studentLayerAxis() && first.columns == teacherLayerAxis();
        const QString subject = isPair
            ? QStringLiteral("%1 of teacher and student layers").arg(scaleTitle(first))
            : m_figure.subject();
        m_scene.title = m_spec.title.isEmpty()
            ? QStringLiteral("%1: %2").arg(subject, modules.join(QStringLiteral(", ")))
            : m_spec.title;
        m_scene.description =
            findings.join(QStringLiteral(". ")) + QStringLiteral(". ") + m_figure.footer;
    }

    void addMap(const HeatmapData& data, const PanelPlan& panel)
    {
        const QImage cells =
            heatmapImage(data, m_map, panel.range, m_spec.isTransposed, m_spec.undefinedColor);
        m_scene.add(SceneImage{panel.map, onPaper(cells), data.module});
        const double cell = m_plan.cellMm;
        const double height = m_plan.cellHeightMm;
        m_scene.panels.push_back(
            {data.module, panel.map, toPage(panel.map), data.columns.prefix, data.rows.prefix});
        for (int student = 0; student < data.students; ++student) {
            for (int teacher = 0; teacher < data.teachers; ++teacher) {
                const std::uint8_t reason = data.reason({student, teacher});
                if (reason == 0 || reason == kNotComputed || !data.isVisible({student, teacher})) {
                    continue;
                }
                const int x = m_spec.isTransposed ? student : teacher;
                const int y = m_spec.isTransposed ? teacher : student;
                addHatch(QRectF(panel.map.left() + x * cell, panel.map.bottom() - (y + 1) * height,
                                cell, height));
            }
        }
        if (m_spec.showCellBorders) {
            addBorders(data, panel.map);
        }
        if (m_spec.showChance) {
            addContour(data, panel.map);
        }
        addPairs(data, panel.map);
        m_scene.add(SceneFrame{panel.map, kHeatmapSceneAxisPt, kInk});
    }

    /// Around the cells above chance: white in black is seen on every colour.
    void addContour(const HeatmapData& data, const QRectF& map)
    {
        const QTransform page = toPage(map);
        std::vector<QLineF> lines;
        for (const QLineF& edge : chanceContour(data)) {
            lines.push_back(page.map(edge));
        }
        addCased(lines);
    }

    void addCased(const std::vector<QLineF>& lines)
    {
        for (const auto& [pt, color] :
             {std::pair(kContourCasePt, kInk), std::pair(kContourPt, kPaper)}) {
            for (const QLineF& line : lines) {
                m_scene.add(SceneLine{line, pt, color});
            }
        }
    }

    /// A disc in the middle of each marked cell that is shown.
    void addPairs(const HeatmapData& data, const QRectF& map)
    {
        const QTransform page = toPage(map);
        for (const HeatmapCell& pair : m_figure.pairs) {
            if (data.isVisible(pair)) {
                addDisc(page.map(QPointF(pair.teacher, pair.student)));
            }
        }
    }

    void addDisc(const QPointF& centre)
    {
        const double radius = std::clamp(m_plan.cellMm * 0.22, 0.2, 0.8);
        constexpr double kRimMm = 0.12;
        m_scene.add(
            SceneArea{markOutline(CurveStyle::Mark::Circle, centre, radius + kRimMm), kInk});
        m_scene.add(SceneArea{markOutline(CurveStyle::Mark::Circle, centre, radius), kPaper});
    }

    /// (teacher layer, student layer) to mm.
    QTransform toPage(const QRectF& map) const
    {
        const double cell = m_plan.cellMm;
        const double height = m_plan.cellHeightMm;
        const double left = map.left() + cell / 2.0;
        const double bottom = map.bottom() - height / 2.0;
        return m_spec.isTransposed ? QTransform(0.0, -height, cell, 0.0, left, bottom)
                                   : QTransform(cell, 0.0, 0.0, -height, left, bottom);
    }

    /// Lines between cells, where one of both is shown: masked parts stay blank.
    void addBorders(const HeatmapData& data, const QRectF& map)
    {
        constexpr QRgb kBorder = 0xffb0b0b0;
        constexpr double kBorderPt = 0.2;
        const double cell = m_plan.cellMm;
        const double height = m_plan.cellHeightMm;
        const int columns = m_spec.isTransposed ? data.students : data.teachers;
        const int rows = m_spec.isTransposed ? data.teachers : data.students;
        const auto isShown = [&](int x, int y) {
            return data.isVisible(m_spec.isTransposed ? HeatmapCell{x, y} : HeatmapCell{y, x});
        };
        for (int x = 1; x < columns; ++x) {
            const double place = map.left() + x * cell;
            forRuns(
                rows, [&](int y) { return isShown(x - 1, y) || isShown(x, y); },
                [&](int from, int to) {
                    addLine(place, map.bottom() - from * height, place, map.bottom() - to * height,
                            kBorderPt, kBorder);
                });
        }
        for (int y = 1; y < rows; ++y) {
            const double place = map.bottom() - y * height;
            forRuns(
                columns, [&](int x) { return isShown(x, y - 1) || isShown(x, y); },
                [&](int from, int to) {
                    addLine(map.left() + from * cell, place, map.left() + to * cell, place,
                            kBorderPt, kBorder);
                });
        }
    }

    void addHatch(const QRectF& rect)
    {
        if (!m_spec.isHatched) {
            return;
        }
        for (const QLineF& stroke : hatchLines(rect, Metrics::kHatchSpacing)) {
            m_scene.add(SceneLine{stroke, kHeatmapSceneHatchPt, ColorMap::hatchColor()});
        }
    }

    void addAxes(const HeatmapData& data, const PanelPlan& panel)
    {
        const QRectF& map = panel.map;
        const double cell = m_plan.cellMm;
        const double height = m_plan.cellHeightMm;
        const double cap = capHeightMm(m_spec.font, m_spec.tickPt);
        const HeatmapAxis& across = m_spec.isTransposed ? data.rows : data.columns;
        const HeatmapAxis& upwards = m_spec.isTransposed ? data.columns : data.rows;
        const auto width = [&](int layer) {
            return textWidthMm(m_spec.font, false, m_spec.tickPt, across.tick(layer));
        };
        const int columns = m_spec.isTransposed ? data.students : data.teachers;
        const int rows = m_spec.isTransposed ? data.teachers : data.students;
        for (const int layer : layerTicks(columns, cell, width, 0.7)) {
            const double x = map.left() + (layer + 0.5) * cell;
            addLine(x, map.bottom(), x, map.bottom() + Metrics::kTick);
            if (panel.hasXLabels) {
                addText({x, map.bottom() + Metrics::kTick + Metrics::kTickGap + cap},
                        across.tick(layer), m_spec.tickPt, TextRole::Tick, TextAnchor::Middle);
            }
        }
        for (const int layer : layerTicks(
                 rows, height, [&](int) { return cap; }, 0.6)) {
            const double y = map.bottom() - (layer + 0.5) * height;
            addLine(map.left() - Metrics::kTick, y, map.left(), y);
            if (panel.hasYLabels) {
                addText({map.left() - Metrics::kTick - Metrics::kTickGap, y + cap / 2.0},
                        upwards.tick(layer), m_spec.tickPt, TextRole::Tick, TextAnchor::End);
            }
        }
    }

    void addHeader(const PanelPlan& panel, int index)
    {
        QPointF origin = panel.title;
        if (m_figure.panels.size() > 1 && m_spec.showLetters) {
            const QString letter = panelLetter(index);
            addText(origin, letter, m_spec.letterPt, TextRole::Letter, TextAnchor::Start, 0.0,
                    true);
            origin.rx() += textWidthMm(m_spec.font, true, m_spec.letterPt, letter) + 1.0;
        }
        addText(origin, panel.titleText, m_spec.labelPt, TextRole::PanelTitle);
        QPointF place = panel.boxOrigin;
        for (const QString& line : panel.box) {
            addText(place, line, m_spec.tickPt, TextRole::Box,
                    panel.isBoxRightAligned ? TextAnchor::End : TextAnchor::Start);
            place.ry() += lineHeightMm(m_spec.tickPt);
        }
    }

    void addScale(const QRectF& bar, const ColorRange& range)
    {
        if (bar.isEmpty()) {
            return;
        }
        m_scene.add(SceneImage{bar, onPaper(colorScaleImage(m_map)), QStringLiteral("scale")});
        m_scene.add(SceneFrame{bar, kHeatmapSceneAxisPt, kInk});
        const double cap = capHeightMm(m_spec.font, m_spec.tickPt);
        const int most = std::clamp(static_cast<int>(bar.height() / (cap * 3.0)), 2, 7);
        const std::vector<double> ticks = valueTicks(range, most);
        for (const double tick : ticks) {
            const double share = (tick - range.low) / (range.high - range.low);
            const double y = bar.bottom() - share * bar.height();
            addLine(bar.right(), y, bar.right() + Metrics::kTick, y);
            addText({bar.right() + Metrics::kTick + Metrics::kTickGap, y + cap / 2.0},
                    numberText(tick, tickDecimals(ticks)), m_spec.tickPt, TextRole::Scale);
        }
    }

    /// Axis title with its role's mark, if any, in front, centred on @p centre.
    void addAxisTitle(QPointF centre, const QString& text, HeatmapAxis::Mark role, bool isUpwards)
    {
        if (text.isEmpty()) {
            return;
        }
        const double mark =
            role == HeatmapAxis::Mark::None ? 0.0 : capHeightMm(m_spec.font, m_spec.labelPt) * 0.9;
        const double gap = mark * 0.55;
        const double length = mark + gap + textWidthMm(m_spec.font, false, m_spec.labelPt, text);
        // In the text's own frame the mark runs from 0 to mark along it, and the text starts behind
        // it.
        const auto place = [&](double along, double up) {
            const double start = -length / 2.0 + along;
            return isUpwards ? centre + QPointF(-up, -start) : centre + QPointF(start, -up);
        };
        if (role == HeatmapAxis::Mark::Teacher) {
            m_scene.add(SceneArea{{place(0, 0), place(mark, 0), place(mark, mark), place(0, mark)},
                                  kTeacherColor});
        } else if (role == HeatmapAxis::Mark::Student) {
            m_scene.add(
                SceneArea{{place(0, 0), place(mark, 0), place(mark / 2.0, mark)}, kStudentColor});
        }
        addText(place(mark + gap, 0.0), text, m_spec.labelPt, TextRole::AxisTitle,
                TextAnchor::Start, isUpwards ? -90.0 : 0.0);
    }

    void addTitles()
    {
        addAxisTitle(m_plan.xTitlePlace, m_plan.xTitle, m_plan.xMark, false);
        addAxisTitle(m_plan.yTitlePlace, m_plan.yTitle, m_plan.yMark, true);
        if (!m_plan.scaleTitle.isEmpty()) {
            addText(m_plan.scaleTitlePlace, m_plan.scaleTitle, m_spec.labelPt, TextRole::AxisTitle,
                    TextAnchor::Middle, -90.0);
        }
        if (!m_spec.title.isEmpty()) {
            addText(m_plan.titlePlace, m_spec.title, m_spec.labelPt, TextRole::Title,
                    TextAnchor::Start, 0.0, true);
        }
    }

    void addLegend()
    {
        const QSizeF field = legendFieldMm(m_spec);
        QPointF origin = m_plan.legendPlace;
        int row = 0;
        for (const HeatmapLegendItem& item : m_plan.legend.items) {
            if (item.row != row) {
                row = item.row;
                origin =
                    m_plan.legendPlace + QPointF(0.0, row * lineHeightMm(m_spec.tickPt) * 1.15);
            }
            QPointF text = origin;
            if (item.field != HeatmapLegendItem::Field::None) {
                addLegendField(item.field, origin, field);
                text.rx() += field.width() + Metrics::kLegendTextGap;
            }
            addText(text, item.text, m_spec.tickPt, TextRole::Legend);
            origin.rx() += legendItemMm(item, m_spec);
        }
    }

    void addLegendField(HeatmapLegendItem::Field kind, const QPointF& origin, const QSizeF& size)
    {
        using Field = HeatmapLegendItem::Field;
        const QPointF middle = origin + QPointF(size.width() / 2.0, -size.height() / 2.0);
        if (kind == Field::Chance) {
            const QPointF half(size.width() / 2.0, 0.0);
            addCased({QLineF(middle - half, middle + half)});
            return;
        }
        if (kind == Field::Pairs) {
            addDisc(middle);
            return;
        }
        const QRectF box(QPointF(origin.x(), origin.y() - size.height()), size);
        const bool isUndefined = kind == Field::Undefined;
        m_scene.add(SceneArea{{box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()},
                              isUndefined ? m_spec.undefinedColor : ColorMap::pendingColor()});
        if (isUndefined) {
            addHatch(box);
        }
        m_scene.add(SceneFrame{box, kHeatmapSceneHatchPt, kInk});
    }

    const HeatmapFigure& m_figure;
    const FigureSpec& m_spec;
    FigurePlan m_plan;
    const ColorMap& m_map;
    FigureScene m_scene;
};

} // namespace

FigureScene heatmapScene(const HeatmapFigure& figure, const FigureSpec& spec)
{
    return HeatmapSceneBuilder(figure, spec).build();
}

} // namespace neurograft

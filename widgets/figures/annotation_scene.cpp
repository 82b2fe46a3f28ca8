// SPDX-License-Identifier: GPL-3.0-or-later
// How annotations look on paper.
#include "widgets/figures/annotation.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/figure_scene.h"
#include "widgets/figures/page_colors.h"

#include <algorithm>

namespace neurograft {

namespace {

constexpr double kLinePt = 1.0;
constexpr double kRimPt = 0.7; ///< white on both sides, so that it shows on every colour
constexpr double kHeadLength = 2.2; ///< mm
constexpr double kHeadWidth = 1.7;
constexpr double kPlate = 0.5; ///< mm of paper around a text

void addBox(FigureScene& scene, const QLineF& line)
{
    const QRectF rect = QRectF(line.p1(), line.p2()).normalized();
    scene.add(SceneFrame{rect, kLinePt + 2.0 * kRimPt, kPaper});
    scene.add(SceneFrame{rect, kLinePt, kInk});
}

/// The arrow's head, wider and longer on all sides by @p rim.
SceneArea headOf(const QLineF& line, double rim, QRgb color)
{
    const double length = std::min(kHeadLength, line.length());
    const QPointF along = (line.p2() - line.p1()) / line.length();
    const QPointF across(-along.y(), along.x());
    const QPointF base = line.p2() - along * (length + rim);
    const double half = kHeadWidth / 2.0 * length / kHeadLength + 2.0 * rim;
    return {{line.p2() + along * 2.0 * rim, base + across * half, base - across * half}, color};
}

void addArrow(FigureScene& scene, const QLineF& line)
{
    if (line.length() <= 0.0) {
        return;
    }
    const double head = std::min(kHeadLength, line.length());
    const QLineF shaft(line.p1(), line.p2() - (line.p2() - line.p1()) * (head / line.length()));
    scene.add(SceneLine{shaft, kLinePt + 2.0 * kRimPt, kPaper});
    scene.add(headOf(line, kRimPt * kMmPerPoint, kPaper));
    scene.add(SceneLine{shaft, kLinePt, kInk});
    scene.add(headOf(line, 0.0, kInk));
}

void addLabel(FigureScene& scene, const QPointF& place, const QString& words, double pt)
{
    SceneText text;
    text.origin = place + QPointF(0.0, capHeightMm(scene.font, pt) / 2.0);
    text.text = words;
    text.pt = pt;
    text.role = TextRole::Annotation;
    FigureScene measured; // works out the text's bounds
    measured.font = scene.font;
    measured.add(text);
    const QRectF plate =
        measured.texts().front()->bounds.adjusted(-kPlate, -kPlate, kPlate, kPlate);
    scene.add(SceneArea{
        {plate.topLeft(), plate.topRight(), plate.bottomRight(), plate.bottomLeft()}, kPaper});
    scene.add(std::move(text));
}

} // namespace

void addAnnotations(FigureScene& scene, const std::vector<Annotation>& annotations, double pt)
{
    for (const Annotation& one : annotations) {
        const std::optional<QLineF> line = annotationOnPage(one, scene);
        if (!line) {
            continue;
        }
        switch (one.kind) {
        case Annotation::Kind::Box:
            addBox(scene, *line);
            break;
        case Annotation::Kind::Arrow:
            addArrow(scene, *line);
            break;
        case Annotation::Kind::Text:
            addLabel(scene, line->p1(), one.text, pt);
            break;
        }
    }
}

} // namespace neurograft

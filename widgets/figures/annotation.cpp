// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/annotation.h"

#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/figure_scene.h"

#include <QTransform>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace neurograft {

namespace {

using AnnotationKind = Annotation::Kind;

constexpr std::array<std::pair<AnnotationKind, const char*>, 3> kAnnotationWords{
    {{AnnotationKind::Box, "box"},
     {AnnotationKind::Arrow, "arrow"},
     {AnnotationKind::Text, "text"}}};
constexpr double kPageStep = 2.0; ///< mm
constexpr double kFine = 0.1;
constexpr double kAnnotationDigits = 1000.0; ///< of a point: three decimals in the recipe

QPointF rounded(const QPointF& point)
{
    // + 0.0: no "-0.0" in a recipe
    return {std::round(point.x() * kAnnotationDigits) / kAnnotationDigits + 0.0,
            std::round(point.y() * kAnnotationDigits) / kAnnotationDigits + 0.0};
}

const ScenePanel* panelOf(const Annotation& annotation, const FigureScene& scene)
{
    const auto found =
        std::find_if(scene.panels.begin(), scene.panels.end(),
                     [&](const ScenePanel& panel) { return panel.name == annotation.panel; });
    return annotation.panel.isEmpty() || found == scene.panels.end() ? nullptr : &*found;
}

/// From the annotation's points to mm; nothing when its panel is not there.
std::optional<QTransform> toPage(const Annotation& annotation, const FigureScene& scene)
{
    if (annotation.panel.isEmpty()) {
        return QTransform::fromScale(scene.sizeMm.width(), scene.sizeMm.height());
    }
    const ScenePanel* panel = panelOf(annotation, scene);
    return panel == nullptr ? std::nullopt : std::optional(panel->toPage);
}

bool isInside(const QLineF& line, const FigureScene& scene)
{
    constexpr double kSlack = 1e-6;
    const QRectF page = QRectF(QPointF(), scene.sizeMm).adjusted(-kSlack, -kSlack, kSlack, kSlack);
    return page.contains(line.p1()) && page.contains(line.p2());
}

/// The first and the last cell under the two points.
void takeWholeCells(Annotation& box)
{
    const QPointF low(std::round(std::min(box.from.x(), box.to.x())),
                      std::round(std::min(box.from.y(), box.to.y())));
    const QPointF high(std::round(std::max(box.from.x(), box.to.x())),
                       std::round(std::max(box.from.y(), box.to.y())));
    box.from = low - QPointF(0.5, 0.5);
    box.to = high + QPointF(0.5, 0.5);
}

/// "T L3–5": the whole numbers between two places, or the one nearest to both.
QString rangeText(const QString& word, double a, double b)
{
    const auto low = static_cast<int>(std::ceil(std::min(a, b)));
    const auto high = static_cast<int>(std::floor(std::max(a, b)));
    return low < high ? QStringLiteral("%1%2–%3").arg(word).arg(low).arg(high)
                      : QStringLiteral("%1%2").arg(word).arg(qRound((a + b) / 2.0));
}

bool takesCells(const Annotation& annotation, const FigureScene& scene)
{
    const ScenePanel* panel = panelOf(annotation, scene);
    return annotation.kind == AnnotationKind::Box && panel != nullptr && panel->hasCells;
}

double distanceToSegment(const QPointF& point, const QLineF& line)
{
    const QPointF along = line.p2() - line.p1();
    const double length = QPointF::dotProduct(along, along);
    const double share = length > 0.0
        ? std::clamp(QPointF::dotProduct(point - line.p1(), along) / length, 0.0, 1.0)
        : 0.0;
    return QLineF(point, line.p1() + share * along).length();
}

} // namespace

QString annotationWord(AnnotationKind kind)
{
    const auto* found = std::find_if(kAnnotationWords.begin(), kAnnotationWords.end(),
                                     [kind](const auto& word) { return word.first == kind; });
    return QString::fromLatin1(found->second);
}

std::optional<AnnotationKind> annotationKindFromWord(const QString& word)
{
    for (const auto& [kind, name] : kAnnotationWords) {
        if (word == QLatin1String(name)) {
            return kind;
        }
    }
    return std::nullopt;
}

QString annotationText(const Annotation& annotation, const FigureScene& scene)
{
    const QString what = annotation.kind == AnnotationKind::Text
        ? QStringLiteral("“%1”").arg(annotation.text)
        : annotation.kind == AnnotationKind::Arrow ? QStringLiteral("Arrow")
                                                   : QStringLiteral("Box");
    if (annotation.panel.isEmpty()) {
        return QStringLiteral("%1 on the page").arg(what);
    }
    const QString whole = QStringLiteral("%1 on %2").arg(what, annotation.panel);
    const ScenePanel* panel = panelOf(annotation, scene);
    if (panel == nullptr) {
        return whole;
    }
    const QPointF& from =
        annotation.kind == AnnotationKind::Arrow ? annotation.to : annotation.from;
    const QPointF& to = annotation.kind == AnnotationKind::Text ? annotation.from : annotation.to;
    return QStringLiteral("%1: %2, %3")
        .arg(whole, rangeText(panel->xWord, from.x(), to.x()),
             rangeText(panel->yWord, from.y(), to.y()));
}

std::optional<QLineF> annotationOnPage(const Annotation& annotation, const FigureScene& scene)
{
    const std::optional<QTransform> map = toPage(annotation, scene);
    if (!map) {
        return std::nullopt;
    }
    const QPointF from = map->map(annotation.from);
    return QLineF(from, annotation.kind == AnnotationKind::Text ? from : map->map(annotation.to));
}

Annotation annotationAt(AnnotationKind kind, const QLineF& onPage, const QString& text,
                        const FigureScene& scene)
{
    Annotation annotation;
    annotation.kind = kind;
    annotation.text = text;
    const QPointF anchor = kind == AnnotationKind::Box ? onPage.center()
        : kind == AnnotationKind::Arrow                ? onPage.p2()
                                                       : onPage.p1();
    for (const ScenePanel& panel : scene.panels) {
        if (panel.rect.contains(anchor)) {
            annotation.panel = panel.name;
        }
    }
    const QTransform toLocal = toPage(annotation, scene)->inverted();
    annotation.from = rounded(toLocal.map(onPage.p1()));
    annotation.to = kind == AnnotationKind::Text ? QPointF() : rounded(toLocal.map(onPage.p2()));
    if (takesCells(annotation, scene)) {
        takeWholeCells(annotation);
    }
    return annotation;
}

Annotation movedAnnotation(const Annotation& annotation, const QPointF& mm, Annotation::End end,
                           const FigureScene& scene)
{
    const std::optional<QTransform> map = toPage(annotation, scene);
    if (!map) {
        return annotation;
    }
    const QTransform toLocal = map->inverted();
    QPointF way = toLocal.map(mm) - toLocal.map(QPointF());
    if (takesCells(annotation, scene)) {
        way = QPointF(std::round(way.x()), std::round(way.y()));
    }
    Annotation moved = annotation;
    if (annotation.kind == AnnotationKind::Text) {
        moved.from = rounded(annotation.from + way);
    } else {
        moved.to = rounded(annotation.to + way);
        if (end == Annotation::End::Both) {
            moved.from = rounded(annotation.from + way);
        }
    }
    const bool isFlat = annotation.kind == AnnotationKind::Box
        && (moved.from.x() == moved.to.x() || moved.from.y() == moved.to.y());
    const bool wasInside = isInside(*annotationOnPage(annotation, scene), scene);
    return isFlat || (wasInside && !isInside(*annotationOnPage(moved, scene), scene)) ? annotation
                                                                                      : moved;
}

QPointF annotationStep(const Annotation& annotation, bool isFine, const FigureScene& scene)
{
    const ScenePanel* panel = panelOf(annotation, scene);
    const QSizeF cell = panel == nullptr ? QSizeF(kPageStep, kPageStep)
                                         : panel->toPage.mapRect(QRectF(0, 0, 1, 1)).size();
    return QPointF(cell.width(), cell.height())
        * (isFine && !takesCells(annotation, scene) ? kFine : 1.0);
}

int annotationUnder(const std::vector<Annotation>& annotations, const QPointF& mm, double reach,
                    const FigureScene& scene)
{
    for (int i = static_cast<int>(annotations.size()) - 1; i >= 0; --i) {
        const Annotation& one = annotations[static_cast<std::size_t>(i)];
        const std::optional<QLineF> line = annotationOnPage(one, scene);
        if (!line) {
            continue;
        }
        if (one.kind == AnnotationKind::Arrow) {
            if (distanceToSegment(mm, *line) <= reach) {
                return i;
            }
        } else if (one.kind == AnnotationKind::Box) {
            const QRectF box = QRectF(line->p1(), line->p2()).normalized();
            const QRectF hole = box.adjusted(reach, reach, -reach, -reach);
            if (box.adjusted(-reach, -reach, reach, reach).contains(mm)
                && !(hole.isValid() && hole.contains(mm))) {
                return i;
            }
        } else {
            for (const SceneText* text : scene.texts()) {
                if (text->role == TextRole::Annotation && text->text == one.text
                    && QLineF(text->origin, line->p1()).length() < lineHeightMm(text->pt)
                    && text->bounds.adjusted(-reach, -reach, reach, reach).contains(mm)) {
                    return i;
                }
            }
        }
    }
    return -1;
}

QStringList annotationProblems(const std::vector<Annotation>& annotations, const FigureScene& scene)
{
    QStringList problems;
    for (const Annotation& one : annotations) {
        const std::optional<QLineF> line = annotationOnPage(one, scene);
        if (!line) {
            problems << QStringLiteral("%1 is not drawn: no such panel here")
                            .arg(annotationText(one, scene));
        } else if (!isInside(*line, scene)) {
            problems << QStringLiteral("%1 leaves the page").arg(annotationText(one, scene));
        }
    }
    return problems;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_checks.h"

#include "core/run/error.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/page_colors.h"

#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

constexpr double kWidthTolerance = 0.2; ///< mm: a PDF page has whole points

bool coversCells(const SceneImage& image, const QRectF& bounds)
{
    const QRectF part = bounds.intersected(image.rect);
    if (part.isEmpty()) {
        return false;
    }
    const double width = image.rect.width() / image.image.width();
    const double height = image.rect.height() / image.image.height();
    const int lastX = std::min(image.image.width() - 1,
                               static_cast<int>((part.right() - image.rect.left()) / width));
    const int lastY = std::min(image.image.height() - 1,
                               static_cast<int>((part.bottom() - image.rect.top()) / height));
    for (int y = static_cast<int>((part.top() - image.rect.top()) / height); y <= lastY; ++y) {
        for (int x = static_cast<int>((part.left() - image.rect.left()) / width); x <= lastX; ++x) {
            if (image.image.pixel(x, y) != kPaper) {
                return true;
            }
        }
    }
    return false;
}

bool crosses(const QLineF& line, const QRectF& rect)
{
    if (rect.contains(line.p1()) || rect.contains(line.p2())) {
        return true;
    }
    for (const QLineF& diagonal :
         {QLineF(rect.topLeft(), rect.bottomRight()), QLineF(rect.topRight(), rect.bottomLeft())}) {
        if (line.intersects(diagonal, nullptr) == QLineF::BoundedIntersection) {
            return true;
        }
    }
    return false;
}

/// Whether an item's strokes or filling come into a rectangle. Paper counts where it is laid over.
struct Crossing {
    QRectF rect;
    bool isOver = false; ///< the item is drawn later

    bool operator()(const SceneLine& line) const { return crosses(line.line, rect); }
    bool operator()(const SceneFrame& frame) const
    {
        return frame.rect.intersects(rect) && !frame.rect.contains(rect);
    }
    bool operator()(const SceneArea& area) const
    {
        return (isOver || area.color != kPaper)
            && QPolygonF(QList<QPointF>(area.corners.begin(), area.corners.end()))
                   .intersects(QPolygonF(rect));
    }
    bool operator()(const SceneText&) const { return false; } // see overlappingTexts()
    bool operator()(const SceneImage&) const { return false; }
};

/// Place of the paper a text is written on: everything before it is hidden there. 0 when the text
/// has none.
std::size_t plateUnder(const FigureScene& scene, std::size_t text, const QRectF& bounds)
{
    for (std::size_t i = text; i > 0; --i) {
        const auto* area = std::get_if<SceneArea>(&scene.items[i - 1]);
        if (area != nullptr && area->color == kPaper
            && QPolygonF(QList<QPointF>(area->corners.begin(), area->corners.end()))
                   .boundingRect()
                   .contains(bounds)) {
            return i;
        }
    }
    return 0;
}

FigureCheck textCheck(const QString& name, const QStringList& offenders, const QString& advice)
{
    if (offenders.isEmpty()) {
        return {name, FigureCheck::State::Passed, QString()};
    }
    return {name, FigureCheck::State::Failed,
            QStringLiteral("%1: %2").arg(advice, offenders.join(QStringLiteral(", ")))};
}

FigureCheck widthCheck(const FigureSpec& spec, const FigureScene& scene)
{
    const double points = scene.sizeMm.width() / kMmPerPoint;
    const double written = std::round(points) * kMmPerPoint;
    const VenuePreset* preset = findPreset(spec.preset);
    const double wanted = preset != nullptr ? preset->widthMm : spec.widthMm;
    const QString name =
        QStringLiteral("Page width %1 mm (%2 wants %3 mm)")
            .arg(QString::number(written, 'f', 1),
                 preset != nullptr ? QLatin1String(preset->id) : QLatin1String("the size"),
                 QString::number(wanted, 'f', 1));
    if (std::abs(written - wanted) <= kWidthTolerance) {
        return {name, FigureCheck::State::Passed, QString()};
    }
    return {name, FigureCheck::State::Failed,
            QStringLiteral("Choose the preset again or clear it.")};
}

FigureCheck textSizeCheck(const FigureSpec& spec, const FigureScene& scene)
{
    double smallest = 1000.0;
    for (const SceneText* text : scene.texts()) {
        smallest = std::min(smallest, text->pt);
    }
    const QString name =
        QStringLiteral("Smallest text %1 pt (limit %2 pt)")
            .arg(QString::number(smallest, 'f', 1), QString::number(spec.smallestTextPt, 'f', 1));
    if (smallest >= spec.smallestTextPt - 1e-9) {
        return {name, FigureCheck::State::Passed, QString()};
    }
    return {name, FigureCheck::State::Warning,
            QStringLiteral("Raise the text size: the venue asks for more.")};
}

} // namespace

QStringList textsOffPage(const FigureScene& scene)
{
    QStringList found;
    const QRectF page(QPointF(), scene.sizeMm);
    for (const SceneText* text : scene.texts()) {
        if (!page.contains(text->bounds)) {
            found << QStringLiteral("“%1”").arg(text->text);
        }
    }
    return found;
}

QStringList overlappingTexts(const FigureScene& scene)
{
    QStringList found;
    const std::vector<const SceneText*> texts = scene.texts();
    for (std::size_t i = 0; i < texts.size(); ++i) {
        for (std::size_t k = i + 1; k < texts.size(); ++k) {
            if (texts[i]->bounds.intersects(texts[k]->bounds)) {
                found << QStringLiteral("“%1” and “%2”").arg(texts[i]->text, texts[k]->text);
            }
        }
        for (const SceneItem& item : scene.items) {
            const auto* image = std::get_if<SceneImage>(&item);
            if (image != nullptr && coversCells(*image, texts[i]->bounds)) {
                found << QStringLiteral("“%1” and cells of %2").arg(texts[i]->text, image->name);
            }
        }
    }
    return found;
}

QStringList crossedTexts(const FigureScene& scene)
{
    QStringList found;
    for (std::size_t i = 0; i < scene.items.size(); ++i) {
        const auto* text = std::get_if<SceneText>(&scene.items[i]);
        if (text == nullptr) {
            continue;
        }
        bool isCrossed = false;
        for (std::size_t k = plateUnder(scene, i, text->bounds); k < scene.items.size(); ++k) {
            isCrossed = isCrossed || std::visit(Crossing{text->bounds, k > i}, scene.items[k]);
        }
        if (isCrossed) {
            found << QStringLiteral("a line and “%1”").arg(text->text);
        }
    }
    return found;
}

std::vector<FigureCheck> figureChecks(const Figure& figure, const FigureSpec& spec)
{
    FigureScene scene;
    try {
        scene = figure.scene(spec);
    } catch (const Error& error) {
        return {{QStringLiteral("The figure fits its page"), FigureCheck::State::Failed,
                 QString::fromStdString(error.what())}};
    }
    std::vector<FigureCheck> checks;
    checks.push_back(widthCheck(spec, scene));
    checks.push_back(textSizeCheck(spec, scene));
    checks.push_back(textCheck(QStringLiteral("All texts inside the page"), textsOffPage(scene),
                               QStringLiteral("Use a larger page or shorter names")));
    checks.push_back(textCheck(QStringLiteral("No text over another or over data"),
                               overlappingTexts(scene) + crossedTexts(scene),
                               QStringLiteral("Use a larger page or smaller text")));
    if (!spec.annotations.empty()) {
        checks.push_back(
            textCheck(QStringLiteral("Annotations in sight (%1)").arg(spec.annotations.size()),
                      annotationProblems(spec.annotations, scene),
                      QStringLiteral("Move or remove them, or show their panel")));
    }
    if (scene.scales > 1) {
        checks.push_back({QStringLiteral("One colour scale for all panels"),
                          FigureCheck::State::Warning,
                          QStringLiteral("%1 scales: colours do not compare between panels.")
                              .arg(scene.scales)});
    }
    return checks;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/curve_pen.h"

#include "widgets/figures/page_colors.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace neurograft {

namespace {

constexpr double kCurvePt = 1.0;
constexpr double kBandEdgePt = 0.35;
constexpr double kReferencePt = 0.5;
constexpr double kCurveMarkMm = 0.55; ///< radius
constexpr double kCurveMarkDistanceMm = 2.2; ///< between marks of a dense series
constexpr double kFinestPieceMm = 0.12; ///< points closer than that are one
constexpr double kWhiskerCapMm = 0.6; ///< half
constexpr double kTintShare = 0.22; ///< of the curve's colour in its band
constexpr double kEdgeShare = 0.6;

/// How dashes follow each other, mm.
struct DashPattern {
    double dash = 1.4;
    double gap = 0.8;
};
constexpr DashPattern kCurveDashes{1.4, 0.8};
constexpr DashPattern kReferenceDashes{0.7, 0.6};

/// @p color thinned with paper: opaque, so that every format draws it alike.
QRgb thinned(QRgb color, double share)
{
    const auto mixed = [share](int part) {
        return static_cast<int>(std::round(255.0 - share * (255.0 - part)));
    };
    return qRgb(mixed(qRed(color)), mixed(qGreen(color)), mixed(qBlue(color)));
}

void addDashes(FigureScene& scene, const QLineF& piece, const DashPattern& pattern, double widthPt,
               QRgb color, double& drawn)
{
    const double length = piece.length();
    double at = 0.0;
    while (at < length) {
        const double phase = std::fmod(drawn + at, pattern.dash + pattern.gap);
        const bool isDash = phase < pattern.dash;
        const double end =
            std::min(length, at + (isDash ? pattern.dash : pattern.dash + pattern.gap) - phase);
        if (isDash) {
            scene.add(SceneLine{QLineF(piece.pointAt(at / length), piece.pointAt(end / length)),
                                widthPt, color});
        }
        at = std::max(end, at + 1e-6);
    }
    drawn += length;
}

/// First and last index of each run of steps at which a band is known.
std::vector<std::pair<std::size_t, std::size_t>> knownRuns(const CurveBand& band)
{
    std::vector<std::pair<std::size_t, std::size_t>> runs;
    for (std::size_t i = 0; i < band.steps.size(); ++i) {
        if (std::isnan(band.low[i]) || std::isnan(band.high[i])) {
            continue;
        }
        const bool goesOn = !runs.empty() && runs.back().second + 1 == i;
        if (goesOn) {
            runs.back().second = i;
        } else {
            runs.emplace_back(i, i);
        }
    }
    return runs;
}

} // namespace

void addHollowDiamond(FigureScene& scene, const QPointF& centre, QRgb color)
{
    const std::vector<QPointF> outline =
        markOutline(CurveStyle::Mark::Diamond, centre, kReferenceMarkMm);
    scene.add(SceneArea{outline, kPaper});
    for (std::size_t i = 0; i < outline.size(); ++i) {
        scene.add(SceneLine{QLineF(outline[i], outline[(i + 1) % outline.size()]), 0.75, color});
    }
}

void CurvePen::piece(const QLineF& line, const CurveStyle& style, double& drawn)
{
    if (!style.isDashed || line.length() == 0.0) {
        m_scene.add(SceneLine{line, kCurvePt, style.color});
        return;
    }
    addDashes(m_scene, line, kCurveDashes, kCurvePt, style.color, drawn);
}

void CurvePen::mark(const QPointF& where, const CurveStyle& style)
{
    m_scene.add(SceneArea{markOutline(style.mark, where, kCurveMarkMm), style.color});
}

void CurvePen::curve(const Curve& curve, const CurveGeometry& geometry, const CurveStyle& style,
                     bool joins)
{
    std::optional<QPointF> before;
    std::vector<QPointF> marks;
    double drawn = 0.0;
    for (std::size_t i = 0; i < curve.steps.size(); ++i) {
        if (std::isnan(curve.values[i])) {
            before.reset();
            continue;
        }
        const QPointF here = geometry.place(curve.steps[i], curve.values[i]);
        if (before && joins) {
            const QLineF line(*before, here);
            if (line.length() < kFinestPieceMm && i + 1 < curve.steps.size()) {
                continue;
            }
            piece(line, style, drawn);
        }
        before = here;
        if (!joins || marks.empty() || here.x() - marks.back().x() >= kCurveMarkDistanceMm) {
            marks.push_back(here);
        }
    }
    for (const QPointF& where : marks) {
        mark(where, style);
    }
}

void CurvePen::bandTint(const CurveBand& band, const CurveGeometry& geometry,
                        const CurveStyle& style)
{
    for (const auto& [first, last] : knownRuns(band)) {
        if (first == last) {
            continue;
        }
        SceneArea area{{}, thinned(style.color, kTintShare)};
        for (std::size_t i = first; i <= last; ++i) {
            area.corners.push_back(geometry.place(band.steps[i], band.high[i]));
        }
        for (std::size_t i = last + 1; i > first; --i) {
            area.corners.push_back(geometry.place(band.steps[i - 1], band.low[i - 1]));
        }
        m_scene.add(std::move(area));
    }
}

void CurvePen::bandEdges(const CurveBand& band, const CurveGeometry& geometry,
                         const CurveStyle& style, bool joins)
{
    const QRgb color = thinned(style.color, kEdgeShare);
    const auto whisker = [&](std::size_t i) {
        const QPointF low = geometry.place(band.steps[i], band.low[i]);
        const QPointF high = geometry.place(band.steps[i], band.high[i]);
        const QPointF cap(kWhiskerCapMm, 0.0);
        m_scene.add(SceneLine{QLineF(low, high), kCurvePt / 2.0, style.color});
        for (const QPointF& end : {low, high}) {
            m_scene.add(SceneLine{QLineF(end - cap, end + cap), kCurvePt / 2.0, style.color});
        }
    };
    for (const auto& [first, last] : knownRuns(band)) {
        for (std::size_t i = first; i <= last; ++i) {
            if (!joins || first == last) {
                whisker(i);
            } else if (i > first) {
                for (const std::vector<double>* edge : {&band.low, &band.high}) {
                    m_scene.add(SceneLine{QLineF(geometry.place(band.steps[i - 1], (*edge)[i - 1]),
                                                 geometry.place(band.steps[i], (*edge)[i])),
                                          kBandEdgePt, color});
                }
            }
        }
    }
}

void CurvePen::referenceLine(const QLineF& line)
{
    double drawn = 0.0;
    addDashes(m_scene, line, kReferenceDashes, kReferencePt, kInk, drawn);
}

} // namespace neurograft

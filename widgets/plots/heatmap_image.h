// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/heatmap_data.h"

#include <QImage>
#include <QLineF>
#include <QRectF>

#include <vector>

namespace neurograft {

/// One pixel per cell as it is looked at: row 0 of the image is the top, so student layer 0 lies in
/// the last row; transposed, the teacher's layers run upwards. Masked cells are transparent,
/// undefined ones @p undefinedColor (their hatch is drawn over it), cells not computed grey. Format
/// ARGB32.
QImage heatmapImage(const HeatmapData& data, const ColorMap& map, const ColorRange& range,
                    bool isTransposed, QRgb undefinedColor = ColorMap::undefinedColor());
/// The colour scale, low end at the bottom: 1 x 256 pixels.
QImage colorScaleImage(const ColorMap& map);
/// Every pixel repeated @p factor times both ways, nothing interpolated.
QImage enlarged(const QImage& image, int factorX, int factorY);

/// 45-degree strokes inside @p rect; their phase is that of the whole plane, so neighbouring cells'
/// strokes meet.
std::vector<QLineF> hatchLines(const QRectF& rect, double spacing);

/// Corner of a map whose cells are masked.
enum class MapCorner { TopLeft, TopRight, BottomLeft, BottomRight };
inline bool isLeft(MapCorner corner)
{
    return corner == MapCorner::TopLeft || corner == MapCorner::BottomLeft;
}
inline bool isTop(MapCorner corner)
{
    return corner == MapCorner::TopLeft || corner == MapCorner::TopRight;
}
/// Lines of text, measured in cells; at right corners they are set flush right.
struct CornerText {
    std::vector<double> widths; ///< of each line, from the top
    double lineHeight = 0.0;
    double padding = 0.0;
};
/// The first corner where every line lies on masked cells only.
std::optional<MapCorner> maskedCorner(const HeatmapData& data, bool isTransposed,
                                      const CornerText& text);

} // namespace neurograft

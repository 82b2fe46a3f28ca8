// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatmap_image.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

QImage heatmapImage(const HeatmapData& data, const ColorMap& map, const ColorRange& range,
                    bool isTransposed, QRgb undefinedColor)
{
    const int width = isTransposed ? data.students : data.teachers;
    const int height = isTransposed ? data.teachers : data.students;
    if (width <= 0 || height <= 0) {
        return {};
    }
    QImage image(width, height, QImage::Format_ARGB32);
    for (int y = 0; y < height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        const int up = height - 1 - y;
        for (int x = 0; x < width; ++x) {
            const HeatmapCell cell = isTransposed ? HeatmapCell{x, up} : HeatmapCell{up, x};
            const std::uint8_t reason = data.reason(cell);
            if (!data.isVisible(cell)) {
                line[x] = qRgba(255, 255, 255, 0);
            } else if (reason == kNotComputed) {
                line[x] = ColorMap::pendingColor();
            } else if (reason != 0) {
                line[x] = undefinedColor;
            } else {
                line[x] = map.color(data.value(cell), range);
            }
        }
    }
    return image;
}

QImage colorScaleImage(const ColorMap& map)
{
    QImage image(1, ColorMap::kSize, QImage::Format_ARGB32);
    for (int y = 0; y < ColorMap::kSize; ++y) {
        image.setPixel(0, y, map.at(ColorMap::kSize - 1 - y));
    }
    return image;
}

QImage enlarged(const QImage& image, int factorX, int factorY)
{
    // QImage::scaled() rounds a boundary to the next pixel now and then: repeated by hand.
    const QImage source = image.convertToFormat(image.hasAlphaChannel() ? QImage::Format_ARGB32
                                                                        : QImage::Format_RGB32);
    QImage large(source.width() * factorX, source.height() * factorY, source.format());
    for (int y = 0; y < source.height(); ++y) {
        const auto* from = reinterpret_cast<const QRgb*>(source.constScanLine(y));
        auto* first = reinterpret_cast<QRgb*>(large.scanLine(y * factorY));
        for (int x = 0; x < source.width(); ++x) {
            std::fill_n(first + static_cast<std::ptrdiff_t>(x) * factorX, factorX, from[x]);
        }
        for (int copy = 1; copy < factorY; ++copy) {
            std::copy_n(first, large.width(),
                        reinterpret_cast<QRgb*>(large.scanLine(y * factorY + copy)));
        }
    }
    return large;
}

std::vector<QLineF> hatchLines(const QRectF& rect, double spacing)
{
    std::vector<QLineF> lines;
    if (rect.isEmpty() || !(spacing > 0.0)) {
        return lines;
    }
    // Strokes x + y = k * step rise to the right when y points down.
    const double step = spacing * std::sqrt(2.0);
    const double low = rect.left() + rect.top();
    const double high = rect.right() + rect.bottom();
    for (double k = std::ceil(low / step); k * step < high; k += 1.0) {
        const double sum = k * step;
        const double left = std::max(rect.left(), sum - rect.bottom());
        const double right = std::min(rect.right(), sum - rect.top());
        if (right > left) {
            lines.emplace_back(left, sum - left, right, sum - right);
        }
    }
    return lines;
}

std::optional<MapCorner> maskedCorner(const HeatmapData& data, bool isTransposed,
                                      const CornerText& text)
{
    if (data.visible.empty() || text.widths.empty()) {
        return std::nullopt;
    }
    const int width = isTransposed ? data.students : data.teachers;
    const int height = isTransposed ? data.teachers : data.students;
    // Cells from the left and from the top, [low, high) in whole cells.
    const auto isFree = [&](double left, double right, double top, double bottom) {
        if (left < 0.0 || top < 0.0 || right > width || bottom > height) {
            return false;
        }
        for (int y = static_cast<int>(top); y < bottom; ++y) {
            for (int x = static_cast<int>(left); x < right; ++x) {
                const int up = height - 1 - y;
                if (data.isVisible(isTransposed ? HeatmapCell{x, up} : HeatmapCell{up, x})) {
                    return false;
                }
            }
        }
        return true;
    };
    const auto lines = static_cast<double>(text.widths.size());
    const double block = lines * text.lineHeight + 2.0 * text.padding;
    for (const MapCorner corner :
         {MapCorner::TopLeft, MapCorner::TopRight, MapCorner::BottomLeft, MapCorner::BottomRight}) {
        const double top = isTop(corner) ? 0.0 : height - block;
        bool fits = true;
        for (std::size_t i = 0; i < text.widths.size() && fits; ++i) {
            const double span = text.widths[i] + 2.0 * text.padding;
            const double left = isLeft(corner) ? 0.0 : width - span;
            const double y = top + static_cast<double>(i) * text.lineHeight;
            fits = isFree(left, left + span, y, y + text.lineHeight + 2.0 * text.padding);
        }
        if (fits) {
            return corner;
        }
    }
    return std::nullopt;
}

} // namespace neurograft

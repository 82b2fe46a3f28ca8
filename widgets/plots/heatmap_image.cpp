// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatmap_image.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

QImage heatmapImage(const HeatmapData& data, const ColorMap& map, const ColorRange& range,
                    bool isTransposed)
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
                line[x] = ColorMap::undefinedColor();
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
    return image.scaled(image.width() * factorX, image.height() * factorY, Qt::IgnoreAspectRatio,
                        Qt::FastTransformation);
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

std::optional<MapCorner> maskedCorner(const HeatmapData& data, bool isTransposed, double columns,
                                      double rows)
{
    const int width = isTransposed ? data.students : data.teachers;
    const int height = isTransposed ? data.teachers : data.students;
    const int spanX = static_cast<int>(std::ceil(columns));
    const int spanY = static_cast<int>(std::ceil(rows));
    if (data.visible.empty() || spanX > width || spanY > height || spanX <= 0 || spanY <= 0) {
        return std::nullopt;
    }
    const auto isFree = [&](int firstX, int firstY) {
        for (int y = firstY; y < firstY + spanY; ++y) {
            for (int x = firstX; x < firstX + spanX; ++x) {
                if (data.isVisible(isTransposed ? HeatmapCell{x, y} : HeatmapCell{y, x})) {
                    return false;
                }
            }
        }
        return true;
    };
    if (isFree(0, height - spanY)) {
        return MapCorner::TopLeft;
    }
    if (isFree(width - spanX, height - spanY)) {
        return MapCorner::TopRight;
    }
    if (isFree(0, 0)) {
        return MapCorner::BottomLeft;
    }
    if (isFree(width - spanX, 0)) {
        return MapCorner::BottomRight;
    }
    return std::nullopt;
}

} // namespace neurograft

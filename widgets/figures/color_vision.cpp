// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/color_vision.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <array>
#include <cmath>

namespace neurograft {

namespace {

struct ColorVisionTexts {
    Q_DECLARE_TR_FUNCTIONS(ColorVision)
};

using Matrix = std::array<std::array<double, 3>, 3>;

constexpr Matrix kDeuteranopia{{{0.367322, 0.860646, -0.227968},
                                {0.280085, 0.672501, 0.047413},
                                {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix kProtanopia{{{0.152286, 1.052583, -0.204868},
                              {0.114503, 0.786281, 0.099216},
                              {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix kTritanopia{{{1.255528, -0.076749, -0.178779},
                              {-0.078411, 0.930809, 0.147602},
                              {0.004733, 0.691367, 0.303900}}};
constexpr Matrix kGreyScale{
    {{0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}}};

const Matrix* matrixOf(ColorVision vision)
{
    switch (vision) {
    case ColorVision::Deuteranopia:
        return &kDeuteranopia;
    case ColorVision::Protanopia:
        return &kProtanopia;
    case ColorVision::Tritanopia:
        return &kTritanopia;
    case ColorVision::GreyScale:
        return &kGreyScale;
    case ColorVision::Typical:
        break;
    }
    return nullptr;
}

/// sRGB (IEC 61966-2-1) to linear light, for each of the 256 levels.
double linear(int level)
{
    static const std::array<double, 256> table = [] {
        std::array<double, 256> values{};
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double share = static_cast<double>(i) / 255.0;
            values[i] = share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
        }
        return values;
    }();
    return table[static_cast<std::size_t>(level)];
}

int level(double light)
{
    const double inside = std::clamp(light, 0.0, 1.0);
    const double share =
        inside <= 0.0031308 ? inside * 12.92 : 1.055 * std::pow(inside, 1.0 / 2.4) - 0.055;
    return static_cast<int>(std::lround(share * 255.0));
}

} // namespace

const std::vector<ColorVision>& colorVisions()
{
    static const std::vector<ColorVision> all{ColorVision::Typical, ColorVision::Deuteranopia,
                                              ColorVision::Protanopia, ColorVision::Tritanopia,
                                              ColorVision::GreyScale};
    return all;
}

QString colorVisionTitle(ColorVision vision)
{
    switch (vision) {
    case ColorVision::Deuteranopia:
        return ColorVisionTexts::tr("Deuteranopia (no green cones)");
    case ColorVision::Protanopia:
        return ColorVisionTexts::tr("Protanopia (no red cones)");
    case ColorVision::Tritanopia:
        return ColorVisionTexts::tr("Tritanopia (no blue cones)");
    case ColorVision::GreyScale:
        return ColorVisionTexts::tr("Grey-scale print");
    case ColorVision::Typical:
        break;
    }
    return ColorVisionTexts::tr("Typical colour vision");
}

QRgb seenColor(QRgb color, ColorVision vision)
{
    const Matrix* matrix = matrixOf(vision);
    if (matrix == nullptr) {
        return color;
    }
    const std::array<double, 3> light{linear(qRed(color)), linear(qGreen(color)),
                                      linear(qBlue(color))};
    std::array<int, 3> seen{};
    for (std::size_t row = 0; row < 3; ++row) {
        const std::array<double, 3>& weights = (*matrix)[row];
        seen[row] = level(weights[0] * light[0] + weights[1] * light[1] + weights[2] * light[2]);
    }
    return qRgba(seen[0], seen[1], seen[2], qAlpha(color));
}

QImage seenImage(const QImage& image, ColorVision vision)
{
    if (vision == ColorVision::Typical || image.isNull()) {
        return image;
    }
    QImage seen = image.convertToFormat(image.hasAlphaChannel() ? QImage::Format_ARGB32
                                                                : QImage::Format_RGB32);
    // A figure has few colours: each is worked out once.
    QHash<QRgb, QRgb> known;
    for (int y = 0; y < seen.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(seen.scanLine(y));
        for (int x = 0; x < seen.width(); ++x) {
            auto found = known.constFind(line[x]);
            if (found == known.constEnd()) {
                found = known.insert(line[x], seenColor(line[x], vision));
            }
            line[x] = *found;
        }
    }
    return seen;
}

} // namespace neurograft

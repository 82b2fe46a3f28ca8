// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/color_map.h"

#include "widgets/plots/color_tables.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

ColorMap::ColorMap(ColorMapId id, const std::array<std::uint32_t, kSize>& table) : m_id(id)
{
    std::transform(table.begin(), table.end(), m_table.begin(),
                   [](std::uint32_t rgb) { return 0xff000000U | rgb; });
}

const ColorMap& ColorMap::of(ColorMapId id)
{
    static const ColorMap magma(ColorMapId::Magma, kMagmaTable);
    static const ColorMap viridis(ColorMapId::Viridis, kViridisTable);
    static const ColorMap cividis(ColorMapId::Cividis, kCividisTable);
    static const ColorMap grey(ColorMapId::Grey, kGreyTable);
    static const ColorMap vik(ColorMapId::Vik, kVikTable);
    switch (id) {
    case ColorMapId::Viridis:
        return viridis;
    case ColorMapId::Cividis:
        return cividis;
    case ColorMapId::Grey:
        return grey;
    case ColorMapId::Vik:
        return vik;
    case ColorMapId::Magma:
        break;
    }
    return magma;
}

const std::vector<ColorMapId>& ColorMap::all()
{
    static const std::vector<ColorMapId> maps{ColorMapId::Magma, ColorMapId::Viridis,
                                              ColorMapId::Cividis, ColorMapId::Grey,
                                              ColorMapId::Vik};
    return maps;
}

QString ColorMap::name(ColorMapId id)
{
    switch (id) {
    case ColorMapId::Viridis:
        return QStringLiteral("viridis");
    case ColorMapId::Cividis:
        return QStringLiteral("cividis");
    case ColorMapId::Grey:
        return QStringLiteral("grey");
    case ColorMapId::Vik:
        return QStringLiteral("vik");
    case ColorMapId::Magma:
        break;
    }
    return QStringLiteral("magma");
}

std::optional<ColorMapId> ColorMap::fromName(const QString& name)
{
    for (const ColorMapId id : all()) {
        if (ColorMap::name(id) == name) {
            return id;
        }
    }
    return std::nullopt;
}

int ColorMap::index(double value, const ColorRange& range)
{
    const double span = range.high - range.low;
    const double place = span > 0.0 ? (value - range.low) / span : 0.5;
    return static_cast<int>(std::clamp(std::floor(place * kSize), 0.0, kSize - 1.0));
}

QRgb ColorMap::color(double value, const ColorRange& range) const
{
    return std::isnan(value) ? undefinedColor() : at(index(value, range));
}

QRgb ColorMap::undefinedColor()
{
    return qRgb(255, 255, 255);
}

QRgb ColorMap::hatchColor()
{
    return qRgb(110, 110, 110);
}

QRgb ColorMap::pendingColor()
{
    return qRgb(226, 226, 226);
}

} // namespace neurograft

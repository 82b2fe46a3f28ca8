// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace neurograft {

/// The colour maps of ux.md 5.1. All are perceptually even and safe for colour-vision deficiencies;
/// vik is diverging.
enum class ColorMapId { Magma, Viridis, Cividis, Grey, Vik };

/// Values at the two ends of a colour scale; low < high.
struct ColorRange {
    double low = 0.0;
    double high = 1.0;
    bool operator==(const ColorRange& other) const
    {
        return low == other.low && high == other.high;
    }
    bool operator!=(const ColorRange& other) const { return !(*this == other); }
};

/// One table of 256 colours. Screen and every export format take their colours from here, so they
/// are equal bit for bit.
class ColorMap {
public:
    static constexpr int kSize = 256;

    static const ColorMap& of(ColorMapId id);
    /// All maps in menu order.
    static const std::vector<ColorMapId>& all();
    /// Word of the command line and of recipes: magma, viridis, cividis, grey, vik.
    static QString name(ColorMapId id);
    static std::optional<ColorMapId> fromName(const QString& name);

    ColorMapId id() const { return m_id; }
    bool isDiverging() const { return m_id == ColorMapId::Vik; }
    /// Table row of a finite value: floor((value - low) / (high - low) * 256), clamped to 0…255.
    static int index(double value, const ColorRange& range);
    QRgb at(int index) const { return m_table[static_cast<std::size_t>(index)]; }
    /// Colour of @p value; NaN gives undefinedColor().
    QRgb color(double value, const ColorRange& range) const;
    /// Paper white that lies under the hatch of undefined cells, in every theme.
    static QRgb undefinedColor();
    /// Strokes of that hatch.
    static QRgb hatchColor();
    /// Cells a partial result has not reached.
    static QRgb pendingColor();

private:
    ColorMap(ColorMapId id, const std::array<std::uint32_t, kSize>& table);
    ColorMapId m_id;
    std::array<QRgb, kSize> m_table;
};

} // namespace neurograft

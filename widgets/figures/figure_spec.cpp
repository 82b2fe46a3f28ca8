// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_spec.h"

#include "core/run/error.h"

namespace neurograft {

QString formatName(FigureFormat format)
{
    switch (format) {
    case FigureFormat::Svg:
        return QStringLiteral("svg");
    case FigureFormat::Png:
        return QStringLiteral("png");
    case FigureFormat::Pdf:
        break;
    }
    return QStringLiteral("pdf");
}

std::optional<FigureFormat> formatFromName(const QString& name)
{
    for (const FigureFormat format : {FigureFormat::Pdf, FigureFormat::Svg, FigureFormat::Png}) {
        if (name.compare(formatName(format), Qt::CaseInsensitive) == 0) {
            return format;
        }
    }
    return std::nullopt;
}

const std::vector<VenuePreset>& venuePresets()
{
    using Font = FigureFont;
    static const std::vector<VenuePreset> presets{
        {"generic-column", "One column", 85.0, 7.0, Font::Sans},
        {"generic-full", "Two columns", 175.0, 7.0, Font::Sans},
        {"acl-column", "ACL, EMNLP: column", 77.0, 7.0, Font::Serif},
        {"acl-full", "ACL, EMNLP: full width", 160.0, 7.0, Font::Serif},
        {"neurips", "NeurIPS", 139.7, 7.0, Font::Serif},
        {"iclr", "ICLR", 139.7, 7.0, Font::Serif},
        {"icml-column", "ICML, AISTATS: column", 82.6, 7.0, Font::Serif},
        {"icml-full", "ICML, AISTATS: full width", 171.5, 7.0, Font::Serif},
        {"aaai-column", "AAAI: column", 83.8, 7.0, Font::Sans},
        {"aaai-full", "AAAI: full width", 177.2, 7.0, Font::Sans},
        {"cvpr-column", "CVPR: column", 82.6, 7.0, Font::Sans},
        {"cvpr-full", "CVPR: full width", 174.6, 7.0, Font::Sans},
        {"eccv", "ECCV", 122.0, 7.0, Font::Sans},
        {"nature-column", "Nature: column", 89.0, 5.0, Font::Sans},
        {"nature-full", "Nature: full width", 183.0, 5.0, Font::Sans},
    };
    return presets;
}

const VenuePreset* findPreset(const QString& id)
{
    for (const VenuePreset& preset : venuePresets()) {
        if (id == QLatin1String(preset.id)) {
            return &preset;
        }
    }
    return nullptr;
}

void FigureSpec::applyPreset(const QString& id)
{
    const VenuePreset* found = findPreset(id);
    if (found == nullptr) {
        std::string known;
        for (const VenuePreset& candidate : venuePresets()) {
            known += (known.empty() ? "" : ", ") + std::string(candidate.id);
        }
        throw UsageError("--preset", "one of " + known, "'" + id.toStdString() + "'");
    }
    preset = id;
    widthMm = found->widthMm;
    font = found->font;
    smallestTextPt = found->smallestTextPt;
}

void FigureSpec::applyColors(const ColorSettings& colors)
{
    colorMap = colors.map;
    const bool isTyped = colors.mode == RangeMode::Typed;
    range = isTyped ? std::optional(colors.typed) : std::nullopt;
    rangeMode = isTyped ? RangeMode::House : colors.mode;
    lowPercent = colors.lowPercent;
    highPercent = colors.highPercent;
    undefinedColor = colors.undefinedColor;
    isHatched = colors.isHatched;
}

ColorSettings FigureSpec::colors() const
{
    ColorSettings colors;
    colors.map = colorMap;
    colors.mode = range ? RangeMode::Typed : rangeMode;
    colors.typed = range.value_or(ColorRange());
    colors.lowPercent = lowPercent;
    colors.highPercent = highPercent;
    colors.undefinedColor = undefinedColor;
    colors.isHatched = isHatched;
    return colors;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_spec_json.h"

#include "widgets/figures/annotation_json.h"
#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/object_reader.h"

#include <QColor>

#include <nlohmann/json.hpp>

namespace neurograft {

namespace {

using Json = nlohmann::json;

void readChoices(ObjectReader& reader, FigureSpec& spec)
{
    if (const Json* json = reader.find("format")) {
        const auto format = json->is_string()
            ? formatFromName(QString::fromStdString(json->get<std::string>()))
            : std::nullopt;
        reader.require(format.has_value(), "format", "pdf, svg or png", *json);
        spec.format = *format;
    }
    if (const Json* json = reader.find("font")) {
        reader.require(*json == "sans" || *json == "serif", "font", "sans or serif", *json);
        spec.font = *json == "serif" ? FigureFont::Serif : FigureFont::Sans;
    }
    if (const Json* json = reader.find("color_map")) {
        const auto map = json->is_string()
            ? ColorMap::fromName(QString::fromStdString(json->get<std::string>()))
            : std::nullopt;
        reader.require(map.has_value(), "color_map", "magma, viridis, cividis, grey or vik", *json);
        spec.colorMap = *map;
    }
    if (const Json* json = reader.find("range")) {
        if (json->is_null()) {
            spec.range.reset();
        } else {
            const bool isFine = json->is_array() && json->size() == 2 && (*json)[0].is_number()
                && (*json)[1].is_number() && (*json)[0].get<double>() < (*json)[1].get<double>();
            reader.require(isFine, "range", "null or [low, high]", *json);
            spec.range = ColorRange{(*json)[0].get<double>(), (*json)[1].get<double>()};
        }
    }
}

void readColors(ObjectReader& reader, FigureSpec& spec)
{
    if (const Json* json = reader.find("range_mode")) {
        bool isKnown = false;
        for (const RangeMode mode :
             {RangeMode::House, RangeMode::Percentile, RangeMode::Symmetric}) {
            if (*json == rangeModeName(mode).toStdString()) {
                spec.rangeMode = mode;
                isKnown = true;
            }
        }
        reader.require(isKnown, "range_mode", "house, percentile or symmetric", *json);
    }
    reader.read("low_percent", spec.lowPercent, 0.0, 100.0);
    reader.read("high_percent", spec.highPercent, 0.0, 100.0);
    if (const Json* json = reader.find("undefined_color")) {
        const QColor color(json->is_string() ? QString::fromStdString(json->get<std::string>())
                                             : QString());
        reader.require(color.isValid(), "undefined_color", "a colour such as \"#ffffff\"", *json);
        spec.undefinedColor = color.rgb();
    }
    reader.read("undefined_hatched", spec.isHatched);
}

} // namespace

FigureSpec figureSpecFromJson(const nlohmann::json& json, FigureSpec spec)
{
    ObjectReader reader(json, "/spec");
    QString preset = spec.preset;
    reader.read("preset", preset);
    if (preset != spec.preset && !preset.isEmpty()) {
        spec.applyPreset(preset);
    }
    spec.preset = preset;
    reader.read("width_mm", spec.widthMm, 10.0, 2000.0);
    reader.read("height_mm", spec.heightMm, 0.0, 2000.0);
    reader.read("dpi", spec.dpi, 30, 2400);
    readChoices(reader, spec);
    readColors(reader, spec);
    reader.read("label_pt", spec.labelPt, 2.0, 72.0);
    reader.read("tick_pt", spec.tickPt, 2.0, 72.0);
    reader.read("letter_pt", spec.letterPt, 2.0, 72.0);
    reader.read("smallest_text_pt", spec.smallestTextPt, 0.0, 72.0);
    reader.read("locked", spec.isLocked);
    reader.read("transposed", spec.isTransposed);
    reader.read("columns", spec.columns, 0, 100);
    reader.read("letters", spec.showLetters);
    reader.read("box", spec.showBox);
    reader.read("footer", spec.showFooter);
    reader.read("cell_borders", spec.showCellBorders);
    reader.read("chance", spec.showChance);
    reader.read("title", spec.title);
    reader.read("svg_text_as_paths", spec.svgTextAsPaths);
    reader.read("svg_rectangles", spec.svgRectangles);
    reader.read("attach_data", spec.attachData);
    reader.read("side_cars", spec.writeSideCars);
    if (const Json* annotations = reader.find("annotations")) {
        spec.annotations = annotationsFromJson(*annotations, reader.pathOf("annotations"));
    }
    reader.finish();
    return spec;
}

nlohmann::json toJson(const FigureSpec& spec)
{
    return {
        {"preset", spec.preset.toStdString()},
        {"width_mm", spec.widthMm},
        {"height_mm", spec.heightMm},
        {"format", formatName(spec.format).toStdString()},
        {"dpi", spec.dpi},
        {"font", spec.font == FigureFont::Serif ? "serif" : "sans"},
        {"label_pt", spec.labelPt},
        {"tick_pt", spec.tickPt},
        {"letter_pt", spec.letterPt},
        {"smallest_text_pt", spec.smallestTextPt},
        {"color_map", ColorMap::name(spec.colorMap).toStdString()},
        {"locked", spec.isLocked},
        {"range", spec.range ? Json::array({spec.range->low, spec.range->high}) : Json()},
        {"range_mode", rangeModeName(spec.rangeMode).toStdString()},
        {"low_percent", spec.lowPercent},
        {"high_percent", spec.highPercent},
        {"undefined_color", QColor::fromRgb(spec.undefinedColor).name().toStdString()},
        {"undefined_hatched", spec.isHatched},
        {"transposed", spec.isTransposed},
        {"columns", spec.columns},
        {"letters", spec.showLetters},
        {"box", spec.showBox},
        {"footer", spec.showFooter},
        {"cell_borders", spec.showCellBorders},
        {"chance", spec.showChance},
        {"title", spec.title.toStdString()},
        {"svg_text_as_paths", spec.svgTextAsPaths},
        {"svg_rectangles", spec.svgRectangles},
        {"attach_data", spec.attachData},
        {"side_cars", spec.writeSideCars},
        {"annotations", toJson(spec.annotations)},
    };
}

} // namespace neurograft

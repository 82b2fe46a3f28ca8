// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/annotation.h"
#include "widgets/plots/color_settings.h"

#include <QString>

#include <optional>
#include <vector>

namespace neurograft {

enum class FigureFormat { Pdf, Svg, Png };
enum class FigureFont { Sans, Serif };

QString formatName(FigureFormat format); ///< "pdf", "svg", "png": also the file suffix
std::optional<FigureFormat> formatFromName(const QString& name);

/// Text width of a venue (ux.md 5.2).
struct VenuePreset {
    const char* id; ///< "acl-column", as on the command line
    const char* title; ///< "ACL, EMNLP: column"
    double widthMm;
    double smallestTextPt; ///< smallest allowed text at final size
    FigureFont font;
};
const std::vector<VenuePreset>& venuePresets();
const VenuePreset* findPreset(const QString& id);

/// How a figure is drawn: everything of its recipe that is not data. Defaults are the house style
/// (ux.md 5.1).
struct FigureSpec {
    QString preset = QStringLiteral("generic-column"); ///< empty when the width was typed
    double widthMm = 85.0;
    double heightMm = 0.0; ///< 0: what square cells and the texts need
    FigureFormat format = FigureFormat::Pdf;
    int dpi = 300; ///< PNG only
    FigureFont font = FigureFont::Sans;
    double labelPt = 8.0; ///< axis titles, panel titles
    double tickPt = 7.0; ///< ticks, box, footer
    double letterPt = 9.0; ///< panel letters, bold
    double smallestTextPt = 7.0; ///< the preset's limit, for the checks
    ColorMapId colorMap = ColorMapId::Magma;
    bool isLocked = true; ///< one colour scale over all panels
    std::optional<ColorRange> range; ///< typed; otherwise by rangeMode
    RangeMode rangeMode = RangeMode::House; ///< not Typed: that is a range
    double lowPercent = 2.0; ///< of RangeMode::Percentile
    double highPercent = 98.0;
    QRgb undefinedColor = ColorMap::undefinedColor();
    bool isHatched = true; ///< undefined cells
    bool isTransposed = false;
    int columns = 0; ///< panels per row; 0 = chosen from width and count
    bool showLetters = true; ///< (a), (b), … when there is more than one panel
    bool showBox = true; ///< mean / sd
    bool showFooter = true;
    bool showCellBorders = false;
    bool showChance = false; ///< contour of the cells above their shuffled 95 % quantile
    QString title; ///< empty = none, papers have captions
    bool svgTextAsPaths = false;
    bool svgRectangles = false; ///< cells as <rect>, below 4 000 cells only
    bool attachData = true; ///< manifest and CSV inside the PDF, manifest in SVG and PNG
    bool writeSideCars = true; ///< FILE.json and FILE.csv beside the figure
    std::vector<Annotation> annotations; ///< in drawing order

    /// Takes width, font and smallest text from a preset. @throws UsageError naming the known ids
    void applyPreset(const QString& id);
    /// Takes map, range and look of undefined cells from the screen.
    void applyColors(const ColorSettings& colors);
    ColorSettings colors() const;
};

} // namespace neurograft

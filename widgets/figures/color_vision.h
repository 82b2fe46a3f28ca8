// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QString>

#include <vector>

namespace neurograft {

/// How a picture is looked at in a preview. Never written into a file.
enum class ColorVision { Typical, Deuteranopia, Protanopia, Tritanopia, GreyScale };

const std::vector<ColorVision>& colorVisions(); ///< in menu order
/// "deuteranopia (no green cones)": translated.
QString colorVisionTitle(ColorVision vision);

/// The colour a person with that vision sees, or a grey-scale printer prints: matrices of Machado,
/// Oliveira and Fernandes 2009 (doi:10.1109/TVCG.2009.113, table 1, severity 1.0) applied to linear
/// sRGB; grey is the relative luminance of Rec. 709.
QRgb seenColor(QRgb color, ColorVision vision);
/// The same for a whole picture; alpha stays.
QImage seenImage(const QImage& image, ColorVision vision);

} // namespace neurograft

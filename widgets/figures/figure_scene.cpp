// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_scene.h"

#include "widgets/figures/figure_fonts.h"
#include "widgets/plots/heatmap_image.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

constexpr double kPrintDpi = 600.0;
constexpr int kLargestSide = 8192; ///< pixels; beyond it cells are small enough by themselves

} // namespace

void FigureScene::add(SceneText text)
{
    const double width = textWidthMm(font, text.isBold, text.pt, text.text);
    const double shift = text.anchor == TextAnchor::Start ? 0.0
        : text.anchor == TextAnchor::Middle               ? -width / 2.0
                                                          : -width;
    const QRectF ink = textInkMm(font, text.isBold, text.pt, text.text).translated(shift, 0.0);
    text.bounds = text.angle == 0.0
        ? ink.translated(text.origin)
        : QRectF(ink.top(), -ink.right(), ink.height(), ink.width()).translated(text.origin);
    items.emplace_back(std::move(text));
}

std::vector<const SceneText*> FigureScene::texts() const
{
    std::vector<const SceneText*> found;
    for (const SceneItem& item : items) {
        if (const auto* text = std::get_if<SceneText>(&item)) {
            found.push_back(text);
        }
    }
    return found;
}

int enlargement(double cellSizeMm, double dpi)
{
    return std::max(1, static_cast<int>(std::ceil(cellSizeMm / 25.4 * dpi - 1e-9)));
}

QImage printImage(const SceneImage& image)
{
    const auto factor = [](double sizeMm, int cells) {
        const int wanted = enlargement(sizeMm / cells, kPrintDpi);
        return std::clamp(wanted, 1, std::max(1, kLargestSide / cells));
    };
    return enlarged(image.image, factor(image.rect.width(), image.image.width()),
                    factor(image.rect.height(), image.image.height()));
}

} // namespace neurograft

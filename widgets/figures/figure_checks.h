// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure.h"

#include <QString>

#include <vector>

namespace neurograft {

/// One live check of the export dialog (ux.md 5.4).
struct FigureCheck {
    enum class State { Passed, Warning, Failed };
    QString name; ///< "Smallest text 7.0 pt (limit 7.0 pt)"
    State state = State::Passed;
    QString detail; ///< what to do, empty when passed
};

/// Checks 3 to 6 of ux.md 5.4 on the layout that would be drawn: page width, smallest text, texts
/// inside the page, no overlaps of texts with each other, with drawn cells or with lines; whether
/// annotations can be seen, and whether colours compare between panels. A figure that cannot be
/// laid out is one failed check with the reason.
std::vector<FigureCheck> figureChecks(const Figure& figure, const FigureSpec& spec);

/// Texts that overlap another text, or cells that are drawn (an image's pixel that is not paper).
QStringList overlappingTexts(const FigureScene& scene);
/// Texts that a line, an outline or a filled area runs through, or another text's plate of paper
/// covers; what is drawn under a text's own plate does not count.
QStringList crossedTexts(const FigureScene& scene);
/// Texts that leave the page.
QStringList textsOffPage(const FigureScene& scene);

} // namespace neurograft

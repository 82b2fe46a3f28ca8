// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure.h"

#include <QByteArray>
#include <QImage>
#include <QString>

namespace neurograft {

/// A figure as other programs take it, made on any thread (ux.md U1 step 11).
struct FigureCopy {
    QImage bitmap; ///< 300 dpi
    QByteArray svg;
    QString tsv;
};
FigureCopy figureCopy(const Figure& figure, const FigureSpec& spec);

/// One clipboard entry: bitmap, "image/svg+xml" and text. GUI thread only.
void putOnClipboard(const FigureCopy& copy);

} // namespace neurograft

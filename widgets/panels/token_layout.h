// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/data_preview.h"

#include <QFontMetrics>
#include <QRect>
#include <QString>

#include <vector>

namespace neurograft {

/// Where one token stands in the strip.
struct TokenBox {
    QRect rect;
    QString text; ///< with glyphs for white space
};

/// Boxes of a row's tokens, broken into lines.
struct TokenLayout {
    std::vector<TokenBox> boxes; ///< one per token
    int height = 0;
};

/// What a token writes, white space made visible: "·France", "↵", "→" for a tab; a token without
/// text is "#17".
QString tokenGlyphs(const PreviewToken& token);

/// Boxes from left to right in lines of @p width; a line ends after a token that ends a line of the
/// text, unless the next one does so too. A box wider than a line has one for itself.
TokenLayout layoutTokens(const std::vector<PreviewToken>& tokens, int width,
                         const QFontMetrics& metrics);

/// The token whose box lies one line above (-1) or below (1) and nearest in x; @p index when there
/// is none.
int tokenInNextLine(const TokenLayout& layout, int index, int direction);
/// The token under a point, or -1.
int tokenAt(const TokenLayout& layout, const QPoint& point);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/token_layout.h"

#include <algorithm>
#include <cstdlib>

namespace neurograft {

namespace {

bool startsLine(const PreviewToken& token)
{
    return !token.text.empty() && token.text.front() == '\n';
}

bool endsLine(const PreviewToken& token)
{
    return !token.text.empty() && token.text.back() == '\n';
}

} // namespace

QString tokenGlyphs(const PreviewToken& token)
{
    QString text = QString::fromStdString(token.text);
    if (text.isEmpty()) {
        return QStringLiteral("#%1").arg(token.id);
    }
    text.replace(QLatin1Char(' '), QChar(0x00b7));
    text.replace(QLatin1Char('\n'), QChar(0x21b5));
    text.replace(QLatin1Char('\t'), QChar(0x2192));
    text.replace(QLatin1Char('\r'), QChar(0x240d));
    return text;
}

TokenLayout layoutTokens(const std::vector<PreviewToken>& tokens, int width,
                         const QFontMetrics& metrics)
{
    const int gap = std::max(2, metrics.height() / 6);
    const int boxHeight = metrics.height() + 2 * gap;
    TokenLayout layout;
    int x = gap;
    int y = gap;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        TokenBox box;
        box.text = tokenGlyphs(tokens[i]);
        const int boxWidth = metrics.horizontalAdvance(box.text) + 2 * gap;
        if (x > gap && x + boxWidth + gap > width) {
            x = gap;
            y += boxHeight + gap;
        }
        box.rect = QRect(x, y, std::min(boxWidth, std::max(1, width - 2 * gap)), boxHeight);
        layout.boxes.push_back(box);
        x += boxWidth + gap;
        if (endsLine(tokens[i]) && i + 1 < tokens.size() && !startsLine(tokens[i + 1])) {
            x = gap;
            y += boxHeight + gap;
        }
    }
    layout.height = layout.boxes.empty() ? 0 : layout.boxes.back().rect.bottom() + 1 + gap;
    return layout;
}

int tokenInNextLine(const TokenLayout& layout, int index, int direction)
{
    const auto& boxes = layout.boxes;
    const QRect from = boxes[static_cast<std::size_t>(index)].rect;
    int best = index;
    int bestDistance = 0;
    int line = -1;
    for (int i = index; i >= 0 && i < static_cast<int>(boxes.size()); i += direction) {
        const QRect& rect = boxes[static_cast<std::size_t>(i)].rect;
        if (rect.top() == from.top()) {
            continue;
        }
        if (line < 0) {
            line = rect.top();
        } else if (rect.top() != line) {
            break; // beyond the next line
        }
        const int distance = std::abs(rect.center().x() - from.center().x());
        if (best == index || distance < bestDistance) {
            best = i;
            bestDistance = distance;
        }
    }
    return best;
}

int tokenAt(const TokenLayout& layout, const QPoint& point)
{
    const auto found = std::find_if(layout.boxes.begin(), layout.boxes.end(),
                                    [&](const TokenBox& box) { return box.rect.contains(point); });
    return found == layout.boxes.end() ? -1 : static_cast<int>(found - layout.boxes.begin());
}

} // namespace neurograft

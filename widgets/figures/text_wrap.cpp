// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/text_wrap.h"

#include "widgets/figures/figure_fonts.h"

namespace neurograft {

namespace {

QStringList wrappedAt(const QString& text, FigureFont font, double pt, double width)
{
    const QString bar = QStringLiteral(" | ");
    QStringList lines;
    for (const QString& part : text.split(bar)) {
        const QString longer = lines.isEmpty() ? part : lines.last() + bar + part;
        if (!lines.isEmpty() && textWidthMm(font, false, pt, longer) <= width) {
            lines.last() = longer;
        } else {
            lines << part;
        }
    }
    return lines;
}

} // namespace

QStringList wrappedText(const QString& text, FigureFont font, double pt, double widthMm)
{
    QStringList lines = wrappedAt(text, font, pt, widthMm);
    for (double narrower = widthMm - 2.0; narrower > widthMm / 3.0 && lines.size() > 1;
         narrower -= 2.0) {
        const QStringList tried = wrappedAt(text, font, pt, narrower);
        if (tried.size() > lines.size()) {
            break;
        }
        lines = tried;
    }
    return lines;
}

QString elidedMiddle(const QString& text, FigureFont font, double pt, double widthMm)
{
    QString shown = text;
    int kept = static_cast<int>(text.size());
    while (kept > 2 && textWidthMm(font, false, pt, shown) > widthMm) {
        --kept;
        shown = text.left(kept / 2) + QStringLiteral("…") + text.right(kept - kept / 2);
    }
    return shown;
}

} // namespace neurograft

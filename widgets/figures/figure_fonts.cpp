// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_fonts.h"

#include "core/run/error.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QtGlobal>

#include <array>

static void initialiseResources()
{
    Q_INIT_RESOURCE(resources); // must stand outside every namespace
}

namespace neurograft {

namespace {

/// Looking a font up costs more than measuring a text with it, so each thread keeps its four.
const QFontMetricsF& metricsOf(FigureFont font, bool isBold)
{
    thread_local const std::array<QFontMetricsF, 4> metrics{
        QFontMetricsF(figureFont(FigureFont::Sans, false)),
        QFontMetricsF(figureFont(FigureFont::Sans, true)),
        QFontMetricsF(figureFont(FigureFont::Serif, false)),
        QFontMetricsF(figureFont(FigureFont::Serif, true))};
    return metrics[(font == FigureFont::Serif ? 2U : 0U) + (isBold ? 1U : 0U)];
}

double scaleOf(double pt)
{
    return pt * kMmPerPoint / kFigureFontPixels;
}

} // namespace

void initialiseProgramResources()
{
    initialiseResources();
}

void loadFigureFonts()
{
    static const bool isLoaded = [] {
        initialiseProgramResources();
        for (const char* name : {"Sans-Regular", "Sans-Bold", "Serif-Regular", "Serif-Bold"}) {
            const QString path =
                QStringLiteral(":/neurograft/fonts/Liberation%1.ttf").arg(QLatin1String(name));
            if (QFontDatabase::addApplicationFont(path) < 0) {
                throw StoreError(path.toStdString(), "a font of the program's resources",
                                 "no usable font", "Build the program again.");
            }
        }
        return true;
    }();
    Q_UNUSED(isLoaded)
}

QString figureFamily(FigureFont font)
{
    return font == FigureFont::Serif ? QStringLiteral("Liberation Serif")
                                     : QStringLiteral("Liberation Sans");
}

QFont figureFont(FigureFont font, bool isBold)
{
    loadFigureFonts();
    QFont result(figureFamily(font));
    result.setPixelSize(static_cast<int>(kFigureFontPixels));
    result.setBold(isBold);
    result.setHintingPreference(QFont::PreferNoHinting);
    result.setStyleStrategy(QFont::PreferOutline);
    return result;
}

double textWidthMm(FigureFont font, bool isBold, double pt, const QString& text)
{
    return metricsOf(font, isBold).horizontalAdvance(text) * scaleOf(pt);
}

QRectF textInkMm(FigureFont font, bool isBold, double pt, const QString& text)
{
    const QRectF ink = metricsOf(font, isBold).tightBoundingRect(text);
    const double scale = scaleOf(pt);
    return {ink.x() * scale, ink.y() * scale, ink.width() * scale, ink.height() * scale};
}

double capHeightMm(FigureFont font, double pt)
{
    return metricsOf(font, false).capHeight() * scaleOf(pt);
}

double lineHeightMm(double pt)
{
    return pt * kMmPerPoint * 1.18;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_clipboard.h"

#include "widgets/figures/figure_exporter.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

namespace neurograft {

namespace {

constexpr double kClipboardDpi = 300.0;

} // namespace

FigureCopy figureCopy(const Figure& figure, const FigureSpec& spec)
{
    return {FigureExporter::renderImage(figure, spec, kClipboardDpi),
            FigureExporter::renderSvg(figure, spec), figure.tsv()};
}

void putOnClipboard(const FigureCopy& copy)
{
    auto* mime = new QMimeData;
    mime->setImageData(copy.bitmap);
    mime->setData(QStringLiteral("image/svg+xml"), copy.svg);
    mime->setText(copy.tsv);
    mime->setData(QStringLiteral("text/tab-separated-values"), copy.tsv.toUtf8());
    QGuiApplication::clipboard()->setMimeData(mime);
}

} // namespace neurograft

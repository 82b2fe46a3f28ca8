// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_clipboard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

namespace neurograft {

namespace {

constexpr double kClipboardDpi = 300.0;

QString escapedLatex(const QString& text)
{
    QString out;
    for (const QChar c : text) {
        if (QStringLiteral("_&%#$").contains(c)) {
            out += u'\\';
        }
        out += c == QChar(0x202f) ? QStringLiteral("\\,") : QString(c);
    }
    return out;
}

} // namespace

std::unique_ptr<QMimeData> figureMimeData(const HeatmapFigure& figure, const FigureSpec& spec)
{
    auto mime = std::make_unique<QMimeData>();
    mime->setImageData(FigureExporter::renderImage(figure, spec, kClipboardDpi));
    mime->setData(QStringLiteral("image/svg+xml"), FigureExporter::renderSvg(figure, spec));
    QStringList tables;
    for (const HeatmapData& panel : figure.panels) {
        tables << heatmapTsv(panel);
    }
    const QString tsv = tables.join(u'\n');
    mime->setText(tsv);
    mime->setData(QStringLiteral("text/tab-separated-values"), tsv.toUtf8());
    return mime;
}

void copyFigureToClipboard(const HeatmapFigure& figure, const FigureSpec& spec)
{
    QGuiApplication::clipboard()->setMimeData(figureMimeData(figure, spec).release());
}

QString latexSnippet(const HeatmapFigure& figure, const FigureSpec& spec, const QString& fileName)
{
    QStringList modules;
    for (const HeatmapData& panel : figure.panels) {
        modules << QStringLiteral("\\texttt{%1}").arg(escapedLatex(panel.module));
    }
    const QString place =
        spec.widthMm > 100.0 ? QStringLiteral("figure*") : QStringLiteral("figure");
    return QStringLiteral("\\begin{%1}[t]\n"
                          "  \\centering\n"
                          "  \\includegraphics[width=%2mm]{%3}\n"
                          "  \\caption{Similarity of teacher and student layers for %4. %5.}\n"
                          "  \\label{fig:similarity}\n"
                          "\\end{%1}\n")
        .arg(place, QString::number(spec.widthMm), fileName, modules.join(QStringLiteral(", ")),
             escapedLatex(figure.footer).replace(QStringLiteral(" | "), QStringLiteral("; ")));
}

} // namespace neurograft

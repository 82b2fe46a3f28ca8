// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/latex_snippet.h"

#include <QHash>

namespace neurograft {

namespace {

constexpr double kWidestColumn = 100.0; ///< mm

/// What a label may hold.
QString labelOf(const QString& fileName)
{
    const QString stem = fileName.section(u'/', -1).section(u'.', 0, -2);
    return fileStem({stem.isEmpty() ? QStringLiteral("figure") : stem});
}

} // namespace

QString escapedLatex(const QString& text)
{
    static const QHash<QChar, QString> written{
        {u'\\', QStringLiteral("\\textbackslash{}")},
        {u'~', QStringLiteral("\\textasciitilde{}")},
        {u'^', QStringLiteral("\\textasciicircum{}")},
        {u'_', QStringLiteral("\\_")},
        {u'&', QStringLiteral("\\&")},
        {u'%', QStringLiteral("\\%")},
        {u'#', QStringLiteral("\\#")},
        {u'$', QStringLiteral("\\$")},
        {u'{', QStringLiteral("\\{")},
        {u'}', QStringLiteral("\\}")},
        {u'\u202f', QStringLiteral("\\,")},
        {u'\u2212', QStringLiteral("$-$")},
        {u'\u00d7', QStringLiteral("$\\times$")},
        {u'\u2264', QStringLiteral("$\\leq$")},
        {u'\u2265', QStringLiteral("$\\geq$")},
        {u'\u2026', QStringLiteral("\\dots{}")},
    };
    QString out;
    for (const QChar c : text) {
        out += written.value(c, QString(c));
    }
    return out;
}

QString latexSnippet(const Figure& figure, const FigureSpec& spec, const QString& fileName)
{
    QStringList panels;
    for (const QString& name : figure.panelNames()) {
        panels << QStringLiteral("\\texttt{%1}").arg(escapedLatex(name));
    }
    const QString place =
        spec.widthMm > kWidestColumn ? QStringLiteral("figure*") : QStringLiteral("figure");
    QString facts = escapedLatex(figure.footerText());
    facts.replace(QStringLiteral(" | "), QStringLiteral("; "));
    QString caption = escapedLatex(figure.subject());
    if (!panels.isEmpty()) {
        caption += QStringLiteral(" for ") + panels.join(QStringLiteral(", "));
    }
    caption += u'.';
    if (!facts.isEmpty()) {
        caption += u' ' + facts + u'.';
    }
    QString file = fileName;
    file.replace(u'\\', u'/');
    return QStringLiteral("\\begin{") + place + QStringLiteral("}[t]\n  \\centering\n")
        + QStringLiteral("  \\includegraphics[width=%1mm]{").arg(spec.widthMm) + file
        + QStringLiteral("}\n  \\caption{") + caption + QStringLiteral("}\n  \\label{fig:")
        + labelOf(fileName) + QStringLiteral("}\n\\end{") + place + QStringLiteral("}\n");
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/explain_text.h"

#include "widgets/plots/heatmap_chance.h"
#include "widgets/plots/number_text.h"

#include <QCoreApplication>

namespace neurograft {

namespace {

constexpr int kFewSamples = 1024; ///< below, biased CKA of layers of usual width is pulled up

struct ExplainTexts {
    Q_DECLARE_TR_FUNCTIONS(ExplainPopup)
};

QString explainText(const char* text)
{
    return ExplainTexts::tr(text);
}

/// "the 48 texts", "4 096 tokens".
QString samplesText(const HeatmapData& data)
{
    const QString n = countText(data.n);
    if (data.unit == QLatin1String("token")) {
        return explainText("the %1 tokens").arg(n);
    }
    if (data.unit == QLatin1String("last-token") || data.unit == QLatin1String("mean-token")) {
        return explainText("the %1 texts").arg(n);
    }
    return data.unit == QLatin1String("aligned-char") ? explainText("the %1 pieces of text").arg(n)
                                                      : explainText("the %1 samples").arg(n);
}

bool isCka(const HeatmapData& data)
{
    return data.measure.startsWith(QLatin1String("cka"));
}

QString likenessWord(double value)
{
    if (value >= 0.85) {
        return explainText("almost alike");
    }
    if (value >= 0.6) {
        return explainText("much alike");
    }
    if (value >= 0.3) {
        return explainText("partly alike");
    }
    return value >= 0.05 ? explainText("hardly alike") : explainText("no more alike than chance");
}

/// Formula parts between fractions become cells of one line.
QString lineHtml(const QString& line, const QString& ink)
{
    QString cells;
    const auto addText = [&cells](const QString& text) {
        if (!text.trimmed().isEmpty()) {
            cells += QStringLiteral("<td style=\"vertical-align:middle; white-space:pre\">%1</td>")
                         .arg(text.trimmed());
        }
    };
    qsizetype at = 0;
    while (at < line.size()) {
        const qsizetype open = line.indexOf(QLatin1Char('{'), at);
        const qsizetype bar = open < 0 ? -1 : line.indexOf(QLatin1Char('|'), open);
        const qsizetype close = bar < 0 ? -1 : line.indexOf(QLatin1Char('}'), bar);
        if (close < 0) {
            addText(line.mid(at));
            break;
        }
        addText(line.mid(at, open - at));
        cells +=
            QStringLiteral(
                "<td style=\"vertical-align:middle\"><table cellspacing=\"0\" "
                "cellpadding=\"1\"><tr><td align=\"center\" style=\"border-bottom:1px solid "
                "%1\">%2</td></tr><tr><td align=\"center\">%3</td></tr></table></td>")
                .arg(ink, line.mid(open + 1, bar - open - 1), line.mid(bar + 1, close - bar - 1));
        at = close + 1;
    }
    return QStringLiteral("<table cellspacing=\"0\" cellpadding=\"3\"><tr>%1</tr></table>")
        .arg(cells);
}

QString labelled(const QString& label, const QString& text)
{
    return text.isEmpty() ? QString() : QStringLiteral("<p><b>%1</b> %2</p>").arg(label, text);
}

} // namespace

QString cellSentence(const HeatmapData& data, const HeatmapCell& cell)
{
    const QString place =
        explainText("Student layer %1 and teacher layer %2").arg(cell.student).arg(cell.teacher);
    if (!data.isDefined(cell)) {
        return explainText("%1 (%2): no value, %3.")
            .arg(place, data.module, data.reasonText(data.reason(cell)));
    }
    const double value = data.value(cell);
    QString text = isCka(data)
        ? explainText("%1 see %2 %3 (%4): CKA %5. Higher = more alike; 1 = the same up to "
                      "rotation and scale.")
              .arg(place, samplesText(data), likenessWord(value), data.module, numberText(value, 2))
        : explainText("%1 over %2 (%3): %4 %5. %6")
              .arg(place, samplesText(data), data.module, scaleTitle(data), numberText(value, 3),
                   isDistanceMeasure(data.measure) ? explainText("Lower = more alike.")
                                                   : explainText("Higher = more alike."));
    if (const std::optional<bool> isAbove = isAboveChance(data, cell)) {
        text += QLatin1Char(' ')
            + (*isAbove ? explainText("That is above 95 % of shuffled samples.")
                        : explainText("Shuffled samples reach as much: no more than chance."));
    }
    if (data.measure.endsWith(QLatin1String("-biased")) && data.n < kFewSamples) {
        text += QLatin1Char(' ')
            + explainText("The biased estimator is pulled towards 1 with so few samples.");
    }
    return text;
}

QString formulaHtml(const QString& formula, const QColor& ink)
{
    QString html;
    for (const QString& line : formula.split(QStringLiteral("<br>"), Qt::SkipEmptyParts)) {
        html += lineHtml(line, ink.name());
    }
    return html;
}

QString helpHtml(const MeasureHelp& help, const QColor& ink)
{
    return QStringLiteral("<h3>%1</h3><p>%2</p>").arg(help.title, help.sentence)
        + formulaHtml(help.formula, ink)
        + (help.where.isEmpty() ? QString() : QStringLiteral("<p>%1</p>").arg(help.where))
        + labelled(explainText("Invariances:"), help.invariance)
        + labelled(explainText("Beware:"), help.caution)
        + labelled(explainText("Reference:"), help.reference);
}

QString allHelpHtml(const QColor& ink)
{
    QString html;
    QString group;
    for (const MeasureHelp& help : measureHelp()) {
        if (help.group != group) {
            group = help.group;
            html += QStringLiteral("<h2>%1</h2>").arg(group);
        }
        html += helpHtml(help, ink);
    }
    return html;
}

} // namespace neurograft

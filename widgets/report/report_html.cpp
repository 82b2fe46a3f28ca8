// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/report/report_html.h"

#include "widgets/figures/svg_writer.h"

#include <string>

namespace neurograft {

namespace {

constexpr const char* kReportStyle = R"(
body { font: 15px/1.5 system-ui, "Liberation Sans", sans-serif; color: #1c1e21; background: #fff;
       max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; border-top: 1px solid #d5d8dc;
       padding-top: 1rem; }
table { border-collapse: collapse; margin: .6rem 0; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .2rem .9rem .2rem 0; }
thead th { border-bottom: 1px solid #1c1e21; }
td code { word-break: break-all; }
figure { margin: 1.2rem 0; } figure svg { max-width: 100%; height: auto; }
figcaption, summary, .problem { color: #5a6068; font-size: .9rem; }
pre { white-space: pre-wrap; word-break: break-all; background: #f4f5f7; padding: .8rem; }
)";

QString escaped(const QString& text)
{
    return text.toHtmlEscaped();
}

/// A link that saves a text under a name.
QString savedText(const QString& fileName, const std::string& text)
{
    const QByteArray bytes = QByteArray::fromStdString(text).toBase64();
    return QStringLiteral("<a download=\"%1\" href=\"data:text/csv;base64,%2\">%1</a>")
        .arg(escaped(fileName), QString::fromLatin1(bytes));
}

/// The <svg> element without the XML declaration in front of it.
QString inlineSvg(const ReportFigure& figure)
{
    const QByteArray svg = writeSvg(figure.figure->scene(figure.spec), {});
    return QString::fromUtf8(svg.mid(svg.indexOf("<svg")));
}

QString figureHtml(const ReportFigure& figure)
{
    return QStringLiteral("<figure>%1<figcaption>%2. Numbers: %3</figcaption></figure>\n")
        .arg(inlineSvg(figure), escaped(figure.figure->subject()),
             savedText(figure.name + QStringLiteral(".csv"), figure.figure->csv()));
}

QString runHtml(const ReportRun& run)
{
    QString html =
        QStringLiteral("<h2>%1</h2>\n").arg(escaped(run.name)) + factTableHtml(run.facts);
    for (const ReportFigure& figure : run.figures) {
        html += figureHtml(figure);
    }
    if (!run.problem.isEmpty()) {
        html +=
            QStringLiteral("<p class=\"problem\">No figure: %1</p>\n").arg(escaped(run.problem));
    }
    html += QStringLiteral("<details><summary>Provenance</summary><pre>%1</pre></details>\n")
                .arg(escaped(QString::fromStdString(run.provenance.dump(2))));
    return html;
}

} // namespace

QString scoreTableHtml(const ScoreTable& scores)
{
    QString html = QStringLiteral("<table><thead><tr><th>model</th>");
    for (const ScoreColumn& column : scores.columns) {
        html += QStringLiteral("<th>%1</th>").arg(escaped(scoreColumnText(column)));
    }
    html += QStringLiteral("</tr></thead><tbody>\n");
    for (const ScoreRow& row : scores.rows) {
        html += QStringLiteral("<tr><th>%1</th>").arg(escaped(QString::fromStdString(row.label)));
        for (const std::optional<ScoreCell>& cell : row.cells) {
            html += QStringLiteral("<td>%1</td>").arg(scoreCellText(cell));
        }
        html += QStringLiteral("</tr>\n");
    }
    return html + QStringLiteral("</tbody></table>\n");
}

QString factTableHtml(const std::vector<ReportFact>& facts)
{
    QString html = QStringLiteral("<table><tbody>\n");
    for (const ReportFact& fact : facts) {
        html += QStringLiteral("<tr><th>%1</th><td><code>%2</code></td></tr>\n")
                    .arg(escaped(fact.name), escaped(fact.value));
    }
    return html + QStringLiteral("</tbody></table>\n");
}

QByteArray writeReportHtml(const RunReport& report)
{
    QString html =
        QStringLiteral("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                       "<meta name=\"generator\" content=\"Neurograft\">\n<title>%1"
                       "</title><style>%2</style></head><body>\n<h1>%1</h1>\n")
            .arg(escaped(report.title), QString::fromLatin1(kReportStyle));
    if (report.scores) {
        html += QStringLiteral("<h2>Scores</h2>\n") + scoreTableHtml(*report.scores);
        for (const QString& finding : report.findings) {
            html += QStringLiteral("<p>%1</p>\n").arg(escaped(finding));
        }
    }
    for (const ReportRun& run : report.runs) {
        html += runHtml(run);
    }
    return (html + QStringLiteral("</body></html>\n")).toUtf8();
}

} // namespace neurograft

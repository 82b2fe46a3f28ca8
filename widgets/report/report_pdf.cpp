// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/report/report_pdf.h"

#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/pdf_writer.h"
#include "widgets/figures/scene_painter.h"
#include "widgets/report/report_html.h"

#include <QAbstractTextDocumentLayout>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QTextDocument>

#include <algorithm>

namespace neurograft {

namespace {

constexpr double kMarginMm = 20.0;
constexpr double kGapMm = 4.0; ///< below a block
constexpr double kReportTextPt = 9.0;

/// A4 pages that are filled from top to bottom, with a painter whose unit is a millimetre.
class ReportPages {
public:
    ReportPages(QPdfWriter& writer, QPainter& painter)
        : m_writer(writer), m_painter(painter),
          m_page(QPageSize(QPageSize::A4).size(QPageSize::Millimeter)), m_y(kMarginMm)
    {
    }

    /// @param below mm that shall follow on the same page
    void addText(const QString& html, double below = 0.0)
    {
        const double unit = m_writer.resolution() / 25.4; // device pixels of a millimetre
        QTextDocument document;
        document.documentLayout()->setPaintDevice(&m_writer);
        QFont font(figureFamily(FigureFont::Sans));
        font.setPointSizeF(kReportTextPt);
        document.setDefaultFont(font);
        document.setDefaultStyleSheet(QStringLiteral(
            "th { text-align: left; padding-right: 8px; } td { padding-right: 8px; }"));
        document.setDocumentMargin(0.0);
        document.setHtml(html);
        document.setTextWidth(width() * unit);
        const double height = document.size().height() / unit;
        makeRoom(height + (below > 0.0 ? kGapMm + below : 0.0));
        m_painter.save();
        m_painter.resetTransform();
        m_painter.translate(kMarginMm * unit, m_y * unit);
        document.drawContents(&m_painter);
        m_painter.restore();
        m_y += height + kGapMm;
    }

    void addFigure(const QString& caption, const FigureScene& scene)
    {
        constexpr double kCaptionMm = 14.0; // at most two lines and the gap below
        const double tallest = m_page.height() - 2.0 * kMarginMm - kCaptionMm;
        const double scale =
            std::min({1.0, width() / scene.sizeMm.width(), tallest / scene.sizeMm.height()});
        addText(caption, scene.sizeMm.height() * scale);
        m_painter.save();
        m_painter.translate(kMarginMm, m_y);
        m_painter.scale(scale, scale);
        paintScene(m_painter, scene, true);
        m_painter.restore();
        m_y += scene.sizeMm.height() * scale + kGapMm;
    }

private:
    double width() const { return m_page.width() - 2.0 * kMarginMm; }
    /// Goes to the next page unless @p height mm are left on this one.
    void makeRoom(double height)
    {
        if (m_y > kMarginMm && m_y + height > m_page.height() - kMarginMm) {
            m_writer.newPage();
            m_y = kMarginMm;
        }
    }

    QPdfWriter& m_writer;
    QPainter& m_painter;
    QSizeF m_page;
    double m_y; ///< top of the next block, mm
};

std::vector<PdfAttachment> attachmentsOf(const RunReport& report)
{
    std::vector<PdfAttachment> files;
    for (const ReportRun& run : report.runs) {
        files.push_back({run.name + QStringLiteral(".json"),
                         QByteArray::fromStdString(run.provenance.dump(2)),
                         QStringLiteral("application/json")});
        for (const ReportFigure& figure : run.figures) {
            files.push_back({figure.name + QStringLiteral(".csv"),
                             QByteArray::fromStdString(figure.figure->csv()),
                             QStringLiteral("text/csv")});
        }
    }
    return files;
}

void paintReport(const RunReport& report, ReportPages& pages)
{
    pages.addText(QStringLiteral("<h1>%1</h1>").arg(report.title.toHtmlEscaped()));
    if (report.scores) {
        pages.addText(QStringLiteral("<h2>Scores</h2>") + scoreTableHtml(*report.scores));
        for (const QString& finding : report.findings) {
            pages.addText(finding.toHtmlEscaped());
        }
    }
    for (const ReportRun& run : report.runs) {
        pages.addText(QStringLiteral("<h2>%1</h2>").arg(run.name.toHtmlEscaped())
                      + factTableHtml(run.facts));
        for (const ReportFigure& figure : run.figures) {
            pages.addFigure(
                QStringLiteral("<b>%1</b> · %2")
                    .arg(figure.name.toHtmlEscaped(), figure.figure->subject().toHtmlEscaped()),
                figure.figure->scene(figure.spec));
        }
        if (!run.problem.isEmpty()) {
            pages.addText(QStringLiteral("No figure: ") + run.problem.toHtmlEscaped());
        }
    }
}

} // namespace

QByteArray writeReportPdf(const RunReport& report)
{
    PdfAbout about;
    about.title = report.title;
    about.pageMm = QPageSize(QPageSize::A4).size(QPageSize::Millimeter);
    about.attachments = attachmentsOf(report);
    about.date = report.date;
    return writePdfPages(about, [&report](QPdfWriter& writer, QPainter& painter) {
        ReportPages pages(writer, painter);
        paintReport(report, pages);
    });
}

} // namespace neurograft

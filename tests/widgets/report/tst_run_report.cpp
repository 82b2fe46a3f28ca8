// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/evaluation_result.h"
#include "core/run/error.h"
#include "core/store/result_file.h"
#include "core/study/evaluate_study.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/pdf_attachments.h"
#include "widgets/report/report_file.h"
#include "widgets/report/report_html.h"
#include "widgets/report/report_pdf.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace neurograft;

namespace fs = std::filesystem;

class TestRunReport : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path place(const char* name) const { return m_folder.filePath(name).toStdString(); }

    /// @p right of 20 choices right.
    fs::path writeScores(const char* name, const std::string& model, int right) const
    {
        Evaluation evaluation;
        evaluation.protocol = evaluationProtocol(EvaluationTask::Mmlu, "", "", "");
        for (int row = 0; row < 20; ++row) {
            EvaluationItem item;
            item.id = std::to_string(row);
            item.row = row;
            item.gold = "A";
            item.isAnswered = true;
            item.verdict = row < right ? Verdict::Right : Verdict::Wrong;
            evaluation.items.push_back(item);
        }
        EvaluateStudy study;
        study.model = "models/" + model;
        study.task = "mmlu";
        study.data = "test";
        ResultFile result;
        result.manifest.study = studyText(study);
        result.manifest.command = "neurograft evaluate --model <" + model + ">";
        result.manifest.student = model;
        result.manifest.studentSha256 = "0123456789abcdef";
        result.manifest.createdUtc = "2026-11-25T03:00:00Z";
        result.manifest.wallSeconds = 12.5;
        putEvaluation(evaluation, result);
        writeResult(place(name), result, true);
        return place(name);
    }
    /// A result that nothing is drawn from.
    fs::path writeBare(const char* name) const
    {
        ResultFile result;
        result.manifest.command = "neurograft match";
        result.manifest.createdUtc = "2026-11-26T03:00:00Z";
        writeResult(place(name), result, true);
        return place(name);
    }
    RunReport example() const
    {
        return readReport({writeScores("a.h5", "student", 5), writeScores("b.h5", "edited", 20),
                           writeBare("c.h5")},
                          QStringLiteral("Before & after"), {});
    }
    static QString fact(const ReportRun& run, const QString& name)
    {
        const auto found = std::find_if(run.facts.begin(), run.facts.end(),
                                        [&name](const ReportFact& f) { return f.name == name; });
        return found == run.facts.end() ? QString() : found->value;
    }

private Q_SLOTS:
    void initTestCase() { loadFigureFonts(); }

    void tellsEveryRun()
    {
        const RunReport report = example();
        QCOMPARE(report.runs.size(), std::size_t{3});
        QCOMPARE(report.figureCount(), std::size_t{2});
        QCOMPARE(report.date,
                 QDateTime::fromString(QStringLiteral("2026-11-26T03:00:00Z"), Qt::ISODate));
        QCOMPARE(fact(report.runs[0], QStringLiteral("Student")),
                 QStringLiteral("student (sha256 0123456789ab…)"));
        QVERIFY(
            fact(report.runs[0], QStringLiteral("Computed")).startsWith(QStringLiteral("12.5 s")));
        QVERIFY(fact(report.runs[0], QStringLiteral("Teacher")).isEmpty());
        QVERIFY(report.runs[0].problem.isEmpty());
        QVERIFY(!report.runs[2].problem.isEmpty());
        QVERIFY(report.scores.has_value());
        QCOMPARE(scoreCellText(report.scores->rows[0].cells[0]), QStringLiteral("0.250"));
        QCOMPARE(report.findings.size(), qsizetype{1});
        QVERIFY2(report.findings[0].startsWith(QStringLiteral("edited, ")),
                 qPrintable(report.findings[0]));
    }

    void aWebPageNeedsNothingElse()
    {
        const QByteArray html = writeReportHtml(example());
        QCOMPARE(html.count("<svg"), qsizetype{2});
        QVERIFY(html.contains("<h1>Before &amp; after</h1>"));
        QVERIFY(html.contains("--model &lt;student&gt;"));
        QVERIFY(html.contains("<td>0.250</td>"));
        for (const char* loaded : {"src=\"", "@import", "<link", "<script"}) {
            QVERIFY2(!html.contains(loaded), loaded);
        }
        const QByteArray link = "download=\"a-evaluation.csv\" href=\"data:text/csv;base64,";
        const qsizetype at = html.indexOf(link);
        QVERIFY(at > 0);
        const qsizetype begin = at + link.size();
        const QByteArray csv =
            QByteArray::fromBase64(html.mid(begin, html.indexOf('"', begin) - begin));
        QCOMPARE(csv, QByteArray::fromStdString(example().runs[0].figures[0].figure->csv()));
    }

    void aPdfHoldsTextAndNumbers()
    {
        const RunReport report = example();
        const QByteArray pdf = writeReportPdf(report);
        QVERIFY(pdf.startsWith("%PDF-"));
        QCOMPARE(writeReportPdf(report), pdf);
        QVERIFY(pdf.contains("/CreationDate (D:20261126030000"));
        const std::vector<PdfAttachment> files = readPdfAttachments(pdf);
        QCOMPARE(files.size(), std::size_t{5}); // three runs, two figures
        const auto numbers = std::find_if(files.begin(), files.end(), [](const auto& file) {
            return file.name == QLatin1String("b-evaluation.csv");
        });
        QVERIFY(numbers != files.end());
        QCOMPARE(numbers->bytes,
                 QByteArray::fromStdString(report.runs[1].figures[0].figure->csv()));
    }

    void filesAreTakenFromFolders()
    {
        QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral("study/runs")));
        const fs::path first = writeBare("study/runs/0001.h5");
        const fs::path second = writeBare("study/runs/0002.h5");
        const fs::path other = writeBare("other.h5");
        QCOMPARE(reportedResults({other, place("study")}),
                 (std::vector<fs::path>{other, first, second}));
        QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral("empty")));
        QVERIFY_EXCEPTION_THROWN(reportedResults({place("empty")}), StudyError);
    }

    void whatCannotBeWrittenIsSaid()
    {
        QVERIFY_EXCEPTION_THROWN(readReport({}, {}, {}), StudyError);
        QVERIFY_EXCEPTION_THROWN(reportFormatOf("report.docx"), UsageError);
        QVERIFY(reportFormatOf("report.pdf") == ReportFormat::Pdf);
        const fs::path out = place("report.html");
        const RunReport report = example();
        writeReportFile(report, ReportFormat::Html, out, false);
        QVERIFY_EXCEPTION_THROWN(writeReportFile(report, ReportFormat::Html, out, false),
                                 StudyError);
        QFile file(QString::fromStdString(out.string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), writeReportHtml(report));
    }

    void aStopIsNoticed()
    {
        RunContext context;
        context.isStopRequested = [] { return true; };
        QVERIFY_EXCEPTION_THROWN(readReport({writeBare("c.h5")}, {}, context), Canceled);
    }
};

QTEST_MAIN(TestRunReport)
#include "tst_run_report.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/report/report_file.h"

#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "widgets/report/report_html.h"
#include "widgets/report/report_pdf.h"

namespace neurograft {

ReportFormat reportFormatOf(const std::filesystem::path& path)
{
    const std::string suffix = path.extension().string();
    if (suffix == ".pdf") {
        return ReportFormat::Pdf;
    }
    if (suffix == ".html" || suffix == ".htm") {
        return ReportFormat::Html;
    }
    throw UsageError("--out", "a name that ends in .html or .pdf", path.filename().string());
}

void writeReportFile(const RunReport& report, ReportFormat format,
                     const std::filesystem::path& path, bool overwrite)
{
    const QByteArray bytes =
        format == ReportFormat::Pdf ? writeReportPdf(report) : writeReportHtml(report);
    writeFileAtomically(path, {bytes.constData(), static_cast<std::size_t>(bytes.size())},
                        overwrite);
}

} // namespace neurograft

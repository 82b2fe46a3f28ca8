// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report_wiring.h"

#include "app/window_actions.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/models/path_text.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/report/report_file.h"

#include <QDesktopServices>
#include <QDir>
#include <QUrl>

namespace neurograft {

namespace {

const QString kReportTopic = QStringLiteral("report");

} // namespace

ReportWiring::ReportWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    parts.actions->on("file.exportReport", this, [this] { exportReport(); });
    connect(parts.runs, &RunListModel::refreshed, this, &ReportWiring::updateAction);
    connect(parts.runs, &RunListModel::notesChanged, this, &ReportWiring::updateAction);
    connect(parts.jobs, &JobController::ended, this, &ReportWiring::ended);
    updateAction();
}

std::vector<std::filesystem::path> ReportWiring::results() const
{
    std::vector<std::filesystem::path> files;
    for (int row = 0; row < m_parts.runs->rowCount(); ++row) {
        const QModelIndex index = m_parts.runs->index(row, 0);
        const QString path = index.data(RunListModel::PathRole).toString();
        if (!index.data(RunListModel::HiddenRole).toBool() && path.endsWith(QLatin1String(".h5"))) {
            files.push_back(toPath(path));
        }
    }
    return files;
}

void ReportWiring::updateAction()
{
    m_parts.actions->setObstacle("file.exportReport",
                                 results().empty() ? tr("Nothing has been run yet.") : QString());
}

void ReportWiring::exportReport()
{
    const QString name = QDir(m_parts.study->folder()).dirName();
    const QString title = name.isEmpty() ? tr("Neurograft report") : name;
    QString path =
        chooseTarget(m_parts.settings, m_parts.window, tr("Export report"),
                     title + QStringLiteral(".html"), tr("Web page (*.html);;PDF (*.pdf)"));
    if (path.isEmpty()) {
        return;
    }
    if (!path.endsWith(QLatin1String(".pdf")) && !path.endsWith(QLatin1String(".html"))
        && !path.endsWith(QLatin1String(".htm"))) {
        path += QStringLiteral(".html");
    }
    m_parts.notices->clear(kReportTopic);
    JobRequest request;
    request.title = tr("Report of %n run(s)", nullptr, static_cast<int>(results().size()));
    request.work = [files = results(), title, path](const RunContext& context) {
        const std::filesystem::path out = toPath(path);
        writeReportFile(readReport(files, title, context), reportFormatOf(out), out, true);
    };
    m_reports.insert(m_parts.jobs->start(std::move(request)), path);
}

void ReportWiring::ended(JobId id, const JobOutcome& outcome)
{
    const QString path = m_reports.take(id);
    if (path.isEmpty() || outcome.isCanceled()) {
        return;
    }
    if (outcome.isFailed()) {
        m_parts.showProblem(kReportTopic, tr("The report was not written."), outcome);
        return;
    }
    Notice notice{Notice::Weight::Note, tr("The report was written."), path, {}, {}, {}};
    notice.actions.append(
        {tr("Open"), [path] { QDesktopServices::openUrl(QUrl::fromLocalFile(path)); }});
    m_parts.notices->show(kReportTopic, notice);
}

} // namespace neurograft

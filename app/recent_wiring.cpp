// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/recent_wiring.h"

#include "app/window_actions.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/path_text.h"
#include "widgets/models/study_document.h"
#include "widgets/settings/app_settings.h"

#include <QFileInfo>
#include <QMainWindow>
#include <QMenu>

namespace neurograft {

namespace {

QString pairText(const SimilarityStudy& study)
{
    QStringList names;
    for (const std::filesystem::path& path : {study.teacher, study.student}) {
        if (!path.empty()) {
            names << fromPath(path.filename());
        }
    }
    return names.join(QStringLiteral(" → "));
}

} // namespace

RecentWiring::RecentWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    parts.actions->on("recent.clear", this, [this] { m_parts.settings->forgetStudies(); });
    connect(parts.settings, &AppSettings::recentStudiesChanged, this, &RecentWiring::lookUp);
    connect(parts.actions->menu("file/recent"), &QMenu::aboutToShow, this, &RecentWiring::lookUp);
    connect(parts.start, &StartPage::recentWanted, parts.study, &StudyDocument::open);
    connect(parts.start, &StartPage::locateWanted, this, &RecentWiring::locate);
    connect(parts.study, &StudyDocument::opened, this, &RecentWiring::remember);
    connect(parts.study, &StudyDocument::saved, this, &RecentWiring::remember);
    lookUp();
}

void RecentWiring::remember()
{
    m_parts.settings->rememberStudy({m_parts.study->file(),
                                     pairText(m_parts.study->study().similarity),
                                     QDateTime::currentDateTime()});
    m_parts.settings->setLastStudy(m_parts.study->file());
}

void RecentWiring::reopenLast()
{
    const QString file = m_parts.settings->lastStudy();
    if (!file.isEmpty()) {
        m_parts.study->open(file);
    }
}

void RecentWiring::lookUp()
{
    m_parts.lane->ask(QStringLiteral("studies.recent"), this,
                      [this, studies = m_parts.settings->recentStudies()](
                          const RunContext&) -> QuickLane::Answer {
                          QList<RecentEntry> entries;
                          for (const RecentStudy& study : studies) {
                              entries.append({study, QFileInfo::exists(study.file)});
                          }
                          return [this, entries] { show(entries); };
                      });
}

void RecentWiring::show(const QList<RecentEntry>& studies)
{
    m_parts.start->setRecent(studies);
    QMenu* menu = m_parts.actions->menu("file/recent");
    qDeleteAll(m_entries);
    m_entries.clear();
    QAction* first = menu->actions().value(0);
    for (const RecentEntry& entry : studies) {
        const QString date = entry.study.opened.toString(QStringLiteral("yyyy-MM-dd"));
        const QString name = entry.isThere
            ? QStringLiteral("%1  %2  %3").arg(entry.study.name(), entry.study.pair, date)
            : tr("%1 is not there any more: Locate…").arg(entry.study.name());
        auto* action =
            new QAction(QString(name).replace(QLatin1Char('&'), QLatin1String("&&")), menu);
        action->setToolTip(entry.study.file);
        connect(action, &QAction::triggered, this,
                [this, file = entry.study.file, isThere = entry.isThere] {
                    isThere ? m_parts.study->open(file) : locate(file);
                });
        menu->insertAction(first, action);
        m_entries.append(action);
    }
    if (!studies.isEmpty()) {
        m_entries.append(menu->insertSeparator(first));
    }
    m_parts.actions->setObstacle("recent.clear",
                                 studies.isEmpty() ? tr("No study was opened yet.") : QString());
}

void RecentWiring::locate(const QString& file)
{
    const QString found = chooseStudyFile(m_parts.settings, m_parts.window,
                                          tr("Where is %1 now?").arg(QFileInfo(file).fileName()));
    if (!found.isEmpty()) {
        m_parts.settings->moveStudy(file, found);
        m_parts.study->open(found);
    }
}

} // namespace neurograft

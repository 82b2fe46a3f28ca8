// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studies_listing.h"

#include "core/run/error.h"
#include "core/studies/ready_studies.h"
#include "core/support/resource_location.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/path_text.h"
#include "widgets/panels/ready_study_list.h"
#include "widgets/settings/app_settings.h"

#include <QFileInfo>

#include <memory>
#include <utility>
#include <vector>

namespace neurograft {

namespace {

/// Those that are there. One that cannot be read is shown, so that it can be mended.
std::vector<ReadyStudy> studiesOf(const QStringList& files)
{
    std::vector<ReadyStudy> studies;
    for (const QString& file : files) {
        if (!QFileInfo(file).isFile()) {
            continue;
        }
        ReadyStudy own{StudiesListing::nameOf(file).toStdString(), toPath(file), {}};
        try {
            own.study = readChainStudy(own.file);
        } catch (const Error&) {
            own.study.shows =
                StudiesListing::tr("has an error: open it to see where").toStdString();
        }
        if (own.study.title.empty()) {
            own.study.title = own.name;
        }
        studies.push_back(std::move(own));
    }
    return studies;
}

} // namespace

StudiesListing::StudiesListing(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    connect(parts.settings, &AppSettings::ownStudiesChanged, this, &StudiesListing::listOwn);
}

void StudiesListing::fill(ReadyStudyList* list)
{
    m_list = list;
    m_parts.lane->ask(
        QStringLiteral("studies.list"), list,
        [list](const RunContext&) -> QuickLane::Answer {
            const auto studies = std::make_shared<std::vector<ReadyStudy>>(readyStudies());
            return [list, studies] { list->setStudies(std::move(*studies)); };
        },
        [this](const JobOutcome& outcome) {
            m_parts.showProblem(QStringLiteral("studies"), tr("The ready studies were not read."),
                                outcome);
        });
    listOwn();
}

void StudiesListing::listOwn()
{
    if (!m_list) {
        return; // read when there is one
    }
    ReadyStudyList* list = m_list;
    m_parts.lane->ask(
        QStringLiteral("studies.own"), list,
        [list, files = m_parts.settings->ownStudies()](const RunContext&) -> QuickLane::Answer {
            const auto studies = std::make_shared<std::vector<ReadyStudy>>(studiesOf(files));
            return [list, studies] { list->setOwnStudies(std::move(*studies)); };
        });
}

void StudiesListing::remember(const QString& file)
{
    if (isReady(file)) {
        return;
    }
    if (m_parts.settings->ownStudies().value(0) == file) {
        listOwn(); // what it shows may be another
    } else {
        m_parts.settings->rememberOwnStudy(file);
    }
}

bool StudiesListing::isReady(const QString& file)
{
    const QString folder = QFileInfo(fromPath(findResource("studies"))).canonicalFilePath();
    return !folder.isEmpty()
        && QFileInfo(file).canonicalFilePath().startsWith(folder + QLatin1Char('/'));
}

QString StudiesListing::nameOf(const QString& file)
{
    return QFileInfo(file).fileName().section(QLatin1Char('.'), 0, 0);
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/self_maps.h"

#include "core/store/result_file.h"
#include "widgets/figures/result_heatmaps.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/path_text.h"
#include "widgets/models/similarity_session.h"

#include <utility>

namespace neurograft {

namespace {

const QString kSelfMapsChannel = QStringLiteral("similarity.self");

/// Of the modules that have one.
std::vector<HeatmapData> selfMaps(const ResultFile& result, const QStringList& modules,
                                  const QString& measure, const QString& baseline)
{
    std::vector<HeatmapData> maps;
    if (!hasBaselineMap(result, measure, baseline)) {
        return maps;
    }
    for (const QString& module : modules) {
        maps.push_back(heatmapFromResult(result, module, measure, baseline));
    }
    return maps;
}

} // namespace

SelfMaps::SelfMaps(SimilaritySession* session, QuickLane* lane, QObject* parent)
    : QObject(parent), m_session(session), m_lane(lane)
{
    connect(session, &SimilaritySession::figureChanged, this, &SelfMaps::read);
}

void SelfMaps::setActive(bool isActive)
{
    if (isActive != m_isActive) {
        m_isActive = isActive;
        read();
    }
}

void SelfMaps::read()
{
    if (!m_isActive) {
        return;
    }
    const auto figure = m_session->figure();
    if (figure == nullptr || figure->panels.empty()) {
        m_lane->forget(kSelfMapsChannel);
        take({}, {}, {}, {});
        return;
    }
    m_lane->ask(
        kSelfMapsChannel, this,
        [this, path = m_session->resultPath(), modules = figure->panelNames(),
         measure = figure->panels.front().measure](const RunContext&) -> QuickLane::Answer {
            const ResultFile result = readResult(toPath(path));
            auto student = selfMaps(result, modules, measure, QStringLiteral("self-student"));
            auto teacher = selfMaps(result, modules, measure, QStringLiteral("self-teacher"));
            return [this, path, measure, student = std::move(student),
                    teacher = std::move(teacher)] { take(path, measure, student, teacher); };
        },
        [this](const JobOutcome& outcome) {
            take({}, {}, {}, {});
            Q_EMIT failed(tr("The maps of each model with itself were not read."), outcome);
        });
}

void SelfMaps::take(const QString& path, const QString& measure, std::vector<HeatmapData> student,
                    std::vector<HeatmapData> teacher)
{
    m_path = path;
    m_measure = measure;
    m_student = std::move(student);
    m_teacher = std::move(teacher);
    Q_EMIT changed();
}

} // namespace neurograft

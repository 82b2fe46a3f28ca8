// SPDX-License-Identifier: GPL-3.0-or-later
// The file of a similarity run, whole or partial.
#include "core/engine/run/similarity_job.h"

#include "core/engine/run/job_support.h"
#include "core/engine/support/device.h"
#include "core/run/compute_setup.h"
#include "core/study/similarity_command.h"
#include "core/study/study_io.h"
#include "core/support/sha256.h"
#include "core/support/version.h"

#include <algorithm>
#include <utility>

namespace neurograft {

using Clock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::duration<double> kStoreInterval{0.3};
constexpr double kStoreShare = 10.0; ///< storing may take a tenth of the time at most

const char* tableWord(const BaselineTeacher& teacher)
{
    return teacher.kind == BaselineTeacher::Kind::Random ? "random_teacher" : "aligned_teacher";
}

} // namespace

void SimilarityJob::updateMaps()
{
    for (MapSlot& slot : m_maps) {
        slot.map.update(m_context);
        for (std::optional<SimilarityMap>& map : slot.baselines) {
            if (map) {
                map->update(m_context);
            }
        }
    }
}

void SimilarityJob::publishWhenDue()
{
    if (Clock::now() - m_lastStored < std::max(kStoreInterval, kStoreShare * m_storeCost)) {
        return;
    }
    const Clock::time_point begin = Clock::now();
    updateMaps();
    store("partial");
    m_storeCost = Clock::now() - begin;
}

void SimilarityJob::store(const std::string& status)
{
    ResultFile result;
    result.manifest = manifest(status);
    for (const auto& [role, model] :
         {std::pair("teacher", &m_inputs.teacher), std::pair("student", &m_inputs.student)}) {
        if (*model && !(*model)->key.overlay.empty()) {
            result.extra[std::string(role) + "_overlay_sha256"] = (*model)->key.overlay;
        }
    }
    for (const MapSlot& slot : m_maps) {
        appendTables(slot.map, slot.facts, result);
        if (slot.null) {
            appendNull(slot.map, slot.facts, *slot.null, m_inputs.study.permutations, result);
        }
        if (slot.interval) {
            appendInterval(slot.map, slot.facts, *slot.interval, m_inputs.study.bootstrap, result);
        }
        if (slot.selfStudent && slot.selfTeacher) {
            appendBaseline("self_student", {"student layer", "student layer"}, *slot.selfStudent,
                           slot.facts, result);
            appendBaseline("self_teacher", {"teacher layer", "teacher layer"}, *slot.selfTeacher,
                           slot.facts, result);
        }
        for (std::size_t i = 0; i < slot.baselines.size(); ++i) {
            if (slot.baselines[i]) {
                appendBaseline(tableWord(m_inputs.baselineTeachers[i]),
                               {"student layer", "teacher layer"}, *slot.baselines[i], slot.facts,
                               result);
            }
        }
    }
    writeResult(m_out, result, true);
    m_lastStored = Clock::now();
    m_isStored = true;
    m_context.stored(m_out.string());
}

RunManifest SimilarityJob::manifest(const std::string& status) const
{
    const SimilarityStudy& study = m_inputs.study;
    RunManifest manifest;
    manifest.programVersion = kProgramVersion;
    manifest.command = similarityCommandLine(study, m_out);
    manifest.study = studyText(study);
    manifest.studySha256 = sha256Hex(manifest.study);
    manifest.status = status;
    manifest.createdUtc = m_createdUtc;
    manifest.seed = static_cast<std::int64_t>(study.seed);
    manifest.threads = computeThreads();
    manifest.dataSha256 = m_inputs.dataSha256;
    manifest.device = "cpu";
    manifest.dtype = "given";
    if (m_inputs.teacher && m_inputs.student) {
        const SimilarityModel& teacher = *m_inputs.teacher;
        const SimilarityModel& student = *m_inputs.student;
        manifest.device = pairWord(teacher.device.str(), student.device.str());
        manifest.dtype = pairWord(teacher.key.dtype, student.key.dtype);
        manifest.teacher = folderName(study.teacher);
        manifest.student = folderName(study.student);
        manifest.teacherSha256 = teacher.key.model;
        manifest.studentSha256 = student.key.model;
    }
    manifest.wallSeconds = std::chrono::duration<double>(Clock::now() - m_start).count();
    manifest.peakBytes = static_cast<double>(peakResidentMemory());
    return manifest;
}

Progress SimilarityJob::progress(int phase, const std::string& name) const
{
    Progress report;
    report.phase = name;
    report.phaseIndex = phase;
    report.phaseCount = kPhases + (hasBaselines() ? 1 : 0);
    report.done = phase == 1 ? 0 : m_done;
    report.total = phase == 1 ? 0 : m_total;
    report.unit = phase > kPhases ? "steps" : m_inputs.activations ? "layers" : "batches";
    return report;
}

} // namespace neurograft

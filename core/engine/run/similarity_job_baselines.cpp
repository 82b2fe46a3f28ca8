// SPDX-License-Identifier: GPL-3.0-or-later
// What a similarity run compares its numbers with: shuffles, resamples, the models themselves.
#include "core/engine/run/similarity_job.h"

#include "core/study/layer_mask.h"

#include <map>
#include <utility>

namespace neurograft {

std::int64_t SimilarityJob::checkedTeacher() const
{
    return depthProportionalLayer(static_cast<int>(m_inputs.students() / 2),
                                  static_cast<int>(m_inputs.students()),
                                  static_cast<int>(m_inputs.teachers()));
}

void SimilarityJob::keepForCheck(const Side& side, Module module, std::int64_t layer,
                                 const PackedGram& gram)
{
    const bool isTeacher = (side.isTeacher || side.isBoth) && !side.baseline;
    if (isTeacher && layer == checkedTeacher()) {
        m_checked[module].teacher = gram;
    }
    if ((!side.isTeacher || side.isBoth) && layer == m_inputs.students() / 2) {
        m_checked[module].student = gram;
    }
}

void SimilarityJob::addShuffledChecks()
{
    std::map<Module, ShuffledCheck> checks;
    for (const auto& [module, pair] : m_checked) {
        if (pair.student && pair.teacher) {
            checks[module] = shuffledCheck(*pair.student, *pair.teacher, m_inputs.study.seed);
        }
    }
    for (MapSlot& slot : m_maps) {
        const auto found = checks.find(slot.module);
        if (found != checks.end()) {
            slot.facts.shuffled = found->second;
        }
    }
}

bool SimilarityJob::hasBaselines() const
{
    const SimilarityStudy& study = m_inputs.study;
    return study.permutations > 0 || study.bootstrap > 0 || m_inputs.hasBaseline("self");
}

void SimilarityJob::addBaselines()
{
    if (!hasBaselines()) {
        return;
    }
    const SimilarityStudy& study = m_inputs.study;
    const auto maps = static_cast<std::int64_t>(m_maps.size());
    m_done = 0;
    m_total = maps * ((study.permutations > 0 ? m_inputs.teachers() : 0) + study.bootstrap);
    const auto step = [this] {
        ++m_done;
        m_context.checkpoint(progress(kPhases + 1, "permutations and resamples"));
    };
    const std::vector<std::int64_t> groups = m_inputs.groups();
    for (MapSlot& slot : m_maps) {
        if (m_inputs.hasBaseline("self")) {
            addSelfMaps(slot);
        }
        if (study.permutations > 0) {
            slot.null = permutationNull(slot.map, m_inputs.samples(), study.permutations,
                                        study.seed, m_context, step);
        }
        if (study.bootstrap > 0) {
            slot.interval =
                bootstrapInterval(slot.map, groups, study.bootstrap, study.seed, m_context, step);
        }
    }
}

void SimilarityJob::addSelfMaps(MapSlot& slot) const
{
    for (const auto& [layers, self] : {std::pair(&slot.map.studentLayers(), &slot.selfStudent),
                                       std::pair(&slot.map.teacherLayers(), &slot.selfTeacher)}) {
        const auto count = static_cast<std::int64_t>(layers->size());
        self->emplace(slot.measure, count, count);
        for (std::int64_t layer = 0; layer < count; ++layer) {
            const SimilarityMap::Layer& prepared = (*layers)[static_cast<std::size_t>(layer)];
            (*self)->setStudent(layer, prepared);
            (*self)->setTeacher(layer, prepared);
        }
        (*self)->finish(m_context);
    }
}

} // namespace neurograft

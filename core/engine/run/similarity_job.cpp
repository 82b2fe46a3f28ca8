// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/similarity_job.h"

#include "core/engine/run/job_support.h"
#include "core/engine/support/device.h"
#include "core/run/compute_setup.h"
#include "core/run/error.h"
#include "core/run/gram_cache_setup.h"

#include <algorithm>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

SimilarityJob::SimilarityJob(SimilarityInputs inputs, fs::path out, Clock::time_point start,
                             const RunContext& context)
    : m_inputs(std::move(inputs)), m_out(std::move(out)), m_context(context),
      m_memoryLeft(static_cast<std::int64_t>(gramCacheSetup().memoryShare
                                             * static_cast<double>(totalHostMemory()))),
      m_createdUtc(utcNow()), m_start(start)
{
}

SimilarityOutcome SimilarityJob::run()
{
    makeMaps();
    sayWidening();
    bool needsModels = false;
    try {
        if (m_inputs.activations) {
            addActivations();
        } else {
            openSides();
            needsModels = std::any_of(m_sides.begin(), m_sides.end(),
                                      [](const Side& side) { return side.lastLayer >= 0; });
            if (needsModels) {
                updateMaps(); // what the cache has is in the file before anything can stop the run
                store("partial"); // else empty frames at once
                runLayers();
            }
        }
        m_context.checkpoint(progress(3, "similarity of layer pairs"));
        for (MapSlot& slot : m_maps) {
            slot.map.finish(m_context);
            for (std::optional<SimilarityMap>& map : slot.baselines) {
                if (map) {
                    map->finish(m_context);
                }
            }
        }
        addShuffledChecks();
        addBaselines();
        store("complete");
    } catch (const Canceled&) {
        if (m_isStored) { // else an earlier partial result stays as it is
            store("partial");
        }
        throw;
    }
    std::vector<fs::path> used;
    for (const Side& side : m_sides) {
        for (const GramEntry& entry : side.cached) {
            used.push_back(entry.folder());
        }
        if (side.writer) {
            used.push_back(side.writer->folder());
        }
    }
    m_cache.trim(used);

    SimilarityOutcome outcome;
    outcome.path = m_out;
    for (const MapSlot& slot : m_maps) {
        outcome.maps.push_back(summarise(slot.map, slot.facts));
    }
    outcome.wallSeconds = std::chrono::duration<double>(Clock::now() - m_start).count();
    outcome.peakBytes = static_cast<double>(peakResidentMemory());
    const RunManifest told = manifest("complete");
    outcome.device = told.device;
    outcome.dtype = told.dtype;
    outcome.usedCachedGrams = !m_inputs.activations && !needsModels;
    return outcome;
}

/// A half type that the processor lacks changes what is computed: that is told, once of each type.
void SimilarityJob::sayWidening() const
{
    const SimilarityStudy& study = m_inputs.study;
    std::string told;
    for (const auto& [model, dtype] : {std::pair(&m_inputs.teacher, &study.teacherDtype),
                                       std::pair(&m_inputs.student, &study.studentDtype)}) {
        const std::string notice =
            *model ? wideningNotice(*dtype, (*model)->device) : std::string();
        if (!notice.empty() && notice != told) {
            m_context.log(LogLevel::Warning, notice);
            told = notice;
        }
    }
}

void SimilarityJob::makeMaps()
{
    const SimilarityStudy& study = m_inputs.study;
    for (const Module module : m_inputs.modules) {
        m_needs[module] = m_inputs.needs(module);
        const auto measures = m_inputs.measures(module);
        for (std::size_t i = 0; i < measures.size(); ++i) {
            MapFacts facts;
            facts.module = moduleName(module);
            facts.measure = study.measures[i];
            facts.estimator = estimatorWord(facts.measure);
            facts.options =
                optionAttributes(facts.measure, study.measureOptions, m_inputs.ckaForm(module));
            facts.unit = m_inputs.unit;
            facts.mask = study.mask;
            facts.n = m_inputs.samples();
            facts.skipped = m_inputs.plan.skipped;
            m_maps.push_back({module,
                              std::move(facts),
                              measures[i],
                              SimilarityMap(measures[i], m_inputs.students(), m_inputs.teachers()),
                              {},
                              {},
                              {},
                              {},
                              {}});
            for (const BaselineTeacher& teacher : m_inputs.baselineTeachers) {
                std::optional<SimilarityMap>& map = m_maps.back().baselines.emplace_back();
                if (teacher.has(module)) {
                    map.emplace(measures[i], m_inputs.students(), m_inputs.teachers());
                }
            }
        }
    }
}

} // namespace neurograft

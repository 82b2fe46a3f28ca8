// SPDX-License-Identifier: GPL-3.0-or-later
// Where the layers of a similarity run come from: cache, models, activations.
#include "core/engine/run/similarity_job.h"

#include "core/engine/model/edit_loading.h"
#include "core/engine/run/aligned_teacher.h"
#include "core/engine/run/job_support.h"
#include "core/engine/similarity/random_teacher.h"
#include "core/engine/support/device.h"
#include "core/run/compute_setup.h"
#include "core/run/error.h"
#include "core/support/parallel_loop.h"

#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

/// Whether a measure can be prepared from what a source has.
bool suffices(const LayerSource& source, const SourceNeeds& needs)
{
    return (!needs.gram || source.gram) && (!needs.centred || source.centred)
        && (!needs.factors || source.factors);
}

} // namespace

void SimilarityJob::addActivations()
{
    store("partial");
    m_total = m_inputs.students() + m_inputs.teachers();
    m_total *= static_cast<std::int64_t>(m_inputs.modules.size());
    for (const Module module : m_inputs.modules) {
        for (const bool isTeacher : {true, false}) {
            Side side;
            side.isTeacher = isTeacher;
            std::int64_t layer = 0;
            for (at::Tensor samples :
                 m_inputs.activations->read(isTeacher ? "teacher" : "student", module)) {
                if (!m_inputs.chosen.empty()) {
                    samples = samples.index_select(0, at::tensor(m_inputs.chosen)); // [n,d]
                }
                addSource(side, module, layer++,
                          makeLayerSource(samples, m_needs[module], m_context));
                ++m_done;
                m_context.checkpoint(progress(2, "layers of teacher and student"));
            }
        }
        publishWhenDue();
    }
}

void SimilarityJob::openSides()
{
    const bool isSelf = m_inputs.isSelfComparison();
    for (const bool isTeacher : {true, false}) {
        if (isSelf && !isTeacher) {
            continue;
        }
        Side side = makeSide(isTeacher ? *m_inputs.teacher : *m_inputs.student, isTeacher);
        side.isBoth = isSelf;
        addCached(side);
        m_sides.push_back(std::move(side));
    }
    for (std::size_t i = 0; i < m_inputs.baselineTeachers.size(); ++i) {
        Side side = makeSide(m_inputs.baselineTeachers[i].model, true);
        side.baseline = i;
        addCached(side);
        m_sides.push_back(std::move(side));
    }
}

bool SimilarityJob::isWanted(const Side& side, Module module) const
{
    return !side.baseline || m_inputs.baselineTeachers[*side.baseline].has(module);
}

SimilarityJob::Side SimilarityJob::makeSide(const SimilarityModel& model, bool isTeacher) const
{
    Side side;
    side.isTeacher = isTeacher;
    side.model = &model;
    side.rows = isTeacher ? &m_inputs.plan.teacher : &m_inputs.plan.student;
    side.folder = isTeacher ? m_inputs.study.teacher : m_inputs.study.student;
    side.cached = m_cache.find(model.key, m_inputs.plan.ids, m_inputs.study.isDeterministic);
    return side;
}

void SimilarityJob::addCached(Side& side)
{
    const auto layers = static_cast<std::size_t>(side.model->checkpoint->config().layers);
    const std::size_t modules = m_inputs.modules.size();
    const auto moduleOf = [&](std::size_t i) { return m_inputs.modules[i % modules]; };
    std::vector<std::optional<PackedGram>> grams(layers * modules);
    std::vector<std::vector<SimilarityMap::Layer>> prepared(grams.size());
    const auto readOne = [&](std::size_t i) {
        for (const GramEntry& entry : side.cached) {
            if (!grams[i]) {
                grams[i] = entry.read(moduleOf(i), static_cast<std::int64_t>(i / modules));
            }
        }
        if (!grams[i]) {
            return;
        }
        grams[i]->staysInMemory = fitsInMemory(*grams[i]);
        LayerSource source;
        source.gram = grams[i];
        for (const MapSlot& slot : m_maps) {
            if (slot.module == moduleOf(i)) {
                prepared[i].push_back(suffices(source, slot.measure->needs())
                                          ? slot.measure->prepare(source)
                                          : nullptr);
            }
        }
    };
    if (!side.cached.empty()) {
        parallelLoop(static_cast<std::int64_t>(grams.size()), computeThreads(),
                     [&](std::int64_t i) {
                         m_context.throwIfStopped();
                         const Module module = moduleOf(static_cast<std::size_t>(i));
                         if (m_needs.at(module).gram && isWanted(side, module)) {
                             readOne(static_cast<std::size_t>(i));
                         }
                     });
    }
    side.missing.resize(layers);
    side.hasGram.assign(grams.size(), false);
    for (std::size_t i = 0; i < grams.size(); ++i) {
        const auto layer = static_cast<std::int64_t>(i / modules);
        const SourceNeeds& needs = m_needs.at(moduleOf(i));
        side.hasGram[i] = grams[i].has_value();
        if (isWanted(side, moduleOf(i)) && ((needs.gram && !grams[i]) || needs.needsSamples())) {
            side.missing[i / modules].push_back(moduleOf(i));
            side.lastLayer = layer;
        }
        std::size_t next = 0;
        for (MapSlot& slot : m_maps) {
            if (grams[i] && slot.module == moduleOf(i)) {
                if (const SimilarityMap::Layer& known = prepared[i][next++]) {
                    setLayer(side, slot, layer, known);
                }
            }
        }
        if (grams[i]) {
            keepForCheck(side, moduleOf(i), layer, *grams[i]);
        }
    }
}

void SimilarityJob::runLayers()
{
    for (Side& side : m_sides) {
        if (side.lastLayer >= 0) {
            openSweep(side);
        }
    }
    // Both models advance in proportion to their depth, so that cells near the diagonal come early.
    while (true) {
        Side* next = nullptr;
        double nextDepth = 2.0;
        for (Side& side : m_sides) {
            if (!side.sweep || side.sweep->done() > side.lastLayer) {
                continue;
            }
            const double depth = static_cast<double>(side.sweep->done() + 1)
                / static_cast<double>(side.sweep->layers());
            if (depth < nextDepth) {
                next = &side;
                nextDepth = depth;
            }
        }
        if (next == nullptr) {
            return;
        }
        runLayer(*next);
        publishWhenDue();
    }
}

/// The aligned teacher has the weights of the study's own.
std::shared_ptr<const TransformerModel> SimilarityJob::openWeights(const Side& side) const
{
    const SimilarityModel& model = *side.model;
    if (side.baseline) {
        if (m_inputs.baselineTeachers[*side.baseline].kind == BaselineTeacher::Kind::Random) {
            m_context.checkpoint(progress(1, "drawing a random teacher"));
            return randomModel(*model.checkpoint, model.device, model.type, m_inputs.study.seed,
                               m_context);
        }
        for (const Side& other : m_sides) {
            if (!other.baseline && other.isTeacher && other.weights) {
                return other.weights;
            }
        }
    }
    m_context.checkpoint(progress(1, "opening " + folderName(side.folder)));
    LoadOptions options;
    options.device = model.device.str();
    options.dtype = computeTypeName(model.type);
    return loadWithOverlay(side.folder, options, model.overlay, m_context);
}

void SimilarityJob::openSweep(Side& side)
{
    const SimilarityModel& model = *side.model;
    side.weights = openWeights(side);
    const bool isAligned = side.baseline
        && m_inputs.baselineTeachers[*side.baseline].kind == BaselineTeacher::Kind::Aligned;
    if (isAligned) {
        m_context.checkpoint(progress(1, "word directions of both models"));
        side.wordMap = wordMapOf(m_inputs, m_context);
    }
    side.sweep.emplace(side.weights, *side.rows, m_inputs.samples(),
                       sweepTokenBudget(model.checkpoint->config(), model.device));
    m_total += (side.lastLayer + 1) * side.sweep->batches();
    const bool hasGrams = std::any_of(m_needs.begin(), m_needs.end(),
                                      [](const auto& needs) { return needs.second.gram; });
    if (!hasGrams) {
        return;
    }
    try {
        side.writer = m_cache.create(model.key, m_inputs.plan.ids);
    } catch (const Error& error) {
        m_context.log(LogLevel::Warning,
                      std::string("Gram matrices are kept in memory: ") + error.what());
    }
}

void SimilarityJob::runLayer(Side& side)
{
    const std::int64_t layer = side.sweep->done();
    const std::size_t modules = m_inputs.modules.size();
    side.sweep->runLayer(
        side.missing[static_cast<std::size_t>(layer)],
        [&](Module module, const at::Tensor& captured) {
            const at::Tensor samples =
                side.wordMap.defined() ? inStudentsWords(captured, side.wordMap) : captured;
            const auto place = static_cast<std::size_t>(
                std::find(m_inputs.modules.begin(), m_inputs.modules.end(), module)
                - m_inputs.modules.begin());
            SourceNeeds needs = m_needs.at(module);
            needs.gram =
                needs.gram && !side.hasGram[static_cast<std::size_t>(layer) * modules + place];
            LayerSource source = makeLayerSource(samples, needs, m_context);
            if (source.gram) {
                source.gram = keepGram(side, module, layer, std::move(*source.gram));
            }
            addSource(side, module, layer, std::move(source));
        },
        [this] {
            ++m_done;
            m_context.checkpoint(progress(2, "layers of teacher and student"));
        });
    releaseFreeMemory();
}

/// Into the cache, and the pages of its file instead of memory of our own.
PackedGram SimilarityJob::keepGram(Side& side, Module module, std::int64_t layer, PackedGram gram)
{
    if (side.writer) {
        try {
            side.writer->write(module, layer, gram);
            if (std::optional<PackedGram> mapped = side.writer->read(module, layer)) {
                return std::move(*mapped);
            }
        } catch (const Error& error) {
            side.writer.reset();
            m_context.log(LogLevel::Warning,
                          std::string("Gram matrices are kept in memory: ") + error.what());
        }
    }
    return gram;
}

void SimilarityJob::addSource(const Side& side, Module module, std::int64_t layer,
                              LayerSource source)
{
    if (source.gram) {
        source.gram->staysInMemory = fitsInMemory(*source.gram);
        keepForCheck(side, module, layer, *source.gram);
    }
    std::vector<MapSlot*> slots;
    for (MapSlot& slot : m_maps) {
        if (slot.module == module && suffices(source, slot.measure->needs())) {
            slots.push_back(&slot);
        }
    }
    std::vector<SimilarityMap::Layer> prepared(slots.size());
    parallelLoop(static_cast<std::int64_t>(slots.size()), computeThreads(), [&](std::int64_t i) {
        m_context.throwIfStopped();
        const auto at = static_cast<std::size_t>(i);
        prepared[at] = slots[at]->measure->prepare(source);
    });
    for (std::size_t i = 0; i < slots.size(); ++i) {
        setLayer(side, *slots[i], layer, prepared[i]);
    }
    if (source.gram && source.gram->mapping && !source.gram->staysInMemory) {
        source.gram->mapping->releasePages();
    }
}

/// Takes room for a mapped matrix while there is any; safe on several threads.
bool SimilarityJob::fitsInMemory(const PackedGram& gram)
{
    const auto bytes = static_cast<std::int64_t>(gram.upper.nbytes());
    if (!gram.mapping) {
        return false;
    }
    if (m_memoryLeft.fetch_sub(bytes) >= bytes) {
        return true;
    }
    m_memoryLeft.fetch_add(bytes);
    return false;
}

void SimilarityJob::setLayer(const Side& side, MapSlot& slot, std::int64_t layer,
                             SimilarityMap::Layer prepared)
{
    if (side.baseline) {
        slot.baselines[*side.baseline]->setTeacher(layer, std::move(prepared));
        return;
    }
    if (side.isTeacher || side.isBoth) {
        slot.map.setTeacher(layer, prepared);
    }
    if (!side.isTeacher || side.isBoth) {
        slot.map.setStudent(layer, prepared);
        for (std::optional<SimilarityMap>& map : slot.baselines) {
            if (map) {
                map->setStudent(layer, prepared);
            }
        }
    }
}

} // namespace neurograft

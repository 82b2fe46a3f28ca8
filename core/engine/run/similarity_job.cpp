// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/similarity_job.h"

#include "core/engine/model/edit_loading.h"
#include "core/engine/run/job_support.h"
#include "core/engine/similarity/random_teacher.h"
#include "core/engine/support/device.h"
#include "core/run/compute_setup.h"
#include "core/run/error.h"
#include "core/run/gram_cache_setup.h"
#include "core/study/layer_mask.h"
#include "core/study/similarity_command.h"
#include "core/study/study_io.h"
#include "core/support/parallel_loop.h"
#include "core/support/sha256.h"
#include "core/support/version.h"

#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::duration<double> kStoreInterval{0.3};
constexpr double kStoreShare = 10.0; ///< storing may take a tenth of the time at most
constexpr int kSimilarityJobPhases = 3; ///< without baselines

/// Whether a measure can be prepared from what a source has.
bool suffices(const LayerSource& source, const SourceNeeds& needs)
{
    return (!needs.gram || source.gram) && (!needs.centred || source.centred)
        && (!needs.factors || source.factors);
}

} // namespace

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
            if (slot.random) {
                slot.random->finish(m_context);
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
            if (m_inputs.randomTeacher) {
                m_maps.back().random.emplace(measures[i], m_inputs.students(), m_inputs.teachers());
            }
        }
    }
}

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
    if (m_inputs.randomTeacher) {
        Side side = makeSide(*m_inputs.randomTeacher, true);
        side.isRandom = true;
        addCached(side);
        m_sides.push_back(std::move(side));
    }
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
                         if (m_needs.at(moduleOf(static_cast<std::size_t>(i))).gram) {
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
        if ((needs.gram && !grams[i]) || needs.needsSamples()) {
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

void SimilarityJob::openSweep(Side& side)
{
    const SimilarityModel& model = *side.model;
    std::shared_ptr<const TransformerModel> weights;
    if (side.isRandom) {
        m_context.checkpoint(progress(1, "drawing a random teacher"));
        weights = randomModel(*model.checkpoint, model.device, model.type, m_inputs.study.seed,
                              m_context);
    } else {
        m_context.checkpoint(progress(1, "opening " + folderName(side.folder)));
        LoadOptions options;
        options.device = model.device.str();
        options.dtype = computeTypeName(model.type);
        weights = loadWithOverlay(side.folder, options, model.overlay, m_context);
    }
    side.sweep.emplace(std::move(weights), *side.rows, m_inputs.samples(),
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
        [&](Module module, const at::Tensor& samples) {
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
    if (side.isRandom) {
        slot.random->setTeacher(layer, std::move(prepared));
        return;
    }
    if (side.isTeacher || side.isBoth) {
        slot.map.setTeacher(layer, prepared);
    }
    if (!side.isTeacher || side.isBoth) {
        slot.map.setStudent(layer, prepared);
        if (slot.random) {
            slot.random->setStudent(layer, std::move(prepared));
        }
    }
}

std::int64_t SimilarityJob::checkedTeacher() const
{
    return depthProportionalLayer(static_cast<int>(m_inputs.students() / 2),
                                  static_cast<int>(m_inputs.students()),
                                  static_cast<int>(m_inputs.teachers()));
}

void SimilarityJob::keepForCheck(const Side& side, Module module, std::int64_t layer,
                                 const PackedGram& gram)
{
    const bool isTeacher = (side.isTeacher || side.isBoth) && !side.isRandom;
    if (isTeacher && layer == checkedTeacher()) {
        m_checked[module].teacher = gram;
    }
    if ((!side.isTeacher || side.isBoth) && layer == m_inputs.students() / 2) {
        m_checked[module].student = gram;
    }
}

void SimilarityJob::updateMaps()
{
    for (MapSlot& slot : m_maps) {
        slot.map.update(m_context);
        if (slot.random) {
            slot.random->update(m_context);
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
        m_context.checkpoint(progress(kSimilarityJobPhases + 1, "permutations and resamples"));
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
        if (slot.random) {
            appendBaseline("random_teacher", {"student layer", "teacher layer"}, *slot.random,
                           slot.facts, result);
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
    report.phaseCount = kSimilarityJobPhases + (hasBaselines() ? 1 : 0);
    report.done = phase == 1 ? 0 : m_done;
    report.total = phase == 1 ? 0 : m_total;
    report.unit = phase > kSimilarityJobPhases ? "steps"
        : m_inputs.activations                 ? "layers"
                                               : "batches";
    return report;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/similarity_job.h"

#include "core/engine/model/edit_loading.h"
#include "core/engine/run/job_support.h"
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
constexpr int kPhases = 3;

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
        }
        addShuffledChecks();
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
    for (const Module module : m_inputs.modules) {
        for (std::size_t i = 0; i < m_inputs.estimators.size(); ++i) {
            MapFacts facts;
            facts.module = moduleName(module);
            facts.measure = m_inputs.study.measures[i];
            facts.estimator = estimatorWord(m_inputs.estimators[i]);
            facts.unit = m_inputs.unit;
            facts.mask = m_inputs.study.mask;
            facts.n = m_inputs.samples();
            facts.skipped = m_inputs.plan.skipped;
            m_maps.push_back({module, m_inputs.estimators[i], std::move(facts),
                              SimilarityMap(m_inputs.students(), m_inputs.teachers())});
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
                addGram(side, module, layer++, packGram(samples, m_context));
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
        Side side;
        side.isTeacher = isTeacher;
        side.isBoth = isSelf;
        side.model = isTeacher ? &*m_inputs.teacher : &*m_inputs.student;
        side.rows = isTeacher ? &m_inputs.plan.teacher : &m_inputs.plan.student;
        side.folder = isTeacher ? m_inputs.study.teacher : m_inputs.study.student;
        side.cached =
            m_cache.find(side.model->key, m_inputs.plan.ids, m_inputs.study.isDeterministic);
        addCached(side);
        m_sides.push_back(std::move(side));
    }
}

void SimilarityJob::addCached(Side& side)
{
    const auto layers = static_cast<std::size_t>(side.model->checkpoint->config().layers);
    const std::size_t modules = m_inputs.modules.size();
    std::vector<std::optional<PackedGram>> grams(layers * modules);
    std::vector<std::vector<SimilarityMap::Vector>> vectors(grams.size());
    const auto readOne = [&](std::size_t i) {
        for (const GramEntry& entry : side.cached) {
            if (!grams[i]) {
                grams[i] = entry.read(m_inputs.modules[i % modules],
                                      static_cast<std::int64_t>(i / modules));
            }
        }
        if (grams[i]) {
            grams[i]->staysInMemory = fitsInMemory(*grams[i]);
        }
        for (std::size_t k = 0; grams[i] && k < m_inputs.estimators.size(); ++k) {
            vectors[i].push_back(
                std::make_shared<const KernelVector>(*grams[i], m_inputs.estimators[k]));
        }
    };
    if (!side.cached.empty()) {
        parallelLoop(static_cast<std::int64_t>(grams.size()), computeThreads(),
                     [&](std::int64_t i) {
                         m_context.throwIfStopped();
                         readOne(static_cast<std::size_t>(i));
                     });
    }
    side.missing.resize(layers);
    for (std::size_t i = 0; i < grams.size(); ++i) {
        const auto layer = static_cast<std::int64_t>(i / modules);
        if (!grams[i]) {
            side.missing[i / modules].push_back(m_inputs.modules[i % modules]);
            side.lastLayer = layer;
        }
        for (std::size_t k = 0; k < vectors[i].size(); ++k) {
            addVector(side.isTeacher, side.isBoth,
                      m_maps[(i % modules) * m_inputs.estimators.size() + k], layer, vectors[i][k]);
        }
    }
}

void SimilarityJob::runLayers()
{
    for (Side& side : m_sides) {
        if (side.lastLayer < 0) {
            continue;
        }
        m_context.checkpoint(progress(1, "opening " + folderName(side.folder)));
        LoadOptions options;
        options.device = side.model->device.str();
        options.dtype = computeTypeName(side.model->type);
        side.sweep.emplace(loadWithOverlay(side.folder, options, side.model->overlay, m_context),
                           *side.rows, m_inputs.samples(),
                           sweepTokenBudget(side.model->checkpoint->config(), side.model->device));
        m_total += (side.lastLayer + 1) * side.sweep->batches();
        try {
            side.writer = m_cache.create(side.model->key, m_inputs.plan.ids);
        } catch (const Error& error) {
            m_context.log(LogLevel::Warning,
                          std::string("Gram matrices are kept in memory: ") + error.what());
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

void SimilarityJob::runLayer(Side& side)
{
    const std::int64_t layer = side.sweep->done();
    side.sweep->runLayer(
        side.missing[static_cast<std::size_t>(layer)],
        [&](Module module, const at::Tensor& samples) {
            keepGram(side, module, layer, packGram(samples, m_context));
        },
        [this] {
            ++m_done;
            m_context.checkpoint(progress(2, "layers of teacher and student"));
        });
    releaseFreeMemory();
}

void SimilarityJob::keepGram(Side& side, Module module, std::int64_t layer, PackedGram gram)
{
    if (side.writer) {
        try {
            side.writer->write(module, layer, gram);
            if (std::optional<PackedGram> mapped = side.writer->read(module, layer)) {
                gram = std::move(*mapped); // the pages of the file instead of memory of our own
            }
        } catch (const Error& error) {
            side.writer.reset();
            m_context.log(LogLevel::Warning,
                          std::string("Gram matrices are kept in memory: ") + error.what());
        }
    }
    addGram(side, module, layer, std::move(gram));
}

void SimilarityJob::addGram(const Side& side, Module module, std::int64_t layer, PackedGram gram)
{
    gram.staysInMemory = fitsInMemory(gram);
    for (MapSlot& slot : m_maps) {
        if (slot.module == module) {
            addVector(side.isTeacher, side.isBoth, slot, layer,
                      std::make_shared<const KernelVector>(gram, slot.estimator));
        }
    }
    if (gram.mapping && !gram.staysInMemory) {
        gram.mapping->releasePages();
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

void SimilarityJob::addVector(bool isTeacher, bool isBoth, MapSlot& slot, std::int64_t layer,
                              SimilarityMap::Vector vector)
{
    if (isTeacher || isBoth) {
        slot.map.setTeacher(layer, vector);
    }
    if (!isTeacher || isBoth) {
        slot.map.setStudent(layer, std::move(vector));
    }
}

void SimilarityJob::updateMaps()
{
    for (MapSlot& slot : m_maps) {
        slot.map.update(m_context);
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
    for (MapSlot& slot : m_maps) {
        const std::int64_t student = slot.map.students() / 2;
        const int teacher =
            depthProportionalLayer(static_cast<int>(student), static_cast<int>(slot.map.students()),
                                   static_cast<int>(slot.map.teachers()));
        slot.facts.shuffled = shuffledCheck(slot.map.student(student)->gram(),
                                            slot.map.teacher(teacher)->gram(), m_inputs.study.seed);
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
    report.phaseCount = kPhases;
    report.done = phase == 1 ? 0 : m_done;
    report.total = phase == 1 ? 0 : m_total;
    report.unit = m_inputs.activations ? "layers" : "batches";
    return report;
}

} // namespace neurograft

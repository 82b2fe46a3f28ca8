// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/locate_job.h"

#include "core/engine/run/ablation_tables.h"
#include "core/engine/run/job_support.h"
#include "core/engine/run/locate_tables.h"
#include "core/engine/run/model_locating.h"
#include "core/engine/run/neuron_token_tables.h"
#include "core/engine/run/row_ablation.h"
#include "core/engine/run/sensitivity_tables.h"
#include "core/engine/support/device.h"
#include "core/run/compute_setup.h"
#include "core/run/error.h"
#include "core/store/kept_layers.h"
#include "core/support/sha256.h"
#include "core/support/version.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int kLocateJobPhases = 3; ///< of one model

/// Progress of one model among several: its phases named and counted on.
RunContext contextOf(const RunContext& context, const std::string& role, int before, int phases)
{
    RunContext own = context;
    own.onProgress = [&context, role, before, phases](const Progress& progress) {
        if (!context.onProgress) {
            return;
        }
        Progress told = progress;
        told.phase = role == "model" ? progress.phase : role + ": " + progress.phase;
        told.phaseIndex = before + progress.phaseIndex;
        told.phaseCount = phases;
        context.onProgress(told);
    };
    return own;
}

/// The columns that were selected; value rows act through them.
std::vector<NeuronId> selectedNeurons(const ModelAttribution& found)
{
    std::vector<NeuronId> neurons;
    for (const FamilyAttribution& family : found.families) {
        if (family.family == ScoreFamily::Value) {
            continue;
        }
        const NeuronKind kind =
            family.family == ScoreFamily::Ffn ? NeuronKind::Ffn : NeuronKind::Attention;
        for (const std::vector<LayerNeuron>& list : family.best) {
            for (const LayerNeuron& each : list) {
                neurons.push_back({each.layer, kind, each.neuron});
            }
        }
    }
    return neurons;
}

} // namespace

LocateJob::LocateJob(LocateInputs inputs, fs::path out, Clock::time_point start,
                     const RunContext& context)
    : m_inputs(std::move(inputs)), m_out(std::move(out)), m_context(context),
      m_createdUtc(utcNow()), m_start(start)
{
}

LocateOutcome LocateJob::run(bool isResumed)
{
    if (isResumed) {
        keepFinished();
    }
    try {
        if (m_inputs.study.score == "sensitivity") {
            locateSensitivity();
        } else {
            for (const LocateModel& model : m_inputs.models) {
                if (!isFinished(model.role)) {
                    locate(model);
                }
            }
        }
        store("complete");
    } catch (const Canceled&) {
        if (m_isStored) { // else an earlier partial result stays as it is
            store("partial");
        }
        throw;
    }
    LocateOutcome outcome;
    outcome.path = m_out;
    if (m_inputs.study.score == "sensitivity") {
        outcome.keptLayers = keptLayersOf(m_tables.front().second);
    } else {
        const ResultFile written = result("complete");
        for (const LocateModel& model : m_inputs.models) {
            LocatedModel located = locatedModel(written, model.role);
            located.folder = model.folder;
            outcome.models.push_back(std::move(located));
        }
    }
    outcome.wallSeconds = std::chrono::duration<double>(Clock::now() - m_start).count();
    outcome.peakBytes = static_cast<double>(peakResidentMemory());
    return outcome;
}

void LocateJob::keepFinished()
{
    const ResultFile earlier = readResult(m_out);
    m_createdUtc = earlier.manifest.createdUtc;
    for (const LocateModel& model : m_inputs.models) {
        if (!hasFinishedModel(earlier, model.role)) {
            continue;
        }
        const std::string prefix = "attribution/" + model.role + "/";
        std::vector<Table> tables;
        std::copy_if(earlier.tables.begin(), earlier.tables.end(), std::back_inserter(tables),
                     [&prefix](const Table& table) { return table.path.rfind(prefix, 0) == 0; });
        setTables(model.role, std::move(tables));
        m_finished.push_back(model.role);
    }
}

bool LocateJob::isFinished(const std::string& role) const
{
    return std::find(m_finished.begin(), m_finished.end(), role) != m_finished.end();
}

void LocateJob::locate(const LocateModel& model)
{
    const int phases = kLocateJobPhases * static_cast<int>(m_inputs.models.size());
    const int before = &model == &m_inputs.models.front() ? 0 : kLocateJobPhases;
    const RunContext context = contextOf(m_context, model.role, before, phases);
    LoadOptions load;
    load.device = model.device.str();
    load.dtype = computeTypeName(model.type);
    const auto transformer = TransformerModel::load(model.folder, load);
    ModelAttribution found = attribute(model, *transformer, context);
    found.rows = static_cast<std::int64_t>(model.rows.rows.size());
    found.skipped = model.rows.skipped;
    const std::int64_t headSize = model.checkpoint->config().headDim;
    std::vector<Table> tables =
        attributionTables(found, m_inputs.study, model.role, headSize, false);
    tables.push_back(targetTable(model.rows, model.role));
    for (Table& table : neuronTokenTables(*transformer, *model.tokenizer, found, model.role)) {
        tables.push_back(std::move(table));
    }
    if (m_inputs.study.ablate) {
        NeuronAblation ablation;
        ablation.neurons = selectedNeurons(found);
        ablation.factor = m_inputs.study.ablateFactor;
        ablation.seed = m_inputs.study.seed;
        const std::vector<AblatedRow> rows =
            ablateRows(*transformer, *model.tokenizer, model.rows.rows, ablation,
                       contextOf(m_context, model.role, before + kLocateJobPhases - 1, phases));
        for (Table& table : ablationTables(rows, m_inputs.study, model.role)) {
            tables.push_back(std::move(table));
        }
    }
    setTables(model.role, std::move(tables));
    m_finished.push_back(model.role);
    if (&model != &m_inputs.models.back()) {
        store("partial");
    }
    releaseFreeMemory();
}

ModelAttribution LocateJob::attribute(const LocateModel& model, const TransformerModel& transformer,
                                      const RunContext& context)
{
    const auto preview = [&](const ModelAttribution& first) {
        ModelAttribution told = first;
        told.rows = static_cast<std::int64_t>(model.rows.rows.size());
        told.skipped = model.rows.skipped;
        setTables(model.role,
                  attributionTables(told, m_inputs.study, model.role,
                                    model.checkpoint->config().headDim, true));
        store("partial");
    };
    return locateNeurons(transformer, model.rows.rows, model.sizes, m_inputs.study, preview,
                         context);
}

void LocateJob::locateSensitivity()
{
    setTables("sensitivity", sensitivityTables(m_inputs, m_context));
}

void LocateJob::setTables(const std::string& role, std::vector<Table> tables)
{
    for (auto& [name, kept] : m_tables) {
        if (name == role) {
            kept = std::move(tables);
            return;
        }
    }
    m_tables.emplace_back(role, std::move(tables));
}

void LocateJob::store(const std::string& status)
{
    writeResult(m_out, result(status), true);
    m_isStored = true;
    m_context.stored(m_out.string());
}

ResultFile LocateJob::result(const std::string& status) const
{
    ResultFile result;
    result.manifest = manifest(status);
    for (const auto& [role, tables] : m_tables) {
        result.tables.insert(result.tables.end(), tables.begin(), tables.end());
    }
    return result;
}

RunManifest LocateJob::manifest(const std::string& status) const
{
    const LocateStudy& study = m_inputs.study;
    RunManifest manifest;
    manifest.programVersion = kProgramVersion;
    manifest.command = locateCommandLine(study, m_out);
    manifest.study = studyText(study);
    manifest.studySha256 = sha256Hex(manifest.study);
    manifest.status = status;
    manifest.createdUtc = m_createdUtc;
    manifest.seed = static_cast<std::int64_t>(study.seed);
    manifest.threads = computeThreads();
    manifest.dataSha256 = m_inputs.data.sha256;
    const LocateModel& last = m_inputs.models.back();
    const LocateModel& first = m_inputs.models.front();
    manifest.device = pairWord(first.device.str(), last.device.str());
    manifest.dtype = pairWord(computeTypeName(first.type), computeTypeName(last.type));
    // A model alone stands where a student does.
    manifest.student = folderName(last.folder);
    manifest.studentSha256 = last.checkpoint->sha256();
    if (study.isPair()) {
        manifest.teacher = folderName(first.folder);
        manifest.teacherSha256 = first.checkpoint->sha256();
    }
    manifest.wallSeconds = std::chrono::duration<double>(Clock::now() - m_start).count();
    manifest.peakBytes = static_cast<double>(peakResidentMemory());
    return manifest;
}

} // namespace neurograft

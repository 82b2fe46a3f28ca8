// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/transfer_making.h"

#include "core/checkpoint/adapter_config.h"
#include "core/engine/model/model_loading.h"
#include "core/engine/run/adapter_start_options.h"
#include "core/engine/run/distillation_making.h"
#include "core/engine/run/job_support.h"
#include "core/engine/run/sensitivity_tables.h"
#include "core/engine/support/device.h"
#include "core/engine/transfer/adapter_method.h"
#include "core/run/error.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace neurograft {

namespace {

Decay decayOf(const std::string& schedule)
{
    return schedule == "cosine"  ? Decay::Cosine
        : schedule == "constant" ? Decay::Constant
                                 : Decay::Linear;
}

AdapterTraining trainingOf(const TransferInputs& inputs)
{
    const TransferStudy& study = inputs.study;
    AdapterTraining training;
    training.rows = inputs.train.rows;
    training.validation = inputs.validation.rows;
    training.options.batch = study.batch;
    training.options.microBatch = study.microBatch;
    training.options.wholeText = study.trainsOnInputs;
    training.options.recomputes = inputs.recomputes;
    training.options.seed = study.seed;
    training.options.rowsOf = inputs.rowsOf();
    TrainerOptions& trainer = training.trainer;
    trainer.schedule.peak = study.learningRate;
    trainer.schedule.steps = inputs.steps();
    trainer.schedule.warmupSteps = study.warmupSteps > 0
        ? study.warmupSteps
        : static_cast<std::int64_t>(
            std::ceil(study.warmup * static_cast<double>(inputs.steps()) - 1e-9));
    trainer.schedule.decay = decayOf(study.schedule);
    trainer.schedule.startsAtZero = study.mode == "compat";
    trainer.optimizer.weightDecay = study.weightDecay;
    trainer.clipNorm = study.clip;
    trainer.clipEpsilon = 1e-6; // decisions.md D34
    trainer.scalesLoss = inputs.type == at::kHalf;
    trainer.validateEvery = study.validateEvery;
    return training;
}

/// What the start of a continued run said about itself; norms and curves are made anew.
std::vector<Table> startTablesOf(const std::vector<Table>& earlier)
{
    std::vector<Table> kept;
    std::copy_if(earlier.begin(), earlier.end(), std::back_inserter(kept), [](const Table& table) {
        return table.path.rfind("training/", 0) != 0
            && table.path.find("/norm_ratio") == std::string::npos;
    });
    return kept;
}

} // namespace

AdapterLabel adapterLabel(const TransferStudy& study)
{
    return {study.student.string(), study.rank, study.alpha, study.dropout};
}

const std::vector<Table>& TransferMaker::selection(const TransferInputs& inputs,
                                                   const RunContext& context)
{
    const TransferStudy& study = inputs.study;
    const bool isDrawn = study.layerOrder == "random" || study.structure == "random";
    if (!m_isMeasured || isDrawn) {
        m_selection = sensitivityTables(inputs.sensitivity, context);
        m_isMeasured = true;
        releaseFreeMemory();
    }
    return m_selection;
}

std::unique_ptr<TransferMethod> TransferMaker::make(const TransferInputs& inputs,
                                                    const TransferPart& part,
                                                    const std::vector<Table>& earlier,
                                                    const RunContext& context)
{
    const TransferStudy& study = inputs.study;
    if (study.method == "laten") {
        return m_laten.make(inputs, earlier, context);
    }
    if (study.method == "unaligned") {
        return m_unaligned.make(
            inputs, needsSensitivity(study) ? selection(inputs, context) : std::vector<Table>(),
            context);
    }
    const AdapterStartOptions options = startOptions(study);
    const bool isTaken = startsFromMatrices(study);
    AdapterStart start{TrainableAdapter(inputs.device), {}};
    if (!isTaken) {
        std::vector<AdapterTarget> targets = inputs.targets;
        if (study.method == "semalign") {
            targets = targetsOfLayers(adapterTargets(inputs.student->config(), study.modules),
                                      m_semAlign.layers(inputs, earlier, context));
        }
        start = startAdapter(targets, options, nullptr, inputs.device, context);
    } else if (!earlier.empty()) {
        start = readStart(initialFolder(part.folder), inputs.student->config(), inputs.targets,
                          options.alpha / static_cast<double>(options.rank), inputs.device);
        start.tables = startTablesOf(earlier);
    } else {
        const SourceMatrices source(sourceOf(study), study.seed, inputs.student, inputs.teacher,
                                    needsSensitivity(study) ? selection(inputs, context)
                                                            : std::vector<Table>(),
                                    study.teacherLayers);
        start = startAdapter(inputs.targets, options, &source, inputs.device, context);
        for (Table& table : source.tables(inputs.targets)) {
            start.tables.push_back(std::move(table));
        }
        releaseFreeMemory();
    }
    return makeAdapter(inputs, part, std::move(start), context);
}

std::unique_ptr<TransferMethod> TransferMaker::makeAdapter(const TransferInputs& inputs,
                                                           const TransferPart& part,
                                                           AdapterStart start,
                                                           const RunContext& context)
{
    const std::string& method = inputs.study.method;
    const bool isTrained = !inputs.train.rows.empty();
    AdapterTraining training = trainingOf(inputs);
    if (method == "seqkd" && isTrained) {
        training.rows = m_answers.make(inputs, part.folder, context).rows;
        releaseFreeMemory(); // of the teacher
    }
    LoadOptions load;
    load.device = inputs.device.str();
    load.dtype = computeTypeName(inputs.type);
    const std::shared_ptr<TransformerModel> student = loadModel(inputs.student, load);
    if (method == "gkd" && isTrained) {
        addGkd(inputs, training);
        start.tables.push_back(rowSourceTable(inputs));
    }
    if (method == "semalign") {
        if (isTrained) {
            m_semAlign.add(inputs, *student, training, context);
        }
        start.tables.insert(start.tables.end(), m_semAlign.tables().begin(),
                            m_semAlign.tables().end());
    }
    return std::make_unique<AdapterMethod>(student, std::move(start.adapter),
                                           adapterLabel(inputs.study), std::move(training),
                                           std::move(start.tables));
}

} // namespace neurograft

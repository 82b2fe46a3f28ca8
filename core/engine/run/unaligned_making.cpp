// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/unaligned_making.h"

#include "core/engine/model/model_loading.h"
#include "core/engine/run/adapter_start_options.h"
#include "core/engine/run/job_support.h"
#include "core/engine/run/locate_tables.h"
#include "core/engine/run/model_locating.h"
#include "core/engine/support/device.h"
#include "core/engine/train/response_training.h"
#include "core/engine/transfer/unaligned_method.h"

#include <ATen/core/grad_mode.h>

#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

namespace neurograft {

namespace {

LoadOptions unalignedLoadOptions(at::Device device, at::ScalarType type)
{
    LoadOptions load;
    load.device = device.str();
    load.dtype = computeTypeName(type);
    return load;
}

std::vector<Module> unalignedModules(const TransferStudy& study)
{
    std::vector<Module> modules;
    for (const std::string& name : study.modules) {
        modules.push_back(moduleFromName(name).value()); // checkTransferStudy() has looked
    }
    return modules;
}

DeltaLabel labelOf(const TransferInputs& inputs)
{
    const TransferStudy& study = inputs.study;
    DeltaLabel label;
    label.method = study.method;
    label.mode = study.mode;
    label.rate = needsNeurons(study) ? study.rate : 1.0; // whole matrices change
    label.seed = study.seed;
    label.studentSha256 = inputs.student->sha256();
    label.more = {{"variant", study.variant},
                  {"lambda", nlohmann::json(study.lambda).dump()},
                  {"substitute", study.substitutes ? "true" : "false"}};
    return label;
}

/// transfer/align_perplexity [2]: of the student as it is and with the change.
Table alignTable(const TransferInputs& inputs, const TransformerModel& plain,
                 const TransformerModel& changed, const RunContext& context)
{
    const at::NoGradGuard noGrad;
    ResponseTrainingOptions options;
    options.microBatch = inputs.study.microBatch;
    options.wholeText = inputs.study.trainsOnInputs;
    std::vector<double> perplexities;
    for (const TransformerModel* model : {&plain, &changed}) {
        context.checkpoint({"perplexity of the align rows", 1, 1,
                            static_cast<std::int64_t>(perplexities.size()), 2, "models"});
        perplexities.push_back(
            std::exp(meanResponseLoss(*model, inputs.align.rows, options, context)));
    }
    Table table;
    table.path = kAlignPerplexity;
    table.axes = {"without then with the change"};
    table.shape = {2};
    table.values = std::move(perplexities);
    table.attributes = {{"rows", static_cast<std::int64_t>(inputs.align.rows.size())},
                        {"sha256", inputs.align.sha256}};
    return table;
}

} // namespace

const UnalignedMaker::LocatedPair& UnalignedMaker::locatedPair(const TransferInputs& inputs,
                                                               const RunContext& context)
{
    if (m_located) {
        return *m_located;
    }
    LocatedPair pair;
    for (const LocateModel& model : inputs.neurons.models) {
        LocatedNeurons& located = model.role == "teacher" ? pair.teacher : pair.student;
        located.checkpoint = model.checkpoint;
        const auto transformer = loadModel(
            model.checkpoint, unalignedLoadOptions(model.device, model.type)); // let go again
        located.found = locateNeurons(*transformer, model.rows.rows, model.sizes,
                                      inputs.neurons.study, {}, context);
        located.found.rows = static_cast<std::int64_t>(model.rows.rows.size());
        located.found.skipped = model.rows.skipped;
        std::vector<Table> tables =
            attributionTables(located.found, inputs.neurons.study, model.role,
                              model.checkpoint->config().headDim, false);
        std::move(tables.begin(), tables.end(), std::back_inserter(pair.tables));
    }
    releaseFreeMemory();
    return m_located.emplace(std::move(pair));
}

ModelEdits UnalignedMaker::neuronEdits(const TransferInputs& inputs, const RunContext& context)
{
    const LocatedPair& pair = locatedPair(inputs, context);
    NeuronInjectionOptions options;
    options.isProjected = inputs.study.variant == "d4";
    options.substitutes = inputs.study.substitutes;
    options.lambda = inputs.study.lambda;
    options.seed = inputs.study.seed;
    return neuronInjection(pair.teacher, pair.student, unalignedModules(inputs.study), options);
}

std::unique_ptr<TransferMethod> UnalignedMaker::make(const TransferInputs& inputs,
                                                     const std::vector<Table>& selection,
                                                     const RunContext& context)
{
    const TransferStudy& study = inputs.study;
    ModelEdits edits;
    std::vector<Table> tables = selection;
    if (needsNeurons(study)) {
        edits = neuronEdits(inputs, context);
        tables = m_located->tables;
    } else {
        const SourceMatrices source(sourceOf(study), study.seed, inputs.student, inputs.teacher,
                                    selection);
        if (study.variant == "d1") {
            AdapterStart start =
                startAdapter(inputs.targets, startOptions(study), &source, at::kCPU, context);
            edits = lowRankInjection(start.adapter.parts(), study.lambda);
            std::move(start.tables.begin(), start.tables.end(), std::back_inserter(tables));
        } else {
            edits = matrixInjection(inputs.targets, source, inputs.student, study.lambda, context);
        }
    }
    const auto student =
        loadModel(inputs.student, unalignedLoadOptions(inputs.device, inputs.type));
    if (!inputs.align.rows.empty()) {
        const auto changed = student->withEdits(
            std::make_shared<const ModelEdits>(editsOn(edits, student->device())));
        tables.push_back(alignTable(inputs, *student, *changed, context));
    }
    return std::make_unique<UnalignedMethod>(student, inputs.targets, std::move(edits),
                                             labelOf(inputs), std::move(tables));
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/laten_making.h"

#include "core/engine/model/model_loading.h"
#include "core/engine/run/job_support.h"
#include "core/engine/run/locate_tables.h"
#include "core/engine/run/model_locating.h"
#include "core/engine/run/selection_tables.h"
#include "core/engine/support/device.h"
#include "core/engine/transfer/free_delta.h"
#include "core/engine/transfer/laten_method.h"
#include "core/engine/transfer/parameter_file.h"
#include "core/engine/transfer/translator.h"
#include "core/run/error.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

namespace neurograft {

namespace {

constexpr std::array<const char*, 2> kRoles{"teacher", "student"};
constexpr int kLatenMakingPhases = 3; ///< locating in both models, training

std::vector<Module> modulesOf(const TransferStudy& study)
{
    std::vector<Module> modules;
    for (const std::string& name : study.modules) {
        modules.push_back(moduleFromName(name).value()); // checkTransferStudy() has looked
    }
    return modules;
}

LoadOptions loadOptions(at::Device device, at::ScalarType type)
{
    LoadOptions load;
    load.device = device.str();
    load.dtype = computeTypeName(type);
    return load;
}

std::unique_ptr<DeltaMaker> makerOf(const TransferInputs& inputs)
{
    const TransferStudy& study = inputs.study;
    const std::vector<Module> modules = modulesOf(study);
    const std::int64_t width = inputs.student->config().hiddenSize;
    std::unique_ptr<DeltaMaker> maker;
    if (study.laten.delta == "free") {
        const SelectionSizes& sizes = inputs.laten.seed.models.back().sizes;
        std::vector<FreeDelta::Size> counts;
        for (const Module module : modules) {
            counts.push_back({module, sizes.of(selectedFamily(module))});
        }
        maker = std::make_unique<FreeDelta>(counts, inputs.student->config().layers, width,
                                            inputs.device);
    } else {
        maker = std::make_unique<Translator>(modules, inputs.teacher->config().hiddenSize, width,
                                             study.seed, inputs.device);
    }
    if (!study.laten.translator.empty()) {
        readParameters(study.laten.translator, maker->parameters());
    }
    return maker;
}

std::optional<LatenOrder> orderOf(const TransferInputs& inputs)
{
    if (inputs.steps() == 0) {
        return std::nullopt;
    }
    LatenOrder::Sizes sizes;
    sizes.extract = static_cast<std::int64_t>(inputs.laten.extract.rows.size());
    sizes.align = static_cast<std::int64_t>(inputs.align.rows.size());
    sizes.alignPerStep = inputs.study.laten.alignPerStep;
    return LatenOrder(inputs.study.mode == "compat", inputs.study.seed, sizes);
}

LatenStepOptions stepOptions(const TransferInputs& inputs)
{
    const TransferStudy& study = inputs.study;
    LatenStepOptions options;
    options.isCompat = study.mode == "compat";
    options.delta.halfOutput = study.laten.halfOutput;
    options.delta.takesMean = study.laten.delta == "mean";
    options.lambdaMse = study.laten.lambdaMse;
    options.sums = study.laten.reduction == "sum";
    options.microBatch = study.microBatch;
    options.wholeText = study.trainsOnInputs;
    options.recomputes = inputs.recomputes;
    return options;
}

TrainerOptions trainerOptions(const TransferInputs& inputs)
{
    const TransferStudy& study = inputs.study;
    TrainerOptions options;
    options.schedule.peak = study.learningRate;
    options.schedule.steps = inputs.steps();
    options.schedule.decay =
        study.schedule == "constant_first" ? Decay::OneCycleStart : Decay::OneCycle;
    options.schedule.cycleWarmup = study.warmup;
    options.optimizer.beta1 = study.laten.beta1;
    options.optimizer.beta2 = study.laten.beta2;
    options.optimizer.weightDecay = study.weightDecay;
    options.cyclesBeta = study.laten.cyclesBeta;
    options.clipNorm = study.clip;
    options.clipEpsilon = 1e-6; // decisions.md D34
    options.scalesLoss = inputs.type == at::kHalf && study.mode != "compat";
    options.validateEvery = study.validateEvery;
    options.logEvery = 1; // there are few
    return options;
}

LatenLabels labelsOf(const TransferInputs& inputs, std::int64_t seedRow)
{
    const TransferStudy& study = inputs.study;
    LatenLabels labels;
    labels.delta.method = study.method;
    labels.delta.mode = study.mode;
    labels.delta.rate = study.rate;
    labels.delta.seed = study.seed;
    labels.delta.studentSha256 = inputs.student->sha256();
    labels.delta.more = {{"seed_row", std::to_string(seedRow)},
                         {"steps", std::to_string(inputs.lastStep())},
                         {"delta", study.laten.delta},
                         {"vectors", study.laten.vectors}};
    labels.teacher = {folderName(study.teacher), study.mode, study.rate};
    labels.student = {folderName(study.student), study.mode, study.rate};
    labels.savesNothing = study.laten.save == "noop";
    labels.accumulates = study.laten.save == "accumulate";
    labels.steps = inputs.lastStep();
    labels.trace = study.laten.trace;
    return labels;
}

SelectionControls controlsOf(const TransferStudy& study)
{
    SelectionControls controls;
    const std::string& random = study.laten.randomNeurons;
    controls.drawsTeacher = random == "teacher" || random == "both";
    controls.drawsStudent = random == "student" || random == "both";
    controls.shuffles = study.laten.neuronPairing == "shuffled";
    controls.seed = study.seed;
    return controls;
}

/// The teacher's selection with the layers that are paired by hand or by depth, in their order.
void arrangeLayers(NeuronSelection& selection, const std::vector<std::int64_t>& layers)
{
    if (layers.empty() || selection.layers.empty()) {
        return;
    }
    NeuronSelection arranged;
    for (const std::int64_t layer : layers) {
        const auto place = std::find(selection.layers.begin(), selection.layers.end(), layer);
        arranged.layers.push_back(layer);
        arranged.neurons.push_back(
            selection.neurons[static_cast<std::size_t>(place - selection.layers.begin())]);
    }
    selection = std::move(arranged);
}

/// Tables of an earlier session that say what was located.
std::vector<Table> locatedTables(const std::vector<Table>& earlier)
{
    std::vector<Table> kept;
    std::copy_if(earlier.begin(), earlier.end(), std::back_inserter(kept), [](const Table& table) {
        return table.path.rfind("attribution/", 0) == 0
            || table.path.rfind("transfer/selection/", 0) == 0;
    });
    return kept;
}

} // namespace

std::vector<LatenMaker::Example> LatenMaker::examplesOf(const TransferInputs& inputs,
                                                        const LatenOrder* order)
{
    std::set<std::int64_t> places;
    for (std::int64_t step = 0; order != nullptr && step < inputs.lastStep(); ++step) {
        places.insert(order->extractRowOf(step));
    }
    std::vector<Example> examples;
    for (const std::int64_t place : places) {
        examples.push_back(
            {false, place, inputs.laten.extract.rows[static_cast<std::size_t>(place)].line});
    }
    examples.push_back({true, 0, inputs.laten.seed.models.back().rows.rows.front().line});
    return examples;
}

std::string LatenMaker::keyOf(std::size_t role, const Example& example)
{
    return std::string(kRoles[role]) + (example.isSeed ? ", seed example " : ", example ")
        + std::to_string(example.line);
}

void LatenMaker::locateIn(const TransferInputs& inputs, std::size_t role,
                          const std::vector<Example>& examples, const TransformerModel* student,
                          const RunContext& context)
{
    const LocateModel& model = inputs.laten.seed.models[role];
    std::shared_ptr<TransformerModel> loaded; // the teacher's weights go again with it
    RunContext quiet = context; // rows are counted, not the layers of each
    quiet.onProgress = nullptr;
    std::int64_t done = 0;
    for (const Example& example : examples) {
        context.checkpoint({std::string("neurons of the ") + kRoles[role],
                            static_cast<int>(role) + 1, kLatenMakingPhases, done++,
                            static_cast<std::int64_t>(examples.size()), "rows"});
        const std::string key = keyOf(role, example);
        if (m_found.count(key) != 0) {
            continue;
        }
        if (student == nullptr && !loaded) {
            loaded = loadModel(model.checkpoint, loadOptions(model.device, model.type));
        }
        const LocateInputs& from = example.isSeed ? inputs.laten.seed : inputs.laten.locate;
        const std::vector<AttributionRow> row{
            from.models[role].rows.rows[static_cast<std::size_t>(example.place)]};
        ModelAttribution found = locateNeurons(student != nullptr ? *student : *loaded, row,
                                               model.sizes, from.study, {}, quiet);
        found.rows = 1;
        m_found.emplace(key, std::move(found));
    }
}

LatenMaker::Located LatenMaker::locate(const TransferInputs& inputs,
                                       const std::vector<Example>& examples,
                                       const TransformerModel& student, const RunContext& context)
{
    const bool hasTeacher = inputs.study.laten.delta != "free";
    if (hasTeacher) {
        locateIn(inputs, 0, examples, nullptr, context);
        releaseFreeMemory();
    }
    locateIn(inputs, 1, examples, &student, context);
    Located located;
    for (const Example& example : examples) {
        PairSelection pair;
        pair.line = example.line;
        if (hasTeacher) {
            pair.teacher = familySelections(m_found.at(keyOf(0, example)));
            for (NeuronSelection& selection : pair.teacher.families) {
                arrangeLayers(selection, inputs.laten.teacherLayers);
            }
        }
        pair.student = familySelections(m_found.at(keyOf(1, example)));
        applyControls(pair, inputs.teacher->config(), inputs.student->config(),
                      controlsOf(inputs.study));
        located.pairs.push_back(std::move(pair));
    }
    located.tables = selectionTables(located.pairs);
    for (std::size_t role = hasTeacher ? 0 : 1; role < kRoles.size(); ++role) {
        const LocateModel& model = inputs.laten.seed.models[role];
        for (Table& table :
             attributionTables(m_found.at(keyOf(role, examples.back())), inputs.laten.seed.study,
                               kRoles[role], model.checkpoint->config().headDim, false)) {
            located.tables.push_back(std::move(table));
        }
    }
    return located;
}

std::unique_ptr<TransferMethod> LatenMaker::make(const TransferInputs& inputs,
                                                 const std::vector<Table>& earlier,
                                                 const RunContext& context)
{
    std::unique_ptr<DeltaMaker> maker = makerOf(inputs); // before long work: it may not fit
    const std::optional<LatenOrder> order = orderOf(inputs);
    const std::vector<Example> examples = examplesOf(inputs, order ? &*order : nullptr);
    const auto student = loadModel(inputs.student, loadOptions(inputs.device, inputs.type));
    Located located{pairSelections(earlier), locatedTables(earlier)};
    if (located.pairs.size() != examples.size()) {
        located = locate(inputs, examples, *student, context);
    }
    LatenExamples looked;
    looked.order = order;
    looked.extract = inputs.laten.extract.rows;
    looked.align = inputs.align.rows;
    looked.validation = inputs.validation.rows;
    looked.seed = located.pairs.back();
    for (std::size_t i = 0; i + 1 < examples.size(); ++i) {
        looked.located[examples[i].place] = std::move(located.pairs[i]);
    }
    const LatenLabels labels = labelsOf(inputs, looked.seed.line);
    return std::make_unique<LatenMethod>(student, std::move(maker),
                                         VectorSource(inputs.teacher,
                                                      inputs.study.laten.vectors == "noise",
                                                      inputs.study.seed, inputs.device),
                                         inputs.targets, std::move(looked), stepOptions(inputs),
                                         trainerOptions(inputs), labels, std::move(located.tables));
}

} // namespace neurograft

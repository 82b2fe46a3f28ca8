// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/laten_method.h"

#include "core/engine/train/response_gradient.h"
#include "core/engine/train/response_training.h"
#include "core/engine/transfer/change_norm.h"
#include "core/engine/transfer/norm_tables.h"
#include "core/engine/transfer/parameter_file.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <utility>
#include <variant>

namespace neurograft {

namespace {

constexpr const char* kTranslatorName = "translator.safetensors";
constexpr double kLargestRatio =
    0.1; ///< of RMS(D) to RMS(W); more is divergence (transfer.md 6.10)

std::vector<Module> modulesOf(const std::vector<AdapterTarget>& targets)
{
    std::vector<Module> modules;
    for (const AdapterTarget& target : targets) {
        if (target.layer == 0 && target.module) {
            modules.push_back(*target.module);
        }
    }
    return modules;
}

double rootMeanSquare(const at::Tensor& values)
{
    const auto count = static_cast<double>(values.numel());
    return count == 0.0 ? 0.0
                        : frobeniusNorm(values.reshape({-1, values.size(-1)})) / std::sqrt(count);
}

std::string shortNumber(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1e", value);
    return text;
}

/// Two changes of the same neurons as one.
ModelEdits summed(const ModelEdits& a, const ModelEdits& b)
{
    const at::NoGradGuard noGrad;
    ModelEdits sum;
    for (const auto& [name, edits] : a.edits()) {
        const auto& own = std::get<NeuronEdit>(edits.front());
        const auto& other = std::get<NeuronEdit>(b.edits().at(name).front());
        sum.add(name, NeuronEdit{own.index, own.delta + other.delta, own.isColumns});
    }
    return sum;
}

} // namespace

LatenMethod::LatenMethod(std::shared_ptr<TransformerModel> student,
                         std::unique_ptr<DeltaMaker> maker, VectorSource source,
                         const std::vector<AdapterTarget>& targets, LatenExamples examples,
                         const LatenStepOptions& step, TrainerOptions trainer, LatenLabels labels,
                         std::vector<Table> tables)
    : m_plain(std::move(student)), m_maker(std::move(maker)), m_source(std::move(source)),
      m_targets(targets), m_modules(modulesOf(targets)), m_examples(std::move(examples)),
      m_step(m_plain, step), m_trainer(std::move(trainer)), m_labels(std::move(labels)),
      m_tables(std::move(tables))
{
    const at::NoGradGuard noGrad;
    for (const AdapterTarget& target : m_targets) {
        m_weightNorms[target.weight] = frobeniusNorm(m_plain->parameter(target.weight));
    }
}

TrainerOptions LatenMethod::trainerOptions(const RunContext& context) const
{
    TrainerOptions options = m_trainer;
    if (!m_examples.validation.empty()) {
        options.validate = [this, &context] {
            ResponseTrainingOptions rows;
            rows.microBatch = m_step.options().microBatch;
            rows.wholeText = m_step.options().wholeText;
            return meanResponseLoss(*student(), m_examples.validation, rows, context);
        };
    }
    return options;
}

PairDelta LatenMethod::deltaOf(const PairSelection& pair) const
{
    return {*m_maker, m_source, pair, m_modules, m_step.options().delta};
}

const PairDelta& LatenMethod::outcome() const
{
    if (!m_outcome) {
        m_outcome.emplace(deltaOf(m_examples.seed));
    }
    return *m_outcome;
}

StepLoss LatenMethod::addGradients(std::int64_t step, double lossScale, const RunContext& context)
{
    m_outcome.reset(); // the parameters are about to change
    const std::int64_t located = m_examples.order->extractRowOf(step);
    std::vector<const TokenizedRow*> rows;
    for (const std::int64_t row : m_examples.order->alignRowsOf(step)) {
        rows.push_back(&m_examples.align[static_cast<std::size_t>(row)]);
    }
    rows.push_back(&m_examples.extract[static_cast<std::size_t>(located)]);
    PairDelta delta = deltaOf(m_examples.located.at(located));
    StepLoss loss = m_step.addGradients(delta, rows, lossScale,
                                        "training, step " + std::to_string(step), context);
    loss.unedited = uneditedLoss(rows, context);
    logStep(step, delta, context);
    if (!m_labels.trace.empty()) {
        for (std::size_t i = 0; i < m_modules.size(); ++i) {
            m_trace.add(step, std::string("delta/") + moduleName(m_modules[i]), delta.values()[i]);
        }
        m_trace.addParameters(step, "gradient", parameters(), true);
        m_trace.add(step, "loss", loss.loss);
        m_trace.add(step, "penalty", loss.penalty);
    }
    return loss;
}

double LatenMethod::uneditedLoss(const std::vector<const TokenizedRow*>& rows,
                                 const RunContext& context)
{
    double sum = 0.0;
    for (const TokenizedRow* row : rows) {
        const std::int64_t labels = labelCount(*row, m_step.options().wholeText);
        if (labels == 0) {
            continue; // as in the step itself
        }
        auto known = m_unedited.find(row);
        if (known == m_unedited.end()) { // alone, so that a continued run measures the same
            const LabelledBatch batch =
                labelledBatch({row}, m_step.options().wholeText, 0, m_plain->device());
            known = m_unedited
                        .emplace(row,
                                 responseLosses(*m_plain, batch, context).front()
                                     / static_cast<double>(labels))
                        .first;
        }
        sum += known->second;
    }
    return m_step.options().sums ? sum : sum / static_cast<double>(rows.size());
}

void LatenMethod::stepDone(std::int64_t step)
{
    if (!m_labels.trace.empty()) {
        m_trace.addParameters(step, "updated", parameters(), false);
    }
}

double LatenMethod::weightSize(Module module) const
{
    double squares = 0.0;
    double count = 0.0;
    for (const AdapterTarget& target : m_targets) {
        if (target.module == module) {
            const double norm = m_weightNorms.at(target.weight);
            squares += norm * norm;
            count += static_cast<double>(target.out) * static_cast<double>(target.in);
        }
    }
    return std::sqrt(squares / count);
}

void LatenMethod::logStep(std::int64_t step, const PairDelta& delta,
                          const RunContext& context) const
{
    const at::NoGradGuard noGrad;
    double largest = 0.0;
    std::string sizes;
    for (std::size_t i = 0; i < m_modules.size(); ++i) {
        const double ratio = rootMeanSquare(delta.values()[i]) / weightSize(m_modules[i]);
        largest = std::max(largest, ratio);
        sizes += std::string(" ") + moduleName(m_modules[i]) + " " + shortNumber(ratio);
    }
    std::string gradients;
    for (const Parameter& parameter : parameters()) {
        const at::Tensor gradient = parameter.value.grad();
        gradients += " " + (gradient.defined() ? shortNumber(rootMeanSquare(gradient)) : "none");
    }
    const std::string where = "step " + std::to_string(step);
    context.log(LogLevel::Debug,
                where + ": RMS(D) / RMS(W)" + sizes + "; gradient RMS against AdamW's eps "
                    + shortNumber(m_trainer.optimizer.epsilon) + ":" + gradients);
    if (largest > kLargestRatio) {
        context.log(LogLevel::Warning,
                    where + ": the change is " + shortNumber(largest)
                        + " times as large as the weights; it is diverging");
    }
}

std::shared_ptr<TransformerModel> LatenMethod::student() const
{
    return m_plain->withEdits(outcome().edits());
}

void LatenMethod::writeStart(const std::filesystem::path& /*folder*/) const { }

void LatenMethod::writeStep(const std::filesystem::path& folder) const
{
    std::filesystem::create_directories(folder);
    writeParameters(folder / kTranslatorName, parameters(),
                    {{"kind", "neurograft-translator"},
                     {"version", "1"},
                     {"mode", m_labels.delta.mode},
                     {"seed", std::to_string(m_labels.delta.seed)},
                     {"teacher", m_labels.teacher.model},
                     {"student", m_labels.student.model}});
}

/// The last step's change and those of the kept steps before it, all of the seed example's neurons.
ModelEdits LatenMethod::accumulated(const std::filesystem::path& folder) const
{
    ModelEdits sum = *outcome().edits();
    for (std::int64_t step = 0; step + 1 < m_labels.steps; ++step) {
        const std::filesystem::path file =
            folder / ("step-" + std::to_string(step)) / kTranslatorName;
        if (std::filesystem::exists(file)) {
            readParameters(file, parameters());
            sum = summed(sum, *deltaOf(m_examples.seed).edits());
        }
    }
    readParameters(folder / kTranslatorName, parameters());
    return sum;
}

void LatenMethod::writeOutcome(const std::filesystem::path& folder) const
{
    writeStep(folder);
    writeSelection(folder / "selection-teacher.json", m_examples.seed.teacher, m_labels.teacher);
    writeSelection(folder / "selection-student.json", m_examples.seed.student, m_labels.student);
    writeNeuronDelta(folder / "delta.safetensors",
                     m_labels.savesNothing      ? ModelEdits()
                         : m_labels.accumulates ? accumulated(folder)
                                                : *outcome().edits(),
                     m_labels.delta);
    outcome(); // its norms belong to the result
    if (!m_labels.trace.empty()) {
        m_trace.write(m_labels.trace);
    }
}

std::vector<Table> LatenMethod::tables() const
{
    std::vector<Table> all = m_tables;
    if (m_outcome) {
        const at::NoGradGuard noGrad;
        for (Table& table : normTables(m_targets, m_weightNorms, *m_outcome->edits())) {
            all.push_back(std::move(table));
        }
    }
    return all;
}

} // namespace neurograft

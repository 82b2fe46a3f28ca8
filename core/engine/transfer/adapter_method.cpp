// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/adapter_method.h"

#include "core/checkpoint/adapter_config.h"
#include "core/engine/transfer/change_norm.h"
#include "core/engine/transfer/module_tables.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace neurograft {

AdapterMethod::AdapterMethod(std::shared_ptr<TransformerModel> student, TrainableAdapter adapter,
                             AdapterLabel label, AdapterTraining training,
                             std::vector<Table> startTables)
    : m_plain(std::move(student)), m_adapter(std::move(adapter)), m_label(std::move(label)),
      m_training(std::move(training)), m_startTables(std::move(startTables))
{
    const at::NoGradGuard noGrad;
    for (const AdapterPart& part : m_adapter.parts()) {
        const at::Tensor weight = m_plain->parameter(part.target.weight);
        // The head of a tied model is its embedding.
        m_weightNorms.push_back(frobeniusNorm(weight.defined() ? weight : m_plain->unembedding()));
    }
    if (!m_training.rows.empty()) {
        m_dropout =
            m_label.dropout > 0.0 ? std::make_shared<InputDropout>(m_label.dropout) : nullptr;
        const std::shared_ptr<TransformerModel> trained =
            m_plain->withEdits(m_adapter.edits(m_dropout));
        m_response = std::make_unique<ResponseTraining>(
            trained, std::move(m_training.rows), m_training.options, m_dropout,
            m_training.objective ? m_training.objective(m_plain->withEdits(m_adapter.edits()))
                                 : nullptr);
        m_response->setModel(trained, lowestLayer());
    }
}

/// Below it nothing is trained.
std::int64_t AdapterMethod::lowestLayer() const
{
    std::int64_t lowest = m_plain->config().layers;
    for (const AdapterPart& part : m_adapter.parts()) {
        if (!part.target.module) {
            return 0; // embedding or head
        }
        lowest = std::min(lowest, part.target.layer);
    }
    return m_adapter.parts().empty() ? 0 : lowest;
}

TrainerOptions AdapterMethod::trainerOptions(const RunContext& context) const
{
    TrainerOptions options = m_training.trainer;
    if (!m_training.validation.empty()) {
        options.validate = [this, &context] {
            return meanResponseLoss(*student(), m_training.validation, m_training.options, context);
        };
    }
    return options;
}

StepLoss AdapterMethod::addGradients(std::int64_t step, double lossScale, const RunContext& context)
{
    if (m_training.layerOf) {
        const std::int64_t layer = m_training.layerOf(step);
        m_response->setModel(m_plain->withEdits(m_adapter.edits(m_dropout, layer)), layer);
    }
    return m_response->addGradients(step, lossScale, context);
}

std::shared_ptr<TransformerModel> AdapterMethod::student() const
{
    return m_plain->withEdits(m_adapter.edits());
}

bool AdapterMethod::isSubtracted() const
{
    return !m_adapter.parts().empty() && m_adapter.parts().front().a0.defined();
}

void AdapterMethod::writeStart(const std::filesystem::path& folder) const
{
    if (isSubtracted()) {
        m_adapter.writeInitial(initialFolder(folder), m_label);
    }
}

void AdapterMethod::writeStep(const std::filesystem::path& folder) const
{
    m_adapter.write(folder, m_label);
}

void AdapterMethod::writeOutcome(const std::filesystem::path& folder) const
{
    writeStart(folder);
    if (isSubtracted()) {
        m_adapter.writeConverted(folder / "converted", m_label);
    }
    m_adapter.write(folder, m_label); // last: with its config the folder is an adapter
}

std::vector<Table> AdapterMethod::tables() const
{
    std::vector<Table> all = m_startTables;
    ModuleTable norms("norm_ratio", "");
    const std::vector<AdapterPart>& parts = m_adapter.parts();
    std::map<std::string, AdapterTarget> last; // of each module
    const auto fill = [&norms](const AdapterTarget& target, std::int64_t from, std::int64_t to) {
        for (std::int64_t layer = from; layer < to; ++layer) {
            norms.add(target, {0.0}); // nothing changes there
        }
    };
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const AdapterTarget& target = parts[i].target;
        const auto before = last.find(target.name);
        fill(target, before == last.end() ? 0 : before->second.layer + 1, target.layer);
        norms.add(target, {TrainableAdapter::changeNorm(parts[i]) / m_weightNorms[i]});
        last[target.name] = target;
    }
    for (const auto& [name, target] : last) {
        fill(target, target.layer + 1, target.module ? m_plain->config().layers : 0);
    }
    for (Table& table : norms.tables()) {
        table.unit = "RMS of the change / RMS of the weight";
        all.push_back(std::move(table));
    }
    return all;
}

} // namespace neurograft

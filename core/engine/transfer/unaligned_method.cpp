// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/unaligned_method.h"

#include "core/engine/transfer/change_norm.h"
#include "core/engine/transfer/module_tables.h"
#include "core/engine/transfer/unaligned_edits.h"

#include <utility>

namespace neurograft {

namespace {

std::vector<Table> normTables(const TransformerModel& student,
                              const std::vector<AdapterTarget>& targets, const ModelEdits& edits)
{
    ModuleTable norms("norm_ratio", "");
    for (const AdapterTarget& target : targets) {
        const double change =
            edits.has(target.weight) ? editNorm(edits.edits().at(target.weight).front()) : 0.0;
        norms.add(target, {change / frobeniusNorm(student.parameter(target.weight))});
    }
    std::vector<Table> tables = norms.tables();
    for (Table& table : tables) {
        table.unit = "RMS of the change / RMS of the weight";
    }
    return tables;
}

} // namespace

UnalignedMethod::UnalignedMethod(std::shared_ptr<TransformerModel> student,
                                 const std::vector<AdapterTarget>& targets, ModelEdits edits,
                                 DeltaLabel label, std::vector<Table> tables)
    : m_plain(std::move(student)), m_edits(std::move(edits)), m_label(std::move(label)),
      m_tables(std::move(tables))
{
    for (Table& table : normTables(*m_plain, targets, m_edits)) {
        m_tables.push_back(std::move(table));
    }
}

TrainerOptions UnalignedMethod::trainerOptions(const RunContext& /*context*/) const
{
    return {};
}

StepLoss UnalignedMethod::addGradients(std::int64_t /*step*/, double /*lossScale*/,
                                       const RunContext& /*context*/)
{
    return {};
}

std::shared_ptr<TransformerModel> UnalignedMethod::student() const
{
    return m_plain->withEdits(
        std::make_shared<const ModelEdits>(editsOn(m_edits, m_plain->device())));
}

void UnalignedMethod::writeStart(const std::filesystem::path& /*folder*/) const { }

void UnalignedMethod::writeStep(const std::filesystem::path& folder) const
{
    writeOutcome(folder);
}

void UnalignedMethod::writeOutcome(const std::filesystem::path& folder) const
{
    writeNeuronDelta(folder / "delta.safetensors", m_edits, m_label);
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/unaligned_method.h"

#include "core/engine/transfer/change_norm.h"
#include "core/engine/transfer/norm_tables.h"
#include "core/engine/transfer/unaligned_edits.h"

#include <map>
#include <string>
#include <utility>

namespace neurograft {

UnalignedMethod::UnalignedMethod(std::shared_ptr<TransformerModel> student,
                                 const std::vector<AdapterTarget>& targets, ModelEdits edits,
                                 DeltaLabel label, std::vector<Table> tables)
    : m_plain(std::move(student)), m_edits(std::move(edits)), m_label(std::move(label)),
      m_tables(std::move(tables))
{
    std::map<std::string, double> weightNorms;
    for (const AdapterTarget& target : targets) {
        weightNorms[target.weight] = frobeniusNorm(m_plain->parameter(target.weight));
    }
    for (Table& table : normTables(targets, weightNorms, m_edits)) {
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

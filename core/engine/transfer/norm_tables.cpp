// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/norm_tables.h"

#include "core/engine/transfer/change_norm.h"
#include "core/engine/transfer/module_tables.h"

namespace neurograft {

std::vector<Table> normTables(const std::vector<AdapterTarget>& targets,
                              const std::map<std::string, double>& weightNorms,
                              const ModelEdits& edits)
{
    ModuleTable norms("norm_ratio", "");
    for (const AdapterTarget& target : targets) {
        const double change =
            edits.has(target.weight) ? editNorm(edits.edits().at(target.weight).front()) : 0.0;
        norms.add(target, {change / weightNorms.at(target.weight)});
    }
    std::vector<Table> tables = norms.tables();
    for (Table& table : tables) {
        table.unit = "RMS of the change / RMS of the weight";
    }
    return tables;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/transfer/adapter_target.h"
#include "core/store/result_tables.h"

#include <map>
#include <string>
#include <vector>

namespace neurograft {

/// Numbers of every target as tables transfer/<module>/<name>: [L], or [L,n] when a second axis is
/// named, filled up with NaN where a target has fewer. Embedding and head have one row.
class ModuleTable {
public:
    ModuleTable(std::string name, std::string secondAxis);

    /// Targets come in their order, layer by layer.
    void add(const AdapterTarget& target, const std::vector<double>& numbers);
    std::vector<Table> tables() const;

private:
    std::string m_name;
    std::string m_secondAxis;
    std::map<std::string, std::vector<std::vector<double>>> m_rows;
};

} // namespace neurograft

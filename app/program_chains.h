// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/chain_commands.h"
#include "widgets/models/chain_engine.h"

namespace neurograft {

/// Chains by the commands of this program, as `neurograft run` runs them.
class ProgramChains : public ChainEngine {
public:
    ProgramChains();

    std::map<std::string, std::string> optionHelp(const std::string& command) const override;
    void validate(const ChainRequest& request) const override;
    ChainProgress progress(const ChainRequest& request) const override;
    ChainForecast forecast(const ChainRequest& request, const RunContext& context) const override;
    void run(const ChainRequest& request, const RunContext& context) const override;

private:
    ChainCommands m_commands;
};

} // namespace neurograft

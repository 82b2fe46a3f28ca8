// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"

#include "core/run/compute_setup.h"
#include "core/run/doctor_text.h"

#include <nlohmann/json.hpp>

namespace neurograft {

Command doctorCommand(const ProgramTalents& talents)
{
    Command command;
    command.name = "doctor";
    command.summary = "Versions, devices, BLAS, threads, sandbox, fonts";
    command.example = "doctor --json";
    command.declare = [talents](CLI::App&, CommandEnvironment& environment) {
        return [talents, &environment]() -> int {
            applyComputeSetup({environment.common().threads, environment.common().deterministic});
            const DoctorReport report =
                examineMachine({environment.common().device, talents.qtVersion, talents.fonts});
            if (environment.common().json) {
                environment.printJson(toJson(report));
            } else {
                environment.out() << doctorText(report);
            }
            return report.ok() ? kExitDone : kExitCheckFailed;
        };
    };
    return command;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"

#include "core/run/compute_setup.h"
#include "core/run/doctor.h"

#include <nlohmann/json.hpp>

namespace neurograft {

namespace {

void printForPeople(const DoctorReport& report, std::ostream& out)
{
    out << "neurograft " << report.programVersion << ", LibTorch " << report.torchVersion
        << ", HDF5 " << report.hdf5Version;
    if (!report.qtVersion.empty()) {
        out << ", Qt " << report.qtVersion;
    }
    out << '\n'
        << report.blas << "; " << report.cpuCapability << ", " << report.threads << " threads\n";
    for (const DoctorDevice& device : report.devices) {
        out << device.id << ": " << device.name;
        if (device.memoryBytes > 0) {
            out << ", " << (device.memoryBytes >> 20) << " MiB (" << (device.freeBytes >> 20)
                << " MiB free)";
        }
        out << '\n';
    }
    for (const std::string& font : report.fonts) {
        out << "font: " << font << '\n';
    }
    for (const DoctorCheck& check : report.checks) {
        out << (check.ok ? "ok       " : (check.needed ? "MISSING  " : "absent   ")) << check.name
            << ": " << check.finding << '\n';
        if (!check.advice.empty()) {
            out << "         " << check.advice << '\n';
        }
    }
}

} // namespace

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
                printForPeople(report, environment.out());
            }
            return report.ok() ? kExitDone : kExitCheckFailed;
        };
    };
    return command;
}

} // namespace neurograft

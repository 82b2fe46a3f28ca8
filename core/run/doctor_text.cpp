// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/doctor_text.h"

#include <sstream>

namespace neurograft {

std::string doctorText(const DoctorReport& report)
{
    std::ostringstream out;
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
    return out.str();
}

} // namespace neurograft

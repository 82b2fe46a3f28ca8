// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// One thing that was looked at.
struct DoctorCheck {
    std::string name; ///< "libtorch", "cache folder", "device cuda", …
    bool ok = false;
    bool needed = false; ///< the program cannot do its work without it
    std::string finding; ///< one sentence: what was found
    std::string advice; ///< one sentence: what to do; empty when ok
};

struct DoctorDevice {
    std::string id; ///< "cpu" or "cuda:0"
    std::string name;
    std::int64_t memoryBytes = 0; ///< total; 0 = not known
    std::int64_t freeBytes = 0;
};

/// State of this machine for the program (command `doctor`).
struct DoctorReport {
    std::string programVersion;
    std::string torchVersion;
    std::string hdf5Version;
    std::string qtVersion; ///< empty in the program without Qt
    std::string blas; ///< library behind matrix products
    std::string cpuCapability; ///< widest vector instructions LibTorch uses: "AVX2", "AVX512", …
    int threads = 0;
    std::vector<DoctorDevice> devices;
    bool hasSandbox = false; ///< bubblewrap works here: generated code can be run in isolation
    std::string sandboxPython; ///< the interpreter inside; empty when none was found
    std::vector<std::string> fonts; ///< bundled font families the figures are set in
    std::vector<DoctorCheck> checks;

    /// Whether everything needed is there.
    bool ok() const;
};

/// What only the program knows.
struct DoctorQuestion {
    std::string device =
        "auto"; ///< a device that has to be there: cpu, cuda or cuda:N; auto asks for none
    std::string qtVersion;
    std::vector<std::string> fonts;
};

/// Looks at libraries, devices, folders and the sandbox; starts nothing but an empty program in it.
DoctorReport examineMachine(const DoctorQuestion& question);

/// Keys: ok, versions, devices, blas, cpu_capability, threads, sandbox, fonts, checks.
nlohmann::ordered_json toJson(const DoctorReport& report);

} // namespace neurograft

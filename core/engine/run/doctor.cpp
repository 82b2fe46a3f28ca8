// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/doctor.h"

#include "core/engine/support/cuda_runtime.h"
#include "core/engine/support/device.h"
#include "core/evaluate/sandbox_setup.h"
#include "core/run/compute_setup.h"
#include "core/run/gram_cache_setup.h"
#include "core/store/hdf5_version.h"
#include "core/support/resource_location.h"
#include "core/support/version.h"

#include <nlohmann/json.hpp>

#include <ATen/Version.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/matmul.h>
#include <torch/headeronly/version.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <unistd.h>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

/// Value of the first "key : value" line of a text file; empty when there is none.
std::string fieldOf(const fs::path& file, const std::string& key)
{
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
        const std::size_t colon = line.find(':');
        if (colon != std::string::npos && line.rfind(key, 0) == 0) {
            const std::size_t begin = line.find_first_not_of(" \t", colon + 1);
            return begin == std::string::npos ? std::string() : line.substr(begin);
        }
    }
    return {};
}

std::vector<DoctorDevice> findDevices()
{
    std::vector<DoctorDevice> devices;
    devices.push_back({"cpu", fieldOf("/proc/cpuinfo", "model name"),
                       static_cast<std::int64_t>(totalHostMemory()),
                       static_cast<std::int64_t>(availableHostMemory())});
    std::vector<std::string> gpuNames;
    std::error_code error;
    for (const fs::directory_entry& entry :
         fs::directory_iterator("/proc/driver/nvidia/gpus", error)) {
        gpuNames.push_back(fieldOf(entry.path() / "information", "Model"));
    }
    for (int index = 0; index < cudaRuntime().deviceCount; ++index) {
        const auto at = static_cast<std::size_t>(index);
        devices.push_back({"cuda:" + std::to_string(index),
                           at < gpuNames.size() ? gpuNames[at] : "NVIDIA GPU", 0, 0});
    }
    return devices;
}

DoctorCheck checkSandbox(const SandboxSetup& sandbox)
{
    return {"sandbox", sandbox.isUsable, false,
            sandbox.isUsable ? "bubblewrap " + sandbox.bubblewrapVersion + " isolates Python "
                    + sandbox.pythonVersion + " (" + sandbox.python.string() + ")."
                             : sandbox.reason,
            sandbox.isUsable ? ""
                             : "Install bubblewrap and python3; only running generated code needs "
                               "them, which is not scored without."};
}

/// LibTorch computes: [[0,1],[2,3]] squared has the sum 2+3+6+11.
DoctorCheck checkTorch()
{
    const at::Tensor matrix = at::arange(4, at::kDouble).view({2, 2});
    const double sum = at::matmul(matrix, matrix).sum().item<double>();
    const bool ok = sum == 22.0;
    return {"libtorch", ok, true,
            ok ? "LibTorch " TORCH_VERSION " computes."
               : "LibTorch " TORCH_VERSION " gives a wrong matrix product.",
            ok ? "" : "Run packaging/setup.sh again after removing the unpacked LibTorch."};
}

DoctorCheck checkCacheFolder()
{
    const fs::path folder = cacheFolder();
    std::error_code error;
    fs::create_directories(folder, error);
    const bool ok = !error && ::access(folder.c_str(), W_OK) == 0;
    return {
        "cache folder", ok, false,
        folder.string() + (ok ? " can be written." : " cannot be written."),
        ok ? ""
           : "Set XDG_CACHE_HOME to a folder of yours, or choose one in the preferences; without "
             "it nothing is kept between runs."};
}

DoctorCheck checkDemo()
{
    const bool ok = !findResource("demo/teacher/config.json").empty()
        && !findResource("demo/student/config.json").empty();
    return {"demo pair", ok, false,
            ok ? "The bundled demo pair is there." : "The bundled demo pair was not found.",
            ok ? "" : "Set NEUROGRAFT_RESOURCE_DIR to the folder that holds demo/."};
}

DoctorCheck checkCuda(const std::string& wanted)
{
    const CudaRuntime& runtime = cudaRuntime();
    const bool isWanted = wanted.rfind("cuda", 0) == 0;
    const int index = wanted.size() > 5 ? std::atoi(wanted.c_str() + 5) : 0;
    const bool ok = runtime.deviceCount > index;
    return {
        "cuda", ok, isWanted,
        ok ? std::to_string(runtime.deviceCount) + " CUDA device(s)."
           : (runtime.reason.empty() ? "No such CUDA device." : runtime.reason),
        ok ? ""
           : "Everything runs on the CPU; packaging/setup.sh --cuda fetches the GPU libraries."};
}

} // namespace

bool DoctorReport::ok() const
{
    return std::all_of(checks.begin(), checks.end(),
                       [](const DoctorCheck& check) { return check.ok || !check.needed; });
}

DoctorReport examineMachine(const DoctorQuestion& question)
{
    DoctorReport report;
    report.programVersion = kProgramVersion;
    report.torchVersion = TORCH_VERSION;
    report.hdf5Version = hdf5Version();
    report.qtVersion = question.qtVersion;
    report.blas = at::get_mkl_version();
    report.cpuCapability = at::get_cpu_capability();
    report.threads = computeThreads();
    report.fonts = question.fonts;
    report.checks.push_back(checkTorch());
    report.checks.push_back(checkCuda(question.device));
    report.devices = findDevices();
    const SandboxSetup sandbox = findSandbox();
    report.hasSandbox = sandbox.isUsable;
    report.sandboxPython = sandbox.python.string();
    report.checks.push_back(checkSandbox(sandbox));
    report.checks.push_back(checkCacheFolder());
    report.checks.push_back(checkDemo());
    return report;
}

nlohmann::ordered_json toJson(const DoctorReport& report)
{
    nlohmann::ordered_json devices = nlohmann::ordered_json::array();
    for (const DoctorDevice& device : report.devices) {
        devices.push_back({{"id", device.id},
                           {"name", device.name},
                           {"memory_bytes", device.memoryBytes},
                           {"free_bytes", device.freeBytes}});
    }
    nlohmann::ordered_json checks = nlohmann::ordered_json::array();
    for (const DoctorCheck& check : report.checks) {
        checks.push_back({{"name", check.name},
                          {"ok", check.ok},
                          {"needed", check.needed},
                          {"finding", check.finding},
                          {"advice", check.advice}});
    }
    return {{"ok", report.ok()},
            {"versions",
             {{"neurograft", report.programVersion},
              {"libtorch", report.torchVersion},
              {"hdf5", report.hdf5Version},
              {"qt",
               report.qtVersion.empty() ? nlohmann::ordered_json()
                                        : nlohmann::ordered_json(report.qtVersion)}}},
            {"devices", devices},
            {"blas", report.blas},
            {"cpu_capability", report.cpuCapability},
            {"threads", report.threads},
            {"sandbox",
             {{"available", report.hasSandbox},
              {"program", "bwrap"},
              {"python", report.sandboxPython}}},
            {"fonts", report.fonts},
            {"checks", checks}};
}

} // namespace neurograft

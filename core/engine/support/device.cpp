// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/support/device.h"

#include "core/engine/support/cuda_runtime.h"
#include "core/run/error.h"
#include "core/run/planned_machine.h"

#include <ATen/DeviceAccelerator.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <malloc.h>
#include <sys/resource.h>

namespace neurograft {

namespace {

/// Index after "cuda" or "cuda:"; nothing when the word is neither.
std::optional<int> cudaIndex(const std::string& name)
{
    if (name == "cuda") {
        return 0;
    }
    const std::string prefix = "cuda:";
    const std::string digits =
        name.compare(0, prefix.size(), prefix) == 0 ? name.substr(prefix.size()) : std::string();
    if (digits.empty() || digits.size() > 3
        || digits.find_first_not_of("0123456789") != std::string::npos) {
        return std::nullopt;
    }
    return std::stoi(digits);
}

bool fitsOnGpu(int index, std::uint64_t bytesNeeded)
{
    const auto free = freeDeviceMemory({at::kCUDA, static_cast<c10::DeviceIndex>(index)});
    return free ? bytesNeeded < *free
                : bytesNeeded == 0; // not told: only when nothing was forecast
}

/// @throws StudyError for another word than those of --dtype
at::ScalarType typeNamed(const std::string& name)
{
    for (const at::ScalarType type : {at::kFloat, at::kBFloat16, at::kHalf}) {
        if (name == computeTypeName(type)) {
            return type;
        }
    }
    throw StudyError("--dtype", "auto, float32, bfloat16 or float16", "\"" + name + "\"");
}

/// What the kernel says of the first processor; empty when it does not tell.
std::string firstProcessor()
{
    std::ifstream file("/proc/cpuinfo");
    std::string text;
    for (std::string line; std::getline(file, line) && !line.empty();) {
        text += line + '\n';
    }
    return text;
}

/// A line of /proc/meminfo in bytes; 0 when there is none.
std::uint64_t memoryField(const std::string& wanted)
{
    std::ifstream file("/proc/meminfo");
    std::string key;
    std::uint64_t kibibytes = 0;
    std::string rest;
    while (file >> key >> kibibytes && std::getline(file, rest)) {
        if (key == wanted) {
            return kibibytes * 1024;
        }
    }
    return 0;
}

} // namespace

at::Device resolveDevice(const std::string& name, std::uint64_t bytesNeeded)
{
    if (name == "cpu") {
        return at::kCPU;
    }
    if (plannedMachine() && (name == "auto" || cudaIndex(name) == 0)) {
        const bool fits = static_cast<double>(bytesNeeded) < plannedMachine()->deviceBytes;
        return fits || name != "auto" ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU);
    }
    if (name == "auto") {
        const CudaRuntime& cuda = cudaRuntime();
        return cuda.deviceCount > 0 && fitsOnGpu(0, bytesNeeded) ? at::Device(at::kCUDA, 0)
                                                                 : at::Device(at::kCPU);
    }
    const auto index = cudaIndex(name);
    if (!index) {
        throw StudyError("--device", "auto, cpu, cuda or cuda:N", "\"" + name + "\"");
    }
    const CudaRuntime& cuda = cudaRuntime();
    if (*index >= cuda.deviceCount) {
        throw StudyError(
            "--device", name, std::to_string(cuda.deviceCount) + " GPUs. " + cuda.reason,
            "Use --device cpu, or install the GPU part with packaging/setup.sh --cuda.");
    }
    return {at::kCUDA, static_cast<c10::DeviceIndex>(*index)};
}

at::ScalarType resolveComputeType(const std::string& name, at::Device device, at::ScalarType stored)
{
    if (name == "auto") {
        return device.is_cpu() ? at::kFloat : stored;
    }
    const at::ScalarType type = typeNamed(name);
    return hasArithmetic(device, type) ? type : at::kFloat;
}

bool hasArithmetic(at::Device device, at::ScalarType type)
{
    if (!device.is_cpu() || type == at::kFloat || type == at::kDouble) {
        return true;
    }
    static const std::string cpuinfo = firstProcessor();
    return cpuHasArithmetic(cpuinfo, type);
}

bool cpuHasArithmetic(const std::string& cpuinfo, at::ScalarType type)
{
    // x86-64 lists "flags", AArch64 "Features".
    static const std::vector<std::string> kBFloat16Flags{"avx512_bf16", "amx_bf16", "bf16"};
    static const std::vector<std::string> kHalfFlags{"avx512_fp16", "amx_fp16", "asimdhp"};
    const std::vector<std::string>& wanted = type == at::kBFloat16 ? kBFloat16Flags : kHalfFlags;
    std::istringstream words(cpuinfo);
    for (std::string word; words >> word;) {
        if (std::find(wanted.begin(), wanted.end(), word) != wanted.end()) {
            return true;
        }
    }
    return false;
}

std::string wideningNotice(const std::string& name, at::Device device)
{
    if (name == "auto" || hasArithmetic(device, typeNamed(name))) {
        return {};
    }
    return "This processor has no " + name
        + " arithmetic: stored weights are widened and everything is computed in float32.";
}

std::string computeTypeName(at::ScalarType type)
{
    switch (type) {
    case at::kFloat:
        return "float32";
    case at::kBFloat16:
        return "bfloat16";
    case at::kHalf:
        return "float16";
    case at::kDouble:
        return "float64";
    default:
        return c10::toString(type);
    }
}

std::optional<std::uint64_t> freeDeviceMemory(at::Device device)
{
    if (device.is_cpu()) {
        return std::nullopt;
    }
    try {
        return at::accelerator::getMemoryInfo(device.index()).first;
    } catch (const c10::Error&) {
        return std::nullopt; // the driver does not tell
    }
}

std::uint64_t totalHostMemory()
{
    return memoryField("MemTotal:");
}

std::uint64_t availableHostMemory()
{
    if (plannedMachine() && plannedMachine()->hostBytes > 0.0) {
        return static_cast<std::uint64_t>(plannedMachine()->hostBytes);
    }
    return memoryField("MemAvailable:");
}

void releaseFreeMemory()
{
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

std::uint64_t peakResidentMemory()
{
    struct rusage usage { };
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

} // namespace neurograft

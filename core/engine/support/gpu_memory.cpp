// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/gpu_memory.h"

#include <array>

#include <dlfcn.h>

namespace neurograft {

namespace {

constexpr int kBusIdLength = 32;

/// nvmlMemory_t of nvml.h.
struct NvmlMemory {
    unsigned long long total = 0;
    unsigned long long free = 0;
    unsigned long long used = 0;
};

/// The few functions needed of libcuda (which numbers the devices as LibTorch does) and of
/// libnvidia-ml (which tells memory without a context on the GPU). All return 0 for success.
struct DriverLibraries {
    int (*cudaInit)(unsigned int) = nullptr;
    int (*cudaCount)(int*) = nullptr;
    int (*cudaDevice)(int*, int) = nullptr;
    int (*cudaBusId)(char*, int, int) = nullptr;
    int (*nvmlInit)() = nullptr;
    int (*nvmlByBusId)(const char*, void**) = nullptr;
    int (*nvmlMemory)(void*, NvmlMemory*) = nullptr;
    bool isReady = false;

    DriverLibraries()
    {
        void* cuda = ::dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
        void* nvml =
            cuda != nullptr ? ::dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL) : nullptr;
        if (nvml == nullptr) {
            return;
        }
        const bool isComplete = find(cuda, "cuInit", cudaInit)
            && find(cuda, "cuDeviceGetCount", cudaCount) && find(cuda, "cuDeviceGet", cudaDevice)
            && find(cuda, "cuDeviceGetPCIBusId", cudaBusId) && find(nvml, "nvmlInit_v2", nvmlInit)
            && find(nvml, "nvmlDeviceGetHandleByPciBusId_v2", nvmlByBusId)
            && find(nvml, "nvmlDeviceGetMemoryInfo", nvmlMemory);
        isReady = isComplete && cudaInit(0) == 0 && nvmlInit() == 0;
    }

private:
    template <class Function> static bool find(void* library, const char* name, Function& function)
    {
        function = reinterpret_cast<Function>(::dlsym(library, name));
        return function != nullptr;
    }
};

} // namespace

std::vector<GpuMemory> readGpuMemory()
{
    static const DriverLibraries driver; // stay open as long as the program
    std::vector<GpuMemory> found;
    int count = 0;
    if (!driver.isReady || driver.cudaCount(&count) != 0) {
        return found;
    }
    for (int index = 0; index < count; ++index) {
        int device = 0;
        std::array<char, kBusIdLength> busId{};
        void* handle = nullptr;
        NvmlMemory memory;
        if (driver.cudaDevice(&device, index) == 0
            && driver.cudaBusId(busId.data(), kBusIdLength, device) == 0
            && driver.nvmlByBusId(busId.data(), &handle) == 0
            && driver.nvmlMemory(handle, &memory) == 0) {
            found.push_back({index, memory.used, memory.total});
        }
    }
    return found;
}

} // namespace neurograft

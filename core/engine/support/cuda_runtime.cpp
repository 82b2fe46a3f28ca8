// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/support/cuda_runtime.h"

#include <ATen/Context.h>

#include <dlfcn.h>

namespace neurograft {

namespace {

CudaRuntime openCudaRuntime()
{
    CudaRuntime runtime;
    if (void* driver = ::dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL); driver == nullptr) {
        runtime.reason = "No NVIDIA driver is installed.";
        return runtime;
    }
    // Found through the program's rpath: the folder libtorch_cpu came from.
    if (::dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL) == nullptr) {
        const char* why = ::dlerror();
        runtime.reason = std::string("LibTorch's CUDA half could not be opened: ")
            + (why != nullptr ? why : "unknown reason");
        return runtime;
    }
    runtime.isLoaded = true;
    if (at::hasCUDA()) {
        runtime.deviceCount = static_cast<int>(at::getNumGPUs());
    }
    if (runtime.deviceCount == 0) {
        runtime.reason = "The driver reports no device.";
    }
    return runtime;
}

} // namespace

const CudaRuntime& cudaRuntime()
{
    static const CudaRuntime runtime = openCudaRuntime();
    return runtime;
}

} // namespace neurograft

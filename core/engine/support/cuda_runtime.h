// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace neurograft {

/// State of the optional CUDA half of LibTorch.
struct CudaRuntime {
    bool isLoaded = false; ///< libtorch_cuda and what it needs could be opened
    int deviceCount = 0;
    std::string reason; ///< why it is not loaded, one sentence; empty when it is
};

/// Opens libtorch_cuda once per process, when the driver and the library are there, and says how
/// that went. Thread-safe. Never throws: no GPU is a normal case.
const CudaRuntime& cudaRuntime();

} // namespace neurograft

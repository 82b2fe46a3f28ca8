// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/compute_setup.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>

namespace neurograft {

void applyComputeSetup(const ComputeSetup& setup)
{
    if (setup.threads > 0) {
        at::set_num_threads(setup.threads);
    }
    if (setup.deterministic) {
        at::globalContext().setDeterministicAlgorithms(true, /*warn_only=*/true);
        at::globalContext().setBenchmarkCuDNN(false);
        at::globalContext().setAllowTF32CuBLAS(false);
    }
}

int computeThreads()
{
    return at::get_num_threads();
}

} // namespace neurograft

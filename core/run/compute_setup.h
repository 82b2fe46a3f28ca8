// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace neurograft {

/// How LibTorch computes in this process.
struct ComputeSetup {
    int threads = 0; ///< CPU threads inside one operation; 0 = LibTorch's choice
    bool deterministic = false; ///< only algorithms that repeat bit for bit on the same machine
};

/// Applies the set-up. Called once per process, before LibTorch is used for anything else.
void applyComputeSetup(const ComputeSetup& setup);

/// CPU threads LibTorch uses inside one operation.
int computeThreads();

} // namespace neurograft

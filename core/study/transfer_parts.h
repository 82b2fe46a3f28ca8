// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/transfer_study.h"

#include <filesystem>
#include <vector>

namespace neurograft {

/// One run of a transfer: its own seed, its own folder, and the study that repeats it alone.
struct TransferPart {
    TransferStudy study; ///< with that seed and no list of seeds
    std::filesystem::path folder; ///< the one asked for, or `seed-<n>` in it when there are several

    std::filesystem::path result() const { return folder / "run.h5"; }
    std::filesystem::path state() const { return folder / "state.safetensors"; }
    std::filesystem::path step(std::int64_t number) const
    {
        return folder / ("step-" + std::to_string(number));
    }
};

std::vector<TransferPart> transferParts(const TransferStudy& study,
                                        const std::filesystem::path& out);

} // namespace neurograft

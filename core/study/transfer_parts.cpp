// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/transfer_parts.h"

namespace neurograft {

std::vector<TransferPart> transferParts(const TransferStudy& study,
                                        const std::filesystem::path& out)
{
    const std::vector<std::uint64_t> seeds = study.allSeeds();
    std::vector<TransferPart> parts;
    for (const std::uint64_t seed : seeds) {
        TransferPart part{study, out};
        part.study.seed = seed;
        part.study.seeds.clear();
        if (seeds.size() > 1) {
            part.folder /= "seed-" + std::to_string(seed);
        }
        parts.push_back(part);
    }
    return parts;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/semalign_study.h"

#include "core/run/error.h"
#include "core/study/option_checks.h"
#include "core/study/transfer_study.h"

#include <set>

namespace neurograft {

TransferStudy semAlignDefaults(const TransferStudy& adapter)
{
    return adapter;
}

void checkSemAlign(const TransferStudy& study)
{
    const SemAlignStudy& semalign = study.semalign;
    requireWord("--semalign", semalign.version, {"v1", "v2"});
    requireWord("--layer-score", semalign.score, {"sum", "absolute"});
    requireFrom("--critical", semalign.critical, 1);
    for (const std::int64_t layer : semalign.layers) {
        requireFrom("--layers", layer, 0);
    }
    if (std::set<std::int64_t>(semalign.layers.begin(), semalign.layers.end()).size()
        != semalign.layers.size()) {
        throw UsageError("--layers", "different layers", "one of them twice");
    }
    if (semalign.version == "v2" && !semalign.layers.empty()) {
        throw UsageError("--layers", "--semalign v1: v2 trains every layer in turn", "v2");
    }
    if (!study.isTrained && semalign.layers.empty() && semalign.version == "v1") {
        throw UsageError("--no-train", "--layers: without rows none can be found", "none");
    }
    for (const std::string& module : study.modules) {
        if (module == "embed_tokens" || module == "lm_head") {
            throw UsageError("--modules", "matrices of a layer with method semalign",
                             "'" + module + "'");
        }
    }
}

} // namespace neurograft

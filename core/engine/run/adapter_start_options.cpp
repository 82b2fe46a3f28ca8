// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/adapter_start_options.h"

#include <string>

namespace neurograft {

namespace {

using Kind = AdapterStartOptions::Kind;

Kind kindOf(const TransferStudy& study)
{
    const bool takesMatrices = startsFromMatrices(study) || study.method == "unaligned"; // its d1
    if (takesMatrices) {
        return study.method == "pissa" ? Kind::Split : Kind::Left;
    }
    return study.method == "gaussian-lora" ? Kind::Gaussian : Kind::Kaiming;
}

} // namespace

AdapterStartOptions startOptions(const TransferStudy& study)
{
    AdapterStartOptions options;
    options.kind = kindOf(study);
    options.rank = study.rank;
    options.alpha = study.alpha;
    options.isHalf = study.mode == "compat" && options.kind == Kind::Left;
    options.triplets.method = study.svd;
    options.triplets.iterations = study.svdIterations;
    options.seed = study.seed;
    return options;
}

SourceKind sourceOf(const TransferStudy& study)
{
    const std::string& method = study.method;
    return method == "pissa" || method == "self" ? SourceKind::Student
        : method == "random-submatrix"           ? SourceKind::RandomWindow
        : method == "shuffled"                   ? SourceKind::Shuffled
        : method == "noise"                      ? SourceKind::Noise
                                                 : SourceKind::Selected;
}

} // namespace neurograft

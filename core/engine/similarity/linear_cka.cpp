// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/linear_cka.h"

#include "core/engine/similarity/sample_pair.h"

namespace neurograft {

Similarity linearCka(const at::Tensor& x, const at::Tensor& y, CkaEstimator estimator)
{
    requireSamplePair("linearCka", x, y);
    const KernelVector a(packGram(x), estimator);
    const KernelVector b(packGram(y), estimator);
    const UndefinedReason reason = firstReason(a.reason(), b.reason());
    if (reason != UndefinedReason::Defined) {
        return undefinedSimilarity(reason);
    }
    return {pairProducts({&a}, {&b}).front(), UndefinedReason::Defined};
}

} // namespace neurograft

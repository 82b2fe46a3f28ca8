// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/pairwise_measure.h"

#include "core/support/parallel_loop.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

namespace neurograft {

UndefinedReason cellReason(const PreparedLayer* student, const PreparedLayer* teacher)
{
    return student == nullptr || teacher == nullptr
        ? UndefinedReason::NotComputed
        : firstReason(student->reason(), teacher->reason());
}

std::vector<Similarity> PairwiseMeasure::pairs(const Layers& students, const Layers& teachers,
                                               const RunContext& context) const
{
    std::vector<Similarity> cells(students.size() * teachers.size());
    parallelLoop(static_cast<std::int64_t>(cells.size()), at::get_num_threads(),
                 [&](std::int64_t cell) {
                     context.throwIfStopped();
                     const c10::InferenceMode inference;
                     const auto at = static_cast<std::size_t>(cell);
                     const PreparedLayer* student = students[at / teachers.size()];
                     const PreparedLayer* teacher = teachers[at % teachers.size()];
                     const UndefinedReason reason = cellReason(student, teacher);
                     cells[at] = reason == UndefinedReason::Defined ? pair(*student, *teacher)
                                                                    : undefinedSimilarity(reason);
                 });
    return cells;
}

} // namespace neurograft

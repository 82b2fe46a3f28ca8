// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_similarity.h"

#include "core/engine/run/file_job.h"
#include "core/engine/run/similarity_job.h"
#include "core/engine/support/torch_errors.h"
#include "core/run/error.h"

#include <algorithm>
#include <functional>

namespace neurograft {

namespace {

/// Whether one model's Gram matrices are all there.
bool isCached(
    const SimilarityModel& model, const SimilarityInputs& inputs,
    const std::function<bool(Module)>& isWanted = [](Module) { return true; })
{
    const std::vector<GramEntry> entries =
        GramCache().find(model.key, inputs.plan.ids, inputs.study.isDeterministic);
    for (std::int64_t layer = 0; layer < model.checkpoint->config().layers; ++layer) {
        for (const Module module : inputs.modules) {
            bool isThere = !isWanted(module);
            for (const GramEntry& entry : entries) {
                isThere = isThere || entry.has(module, layer);
            }
            if (!isThere) {
                return false;
            }
        }
    }
    return true;
}

/// Whether some measure needs samples, which no cache keeps.
bool needsSamples(const SimilarityInputs& inputs)
{
    return std::any_of(inputs.modules.begin(), inputs.modules.end(),
                       [&](Module module) { return inputs.needs(module).needsSamples(); });
}

} // namespace

SimilarityOutcome runSimilarity(const SimilarityStudy& study, const std::filesystem::path& out,
                                bool overwrite, const RunContext& context)
{
    return runIntoFile("similarity", out, overwrite, context, [&](auto start) {
        return SimilarityJob(openSimilarityInputs(study), out, start, context).run();
    });
}

bool hasCachedGrams(const SimilarityStudy& study)
{
    return withTorchErrors("similarity", [&] {
        const SimilarityInputs inputs = openSimilarityInputs(study);
        return inputs.activations
            || (!needsSamples(inputs) && isCached(*inputs.teacher, inputs)
                && isCached(*inputs.student, inputs)
                && std::all_of(inputs.baselineTeachers.begin(), inputs.baselineTeachers.end(),
                               [&](const BaselineTeacher& teacher) {
                                   return isCached(teacher.model, inputs, [&](Module module) {
                                       return teacher.has(module);
                                   });
                               }));
    });
}

} // namespace neurograft

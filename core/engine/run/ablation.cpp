// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/ablation.h"

#include "core/engine/run/open_model_parts.h"
#include "core/engine/run/row_ablation.h"
#include "core/engine/support/torch_errors.h"

namespace neurograft {

namespace {

std::vector<AttributionRow> scoredRows(const AblationOptions& options, const Tokenizer& tokenizer)
{
    RowSelection rows = options.rows;
    rows.seed = options.seed;
    const Dataset data = readDataset(options.data, rows);
    return attributionRows(data, tokenizer, targetPolicyFromName(options.target)).rows;
}

NeuronAblation ablationOf(const AblationOptions& options)
{
    return {options.neurons, options.factor, options.newTokens, options.seed, options.draws};
}

} // namespace

std::vector<AblatedRow> ablateNeurons(const AblationOptions& options, const RunContext& context)
{
    return withTorchErrors("ablation", [&] {
        const auto tokenizer = openTokenizer(options.model);
        const std::vector<AttributionRow> rows = scoredRows(options, *tokenizer);
        const auto model = TransformerModel::load(options.model, {options.device, options.dtype});
        return ablateRows(*model, *tokenizer, rows, ablationOf(options), context);
    });
}

std::vector<AblatedRow> ablateNeurons(const OpenModel& model, const AblationOptions& options,
                                      const RunContext& context)
{
    return withTorchErrors("ablation", [&] {
        const OpenModel::Parts& parts = model.parts();
        if (parts.layers) {
            throw StudyError("ablation", "a model with all of its layers",
                             "layers " + std::to_string(parts.layers->first) + " to "
                                 + std::to_string(parts.layers->last),
                             "Load all layers, or unload the model; it is then opened anew.");
        }
        const auto tokenizer = model.tokenizer();
        return ablateRows(*parts.base, *tokenizer, scoredRows(options, *tokenizer),
                          ablationOf(options), context);
    });
}

} // namespace neurograft

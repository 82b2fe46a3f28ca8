// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/ablation.h"

#include "core/engine/run/row_ablation.h"
#include "core/engine/support/torch_errors.h"

namespace neurograft {

std::vector<AblatedRow> ablateNeurons(const AblationOptions& options, const RunContext& context)
{
    return withTorchErrors("ablation", [&] {
        RowSelection rows = options.rows;
        rows.seed = options.seed;
        const Dataset data = readDataset(options.data, rows);
        const auto tokenizer = openTokenizer(options.model);
        const AttributionRows scored =
            attributionRows(data, *tokenizer, targetPolicyFromName(options.target));
        const auto model = TransformerModel::load(options.model, {options.device, options.dtype});
        return ablateRows(*model, *tokenizer, scored.rows,
                          {options.neurons, options.factor, options.newTokens, options.seed},
                          context);
    });
}

} // namespace neurograft

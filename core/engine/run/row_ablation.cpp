// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/row_ablation.h"

#include "core/run/error.h"

#include <string>

namespace neurograft {

namespace {

/// What follows the prompt when @p ids are appended to it.
std::string textAfter(const Tokenizer& tokenizer, const AttributionRow& row,
                      const std::vector<std::int32_t>& ids)
{
    std::vector<std::int32_t> all(row.ids.begin(), row.ids.begin() + row.positions.front() + 1);
    const std::string prompt = tokenizer.decode(all);
    all.insert(all.end(), ids.begin(), ids.end());
    const std::string text = tokenizer.decode(all);
    return text.compare(0, prompt.size(), prompt) == 0 ? text.substr(prompt.size())
                                                       : tokenizer.decode(ids);
}

} // namespace

std::vector<AblatedRow> ablateRows(const TransformerModel& model, const Tokenizer& tokenizer,
                                   const std::vector<AttributionRow>& rows,
                                   const NeuronAblation& ablation, const RunContext& context)
{
    if (ablation.draws < 1) {
        throw StudyError("ablation", "at least one draw of random neurons",
                         std::to_string(ablation.draws));
    }
    const int passes = 2 + ablation.draws;
    const auto answers = [&](const TransformerModel& asked, int step, std::int64_t newTokens) {
        context.checkpoint({"ablation", 1, 1, step, passes, "passes over the rows"});
        return answersOf(asked, rows, newTokens, context);
    };
    const std::vector<RowAnswer> before = answers(model, 0, ablation.newTokens);
    const std::vector<RowAnswer> after = answers(
        *withScaledNeurons(model, ablation.neurons, ablation.factor), 1, ablation.newTokens);
    std::vector<std::vector<RowAnswer>> random;
    for (int draw = 0; draw < ablation.draws; ++draw) {
        const std::vector<NeuronId> others =
            randomNeuronsLike(model.config(), ablation.neurons, ablation.seed, draw);
        random.push_back(answers(*withScaledNeurons(model, others, ablation.factor), 2 + draw, 0));
    }
    std::vector<AblatedRow> result;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        AblatedRow row;
        row.line = rows[i].line;
        row.before = before[i].probability;
        row.after = after[i].probability;
        for (const std::vector<RowAnswer>& draw : random) {
            row.randomDraws.push_back(draw[i].probability);
            row.random += draw[i].probability / static_cast<double>(random.size());
        }
        row.target = tokenizer.decode(rows[i].targets);
        row.textBefore = textAfter(tokenizer, rows[i], before[i].continuation);
        row.textAfter = textAfter(tokenizer, rows[i], after[i].continuation);
        result.push_back(std::move(row));
    }
    return result;
}

} // namespace neurograft

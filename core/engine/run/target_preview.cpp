// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/target_preview.h"

#include "core/engine/attribution/attribution_rows.h"
#include "core/run/typed_prompt.h"

#include <utility>

namespace neurograft {

TargetPreview previewTargets(const ExampleRow& row, const Tokenizer& tokenizer,
                             const std::string& policy)
{
    const TargetPolicy wanted = targetPolicyFromName(policy);
    TargetPreview preview;
    const std::optional<TokenizedRow> read = attributionTokens(row, tokenizer);
    if (!read) { // the prompt alone
        preview.row = previewPrompt(row.prompt, tokenizer);
        preview.row.line = row.line;
        preview.row.id = row.id;
        preview.responseStart = static_cast<int>(preview.row.tokens.size());
        return preview;
    }
    preview.row.line = row.line;
    preview.row.id = row.id;
    preview.row.prompt = row.prompt;
    preview.row.response = trimmedResponse(row.response);
    preview.row.textTokens = static_cast<std::int64_t>(read->ids.size());
    preview.responseStart = static_cast<int>(read->responseStart);
    for (std::size_t i = 0; i < read->ids.size(); ++i) {
        PreviewToken token;
        token.id = read->ids[i];
        token.text = tokenizer.tokenText(token.id);
        token.span = read->offsets[i];
        token.isSpecial = tokenizer.isSpecial(token.id);
        preview.row.tokens.push_back(std::move(token));
    }
    for (const std::int64_t index : targetTokens(*read, wanted)) {
        preview.row.tokens[static_cast<std::size_t>(index)].carriesLoss = true;
        preview.targets.push_back(static_cast<int>(index));
    }
    preview.row.lossTokens = static_cast<std::int64_t>(preview.targets.size());
    return preview;
}

} // namespace neurograft

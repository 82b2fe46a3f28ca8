// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/typed_prompt.h"

#include "core/data/row_rendering.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace neurograft {

std::string promptText(const std::string& typed, bool usesTemplate)
{
    if (!usesTemplate) {
        return typed;
    }
    using Json = nlohmann::json;
    const Json row = {{"messages",
                       Json::array({Json{{"role", "user"}, {"content", typed}},
                                    Json{{"role", "assistant"}, {"content", ""}}})}};
    return renderRow(row.dump(), "prompt", 0).prompt;
}

RowPreview previewPrompt(const std::string& text, const Tokenizer& tokenizer)
{
    const Encoding encoding = tokenizer.encode(text, true);
    RowPreview preview;
    preview.prompt = text;
    preview.textTokens = static_cast<std::int64_t>(encoding.ids.size());
    for (std::size_t i = 0; i < encoding.ids.size(); ++i) {
        PreviewToken token;
        token.id = encoding.ids[i];
        token.text = tokenizer.tokenText(token.id);
        token.span = encoding.offsets[i];
        token.isSpecial = tokenizer.isSpecial(token.id);
        preview.tokens.push_back(std::move(token));
    }
    return preview;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "core/text/json_tokenizer.h"
#include "core/text/sentencepiece_tokenizer.h"
#include "core/text/tokenizer_config.h"

namespace neurograft {

namespace fs = std::filesystem;

Tokenizer::~Tokenizer() = default;

std::shared_ptr<const Tokenizer> openTokenizer(const fs::path& modelFolder)
{
    const fs::path json = modelFolder / "tokenizer.json";
    const fs::path model = modelFolder / "tokenizer.model";
    if (fs::exists(json)) {
        return std::make_shared<JsonTokenizer>(readFile(json), json.string(),
                                               readTokenizerConfig(modelFolder));
    }
    if (fs::exists(model)) {
        return std::make_shared<SentencepieceTokenizer>(readFile(model), model.string(),
                                                        readTokenizerConfig(modelFolder));
    }
    throw FormatError(modelFolder.string(), "tokenizer.json or tokenizer.model", "neither",
                      "Copy the tokenizer files of the model into the folder.");
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/added_tokens.h"
#include "core/text/bpe_model.h"
#include "core/text/normalizer.h"
#include "core/text/post_processor.h"
#include "core/text/pre_tokenizer.h"
#include "core/text/token_decoder.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_config.h"

#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// The tokenizer a tokenizer.json describes: added tokens, normalizer, pre-tokenizer, BPE,
/// post-processor, decoder, in this order and as the reference (Hugging Face tokenizers 0.22) runs
/// them. Keys truncation and padding are left to the caller, as in the reference when it is asked
/// for plain ids. Differs from the reference only for characters that are younger than Unicode 14
/// (class tables of PCRE2).
class JsonTokenizer : public Tokenizer {
public:
    /// @param bytes the file's content; @p file names it in errors
    /// @throws FormatError naming file and key
    JsonTokenizer(const std::string& bytes, const std::string& file, const TokenizerConfig& config);

    Encoding encode(std::string_view text, bool addSpecialTokens) const override;
    std::string decode(const std::vector<std::int32_t>& ids, bool skipSpecialTokens) const override;
    std::string tokenText(std::int32_t id) const override;
    bool isSpecial(std::int32_t id) const override;

private:
    PieceText piecesOf(std::string_view text) const;
    const std::string& tokenOf(std::int32_t id) const;
    std::int32_t idOf(std::string_view token) const;
    void collectFacts(const TokenizerConfig& config);

    std::unique_ptr<BpeModel> m_model;
    AddedTokens m_added;
    std::unique_ptr<Normalizer> m_normalizer;
    std::unique_ptr<PreTokenizer> m_preTokenizer;
    std::unique_ptr<PostProcessor> m_postProcessor;
    std::unique_ptr<TokenDecoder> m_decoder;
};

} // namespace neurograft

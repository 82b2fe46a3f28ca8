// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/added_tokens.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_config.h"

#include <memory>
#include <string>
#include <vector>

namespace sentencepiece {
class SentencePieceProcessor;
}

namespace neurograft {

/// A folder that has only tokenizer.model, read by the sentencepiece library and framed as the slow
/// LlamaTokenizer of transformers does it. With `legacy` every stretch of text between special
/// tokens gets the model's own blank in front; without it only the start of the whole text does, in
/// addition to blanks that are there.
class SentencepieceTokenizer : public Tokenizer {
public:
    /// @param bytes the file's content; @p file names it in errors
    /// @throws FormatError when the bytes are no sentencepiece model
    SentencepieceTokenizer(const std::string& bytes, const std::string& file,
                           TokenizerConfig config);
    ~SentencepieceTokenizer() override;

    Encoding encode(std::string_view text, bool addSpecialTokens) const override;
    std::string decode(const std::vector<std::int32_t>& ids, bool skipSpecialTokens) const override;
    std::string tokenText(std::int32_t id) const override;
    bool isSpecial(std::int32_t id) const override;

private:
    void collectTokens(const std::string& file);
    std::int32_t idOf(const std::string& piece) const;
    std::string pieceOf(std::int32_t id) const;
    /// Tokens of a stretch without special tokens. @param offset what is added to its character
    /// positions
    void appendPart(std::string_view part, std::int64_t offset, Encoding& encoding) const;
    std::string decodePieces(const std::vector<std::string>& pieces) const;

    std::unique_ptr<sentencepiece::SentencePieceProcessor> m_processor;
    TokenizerConfig m_config;
    AddedTokens m_added;
    std::string m_unknown; ///< text of the unknown token
    std::size_t m_unknownLength = 0; ///< tokens that text has when it is read as ordinary text
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// Half-open range [begin, end) of code points of the text that was encoded.
struct CharSpan {
    std::int64_t begin = 0;
    std::int64_t end = 0;

    bool operator==(const CharSpan& other) const
    {
        return begin == other.begin && end == other.end;
    }
    bool operator!=(const CharSpan& other) const { return !(*this == other); }
};

/// Ids and, for each id, the part of the original text it stands for. Ids that share one character
/// (byte pieces) share its range; tokens the tokenizer adds by itself (BOS) have the range [0, 0).
struct Encoding {
    std::vector<std::int32_t> ids;
    std::vector<CharSpan> offsets;
};

/// What a folder says about its tokenizer besides the algorithm.
struct TokenizerFacts {
    std::string kind; ///< "byte-level-bpe", "metaspace-bpe" or "sentencepiece"
    std::int32_t size = 0; ///< ids in use, added tokens included (largest id + 1)
    std::optional<std::int32_t> bosId; ///< from tokenizer_config.json or special_tokens_map.json
    std::optional<std::int32_t> eosId;
    std::optional<std::int32_t> padId;
    bool addsBos = false; ///< encode(…, true) puts bosId in front
    bool hasChatTemplate = false;
    std::string sha256; ///< of the bytes of tokenizer.json or tokenizer.model
    std::string
        fingerprint; ///< of what the file means: equal for two spellings of the same tokenizer.json
};

/// Text to ids and back, as the reference implementation (Hugging Face tokenizers, sentencepiece)
/// does it. Immutable after loading; every member may be called from several threads at once.
class Tokenizer {
public:
    virtual ~Tokenizer();
    Tokenizer(const Tokenizer&) = delete;
    Tokenizer& operator=(const Tokenizer&) = delete;

    /// @param addSpecialTokens whether the tokenizer's own frame (BOS …) is put around the text.
    /// Special tokens
    ///        written inside the text are recognised in any case.
    /// @throws DomainError when @p text is no valid UTF-8 (nothing is replaced silently: it would
    /// change the ids)
    virtual Encoding encode(std::string_view text, bool addSpecialTokens) const = 0;
    /// Valid UTF-8; byte sequences that are none become U+FFFD. No clean-up of blanks.
    /// @throws DomainError when an id is outside [0, size())
    virtual std::string decode(const std::vector<std::int32_t>& ids,
                               bool skipSpecialTokens = false) const = 0;
    /// What one token writes in the middle of a text, for tables: the id of "Ġthe" gives " the". A
    /// token that is only a part of a character is shown as its bytes, "<0xE6>". An id without a
    /// token gives "".
    virtual std::string tokenText(std::int32_t id) const = 0;
    /// Whether the id is a special token (BOS, EOS, chat marks): decode may skip it.
    virtual bool isSpecial(std::int32_t id) const = 0;

    const TokenizerFacts& facts() const { return m_facts; }
    std::int32_t size() const { return m_facts.size; }
    const std::string& kind() const { return m_facts.kind; }
    std::optional<std::int32_t> bosId() const { return m_facts.bosId; }
    std::optional<std::int32_t> eosId() const { return m_facts.eosId; }
    std::optional<std::int32_t> padId() const { return m_facts.padId; }
    bool addsBos() const { return m_facts.addsBos; }
    bool hasChatTemplate() const { return m_facts.hasChatTemplate; }
    const std::string& sha256() const { return m_facts.sha256; }
    const std::string& fingerprint() const { return m_facts.fingerprint; }

protected:
    Tokenizer() = default;
    TokenizerFacts m_facts;
};

/// Opens the tokenizer of a Hugging Face model folder: tokenizer.json when there is one, else
/// tokenizer.model (sentencepiece), with tokenizer_config.json and special_tokens_map.json for the
/// roles of tokens.
/// @throws FormatError naming the file and key when a file is missing, broken or asks for a
/// component that is not
///         supported
std::shared_ptr<const Tokenizer> openTokenizer(const std::filesystem::path& modelFolder);

} // namespace neurograft

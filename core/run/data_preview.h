// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/run/run_context.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// What is known of a row without its texts.
struct RowFacts {
    bool isUsable = false;
    std::int64_t messages = 0; ///< of a `messages` row, 0 for the other layouts
    std::int64_t characters = 0; ///< code points of prompt + response
    std::int64_t copyOf = -1; ///< row from 0 that this one is an edited copy of; -1: none
};

/// Why a row cannot be used.
struct RowProblem {
    std::int64_t line = 0; ///< row of the file from 0; people count from 1
    std::string key; ///< "messages[0].role"; empty when it is the row as a whole
    std::string expected; ///< "messages, or prompt and response, or text"
    std::string got; ///< "keys answer, prompt"
};

/// A JSON Lines file (decisions.md D1 to D4) to look at: every row was read once, rows that cannot
/// be used are told instead of failing the whole. Texts are rendered when they are asked for, so
/// that a long file costs its bytes and a few words per row. Immutable; every member may be called
/// from several threads.
class DataFile {
public:
    /// @throws FormatError when the file cannot be read or has no row, Canceled
    static std::shared_ptr<const DataFile> open(const std::filesystem::path& path,
                                                const RunContext& context);
    /// The same from bytes that are already there; @p name stands for the file.
    static std::shared_ptr<const DataFile> parse(std::string bytes, const std::string& name,
                                                 const RunContext& context);

    const std::string& name() const { return m_name; }
    std::int64_t rows() const { return static_cast<std::int64_t>(m_facts.size()); }
    const RowFacts& facts(std::int64_t row) const { return m_facts[static_cast<std::size_t>(row)]; }
    /// Rows that are edited copies of others.
    std::int64_t copies() const { return m_copies; }
    /// Ascending by line.
    const std::vector<RowProblem>& problems() const { return m_problems; }
    /// Bytes that all prompts begin with, up to a white space; 0 when there is one prompt only.
    std::size_t commonPrompt() const { return m_commonPrompt; }
    /// Texts of one row. @pre facts(row).isUsable; @throws FormatError otherwise
    ExampleRow row(std::int64_t row) const;
    /// The row as it stands in the file, without its line end.
    std::string_view line(std::int64_t row) const { return m_lines[static_cast<std::size_t>(row)]; }

private:
    DataFile() = default;
    std::string whereOf(std::int64_t row) const;

    std::string m_name;
    std::string m_bytes;
    std::vector<std::string_view> m_lines; ///< into m_bytes
    std::vector<RowFacts> m_facts;
    std::vector<RowProblem> m_problems;
    std::size_t m_commonPrompt = 0;
    std::int64_t m_copies = 0;
};

/// One token of a row and what becomes of it.
struct PreviewToken {
    std::int32_t id = 0;
    std::string text; ///< Tokenizer::tokenText()
    CharSpan span; ///< code points of prompt + response; empty where the tokenizer added it
    bool isSpecial = false;
    bool carriesLoss = false; ///< training and perplexity predict it (D5, D7)
    bool isCut = false; ///< beyond the cut-off (D6)
    bool isTrainingOnly = false; ///< the eos that training and perplexity append (D8)
    bool isLeftOut = false; ///< position 0, which similarity over tokens drops (D41)
};

struct PreviewOptions {
    std::int64_t maxLength = 0; ///< cut-off, 0 = none (D6)
    bool keepPositionZero = false; ///< D41
};

/// One row as one tokenizer reads it, in the training rendering: with the appended eos where the
/// tokenizer has one and there is room.
struct RowPreview {
    std::int64_t line = 0;
    std::string id;
    std::string prompt;
    std::string response;
    std::vector<PreviewToken> tokens; ///< cut ones too, in the order of the text
    std::int64_t textTokens = 0; ///< of the text alone: without the appended eos, with cut ones
    std::int64_t lossTokens = 0; ///< that carry the loss and are kept

    bool isTruncated() const { return !tokens.empty() && tokens.back().isCut; }
};
RowPreview previewRow(const ExampleRow& row, const Tokenizer& tokenizer,
                      const PreviewOptions& options = {});

/// How long a row is, for any cut-off.
struct RowLength {
    std::int64_t tokens = -1; ///< of the text; -1: not measured, or the row cannot be used
    std::int64_t responseStart = 0; ///< index of the first response token (D5)
    bool takesEos = false; ///< training and perplexity append an eos where there is room (D8)

    bool isKnown() const { return tokens >= 0; }
    bool isTruncated(std::int64_t maxLength) const { return maxLength > 0 && tokens > maxLength; }
    /// Tokens that carry the loss with this cut-off.
    std::int64_t lossTokens(std::int64_t maxLength) const;
};
RowLength measureRow(const ExampleRow& row, const Tokenizer& tokenizer);

/// Measures rows from @p first on until @p budgetMs are over or the file ends; at least one.
/// Rows that cannot be used stay unknown. @throws Canceled
std::vector<RowLength> measureRows(const DataFile& file, std::int64_t first,
                                   const Tokenizer& tokenizer, int budgetMs,
                                   const RunContext& context);

/// How the rows of a file are spread.
struct LengthSummary {
    std::int64_t known = 0;
    std::int64_t truncated = 0; ///< longer than the cut-off
    std::int64_t withoutLoss = 0; ///< no response token is left: training skips them (D5)
    std::int64_t shortest = 0;
    std::int64_t longest = 0;
    std::int64_t median = 0;
    std::int64_t binWidth = 1; ///< tokens per bin: 1, 2 or 5 times a power of ten
    std::vector<std::int64_t> bins; ///< bin k counts lengths in [k, k + 1) * binWidth
};
/// @param mostBins upper bound of bins; at least 2
LengthSummary summariseLengths(const std::vector<RowLength>& lengths, std::int64_t maxLength,
                               int mostBins);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/data_preview.h"

#include "core/data/data_lines.h"
#include "core/data/row_copies.h"
#include "core/data/row_rendering.h"
#include "core/data/tokenized_row.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "core/support/text_utf8.h"

#include <algorithm>
#include <chrono>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

/// What the prompts seen so far have in common.
class CommonPrefix {
public:
    void add(const std::string& prompt)
    {
        const auto differ =
            std::mismatch(m_text.begin(), m_text.end(), prompt.begin(), prompt.end());
        m_text = m_count == 0
            ? prompt
            : m_text.substr(0, static_cast<std::size_t>(differ.first - m_text.begin()));
        ++m_count;
    }
    /// Cut back behind the last white space, so that no word is cut in two.
    std::size_t length() const
    {
        const std::size_t blank = m_text.find_last_of(" \t\r\n");
        return m_count < 2 || blank == std::string::npos ? 0 : blank + 1;
    }

private:
    std::string m_text;
    std::int64_t m_count = 0;
};

/// Smallest of 1, 2, 5, 10, 20, … that needs at most @p mostBins bins for values up to @p longest.
std::int64_t binWidthFor(std::int64_t longest, int mostBins)
{
    for (std::int64_t decade = 1;; decade *= 10) {
        for (const std::int64_t step : {1, 2, 5}) {
            const std::int64_t width = step * decade;
            if (longest / width + 1 <= mostBins) {
                return width;
            }
        }
    }
}

} // namespace

std::shared_ptr<const DataFile> DataFile::open(const fs::path& path, const RunContext& context)
{
    return parse(readFile(path), path.string(), context);
}

std::shared_ptr<const DataFile> DataFile::parse(std::string bytes, const std::string& name,
                                                const RunContext& context)
{
    const std::shared_ptr<DataFile> file(new DataFile);
    file->m_name = name;
    file->m_bytes = std::move(bytes);
    file->m_lines = dataLines(file->m_bytes, name);
    file->m_facts.resize(file->m_lines.size());
    CommonPrefix prompts;
    for (std::int64_t line = 0; line < file->rows(); ++line) {
        context.throwIfStopped();
        RowFacts& facts = file->m_facts[static_cast<std::size_t>(line)];
        try {
            const ExampleRow row = file->row(line);
            facts.isUsable = true;
            facts.messages = row.messages;
            facts.characters = codePointCount(row.prompt) + codePointCount(row.response);
            facts.copyOf = copiedRow(file->line(line), line);
            file->m_copies += facts.copyOf >= 0 ? 1 : 0;
            prompts.add(row.prompt);
        } catch (const FormatError& error) {
            const std::string keyMark = file->whereOf(line) + ", key ";
            const bool namesKey = error.where().rfind(keyMark, 0) == 0;
            file->m_problems.push_back({line, namesKey ? error.where().substr(keyMark.size()) : "",
                                        error.expected(), error.got()});
        }
    }
    file->m_commonPrompt = prompts.length();
    return file;
}

std::string DataFile::whereOf(std::int64_t row) const
{
    return m_name + ", line " + std::to_string(row + 1);
}

ExampleRow DataFile::row(std::int64_t row) const
{
    return renderRow(line(row), whereOf(row), row);
}

RowPreview previewRow(const ExampleRow& row, const Tokenizer& tokenizer,
                      const PreviewOptions& options)
{
    const bool appendsEos = tokenizer.eosId().has_value();
    const TokenizedRow whole = tokenizeRow(tokenizer, row, 0);
    const TokenizedRow kept = tokenizeRow(tokenizer, row, options.maxLength, appendsEos);
    const auto keptCount = static_cast<std::int64_t>(kept.ids.size());
    RowPreview preview;
    preview.line = row.line;
    preview.id = row.id;
    preview.prompt = row.prompt;
    preview.response = row.response;
    preview.textTokens = static_cast<std::int64_t>(whole.ids.size());
    const auto add = [&](const TokenizedRow& from, std::int64_t at) {
        const auto index = static_cast<std::size_t>(at);
        PreviewToken token;
        token.id = from.ids[index];
        token.text = tokenizer.tokenText(token.id);
        token.span = from.offsets[index];
        token.isSpecial = tokenizer.isSpecial(token.id);
        token.isCut = at >= keptCount;
        token.isTrainingOnly = at >= preview.textTokens;
        token.carriesLoss = at >= kept.responseStart && !token.isCut;
        token.isLeftOut = at == 0 && !options.keepPositionZero;
        preview.lossTokens += token.carriesLoss ? 1 : 0;
        preview.tokens.push_back(std::move(token));
    };
    for (std::int64_t at = 0; at < preview.textTokens; ++at) {
        add(whole, at);
    }
    for (std::int64_t at = preview.textTokens; at < keptCount; ++at) {
        add(kept, at);
    }
    return preview;
}

std::int64_t RowLength::lossTokens(std::int64_t maxLength) const
{
    const bool isCut = isTruncated(maxLength);
    const std::int64_t kept = isCut ? maxLength : tokens;
    const bool hasRoom = !isCut && (maxLength <= 0 || tokens < maxLength);
    return std::max<std::int64_t>(0, kept - responseStart) + (takesEos && hasRoom ? 1 : 0);
}

RowLength measureRow(const ExampleRow& row, const Tokenizer& tokenizer)
{
    const TokenizedRow whole = tokenizeRow(tokenizer, row, 0);
    RowLength length;
    length.tokens = static_cast<std::int64_t>(whole.ids.size());
    length.responseStart = whole.responseStart;
    const std::optional<std::int32_t> eos = tokenizer.eosId();
    length.takesEos = eos && (whole.ids.empty() || whole.ids.back() != *eos);
    return length;
}

std::vector<RowLength> measureRows(const DataFile& file, std::int64_t first,
                                   const Tokenizer& tokenizer, int budgetMs,
                                   const RunContext& context)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(budgetMs);
    std::vector<RowLength> lengths;
    for (std::int64_t row = first; row < file.rows(); ++row) {
        context.throwIfStopped();
        lengths.push_back(file.facts(row).isUsable ? measureRow(file.row(row), tokenizer)
                                                   : RowLength());
        if (std::chrono::steady_clock::now() >= end) {
            break;
        }
    }
    return lengths;
}

LengthSummary summariseLengths(const std::vector<RowLength>& lengths, std::int64_t maxLength,
                               int mostBins)
{
    LengthSummary summary;
    std::vector<std::int64_t> sorted;
    for (const RowLength& length : lengths) {
        if (length.isKnown()) {
            sorted.push_back(length.tokens);
            summary.truncated += length.isTruncated(maxLength) ? 1 : 0;
            summary.withoutLoss += length.lossTokens(maxLength) == 0 ? 1 : 0;
        }
    }
    summary.known = static_cast<std::int64_t>(sorted.size());
    if (sorted.empty()) {
        return summary;
    }
    std::sort(sorted.begin(), sorted.end());
    summary.shortest = sorted.front();
    summary.longest = sorted.back();
    summary.median = sorted[(sorted.size() - 1) / 2];
    summary.binWidth = binWidthFor(summary.longest, mostBins);
    summary.bins.resize(static_cast<std::size_t>(summary.longest / summary.binWidth) + 1);
    for (const std::int64_t tokens : sorted) {
        ++summary.bins[static_cast<std::size_t>(tokens / summary.binWidth)];
    }
    return summary;
}

} // namespace neurograft

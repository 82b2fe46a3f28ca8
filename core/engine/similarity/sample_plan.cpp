// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/sample_plan.h"

#include "core/data/tokenized_row.h"
#include "core/run/error.h"
#include "core/support/random_stream.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace neurograft {

namespace {

using Pools = std::vector<std::vector<std::int64_t>>;

std::vector<std::int64_t> positionsFrom(std::int64_t first, std::int64_t count)
{
    std::vector<std::int64_t> positions;
    for (std::int64_t position = first; position < count; ++position) {
        positions.push_back(position);
    }
    return positions;
}

/// Samples of a row that need no look at the other model's tokens (D41).
Pools plainPools(const TokenizedRow& row, const SampleOptions& options)
{
    const auto length = static_cast<std::int64_t>(row.ids.size());
    const std::int64_t first = options.keepPositionZero ? 0 : 1;
    Pools pools;
    if (options.unit == "last-token") {
        if (length > 0) {
            pools.push_back({length - 1});
        }
    } else if (options.unit == "mean-token") {
        if (length > first) {
            pools.push_back(positionsFrom(first, length));
        }
    } else {
        for (const std::int64_t position : positionsFrom(first, length)) {
            pools.push_back({position});
        }
    }
    return pools;
}

/// End offsets of the tokens that stand for text; -1 for special tokens.
std::vector<std::int64_t> textEnds(const TokenizedRow& row, const Tokenizer& tokenizer)
{
    std::vector<std::int64_t> ends;
    for (std::size_t i = 0; i < row.ids.size(); ++i) {
        ends.push_back(tokenizer.isSpecial(row.ids[i]) ? -1 : row.offsets[i].end);
    }
    return ends;
}

/// One pool per boundary: the tokens that end after the boundary before it, and not after it.
Pools poolsUpTo(const std::vector<std::int64_t>& boundaries, const std::vector<std::int64_t>& ends)
{
    Pools pools(boundaries.size());
    for (std::size_t i = 0; i < ends.size(); ++i) {
        const auto at = std::lower_bound(boundaries.begin(), boundaries.end(), ends[i]);
        if (ends[i] > 0 && at != boundaries.end()) {
            pools[static_cast<std::size_t>(at - boundaries.begin())].push_back(
                static_cast<std::int64_t>(i));
        }
    }
    return pools;
}

/// Pools between the character boundaries both tokenisations share (D43).
std::pair<Pools, Pools> alignedPools(const TokenizedRow& a, const Tokenizer& tokenizerA,
                                     const TokenizedRow& b, const Tokenizer& tokenizerB)
{
    const std::vector<std::int64_t> endsA = textEnds(a, tokenizerA);
    const std::vector<std::int64_t> endsB = textEnds(b, tokenizerB);
    const std::set<std::int64_t> setA(endsA.begin(), endsA.end());
    const std::set<std::int64_t> setB(endsB.begin(), endsB.end());
    std::vector<std::int64_t> shared;
    std::set_intersection(setA.upper_bound(0), setA.end(), setB.upper_bound(0), setB.end(),
                          std::back_inserter(shared));
    return {poolsUpTo(shared, endsA), poolsUpTo(shared, endsB)};
}

RowSamples rowSamples(const TokenizedRow& row, const Pools& pools)
{
    RowSamples samples;
    samples.ids = row.ids;
    for (const std::vector<std::int64_t>& pool : pools) {
        samples.add(pool);
    }
    return samples;
}

/// Keeps the tokens drawn by D82: the smallest keys of (row, position) over the whole file.
void drawTokens(SamplePlan& plan, const SampleOptions& options)
{
    std::vector<std::uint64_t> keys;
    for (const auto& [line, position] : plan.ids) {
        keys.push_back(deriveSeed(options.seed, "similarity.tokens",
                                  (static_cast<std::uint64_t>(line) << 32U)
                                      + static_cast<std::uint64_t>(position)));
    }
    const std::vector<std::int64_t> drawn = drawSmallestKeys(keys, options.tokens);
    if (drawn.size() == keys.size()) {
        return;
    }
    SamplePlan kept;
    kept.skipped = plan.skipped;
    kept.isSameText = plan.isSameText;
    std::size_t next = 0;
    std::int64_t candidate = 0;
    for (std::size_t row = 0; row < plan.lines.size(); ++row) {
        RowSamples teacher;
        for (std::int64_t k = 0; k < plan.teacher[row].count(); ++k, ++candidate) {
            if (next < drawn.size() && drawn[next] == candidate) {
                ++next;
                teacher.add({plan.teacher[row].positions[static_cast<std::size_t>(k)]});
                kept.ids.push_back(plan.ids[static_cast<std::size_t>(candidate)]);
            }
        }
        if (teacher.count() > 0) {
            RowSamples student = teacher;
            teacher.ids = std::move(plan.teacher[row].ids);
            student.ids = std::move(plan.student[row].ids);
            kept.teacher.push_back(std::move(teacher));
            kept.student.push_back(std::move(student));
            kept.lines.push_back(plan.lines[row]);
        }
    }
    plan = std::move(kept);
}

} // namespace

void RowSamples::add(const std::vector<std::int64_t>& pool)
{
    positions.insert(positions.end(), pool.begin(), pool.end());
    starts.push_back(static_cast<std::int64_t>(positions.size()));
}

bool isSameTokenizer(const Tokenizer& a, const Tokenizer& b)
{
    return a.fingerprint() == b.fingerprint() && a.addsBos() == b.addsBos();
}

SamplePlan planSamples(const Dataset& data, const Tokenizer& teacher, const Tokenizer& student,
                       const SampleOptions& options)
{
    const bool isToken = options.unit == "token";
    const bool isAligned = options.unit == "aligned-char";
    if (!isToken && !isAligned && options.unit != "last-token" && options.unit != "mean-token") {
        throw StudyError("unit", "token, last-token, mean-token or aligned-char",
                         "'" + options.unit + "'");
    }
    SamplePlan plan;
    plan.isSameText = isSameTokenizer(teacher, student);
    if (isToken && !plan.isSameText) {
        throw StudyError("unit token", "one tokenizer for both models", "two different tokenizers",
                         "Use the unit mean-token or aligned-char.");
    }
    for (const ExampleRow& row : data.rows) {
        const TokenizedRow forTeacher = tokenizeRow(teacher, row, options.maxLength);
        const TokenizedRow forStudent =
            plan.isSameText ? forTeacher : tokenizeRow(student, row, options.maxLength);
        const auto [teacherPools, studentPools] = isAligned
            ? alignedPools(forTeacher, teacher, forStudent, student)
            : std::pair(plainPools(forTeacher, options), plainPools(forStudent, options));
        if (teacherPools.empty() || studentPools.empty()) {
            ++plan.skipped;
            continue;
        }
        for (std::size_t k = 0; k < teacherPools.size(); ++k) {
            plan.ids.emplace_back(row.line,
                                  isToken ? teacherPools[k].front() : static_cast<std::int64_t>(k));
        }
        plan.teacher.push_back(rowSamples(forTeacher, teacherPools));
        plan.student.push_back(rowSamples(forStudent, studentPools));
        plan.lines.push_back(row.line);
    }
    if (isToken) {
        drawTokens(plan, options);
    }
    return plan;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/next_tokens.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace neurograft {

namespace {

using Id = std::int32_t;

bool isBefore(const NextTokens& answer, Id a, Id b)
{
    const float left = answer.logits[static_cast<std::size_t>(a)];
    const float right = answer.logits[static_cast<std::size_t>(b)];
    return left != right ? left > right : a < b;
}

std::vector<Id> likeliest(const NextTokens& answer, std::size_t count)
{
    std::vector<Id> order(answer.logits.size());
    std::iota(order.begin(), order.end(), Id{0});
    const std::size_t kept = std::min(count, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kept), order.end(),
                      [&answer](Id a, Id b) { return isBefore(answer, a, b); });
    order.resize(kept);
    return order;
}

std::string textOf(const NextTokenSide& side, Id id)
{
    std::string text;
    if (side.tokenizer && id < side.tokenizer->size()) {
        text = side.tokenizer->tokenText(id);
    }
    return text.empty() ? "#" + std::to_string(id) : text;
}

NextTokenScore scoreOf(const NextTokens& answer, Id id)
{
    NextTokenScore score;
    score.id = id;
    score.logit = static_cast<double>(answer.logits[static_cast<std::size_t>(id)]);
    score.probability = answer.probability(id);
    for (Id other = 0; other < static_cast<Id>(answer.logits.size()); ++other) {
        score.rank += other != id && isBefore(answer, other, id) ? 1 : 0;
    }
    return score;
}

/// Finds the tokens of one side on the others.
class TokenMatch {
public:
    explicit TokenMatch(const std::vector<NextTokenSide>& sides)
        : m_sides(sides), m_idsByText(sides.size())
    {
    }

    std::optional<Id> on(std::size_t other, std::size_t side, Id id)
    {
        const NextTokenSide& target = m_sides[other];
        if (!target.answer) {
            return std::nullopt;
        }
        const bool isSameVocabulary = other == side
            || (target.tokenizer && m_sides[side].tokenizer
                && target.tokenizer->fingerprint() == m_sides[side].tokenizer->fingerprint());
        std::optional<Id> found;
        if (isSameVocabulary) {
            found = id;
        } else {
            const std::map<std::string, Id>& ids = idsByText(other);
            const auto at = ids.find(textOf(m_sides[side], id));
            found = at != ids.end() ? std::optional<Id>(at->second) : std::nullopt;
        }
        const auto size = static_cast<Id>(target.answer->logits.size());
        return found && *found < size ? found : std::nullopt;
    }

private:
    /// The first id of each text, made once for a side whose vocabulary is another.
    const std::map<std::string, Id>& idsByText(std::size_t side)
    {
        std::map<std::string, Id>& ids = m_idsByText[side];
        const auto& tokenizer = m_sides[side].tokenizer;
        if (ids.empty() && tokenizer) {
            for (Id id = 0; id < tokenizer->size(); ++id) {
                ids.emplace(textOf(m_sides[side], id), id);
            }
        }
        return ids;
    }

    const std::vector<NextTokenSide>& m_sides;
    std::vector<std::map<std::string, Id>> m_idsByText;
};

double largestProbability(const NextTokenRow& row)
{
    double largest = 0.0;
    for (const auto& score : row.sides) {
        largest = score ? std::max(largest, score->probability) : largest;
    }
    return largest;
}

} // namespace

double NextTokens::probability(std::int32_t id) const
{
    return std::exp(static_cast<double>(logits.at(static_cast<std::size_t>(id))) - logSumExp);
}

std::vector<NextTokenRow> joinNextTokens(const std::vector<NextTokenSide>& sides, std::size_t count)
{
    TokenMatch match(sides);
    std::vector<NextTokenRow> rows;
    for (std::size_t side = 0; side < sides.size(); ++side) {
        if (!sides[side].answer) {
            continue;
        }
        for (const Id id : likeliest(*sides[side].answer, count)) {
            const bool isThere =
                std::any_of(rows.begin(), rows.end(), [&](const NextTokenRow& row) {
                    return row.sides[side] && row.sides[side]->id == id;
                });
            if (isThere) {
                continue;
            }
            NextTokenRow row{textOf(sides[side], id), {}};
            for (std::size_t other = 0; other < sides.size(); ++other) {
                const std::optional<Id> found = match.on(other, side, id);
                row.sides.push_back(found ? std::optional(scoreOf(*sides[other].answer, *found))
                                          : std::nullopt);
            }
            rows.push_back(std::move(row));
        }
    }
    std::stable_sort(rows.begin(), rows.end(), [](const NextTokenRow& a, const NextTokenRow& b) {
        return largestProbability(a) > largestProbability(b);
    });
    return rows;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace neurograft {

/// The k largest of n scores and their order, without computing all of them (attribution.md 5.4).
///
/// Every candidate has an upper bound. They are asked for in its order until the next bound lies
/// below the k-th largest value that is certain; what is left cannot be among the first k. Scores
/// come as value and error and are asked for again, finer, where their intervals overlap. The
/// result is that of the exact scores, order (score descending, index ascending).
class CertifiedSearch {
public:
    /// @param upper bounds, rounding included; @param k how many are wanted, 0 to n
    /// @param isOrdered false: only which they are must be certain, not their order
    CertifiedSearch(std::vector<double> upper, std::int64_t k, bool isOrdered = true);

    std::int64_t wanted() const { return m_wanted; }
    bool isOrdered() const { return m_isOrdered; }
    std::int64_t count() const { return static_cast<std::int64_t>(m_upper.size()); }
    /// How many candidates have a score.
    std::int64_t evaluated() const { return m_evaluated; }

    /// Candidates to evaluate next, about @p block of them (the first time k and a few more); empty
    /// when no other can be among the first k.
    std::vector<std::int64_t> nextBlock(std::int64_t block);
    /// The score of a candidate; again for a finer one. @param error 0 when nothing finer exists
    void set(std::int64_t candidate, double value, double error);

    /// Candidates that may be among the first k and whose place is open, because their interval
    /// overlaps another one and they have an error; without order those that may be in or out.
    /// Ascending.
    std::vector<std::int64_t> unresolved() const;
    /// Candidates that may be among the first k and whose error is above @p accuracy of their
    /// value. Ascending.
    std::vector<std::int64_t> inaccurate(double accuracy) const;
    /// The first k, best first; without order by index. @pre nextBlock() and unresolved() gave
    /// nothing more
    std::vector<std::int64_t> best() const;

private:
    struct Score {
        double value = 0.0;
        double error = 0.0;
        bool isKnown = false;
    };

    double certainlyReached() const;
    std::vector<std::int64_t> contenders() const;
    std::vector<std::int64_t> undecidedMembers() const;

    std::vector<double> m_upper;
    std::vector<std::int64_t> m_order; ///< by (upper descending, index)
    std::vector<Score> m_scores;
    std::int64_t m_wanted;
    bool m_isOrdered;
    std::int64_t m_asked = 0; ///< of m_order
    std::int64_t m_evaluated = 0;
};

} // namespace neurograft

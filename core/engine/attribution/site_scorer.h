// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/delta_evaluator.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace neurograft {

/// What is scored at a site: columns of down_proj, columns of o_proj, or rows of v_proj through
/// the columns of the heads that share them (attribution.md 5.2).
enum class ScoreFamily { Ffn, Attention, Value };

/// "ffn", "attn" or "value", as in result files.
const char* scoreFamilyName(ScoreFamily family);

/// Neurons of a layer in this family: f, H*h or K*h.
std::int64_t familyWidth(const ModelConfig& config, ScoreFamily family);

/// The cases (scored positions) of one site.
struct SiteCases {
    /// Per case [S,n] float64 on the CPU: coefficient of every column, one row per source; one row
    /// unless sources are told apart (attribution.md K3).
    std::vector<at::Tensor> coefficients;
    std::vector<double> scales; ///< s of each case
    std::vector<double> weights; ///< of each case in the mean; their sum is 1
    std::int64_t base = 0; ///< distribution of the first case
    /// Value rows: products with the vocabulary are formed of columns, which all cases share,
    /// instead of joint vectors, of which each case has its own. One source only.
    bool sharesColumns = false;
};

/// Scores of the neurons of one layer and family: means of Delta over the cases, upper bounds, and
/// the best source of each neuron where sources are told apart. A source's score is looked at only
/// while its bound says that it could be the largest.
class SiteScorer {
public:
    /// @param bases with readers; must outlive the scorer
    /// @throws DomainError naming layer and neuron when a coefficient is not finite
    SiteScorer(const TransformerModel& model, std::int64_t layer, ScoreFamily family,
               SiteCases cases, const BaseDistributions& bases);

    std::int64_t layer() const { return m_layer; }
    ScoreFamily family() const { return m_family; }
    std::int64_t count() const { return m_count; }
    std::int64_t base() const { return m_cases.base; } ///< distribution of the first case
    /// First-order scores with their rounding on top, [n]: never below the exact score.
    const std::vector<double>& upper() const { return m_upper; }
    /// First-order scores, [n].
    const std::vector<double>& firstOrder() const { return m_firstOrder; }

    /// Whether every case has one source, so that a neuron's directions are always the same.
    bool hasOneSource() const;

    /// Begins the evaluation of some neurons. Until isDone(), evaluate directions() and hand the
    /// results to absorb().
    void begin(std::vector<std::int64_t> neurons);
    bool isDone() const { return m_open.empty(); }
    std::vector<Directions> directions() const;
    /// @param scores one per element of directions()
    void absorb(const DeltaScores* scores);

    /// Of the evaluated neurons, in the order of begin().
    const std::vector<std::int64_t>& neurons() const { return m_neurons; }
    double value(std::size_t place) const;
    /// Inside value +- error, where the exact score is most likely.
    double estimate(std::size_t place) const;
    double error(std::size_t place) const; ///< infinite: the arithmetic cannot tell
    /// The source of a neuron's largest score, -1 where the cases differ in it.
    std::int64_t bestSource(std::size_t place) const;

private:
    /// One neuron in one case.
    struct Cell {
        double best = 0.0;
        double estimate = 0.0; ///< of the same source
        double error = 0.0;
        std::int64_t source = -1;
        std::vector<std::int64_t> untried; ///< sources by bound, the next at the back
    };

    std::int64_t cases() const { return static_cast<std::int64_t>(m_cases.weights.size()); }
    std::int64_t sources(std::int64_t which) const;
    const double* coefficientRow(std::int64_t which, std::int64_t source) const;
    /// s * (sum of coefficient * slope, sum of |coefficient| * length) over a neuron's columns.
    struct Reach {
        double slope = 0.0;
        double length = 0.0;
    };
    Reach reachOf(std::int64_t neuron, std::int64_t which, std::int64_t source) const;
    double roundingOf(std::int64_t which, const Reach& reach) const;
    template <class Use> void forEachColumn(std::int64_t neuron, const Use& use) const;
    void findSlopes();
    void findBounds();
    Cell& cell(std::int64_t place, std::int64_t which);
    const Cell& cell(std::int64_t place, std::int64_t which) const;
    at::Tensor columns(const std::vector<std::int64_t>& indices) const;
    Directions columnDirections() const;
    Directions valueDirections(std::int64_t which) const;
    std::int64_t columnsOfANeuron() const;
    /// Elements of directions() an evaluation is asked for with.
    std::int64_t requests() const;
    /// A value with its bound of error, and the likeliest value between.
    struct Told {
        double value = 0.0;
        double error = 0.0;
        double estimate = 0.0;
    };
    void take(std::int64_t place, std::int64_t which, const Told& told);
    double mean(std::size_t place, double Cell::*of) const;

    const TransformerModel& m_model;
    std::int64_t m_layer;
    ScoreFamily m_family;
    SiteCases m_cases;
    const BaseDistributions& m_bases;
    std::int64_t m_count = 0; ///< neurons
    std::vector<double> m_slopes; ///< [columns * P]
    std::vector<double> m_lengths; ///< [columns] |g * w|
    std::vector<double> m_rounding; ///< [P] of the probabilities
    std::vector<double> m_upper;
    std::vector<double> m_firstOrder;
    std::vector<std::int64_t> m_neurons;
    std::vector<Cell> m_cells; ///< [neurons under evaluation * P]
    std::vector<std::int64_t> m_open; ///< places in m_neurons
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/site_scorer.h"

#include "core/engine/attribution/column_products.h"
#include "core/engine/attribution/vocabulary_projection.h"
#include "core/engine/support/infinity.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

namespace neurograft {

namespace {

NeuronKind columnKind(ScoreFamily family)
{
    return family == ScoreFamily::Ffn ? NeuronKind::Ffn : NeuronKind::Attention;
}

std::vector<double> toVector(const at::Tensor& values)
{
    const at::Tensor host = values.to(at::kCPU, at::kDouble).contiguous();
    const auto* data = host.const_data_ptr<double>();
    return {data, data + host.numel()};
}

} // namespace

const char* scoreFamilyName(ScoreFamily family)
{
    switch (family) {
    case ScoreFamily::Ffn:
        return "ffn";
    case ScoreFamily::Attention:
        return "attn";
    case ScoreFamily::Value:
        break;
    }
    return "value";
}

std::int64_t familyWidth(const ModelConfig& config, ScoreFamily family)
{
    return family == ScoreFamily::Value ? config.kvHeads * config.headDim
                                        : neuronCount(config, columnKind(family));
}

SiteScorer::SiteScorer(const TransformerModel& model, std::int64_t layer, ScoreFamily family,
                       SiteCases cases, const BaseDistributions& bases)
    : m_model(model), m_layer(layer), m_family(family), m_cases(std::move(cases)), m_bases(bases),
      m_count(familyWidth(model.config(), family))
{
    for (const at::Tensor& each : m_cases.coefficients) {
        const at::Tensor bad = each.isfinite().logical_not().nonzero();
        if (bad.size(0) > 0) {
            throw DomainError("attribution, layer " + std::to_string(layer) + ", "
                                  + neuronKindName(columnKind(family)) + " neuron "
                                  + std::to_string(bad[0][1].item<std::int64_t>()),
                              "a finite coefficient", "NaN or infinity",
                              "The compute type overflowed: try --dtype float32.");
        }
    }
    findSlopes();
    findBounds();
}

std::int64_t SiteScorer::sources(std::int64_t which) const
{
    return m_cases.coefficients[static_cast<std::size_t>(which)].size(0);
}

bool SiteScorer::hasOneSource() const
{
    return std::all_of(m_cases.coefficients.begin(), m_cases.coefficients.end(),
                       [](const at::Tensor& each) { return each.size(0) == 1; });
}

const double* SiteScorer::coefficientRow(std::int64_t which, std::int64_t source) const
{
    const at::Tensor& all = m_cases.coefficients[static_cast<std::size_t>(which)]; // [S,n]
    return all.const_data_ptr<double>() + source * all.size(1);
}

/// Column j = (head, dim) of W_o belongs to row k = (floor(head * K / H), dim) of W_v.
template <class Use> void SiteScorer::forEachColumn(std::int64_t neuron, const Use& use) const
{
    if (m_family != ScoreFamily::Value) {
        use(neuron);
        return;
    }
    const ModelConfig& config = m_model.config();
    const std::int64_t group = config.heads / config.kvHeads;
    const std::int64_t head = neuron / config.headDim * group;
    for (std::int64_t k = 0; k < group; ++k) {
        use((head + k) * config.headDim + neuron % config.headDim);
    }
}

void SiteScorer::findSlopes()
{
    ColumnProducts found =
        columnProducts(neuronMatrix(m_model, m_layer, columnKind(m_family)), finalGain(m_model),
                       m_bases.reader.narrow(0, m_cases.base, cases()));
    m_slopes = std::move(found.products);
    m_lengths = std::move(found.lengths);
    m_rounding = toVector(m_bases.rounding.narrow(0, m_cases.base, cases()));
}

SiteScorer::Reach SiteScorer::reachOf(std::int64_t neuron, std::int64_t which,
                                      std::int64_t source) const
{
    const double* coefficients = coefficientRow(which, source);
    Reach reach;
    forEachColumn(neuron, [&](std::int64_t column) {
        const double c = coefficients[column];
        reach.slope += c * m_slopes[static_cast<std::size_t>(column * cases() + which)];
        reach.length += std::abs(c) * m_lengths[static_cast<std::size_t>(column)];
    });
    const double scale = m_cases.scales[static_cast<std::size_t>(which)];
    return {reach.slope * scale, reach.length * scale};
}

/// Of a first-order score, as firstOrderScores() has it.
double SiteScorer::roundingOf(std::int64_t which, const Reach& reach) const
{
    const double fixed = differenceRounding(m_model.config().hiddenSize, kUnit64)
        + (static_cast<double>(m_model.config().vocabSize) + 16.0) * kUnit64;
    return reach.length * m_bases.longestRow
        * (2.0 * m_rounding[static_cast<std::size_t>(which)] + fixed);
}

void SiteScorer::findBounds()
{
    m_upper.assign(static_cast<std::size_t>(m_count), 0.0);
    m_firstOrder.assign(static_cast<std::size_t>(m_count), 0.0);
    for (std::int64_t i = 0; i < m_count; ++i) {
        for (std::int64_t k = 0; k < cases(); ++k) {
            double largest = -kInfinity;
            double bound = -kInfinity;
            for (std::int64_t source = 0; source < sources(k); ++source) {
                const Reach reach = reachOf(i, k, source);
                largest = std::max(largest, reach.slope);
                bound = std::max(bound, reach.slope + roundingOf(k, reach));
            }
            const double weight = m_cases.weights[static_cast<std::size_t>(k)];
            m_firstOrder[static_cast<std::size_t>(i)] += weight * largest;
            m_upper[static_cast<std::size_t>(i)] += weight * bound;
        }
        // The mean itself is rounded too.
        double& upper = m_upper[static_cast<std::size_t>(i)];
        upper += std::abs(upper) * static_cast<double>(cases() + 2) * kUnit64;
    }
}

SiteScorer::Cell& SiteScorer::cell(std::int64_t place, std::int64_t which)
{
    return m_cells[static_cast<std::size_t>(place * cases() + which)];
}

const SiteScorer::Cell& SiteScorer::cell(std::int64_t place, std::int64_t which) const
{
    return m_cells[static_cast<std::size_t>(place * cases() + which)];
}

void SiteScorer::begin(std::vector<std::int64_t> neurons)
{
    m_neurons = std::move(neurons);
    m_cells.assign(m_neurons.size() * m_cases.weights.size(), {});
    m_open.resize(m_neurons.size());
    std::iota(m_open.begin(), m_open.end(), std::int64_t{0});
    for (std::size_t place = 0; place < m_neurons.size(); ++place) {
        for (std::int64_t k = 0; k < cases(); ++k) {
            std::vector<std::int64_t>& untried = cell(static_cast<std::int64_t>(place), k).untried;
            std::vector<double> slopes;
            for (std::int64_t source = 0; source < sources(k); ++source) {
                untried.push_back(source);
                slopes.push_back(reachOf(m_neurons[place], k, source).slope);
            }
            // Largest at the back; of equals the smallest source.
            std::sort(untried.begin(), untried.end(), [&](std::int64_t a, std::int64_t b) {
                const double slopeA = slopes[static_cast<std::size_t>(a)];
                const double slopeB = slopes[static_cast<std::size_t>(b)];
                return slopeA != slopeB ? slopeA < slopeB : a > b;
            });
        }
    }
}

/// Vectors of columns of the neurons' matrix, [n,d] in the stored type.
at::Tensor SiteScorer::columns(const std::vector<std::int64_t>& indices) const
{
    const at::Tensor matrix = neuronMatrix(m_model, m_layer, columnKind(m_family));
    return matrix.index_select(1, at::tensor(indices).to(matrix.device())).t().contiguous();
}

std::int64_t SiteScorer::columnsOfANeuron() const
{
    return m_family == ScoreFamily::Value ? m_model.config().heads / m_model.config().kvHeads : 1;
}

std::int64_t SiteScorer::requests() const
{
    return m_family == ScoreFamily::Value && !m_cases.sharesColumns ? cases() : 1;
}

Directions SiteScorer::columnDirections() const
{
    const std::int64_t group = columnsOfANeuron();
    const std::int64_t rows = static_cast<std::int64_t>(m_open.size()) * group;
    std::vector<std::int64_t> indices;
    at::Tensor coefficients = at::empty({rows, cases()}, at::kDouble);
    at::Tensor slopes = at::empty({rows, cases()}, at::kDouble);
    at::Tensor lengths = at::empty({rows}, at::kDouble);
    auto* c = coefficients.mutable_data_ptr<double>();
    auto* slope = slopes.mutable_data_ptr<double>();
    auto* length = lengths.mutable_data_ptr<double>();
    for (const std::int64_t place : m_open) {
        forEachColumn(m_neurons[static_cast<std::size_t>(place)], [&](std::int64_t column) {
            indices.push_back(column);
            *length++ = m_lengths[static_cast<std::size_t>(column)];
            for (std::int64_t k = 0; k < cases(); ++k) {
                const Cell& each = cell(place, k);
                // A case that is done is computed along and not looked at.
                const std::int64_t source =
                    each.untried.empty() ? each.source : each.untried.back();
                *c++ =
                    coefficientRow(k, source)[column] * m_cases.scales[static_cast<std::size_t>(k)];
                *slope++ = m_slopes[static_cast<std::size_t>(column * cases() + k)];
            }
        });
    }
    const at::Device device = m_bases.vectors.device();
    return {columns(indices),  coefficients.to(device),
            slopes.to(device), lengths.to(device),
            m_cases.base,      group};
}

/// Joint effect of a group of heads in one case: its vector depends on the case.
Directions SiteScorer::valueDirections(std::int64_t which) const
{
    const auto open = static_cast<std::int64_t>(m_open.size());
    const std::int64_t group = columnsOfANeuron();
    std::vector<std::int64_t> indices;
    at::Tensor factors = at::empty({open, group}, at::kDouble);
    at::Tensor slopes = at::empty({open, 1}, at::kDouble);
    at::Tensor lengths = at::empty({open}, at::kDouble);
    auto* factor = factors.mutable_data_ptr<double>();
    const double scale = m_cases.scales[static_cast<std::size_t>(which)];
    for (std::int64_t row = 0; row < open; ++row) {
        const std::int64_t place = m_open[static_cast<std::size_t>(row)];
        const std::int64_t neuron = m_neurons[static_cast<std::size_t>(place)];
        const Cell& each = cell(place, which);
        const std::int64_t source = each.untried.empty() ? each.source : each.untried.back();
        const double* coefficients = coefficientRow(which, source);
        forEachColumn(neuron, [&](std::int64_t column) {
            indices.push_back(column);
            *factor++ = coefficients[column];
        });
        const Reach reach = reachOf(neuron, which, source);
        slopes.mutable_data_ptr<double>()[row] = reach.slope / scale;
        lengths.mutable_data_ptr<double>()[row] = reach.length / scale;
    }
    const at::Device device = m_bases.vectors.device();
    const at::Tensor parts =
        columns(indices).to(at::kDouble).view({open, group, m_model.config().hiddenSize});
    return {(parts * factors.to(device).unsqueeze(2)).sum(1),
            at::empty({open, 1}, at::kDouble).fill_(scale).to(device), slopes.to(device),
            lengths.to(device), m_cases.base + which};
}

std::vector<Directions> SiteScorer::directions() const
{
    if (m_open.empty()) {
        return {};
    }
    if (m_family != ScoreFamily::Value || m_cases.sharesColumns) {
        return {columnDirections()};
    }
    std::vector<Directions> all;
    for (std::int64_t k = 0; k < cases(); ++k) {
        all.push_back(valueDirections(k));
    }
    return all;
}

void SiteScorer::take(std::int64_t place, std::int64_t which, const Told& told)
{
    Cell& each = cell(place, which);
    if (each.untried.empty()) {
        return; // done before
    }
    const std::int64_t source = each.untried.back();
    each.untried.pop_back();
    const bool isBetter = each.source < 0 || told.value > each.best
        || (told.value == each.best && source < each.source);
    if (isBetter) {
        each.best = told.value;
        each.estimate = told.estimate;
        each.source = source;
    }
    each.error = std::max(each.error, told.error);
    // The others stay untried while their bound says that they could be larger.
    const std::int64_t neuron = m_neurons[static_cast<std::size_t>(place)];
    while (!each.untried.empty()) {
        const Reach reach = reachOf(neuron, which, each.untried.back());
        if (!(reach.slope + roundingOf(which, reach) < each.best - each.error)) {
            break;
        }
        each.untried.pop_back();
    }
}

void SiteScorer::absorb(const DeltaScores* scores)
{
    for (std::int64_t g = 0; g < requests(); ++g) {
        const at::Tensor values = scores[g].values.contiguous();
        const at::Tensor errors = scores[g].errors.contiguous();
        const at::Tensor estimates =
            scores[g].estimates.defined() ? scores[g].estimates.contiguous() : values;
        const std::int64_t width = values.size(1);
        for (std::size_t row = 0; row < m_open.size(); ++row) {
            for (std::int64_t k = 0; k < width; ++k) {
                const std::int64_t cellIndex = static_cast<std::int64_t>(row) * width + k;
                take(m_open[row], g + k,
                     {values.const_data_ptr<double>()[cellIndex],
                      errors.const_data_ptr<double>()[cellIndex],
                      estimates.const_data_ptr<double>()[cellIndex]});
            }
        }
    }
    m_open.erase(std::remove_if(m_open.begin(), m_open.end(),
                                [this](std::int64_t place) {
                                    for (std::int64_t k = 0; k < cases(); ++k) {
                                        if (!cell(place, k).untried.empty()) {
                                            return false;
                                        }
                                    }
                                    return true;
                                }),
                 m_open.end());
}

double SiteScorer::mean(std::size_t place, double Cell::*of) const
{
    double sum = 0.0;
    for (std::int64_t k = 0; k < cases(); ++k) {
        sum += m_cases.weights[static_cast<std::size_t>(k)]
            * (cell(static_cast<std::int64_t>(place), k).*of);
    }
    return sum;
}

double SiteScorer::value(std::size_t place) const
{
    return mean(place, &Cell::best);
}

double SiteScorer::estimate(std::size_t place) const
{
    return mean(place, &Cell::estimate);
}

double SiteScorer::error(std::size_t place) const
{
    double sum = 0.0;
    double sizes = 0.0;
    for (std::int64_t k = 0; k < cases(); ++k) {
        const Cell& each = cell(static_cast<std::int64_t>(place), k);
        const double weight = m_cases.weights[static_cast<std::size_t>(k)];
        sum += weight * each.error;
        sizes += weight * std::abs(each.best);
    }
    // Decided values stay exact: their mean is the same for equal neurons.
    return sum > 0.0 ? sum + sizes * static_cast<double>(cases() + 2) * kUnit64 : 0.0;
}

std::int64_t SiteScorer::bestSource(std::size_t place) const
{
    const auto row = static_cast<std::int64_t>(place);
    for (std::int64_t k = 1; k < cases(); ++k) {
        if (cell(row, k).source != cell(row, 0).source) {
            return -1;
        }
    }
    return cell(row, 0).source;
}

} // namespace neurograft

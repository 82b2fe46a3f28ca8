// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/interval_evaluator.h"

#include "core/engine/attribution/tail_bounds.h"
#include "core/engine/attribution/vocabulary_projection.h"
#include "core/engine/support/infinity.h"
#include "core/engine/support/parallel_items.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace neurograft {

namespace {

constexpr std::int64_t kTokensAtOnce = 1024; ///< of a product
constexpr std::int64_t kEffectChains = 16; ///< of additions in effectSums()
constexpr double kEffectSlack = 1e-9; ///< room for sums in float64 of some hundred thousand terms
constexpr double kEffectRounding = 16.0; ///< units of |expm1(y)|: of expm1(y) - y, y and p
constexpr double kLargestEffect = 60.0; ///< bound of |y| for float32 functions
constexpr double kLeastProbability = 0x1.0p-126; ///< a probability can lose that much in float32

std::vector<double> doublesOf(const at::Tensor& values)
{
    const at::Tensor host = values.to(at::kCPU, at::kDouble).contiguous();
    const auto* data = host.const_data_ptr<double>();
    return {data, data + host.numel()};
}

/// Rows of several works one below the other.
at::Tensor stackedVectors(const std::vector<EffectRows>& requests)
{
    std::vector<at::Tensor> parts;
    for (const EffectRows& request : requests) {
        const at::Tensor& all = request.effects->gained;
        const bool isAll = static_cast<std::int64_t>(request.rows.size()) == all.size(0);
        parts.push_back(isAll ? all
                              : all.index_select(0, at::tensor(request.rows).to(all.device())));
    }
    return at::cat(parts);
}

void add(EffectSums& sums, const EffectSums& more)
{
    sums.remainder += more.remainder;
    sums.magnitude += more.magnitude;
    sums.weighted += more.weighted;
    sums.sum += more.sum;
    sums.squares += more.squares;
}

/// @param products [rows of the request,v]; @param p [bases,v] float32, @param firstBase of these
void addOnProcessor(const EffectRows& request, const float* products, const float* p,
                    std::int64_t firstBase, std::int64_t width)
{
    PartialEffects& effects = *request.effects;
    for (const std::int64_t row : request.rows) {
        for (std::int64_t k = 0; k < effects.cases; ++k) {
            PartialEffects::Cell& cell =
                effects.cells[static_cast<std::size_t>(row * effects.cases + k)];
            const CurvedRow effect{products, static_cast<float>(cell.atTarget),
                                   static_cast<float>(cell.coefficient)};
            add(cell.sums, effectSums(effect, p + (effects.base + k - firstBase) * width, width));
        }
        products += width;
    }
}

/// The same with tensor operations, in float64 from the products on.
void addWithTensors(const EffectRows& request, const at::Tensor& products, const at::Tensor& p,
                    std::int64_t firstBase)
{
    PartialEffects& effects = *request.effects;
    for (std::int64_t k = 0; k < effects.cases; ++k) {
        std::vector<double> origins, scales;
        for (const std::int64_t row : request.rows) {
            const auto& cell = effects.cells[static_cast<std::size_t>(row * effects.cases + k)];
            origins.push_back(cell.atTarget);
            scales.push_back(cell.coefficient);
        }
        const at::Device device = products.device();
        const at::Tensor y =
            (products.to(at::kDouble) - at::tensor(origins, at::kDouble).to(device).unsqueeze(1))
                .mul_(at::tensor(scales, at::kDouble).to(device).unsqueeze(1));
        const at::Tensor weights = p[effects.base + k - firstBase].to(at::kDouble); // [v]
        const std::vector<double> sums = doublesOf(
            at::stack({at::matmul(y.expm1().sub_(y), weights), at::matmul(y.abs(), weights),
                       at::matmul(y, weights), y.sum(1), y.square().sum(1)},
                      1)); // [n,5]
        for (std::size_t i = 0; i < request.rows.size(); ++i) {
            const double* own = sums.data() + 5 * i;
            add(effects.cells[static_cast<std::size_t>(request.rows[i] * effects.cases + k)].sums,
                {own[0], own[1], own[2], own[3], own[4]});
        }
    }
}

/// What the rounding of the sums so far can be.
struct SumErrors {
    double remainder = 0.0;
    double weighted = 0.0;
    double sum = 0.0;
    double squares = 0.0;
};

/// @param largest bound of any |y|; @param off bound of the error of any y; @param pRounding
/// relative, of any p
SumErrors errorsOf(const EffectSums& sums, double largest, double off, double pRounding,
                   double tokens)
{
    const double lost = tokens * kLeastProbability * std::exp(largest);
    const double chain =
        (static_cast<double>(kTokensAtOnce / kEffectChains) + 16.0) * kUnit32; // relative, of a sum
    const double change = sums.magnitude * 1.01 + sums.remainder; // >= sum p |expm1(y)|
    const double sizes = std::sqrt(tokens * sums.squares) * 1.01; // >= sum |y|
    SumErrors errors;
    errors.remainder = change * (off + kEffectRounding * kUnit32 + pRounding)
        + off * off // of sum p (expm1(y) - y), beyond its slope
        + std::abs(sums.remainder) * (chain + kEffectSlack) + lost;
    errors.weighted = off * 1.01
        + sums.magnitude * 1.01 * (chain + 4.0 * kUnit32 + pRounding + kEffectSlack) + lost;
    errors.sum = tokens * off + sizes * (chain + 4.0 * kUnit32 + kEffectSlack);
    errors.squares = 2.0 * off * sizes + tokens * off * off
        + sums.squares * (chain + 8.0 * kUnit32 + kEffectSlack);
    return errors;
}

} // namespace

void PartialEffects::append(const PartialEffects& more)
{
    if (count() == 0) {
        *this = more;
        return;
    }
    gained = at::cat({gained, more.gained});
    vectors.insert(vectors.end(), more.vectors.begin(), more.vectors.end());
    cells.insert(cells.end(), more.cells.begin(), more.cells.end());
}

IntervalEvaluator::IntervalEvaluator(const TransformerModel& model, const BaseDistributions& bases,
                                     std::int64_t basesTogether, const RunContext& context)
    : m_model(model), m_bases(bases), m_basesTogether(basesTogether), m_gain(finalGain(model)),
      m_moments(unembeddingMoments(model, context)),
      m_targetP(doublesOf(bases.targetLogprobs().exp())), m_rounding(doublesOf(bases.rounding)),
      m_stages(tokenStages(model.config().vocabSize)),
      m_orders(static_cast<std::size_t>((bases.probabilities.size(0) - 1) / basesTogether + 1))
{
    const at::Tensor probabilities = bases.probabilities.cpu();
    forEachItem(static_cast<std::int64_t>(m_orders.size()), [&](std::int64_t i) {
        m_orders[static_cast<std::size_t>(i)] =
            tokenOrder(probabilities.narrow(0, i * basesTogether, basesIn(i)), m_stages);
    });
}

std::int64_t IntervalEvaluator::basesIn(std::int64_t order) const
{
    return std::min(m_basesTogether, m_bases.probabilities.size(0) - order * m_basesTogether);
}

PartialEffects IntervalEvaluator::begin(const Directions& directions) const
{
    const std::int64_t cases = directions.cases();
    const at::Tensor wide = directions.vectors.to(at::kDouble) * m_gain; // [n,d]
    PartialEffects effects;
    effects.base = directions.base;
    effects.cases = cases;
    effects.gained = wide.to(at::kFloat);
    const std::vector<std::int64_t> targets(m_bases.targets.begin() + directions.base,
                                            m_bases.targets.begin() + directions.base + cases);
    const at::Tensor unembedding = m_model.unembedding();
    const at::Tensor readers = at::cat(
        {unembedding.index_select(0, at::tensor(targets).to(unembedding.device())).to(at::kDouble),
         m_moments->centre.unsqueeze(0), m_moments->offset.unsqueeze(0)}); // [P+2,d]
    const std::vector<double> read = doublesOf(at::mm(wide, readers.t())); // [n,P+2]
    const std::vector<double> scatter = doublesOf(
        at::mm(effects.gained, m_moments->scatter).mul_(effects.gained).sum(1, false, at::kDouble));
    const std::vector<double> lengths = doublesOf( // of a joint vector often far less than told
        at::minimum(directions.lengths, at::linalg_vector_norm(wide, 2, {1})));
    const std::vector<double> coefficients = doublesOf(directions.coefficients);
    const DeltaScores first = firstOrderScores(directions, m_bases, m_model.config().vocabSize);
    const std::vector<double> values = doublesOf(first.values);
    const std::vector<double> errors = doublesOf(first.errors);
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        const double* own = read.data() + i * static_cast<std::size_t>(cases + 2);
        const double length = lengths[i] * (1.0 + kEffectSlack);
        effects.vectors.push_back({length, scatter[i] + m_moments->rounding * length * length,
                                   own[cases], own[cases + 1]});
        for (std::int64_t k = 0; k < cases; ++k) {
            const std::size_t place =
                i * static_cast<std::size_t>(cases) + static_cast<std::size_t>(k);
            effects.cells.push_back(
                {coefficients[place], own[k], values[place], errors[place], EffectSums{}});
        }
    }
    return effects;
}

void IntervalEvaluator::advance(const std::vector<EffectRows>& requests, std::int64_t stage) const
{
    if (requests.empty()) {
        return;
    }
    const std::int64_t number = orderOf(requests.front().effects->base);
    const std::int64_t firstBase = number * m_basesTogether;
    const TokenOrder& order = m_orders[static_cast<std::size_t>(number)];
    const at::Tensor vectors = stackedVectors(requests); // [n,d]
    const at::Tensor unembedding = m_model.unembedding();
    const at::Tensor p = m_bases.probabilities.narrow(0, firstBase, basesIn(number));
    const std::int64_t end = m_stages[static_cast<std::size_t>(stage)];
    std::int64_t first = stage == 0 ? 0 : m_stages[static_cast<std::size_t>(stage - 1)];
    while (first < end) {
        const std::int64_t count = std::min(kTokensAtOnce, end - first);
        const at::Tensor ids =
            at::from_blob(const_cast<std::int32_t*>(order.ids.data() + first), {count}, at::kInt)
                .to(unembedding.device()); // read only
        const at::Tensor rows = unembedding.index_select(0, ids).to(at::kFloat); // [v,d]
        const at::Tensor weights = p.index_select(1, ids).to(at::kFloat); // [bases,v]
        const at::Tensor products = at::mm(vectors, rows.t()); // [n,v]
        std::int64_t offset = 0;
        for (const EffectRows& request : requests) {
            if (products.is_cpu() && hasCurvedSums()) {
                addOnProcessor(request, products.const_data_ptr<float>() + offset * count,
                               weights.const_data_ptr<float>(), firstBase, count);
            } else {
                addWithTensors(
                    request,
                    products.narrow(0, offset, static_cast<std::int64_t>(request.rows.size())),
                    weights, firstBase);
            }
            offset += static_cast<std::int64_t>(request.rows.size());
        }
        first += count;
    }
}

IntervalEvaluator::Interval IntervalEvaluator::intervalOf(const PartialEffects::Vector& vector,
                                                          const PartialEffects::Cell& cell,
                                                          std::int64_t base,
                                                          std::int64_t stage) const
{
    const EffectSums& sums = cell.sums;
    const double c = cell.coefficient;
    const auto vocabulary = static_cast<double>(m_model.config().vocabSize);
    const auto tokens = static_cast<double>(m_stages[static_cast<std::size_t>(stage)]);
    const double pRounding = m_rounding[static_cast<std::size_t>(base)];
    const double reach = std::abs(c) * vector.length * m_bases.longestRow; // of c W w
    const double off =
        reach * 1.2 * differenceRounding(m_model.config().hiddenSize, kUnit32); // of any y
    const double centre = c * (vector.atCentre - cell.atTarget);
    const double radius = std::abs(c) * vector.length * m_moments->radius * (1.0 + kEffectSlack);
    const double largest = std::abs(centre) + radius; // >= |y|
    if (!(largest < kLargestEffect) || !(off < 0.05)) {
        return {0.0, kInfinity, 0.0};
    }
    const SumErrors errors = errorsOf(sums, largest, off, pRounding, tokens);
    TailBounds tail; // 0 when nothing is left
    const double left = vocabulary - tokens;
    if (left > 0.0) {
        const TokenOrder::Share& share =
            m_orders[static_cast<std::size_t>(orderOf(base))].shares[static_cast<std::size_t>(
                base % m_basesTogether)][static_cast<std::size_t>(stage)];
        TailFacts facts;
        facts.count = left;
        facts.pError = 3.0 * pRounding + vocabulary * 2.0 * kUnit64;
        facts.p = 1.0 - m_targetP[static_cast<std::size_t>(base)] - share.reached;
        facts.largestP = share.largestLeft * (1.0 + 2.0 * pRounding);
        facts.sum = -cell.firstOrder - sums.weighted;
        facts.sumError = cell.firstOrderError + errors.weighted;
        facts.centre = centre;
        facts.radius = radius;
        // y_v = c <g w, W_v - centre> + the effect of the centre, over all ids and over those so
        // far
        const double all = c * vector.offset + vocabulary * facts.centre; // sum_v y_v
        const auto squaresAround = [&](double a) {
            const double shift = facts.centre - a;
            const double whole = c * c * vector.scatter + 2.0 * c * vector.offset * shift
                + vocabulary * shift * shift;
            const double soFar = sums.squares - 2.0 * a * sums.sum + tokens * a * a;
            const double error = errors.squares + 2.0 * std::abs(a) * errors.sum
                + kEffectSlack * (whole + sums.squares + tokens * a * a);
            return std::max(0.0, whole - soFar + error);
        };
        facts.squares = squaresAround(0.0);
        facts.scatter = squaresAround((all - sums.sum) / left);
        tail = tailBounds(facts);
    }
    const double error = errors.remainder + cell.firstOrderError;
    const double least = sums.remainder + tail.low - cell.firstOrder - error;
    const double most = sums.remainder + tail.high - cell.firstOrder + error;
    if (!(least > -1.0 + 1e-3) || !std::isfinite(most)) {
        return {0.0, kInfinity, 0.0};
    }
    const double upper = -std::log1p(least);
    const double lower = -std::log1p(most);
    return {(upper + lower) * 0.5,
            (upper - lower) * 0.5 * (1.0 + kEffectSlack)
                + (std::abs(upper) + std::abs(lower)) * 4.0 * kUnit64,
            std::clamp(-std::log1p(sums.remainder + tail.likely - cell.firstOrder), lower, upper)};
}

DeltaScores IntervalEvaluator::intervals(const EffectRows& request, std::int64_t stage) const
{
    const PartialEffects& effects = *request.effects;
    const std::vector<std::int64_t> shape{static_cast<std::int64_t>(request.rows.size()),
                                          effects.cases};
    DeltaScores scores{at::empty(shape, at::kDouble), at::empty(shape, at::kDouble),
                       at::empty(shape, at::kDouble)};
    auto* estimate = scores.estimates.mutable_data_ptr<double>();
    auto* value = scores.values.mutable_data_ptr<double>();
    auto* error = scores.errors.mutable_data_ptr<double>();
    for (const std::int64_t row : request.rows) {
        for (std::int64_t k = 0; k < effects.cases; ++k) {
            const Interval interval =
                intervalOf(effects.vectors[static_cast<std::size_t>(row)],
                           effects.cells[static_cast<std::size_t>(row * effects.cases + k)],
                           effects.base + k, stage);
            *value++ = interval.middle;
            *error++ = interval.half;
            *estimate++ = interval.likely;
        }
    }
    return scores;
}

DeltaScores IntervalEvaluator::evaluate(const Directions& directions, std::int64_t stage) const
{
    PartialEffects effects = begin(directions);
    EffectRows request{&effects, std::vector<std::int64_t>(effects.vectors.size())};
    std::iota(request.rows.begin(), request.rows.end(), std::int64_t{0});
    for (std::int64_t i = 0; i <= stage; ++i) {
        advance({request}, i);
    }
    return intervals(request, stage);
}

} // namespace neurograft

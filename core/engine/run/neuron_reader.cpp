// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/neuron.h"

#include "core/engine/attribution/vocabulary_projection.h"
#include "core/engine/model/thin_product.h"
#include "core/engine/run/neuron_activity.h"
#include "core/engine/run/open_model_parts.h"
#include "core/engine/support/torch_errors.h"
#include "core/run/error.h"
#include "core/text/tokenizer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/stack.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <tuple>
#include <utility>

namespace neurograft {

namespace {

constexpr std::size_t kRankRows = 16; ///< neurons whose tokens are counted together
/// Cosines are rounded to this: the last digits of a sum depend on its place in a matrix, and equal
/// neurons shall be equally near.
constexpr double kCosineStep = 1e-12;

/// Places of a float64 vector of a layer, best first, at most @p count of them.
template <class Found, class Make>
void keepBest(const at::Tensor& values, int count, std::vector<Found>& best, const Make& make)
{
    const at::Tensor host = values.cpu().contiguous();
    const auto* data = host.const_data_ptr<double>();
    for (std::int64_t i = 0; i < host.numel(); ++i) {
        best.push_back(make(i, data[i]));
    }
    const auto wanted =
        static_cast<std::ptrdiff_t>(std::min(best.size(), static_cast<std::size_t>(count)));
    std::partial_sort(best.begin(), best.begin() + wanted, best.end());
    best.resize(static_cast<std::size_t>(wanted));
}

/// A neuron with a value, ordered by (value descending, layer, ffn before attn, index).
struct Ranked {
    NeuronId neuron;
    double value = 0.0;

    bool operator<(const Ranked& other) const
    {
        return value != other.value ? value > other.value : key() < other.key();
    }
    std::tuple<std::int64_t, NeuronKind, std::int64_t> key() const
    {
        return {neuron.layer, neuron.kind, neuron.index};
    }
};

void requireTop(int top)
{
    if (top < 0) {
        throw StudyError("top", "a number from 0", std::to_string(top));
    }
}

void requireTokens(const std::vector<std::int32_t>& ids)
{
    if (ids.empty()) {
        throw StudyError("text", "at least one token", "none");
    }
}

} // namespace

struct NeuronReader::Private {
    RunContext context;
    std::shared_ptr<const OpenModel> open;
    std::shared_ptr<const TransformerModel> model; ///< of open, with its overlay

    std::string tokenText(std::int32_t id) const
    {
        const Tokenizer* tokenizer = open->parts().tokenizer.get(); // null when there is none
        return tokenizer != nullptr && id < tokenizer->size() ? tokenizer->tokenText(id)
                                                              : std::string();
    }
    std::shared_ptr<const Tokenizer> requireTokenizer() const { return open->tokenizer(); }
    std::vector<TokenScore> scores(const float* values, std::int64_t size, int top,
                                   bool isLargest) const
    {
        std::vector<TokenScore> list;
        for (const std::int64_t id : extremes(values, size, top, isLargest)) {
            list.push_back({static_cast<std::int32_t>(id), tokenText(static_cast<std::int32_t>(id)),
                            static_cast<double>(values[id])});
        }
        return list;
    }
    std::vector<TokenNeuron> find(std::int32_t token, int top) const;
    void addRanks(std::int32_t token, std::vector<TokenNeuron>& found) const;
    std::vector<NeuronTwin> nearest(const at::Tensor& written, NeuronKind kind, int top) const;
};

std::vector<TokenNeuron> NeuronReader::Private::find(std::int32_t token, int top) const
{
    const std::int64_t layers = model->config().layers;
    std::vector<Ranked> best;
    for (std::int64_t layer = 0; layer < layers; ++layer) {
        context.checkpoint({"neurons of all layers", 1, 2, layer, layers, "layers"});
        for (const NeuronKind kind : {NeuronKind::Ffn, NeuronKind::Attention}) {
            keepBest(tokenLogits(*model, token, layer, kind), top, best,
                     [layer, kind](std::int64_t index, double value) {
                         return Ranked{{layer, kind, index}, value};
                     });
        }
    }
    std::vector<TokenNeuron> found;
    for (const Ranked& each : best) {
        found.push_back({each.neuron, each.value, 0});
    }
    addRanks(token, found);
    return found;
}

/// One product over the unembedding for all of them, a few rows of logits at a time.
void NeuronReader::Private::addRanks(std::int32_t token, std::vector<TokenNeuron>& found) const
{
    for (std::size_t first = 0; first < found.size(); first += kRankRows) {
        context.checkpoint({"places of the token", 2, 2, static_cast<std::int64_t>(first),
                            static_cast<std::int64_t>(found.size()), "neurons"});
        const std::size_t end = std::min(found.size(), first + kRankRows);
        std::vector<at::Tensor> vectors;
        for (std::size_t i = first; i < end; ++i) {
            vectors.push_back(neuronVector(*model, found[i].neuron));
        }
        const at::Tensor logits = projectVectors(*model, at::stack(vectors), true); // [n,V]
        for (std::size_t i = first; i < end; ++i) {
            const auto* row = logits[static_cast<std::int64_t>(i - first)].const_data_ptr<float>();
            const float own = row[token];
            std::int64_t before = 0;
            for (std::int64_t id = 0; id < logits.size(1); ++id) {
                before += row[id] > own || (row[id] == own && id < token) ? 1 : 0;
            }
            found[i].rank = before + 1;
        }
    }
}

/// @param written [n] float64, not zero: what the other model's neuron writes to ids 0..n-1
std::vector<NeuronTwin> NeuronReader::Private::nearest(const at::Tensor& written, NeuronKind kind,
                                                       int top) const
{
    const at::Device device = model->device();
    const at::Tensor reader =
        readBack(*model, written.to(device)).mul(finalGain(*model)); // [d] W_U^T y, with g
    const at::Tensor gram = writtenGram(*model, written.size(0), context); // [d,d]
    const double length = written.norm().item<double>();
    const std::int64_t layers = model->config().layers;
    std::vector<Ranked> best;
    for (std::int64_t layer = 0; layer < layers; ++layer) {
        context.checkpoint({"neurons of all layers", 2, 2, layer, layers, "layers"});
        const at::Tensor vectors =
            neuronMatrix(*model, layer, kind).to(at::kDouble).t().contiguous(); // [n,d]
        const at::Tensor squares = at::matmul(vectors, gram).mul_(vectors).sum(1); // [n]
        const at::Tensor dots = at::matmul(vectors, reader); // [n]
        // A neuron that writes nothing gives no number and is left out below.
        const at::Tensor cosines =
            (dots / (squares.clamp_min(0.0).sqrt() * length)).nan_to_num(-2.0, -2.0, -2.0);
        keepBest(cosines.div(kCosineStep).round().mul(kCosineStep), top, best,
                 [layer, kind](std::int64_t index, double value) {
                     return Ranked{{layer, kind, index}, value};
                 });
    }
    std::vector<NeuronTwin> twins;
    for (const Ranked& each : best) {
        if (each.value >= -1.5) {
            twins.push_back({each.neuron, std::clamp(each.value, -1.0, 1.0)});
        }
    }
    return twins;
}

NeuronReader::NeuronReader(const std::filesystem::path& folder, const std::string& device,
                           const RunContext& context)
    : NeuronReader(OpenModel::open(folder, {device, "auto", {}}, context), context)
{
}

NeuronReader::NeuronReader(std::shared_ptr<const OpenModel> model, const RunContext& context)
    : m_private(std::make_unique<Private>())
{
    const OpenModel::Parts& parts = model->parts();
    if (parts.layers) {
        throw StudyError("neuron", "a model with all of its layers",
                         "layers " + std::to_string(parts.layers->first) + " to "
                             + std::to_string(parts.layers->last),
                         "Load all layers, or unload the model; it is then opened anew.");
    }
    m_private->context = context;
    m_private->model = parts.model;
    m_private->open = std::move(model);
}

NeuronReader::~NeuronReader() = default;

NeuronTokens NeuronReader::project(const NeuronId& neuron, int top, bool appliesNorm) const
{
    return project(std::vector<NeuronId>{neuron}, top, appliesNorm).front();
}

std::vector<NeuronTokens> NeuronReader::project(const std::vector<NeuronId>& neurons, int top,
                                                bool appliesNorm) const
{
    requireTop(top);
    return withTorchErrors("neuron", [&] {
        const c10::InferenceMode inference;
        std::vector<NeuronTokens> all;
        for (std::size_t first = 0; first < neurons.size(); first += kThinRows) {
            m_private->context.throwIfStopped();
            const std::size_t end = std::min(neurons.size(), first + kThinRows);
            std::vector<at::Tensor> vectors;
            for (std::size_t i = first; i < end; ++i) {
                vectors.push_back(neuronVector(*m_private->model, neurons[i]));
            }
            const at::Tensor logits =
                projectVectors(*m_private->model, at::stack(vectors), appliesNorm); // [n,V]
            for (std::int64_t i = 0; i < logits.size(0); ++i) {
                const auto* values = logits[i].const_data_ptr<float>();
                all.push_back({m_private->scores(values, logits.size(1), top, true),
                               m_private->scores(values, logits.size(1), top, false), appliesNorm});
            }
        }
        return all;
    });
}

std::vector<TokenNeuron> NeuronReader::find(std::int32_t token, int top) const
{
    requireTop(top);
    return withTorchErrors("find", [&] {
        const c10::InferenceMode inference;
        return m_private->find(token, top);
    });
}

std::int32_t NeuronReader::tokenId(const std::string& text) const
{
    if (text.size() > 1 && text.front() == '#') {
        std::int32_t id = 0;
        const char* const end = text.data() + text.size();
        const auto [next, code] = std::from_chars(text.data() + 1, end, id);
        if (code == std::errc() && next == end) {
            if (id < 0 || id >= m_private->model->config().vocabSize) {
                throw StudyError(
                    "token", "an id below " + std::to_string(m_private->model->config().vocabSize),
                    text);
            }
            return id;
        }
    }
    const std::vector<std::int32_t> ids = m_private->requireTokenizer()->encode(text, false).ids;
    if (ids.size() != 1) {
        std::string parts;
        for (const std::int32_t id : ids) {
            parts += (parts.empty() ? "" : ", ") + ("'" + m_private->tokenText(id) + "'");
        }
        throw StudyError("token", "a text of one token, or an id such as #123",
                         "'" + text + "', " + std::to_string(ids.size()) + " tokens: " + parts,
                         "A word inside a text often begins with a blank: ' " + text + "'.");
    }
    return ids.front();
}

std::string NeuronReader::tokenText(std::int32_t id) const
{
    return m_private->tokenText(id);
}

std::vector<std::int32_t> NeuronReader::tokenIds(const std::string& text) const
{
    return m_private->requireTokenizer()->encode(text, true).ids;
}

std::vector<double> NeuronReader::activations(const NeuronId& neuron,
                                              const std::vector<std::int32_t>& ids) const
{
    requireTokens(ids);
    return withTorchErrors("activations", [&] {
        const c10::InferenceMode inference;
        return neuronActivations(*m_private->model, neuron, ids, m_private->context);
    });
}

std::vector<ActiveToken> NeuronReader::topActivations(const NeuronId& neuron,
                                                      const std::filesystem::path& data,
                                                      const RowSelection& rows, int top,
                                                      bool strongest) const
{
    requireTop(top);
    return withTorchErrors("activations", [&] {
        const c10::InferenceMode inference;
        const Dataset read = readDataset(data, rows);
        return top == 0 ? std::vector<ActiveToken>()
                        : mostActiveTokens(*m_private->model, *m_private->requireTokenizer(),
                                           neuron, read, top, strongest, m_private->context);
    });
}

std::vector<LensRow> NeuronReader::lens(const std::vector<std::int32_t>& ids, std::int64_t position,
                                        int top) const
{
    requireTokens(ids);
    requireTop(top);
    return withTorchErrors("logit lens", [&] {
        const c10::InferenceMode inference;
        const at::Tensor logits =
            lensLogits(*m_private->model, ids, position, m_private->context); // [L,V]
        std::vector<LensRow> rows;
        for (std::int64_t layer = 0; layer < logits.size(0); ++layer) {
            rows.push_back({layer,
                            m_private->scores(logits[layer].const_data_ptr<float>(), logits.size(1),
                                              top, true)});
        }
        return rows;
    });
}

std::vector<NeuronTwin> NeuronReader::twins(const NeuronReader& teacher, const NeuronId& neuron,
                                            int top) const
{
    requireTop(top);
    const Private& other = *teacher.m_private;
    if (m_private->requireTokenizer()->fingerprint() != other.requireTokenizer()->fingerprint()) {
        throw StudyError("twins", "two models with the same tokenizer",
                         m_private->open->parts().folder.string() + " and "
                             + other.open->parts().folder.string() + " with different ones",
                         "Ids of the two vocabularies do not mean the same words.");
    }
    return withTorchErrors("twins", [&] {
        const c10::InferenceMode inference;
        const std::int64_t shared =
            std::min(m_private->model->config().vocabSize, other.model->config().vocabSize);
        const at::Tensor written =
            projectPrecisely(*m_private->model, neuronVector(*m_private->model, neuron), shared);
        if (written.abs().max().item<double>() == 0.0) {
            return std::vector<NeuronTwin>();
        }
        return other.nearest(written, neuron.kind, top);
    });
}

} // namespace neurograft

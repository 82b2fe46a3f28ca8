// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/run/predict.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

class OpenModel;

/// What a neuron is: a column of down_proj, or a column of o_proj (attribution.md, notation).
enum class NeuronKind { Ffn, Attention };

/// "ffn" or "attn", as in commands and result files.
const char* neuronKindName(NeuronKind kind);
std::optional<NeuronKind> neuronKindFromName(std::string_view name);

/// One neuron of a model; layers and indices count from 0.
struct NeuronId {
    std::int64_t layer = 0;
    NeuronKind kind = NeuronKind::Ffn;
    std::int64_t index = 0;

    bool operator==(const NeuronId& other) const
    {
        return layer == other.layer && kind == other.kind && index == other.index;
    }
};

/// What one neuron writes to the vocabulary, W_U (g * w): attribution.md section 8, decisions.md
/// D19.
struct NeuronTokens {
    std::vector<TokenScore> promoted; ///< value descending, then id
    std::vector<TokenScore> suppressed; ///< value ascending, then id
    bool isNormApplied = true; ///< g was part of it
};

/// A neuron that promotes a token (decisions.md D20).
struct TokenNeuron {
    NeuronId neuron;
    double logit = 0.0; ///< <W_U[t] * g, w>
    std::int64_t rank = 0; ///< place of the token in the neuron's own promoted list, from 1
};

/// A neuron of another model that writes the same to the shared vocabulary (decisions.md D21).
struct NeuronTwin {
    NeuronId neuron;
    double cosine = 0.0;
};

/// What the residual stream would say after one layer (logit lens): its most likely tokens when the
/// final norm and the unembedding come right behind it.
struct LensRow {
    std::int64_t layer = 0;
    std::vector<TokenScore> top; ///< logit descending, then id
};

/// A token of a data file at which a neuron is active.
struct ActiveToken {
    std::int64_t line = 0; ///< row of the data file from 0
    std::int64_t position = 0; ///< of the token in the row, special tokens counted
    double value = 0.0; ///< the neuron's coefficient
    std::string before; ///< text up to the token, the last part of it
    std::string token;
};

/// A model kept open for questions about single neurons. Thread-safe for one call at a time.
class NeuronReader {
public:
    /// @param device auto | cpu | cuda | cuda:N
    /// @throws Error family when the folder cannot be used
    NeuronReader(const std::filesystem::path& folder, const std::string& device,
                 const RunContext& context);
    /// Over a model that is open already: its weights, with the overlay it has. Takes no time, so
    /// that each question may have a reader, and a context, of its own.
    /// @throws StudyError when only some of its layers are open
    NeuronReader(std::shared_ptr<const OpenModel> model, const RunContext& context);
    ~NeuronReader();

    /// @param top tokens of each list
    /// @throws StudyError for a layer or index the model does not have
    NeuronTokens project(const NeuronId& neuron, int top, bool appliesNorm = true) const;
    /// The same of several neurons, in their order; up to 8 together read the unembedding once.
    std::vector<NeuronTokens> project(const std::vector<NeuronId>& neurons, int top,
                                      bool appliesNorm = true) const;

    /// The @p top neurons of all layers that promote a token most, order (logit descending, layer,
    /// ffn before attn, index).
    /// @throws StudyError for an id outside the vocabulary; Canceled
    std::vector<TokenNeuron> find(std::int32_t token, int top) const;

    /// "#123" is an id; any other text must encode, without special tokens, to one token.
    /// @throws StudyError saying what the text is instead
    std::int32_t tokenId(const std::string& text) const;
    /// What a token writes, for tables; empty when the folder has no tokenizer.
    std::string tokenText(std::int32_t id) const;

    /// The @p top neurons of @p teacher nearest to @p neuron of this model, same kind, order
    /// (cosine descending, layer, index); empty when the neuron writes nothing.
    /// @throws StudyError when the two have different tokenizers; Canceled
    std::vector<NeuronTwin> twins(const NeuronReader& teacher, const NeuronId& neuron,
                                  int top) const;

    /// Tokens of a text as the model reads it, its own special tokens in front.
    std::vector<std::int32_t> tokenIds(const std::string& text) const;
    /// The coefficient of a neuron at every position of a text: m_i, or z_j. One forward pass up to
    /// the neuron's layer.
    /// @throws StudyError for ids outside the vocabulary, more than the context holds, or none
    std::vector<double> activations(const NeuronId& neuron,
                                    const std::vector<std::int32_t>& ids) const;
    /// The tokens of a data file at which a neuron is most active, order (value descending, line,
    /// position). Rows are read as prompt + response.
    /// @param strongest false: by value; true: by absolute value, as negative coefficients count
    /// too
    /// @throws FormatError, StudyError for data that cannot be used; Canceled
    std::vector<ActiveToken> topActivations(const NeuronId& neuron,
                                            const std::filesystem::path& data,
                                            const RowSelection& rows, int top,
                                            bool strongest = false) const;
    /// The logit lens at one position, first layer first. One forward pass.
    /// @throws StudyError for a position the text does not have
    std::vector<LensRow> lens(const std::vector<std::int32_t>& ids, std::int64_t position,
                              int top) const;

private:
    struct Private;
    std::unique_ptr<Private> m_private;
};

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// Families of neurons a result scores (cli.md section 3): of the feed-forward layer, columns of
/// o_proj, rows of v_proj; and heads, which are columns of o_proj taken together.
enum class NeuronFamily { Ffn, Attention, Value, Head };

/// Whether items of the selection, tables and sets can be of this family: value rows and heads are
/// other cuts of the same attention.
bool isListedFamily(NeuronFamily family);
/// Word of the result file: "ffn", "attn", "value", "heads".
QString neuronFamilyWord(NeuronFamily family);
/// Module such a neuron goes by: "down_proj", "o_proj", "v_proj"; "heads" of heads.
QString neuronModule(NeuronFamily family);
/// Reads a kind's word or one of its modules, in full or short: "ffn", "down_proj", "up", "o".
std::optional<NeuronFamily> neuronFamilyOf(const QString& word);

/// A neuron of a map; both count from 0.
struct NeuronPlace {
    int layer = 0;
    int index = 0;
    bool operator==(const NeuronPlace& other) const
    {
        return layer == other.layer && index == other.index;
    }
    bool operator!=(const NeuronPlace& other) const { return !(*this == other); }
    bool operator<(const NeuronPlace& other) const
    {
        return layer != other.layer ? layer < other.layer : index < other.index;
    }
};

/// Scores of all neurons of one kind of one model: a [layer, index] matrix with what is printed
/// beside it. Plain values; share it as std::shared_ptr<const NeuronMapData>.
struct NeuronMapData {
    int layers = 0; ///< rows
    int width = 0; ///< neurons of a layer
    std::vector<float> scores; ///< row-major, layers * width; NaN where not evaluated
    /// Same size or empty: place in the model's order (score descending, then layer, then index),
    /// from 1; 0 where not evaluated. See rankNeurons().
    std::vector<std::int32_t> ranks;
    /// Ranks up to this one are certain; later ones count evaluated neurons only.
    std::int32_t certainRanks = 0;
    std::vector<NeuronPlace> located; ///< the selection as stored: per layer, best first
    std::vector<std::uint8_t> isLocated; ///< one flag per neuron, or empty: none is

    QString role = QStringLiteral("student"); ///< "teacher", "student", "model" (neither)
    QString group; ///< word of the result file's path, as role
    QString modelName; ///< "Llama-2-7b-chat", may be empty
    NeuronFamily family = NeuronFamily::Ffn;
    QString score = QStringLiteral("attribution");
    QString unit = QStringLiteral("log p"); ///< of the scores, may be empty
    bool isSigned = true; ///< scores below 0 mean something
    std::optional<double> rate; ///< share of neurons located
    bool isGlobalBudget = false; ///< located over all layers, not per layer
    /// Of attention, value rows and heads: columns of o_proj (rows of v_proj) of a head; 0 unknown.
    int headSize = 0;
    /// Of heads: the score is that of the head's best column instead of all columns together.
    bool isBestColumn = false;

    bool isValid(const NeuronPlace& place) const
    {
        return place.layer >= 0 && place.layer < layers && place.index >= 0 && place.index < width;
    }
    std::size_t offset(const NeuronPlace& place) const
    {
        return static_cast<std::size_t>(place.layer) * static_cast<std::size_t>(width)
            + static_cast<std::size_t>(place.index);
    }
    NeuronPlace placeOf(std::size_t cell) const
    {
        const auto columns = static_cast<std::size_t>(width);
        return {static_cast<int>(cell / columns), static_cast<int>(cell % columns)};
    }
    std::size_t size() const
    {
        return static_cast<std::size_t>(layers) * static_cast<std::size_t>(width);
    }
    float scoreOf(const NeuronPlace& place) const { return scores[offset(place)]; }
    bool isEvaluated(const NeuronPlace& place) const { return !std::isnan(scoreOf(place)); }
    bool isLocatedAt(const NeuronPlace& place) const
    {
        return !isLocated.empty() && isLocated[offset(place)] != 0;
    }
    /// 0 when it has none.
    std::int32_t rankOf(const NeuronPlace& place) const
    {
        return ranks.empty() ? 0 : ranks[offset(place)];
    }
};

/// Sets the selection and its flags. Places outside the map are an impossible state.
void setLocated(NeuronMapData& data, std::vector<NeuronPlace> places);

/// What a whole map holds.
struct NeuronStatistics {
    std::int64_t evaluated = 0;
    double low = 0.0; ///< smallest and largest score, NaN when nothing is evaluated
    double high = 0.0;
    NeuronPlace highest; ///< the first one with the largest score
};
NeuronStatistics neuronStatistics(const NeuronMapData& data);

/// "+6.08", "0.53", "+1.2e−05": two decimals, small values two digits; NaN gives "not evaluated".
QString scoreText(double score, bool isSigned);
/// Shortest digits that read back to the same float, for files: "6.08"; NaN gives "nan".
std::string scoreNumber(float score);
/// "S L2 down 137"; without a role "L2 down 137".
QString neuronGoTo(const NeuronMapData& data, const NeuronPlace& place);
/// "rank 1"; "rank 37 of those evaluated" where others may lie before it; empty without a rank.
QString rankText(const NeuronMapData& data, const NeuronPlace& place);
/// Read-out for tooltip and status bar: "S L2 down 137  +6.08 log p  rank 1".
QString neuronText(const NeuronMapData& data, const NeuronPlace& place);
/// "FFN", "attention", "attention value", "attention heads": what a map shows, for its title.
QString neuronFamilyTitle(NeuronFamily family);
/// "tiny-S  4 × 176 FFN": title of a map.
QString neuronMapTitle(const NeuronMapData& data);
/// "4 × 176 FFN neurons, highest +6.08 log p at S L2 down 137, 68 located".
QString neuronFinding(const NeuronMapData& data);
/// Title of a colour scale: "log p increase", "log p increase, first order"; of scores without that
/// unit their name; of heads told by one column "…, best column".
QString neuronScaleTitle(const NeuronMapData& data);

} // namespace neurograft

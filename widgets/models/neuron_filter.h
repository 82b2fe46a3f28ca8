// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/neuron_map_data.h"

#include <QString>
#include <QStringView>

#include <optional>
#include <vector>

namespace neurograft {

/// A filter of the neuron table: conditions such as `layer >= 2`, `kind = ffn`, `score > 0.5`,
/// joined by `and` (also a comma, or nothing between them) and `or`, with `not` and parentheses.
///
/// | name | means | compared by |
/// | layer, index, score, rank | numbers | = != < <= > >= |
/// | model | T, S, teacher, student | = != |
/// | kind (also module) | ffn, attn, value or a module's name | = != |
/// | note | what was written about the neuron, whatever the case | = != ~ (contains) |
/// | located | alone: the neuron is one of the located | |
///
/// A neuron without a score or rank answers no comparison of it but !=.
class NeuronFilter {
public:
    NeuronFilter() = default; ///< accepts every neuron

    /// @return nothing when it cannot be understood; @p problem then says in one sentence why not
    static std::optional<NeuronFilter> parse(const QString& text, QString* problem);

    bool isEmpty() const { return m_root < 0; }
    /// Whether notes are asked for at all.
    bool usesNotes() const { return m_usesNotes; }
    bool accepts(const NeuronMapData& data, const NeuronPlace& place, const QString& note) const;

private:
    enum class Kind { And, Or, Not, Layer, Index, Score, Rank, Model, Family, Note, Located };
    enum class Compare { Equal, Unequal, Less, LessEqual, Greater, GreaterEqual, Contains };
    struct Node {
        Kind kind = Kind::Located;
        Compare compare = Compare::Equal;
        double number = 0.0;
        QString text; ///< of a note, case folded; role of a model
        NeuronFamily family = NeuronFamily::Ffn;
        int left = -1;
        int right = -1;
    };
    class Parser;
    static bool compares(Compare compare, double left, double right);
    bool accepts(int node, const NeuronMapData& data, const NeuronPlace& place,
                 const QString& note) const;

    std::vector<Node> m_nodes;
    int m_root = -1;
    bool m_usesNotes = false;
};

} // namespace neurograft

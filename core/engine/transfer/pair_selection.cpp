// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/pair_selection.h"

#include "core/support/random_stream.h"

namespace neurograft {

namespace {

constexpr std::array<ScoreFamily, 3> kPairSelectionFamilies{
    ScoreFamily::Ffn, ScoreFamily::Attention, ScoreFamily::Value};

/// One role of one row.
struct Draws {
    std::uint64_t seed;
    std::uint64_t row;
    std::uint64_t role;

    RandomStream stream(const char* purpose, ScoreFamily family, std::int64_t layer) const
    {
        const std::uint64_t place = (row * 2 + role) * 3 + static_cast<std::uint64_t>(family);
        return {seed, purpose, (place << 16U) + static_cast<std::uint64_t>(layer)};
    }
};

void drawNeurons(FamilySelections& selections, const ModelConfig& config, const Draws& draws)
{
    for (const ScoreFamily family : kPairSelectionFamilies) {
        NeuronSelection& selection = selections.of(family);
        for (std::size_t i = 0; i < selection.layers.size(); ++i) {
            std::vector<std::int64_t> drawn =
                draws.stream("control.neurons", family, selection.layers[i])
                    .permutation(familyWidth(config, family));
            drawn.resize(selection.neurons[i].size());
            selection.neurons[i] = std::move(drawn);
        }
    }
}

void shuffleNeurons(FamilySelections& selections, const Draws& draws)
{
    for (const ScoreFamily family : kPairSelectionFamilies) {
        NeuronSelection& selection = selections.of(family);
        for (std::size_t i = 0; i < selection.layers.size(); ++i) {
            const std::vector<std::int64_t> before = selection.neurons[i];
            const std::vector<std::int64_t> order =
                draws.stream("control.permutation", family, selection.layers[i])
                    .permutation(static_cast<std::int64_t>(before.size()));
            for (std::size_t k = 0; k < order.size(); ++k) {
                selection.neurons[i][k] = before[static_cast<std::size_t>(order[k])];
            }
        }
    }
}

} // namespace

FamilySelections familySelections(const ModelAttribution& found)
{
    FamilySelections selections;
    for (const ScoreFamily family : kPairSelectionFamilies) {
        selections.of(family) = selectionOf(found, family);
    }
    return selections;
}

void applyControls(PairSelection& pair, const ModelConfig& teacher, const ModelConfig& student,
                   const SelectionControls& controls)
{
    const auto row = static_cast<std::uint64_t>(pair.line);
    const Draws ofTeacher{controls.seed, row, 0};
    const Draws ofStudent{controls.seed, row, 1};
    if (controls.drawsTeacher) {
        drawNeurons(pair.teacher, teacher, ofTeacher);
    }
    if (controls.drawsStudent) {
        drawNeurons(pair.student, student, ofStudent);
    }
    if (controls.shuffles) {
        shuffleNeurons(pair.student, ofStudent);
    }
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/neuron_result.h"
#include "widgets/models/selection_sets.h"

#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// Neurons of one kind of one model.
struct NeuronGroup {
    QString role; ///< "teacher", "student", "model"
    NeuronFamily family = NeuronFamily::Ffn;
    int layers = 0; ///< of the model; 0 where not known
    int width = 0;
    std::vector<NeuronPlace> places;
};

/// What takes part in a comparison: the neurons a run located, or a kept set.
struct OverlapSubject {
    QString name; ///< "run 3", "demo-top100"
    std::vector<NeuronGroup> groups;
};
OverlapSubject overlapSubject(const QString& name, const NeuronResult& result);
OverlapSubject overlapSubject(const QString& name, const ItemSet& set);

/// Which neurons are compared.
struct OverlapChoice {
    QString role = QStringLiteral("student");
    std::optional<NeuronFamily> family; ///< nothing: FFN and attention together

    bool operator==(const OverlapChoice& other) const
    {
        return role == other.role && family == other.family;
    }
};
/// Roles that some of the subjects have, teacher first.
QStringList overlapRoles(const std::vector<OverlapSubject>& subjects);

/// Two subjects compared.
struct OverlapCell {
    int sizeA = 0;
    int sizeB = 0;
    int shared = 0;
    double jaccard = 0.0; ///< |A and B| / |A or B|; NaN when the two cannot be compared
    /// What two sets of these sizes drawn at random would have on average, to first order: the
    /// expected intersection put into the ratio. NaN when the model's size is not known.
    double chance = 0.0;
};

/// Jaccard indices of all pairs (D17). A neuron is the same in two subjects when role, layer, kind
/// and index are; a subject without neurons of that choice, or of a model of another size, cannot
/// be compared.
struct OverlapMatrix {
    OverlapChoice choice;
    QStringList names;
    std::vector<OverlapCell> cells; ///< row-major, names * names

    const OverlapCell& at(int row, int column) const
    {
        return cells[static_cast<std::size_t>(row) * static_cast<std::size_t>(names.size())
                     + static_cast<std::size_t>(column)];
    }
};
OverlapMatrix overlapMatrix(const std::vector<OverlapSubject>& subjects,
                            const OverlapChoice& choice);

/// "FFN and attention", or the title of a family.
QString overlapFamilyTitle(const std::optional<NeuronFamily>& family);
/// Read-out of a cell: "run 1 and run 2: 12 shared of 58, Jaccard 0.21, by chance 0.05".
QString overlapText(const OverlapMatrix& matrix, int row, int column);
/// One line per pair, each once, columns a,b,model,kind,size_a,size_b,shared,jaccard,chance; equal
/// matrices give equal bytes.
std::string overlapCsv(const OverlapMatrix& matrix);

} // namespace neurograft

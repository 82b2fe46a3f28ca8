// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/neuron_overlap.h"

#include "core/store/table_text.h"
#include "widgets/models/neuron_set.h"
#include "widgets/plots/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace neurograft {

namespace {

constexpr double kNeuronOverlapUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<NeuronFamily, 2> kNeuronOverlapFamilies{NeuronFamily::Ffn,
                                                             NeuronFamily::Attention};

struct OverlapTexts {
    Q_DECLARE_TR_FUNCTIONS(OverlapMatrix)
};

struct Size {
    int layers = 0;
    int width = 0;
    bool isKnown() const { return layers > 0 && width > 0; }
    bool operator==(const Size& other) const
    {
        return layers == other.layers && width == other.width;
    }
    int count() const { return layers * width; }
};

bool isWanted(const NeuronGroup& group, const OverlapChoice& choice)
{
    return group.role == choice.role && group.family != NeuronFamily::Value
        && (!choice.family || *choice.family == group.family);
}

std::size_t placeOf(NeuronFamily family)
{
    return family == NeuronFamily::Ffn ? 0 : 1;
}

/// Sizes of both families of the model compared: those of the first run; of kept sets alone as
/// large as their neurons need.
std::array<Size, 2> commonSizes(const std::vector<OverlapSubject>& subjects,
                                const OverlapChoice& choice, bool& isKnown)
{
    std::array<Size, 2> known;
    std::array<Size, 2> needed;
    for (const OverlapSubject& subject : subjects) {
        for (const NeuronGroup& group : subject.groups) {
            if (!isWanted(group, choice)) {
                continue;
            }
            Size& own = known[placeOf(group.family)];
            if (!own.isKnown()) {
                own = {group.layers, group.width};
            }
            Size& least = needed[placeOf(group.family)];
            for (const NeuronPlace& place : group.places) {
                least.layers = std::max(least.layers, place.layer + 1);
                least.width = std::max(least.width, place.index + 1);
            }
        }
    }
    isKnown = true;
    for (std::size_t i = 0; i < known.size(); ++i) {
        if (!known[i].isKnown() && needed[i].isKnown()) {
            known[i] = needed[i];
            isKnown = false;
        }
    }
    return known;
}

/// The subject's neurons as a set over both families; nothing when it cannot be compared.
std::optional<NeuronSet> setOf(const OverlapSubject& subject, const OverlapChoice& choice,
                               const std::array<Size, 2>& sizes)
{
    NeuronSet set(sizes[0].count() + sizes[1].count());
    bool isThere = false;
    for (const NeuronGroup& group : subject.groups) {
        if (!isWanted(group, choice)) {
            continue;
        }
        const std::size_t family = placeOf(group.family);
        const Size& size = sizes[family];
        const Size own{group.layers, group.width};
        if (own.isKnown() && !(own == size)) {
            return std::nullopt; // another model
        }
        const int start = family == 0 ? 0 : sizes[0].count();
        for (const NeuronPlace& place : group.places) {
            if (place.layer >= size.layers || place.index >= size.width) {
                return std::nullopt;
            }
            set.add(start + place.layer * size.width + place.index);
        }
        isThere = true;
    }
    return isThere ? std::optional<NeuronSet>(set) : std::nullopt;
}

OverlapCell compared(const NeuronSet& a, const NeuronSet& b, bool isSizeKnown)
{
    OverlapCell cell;
    cell.sizeA = a.count();
    cell.sizeB = b.count();
    cell.shared = a.intersected(b).count();
    cell.jaccard = jaccard(a, b);
    const double expected = static_cast<double>(cell.sizeA) * cell.sizeB / std::max(1, a.size());
    const double united = cell.sizeA + cell.sizeB - expected;
    cell.chance = isSizeKnown && united > 0.0 ? expected / united : kNeuronOverlapUndefined;
    return cell;
}

QString familyWord(const std::optional<NeuronFamily>& family)
{
    return family ? neuronFamilyWord(*family) : QStringLiteral("ffn+attn");
}

} // namespace

OverlapSubject overlapSubject(const QString& name, const NeuronResult& result)
{
    OverlapSubject subject;
    subject.name = name;
    for (const ScoredModel& model : result.models) {
        for (const auto& map : model.maps) {
            subject.groups.push_back(
                {model.role, map->family, map->layers, map->width, map->located});
        }
    }
    return subject;
}

OverlapSubject overlapSubject(const QString& name, const ItemSet& set)
{
    OverlapSubject subject;
    subject.name = name;
    for (const Role role : {Role::Teacher, Role::Student}) {
        for (const NeuronFamily family : kNeuronOverlapFamilies) {
            NeuronGroup group;
            group.role = roleWord(role);
            group.family = family;
            for (const SelectionItem& item : set) {
                const auto* neuron = std::get_if<NeuronItem>(&item);
                if (neuron != nullptr && neuron->role == role
                    && neuronFamilyOf(neuron->module) == family) {
                    group.places.push_back({neuron->layer, neuron->index});
                }
            }
            if (!group.places.empty()) {
                subject.groups.push_back(std::move(group));
            }
        }
    }
    return subject;
}

QStringList overlapRoles(const std::vector<OverlapSubject>& subjects)
{
    QStringList roles;
    for (const char* word : {"teacher", "student", "model"}) {
        const QString role = QString::fromLatin1(word);
        const bool isThere =
            std::any_of(subjects.begin(), subjects.end(), [&](const OverlapSubject& subject) {
                return std::any_of(subject.groups.begin(), subject.groups.end(),
                                   [&](const NeuronGroup& group) { return group.role == role; });
            });
        if (isThere) {
            roles << role;
        }
    }
    return roles;
}

OverlapMatrix overlapMatrix(const std::vector<OverlapSubject>& subjects,
                            const OverlapChoice& choice)
{
    bool isSizeKnown = false;
    const std::array<Size, 2> sizes = commonSizes(subjects, choice, isSizeKnown);
    std::vector<std::optional<NeuronSet>> sets;
    OverlapMatrix matrix;
    matrix.choice = choice;
    for (const OverlapSubject& subject : subjects) {
        matrix.names << subject.name;
        sets.push_back(setOf(subject, choice, sizes));
    }
    for (const std::optional<NeuronSet>& a : sets) {
        for (const std::optional<NeuronSet>& b : sets) {
            OverlapCell none;
            none.sizeA = a ? a->count() : 0;
            none.sizeB = b ? b->count() : 0;
            none.jaccard = none.chance = kNeuronOverlapUndefined;
            matrix.cells.push_back(a && b ? compared(*a, *b, isSizeKnown) : none);
        }
    }
    return matrix;
}

QString overlapFamilyTitle(const std::optional<NeuronFamily>& family)
{
    return family ? neuronFamilyTitle(*family) : OverlapTexts::tr("FFN and attention");
}

QString overlapText(const OverlapMatrix& matrix, int row, int column)
{
    const OverlapCell& cell = matrix.at(row, column);
    const QString names =
        OverlapTexts::tr("%1 and %2").arg(matrix.names[row], matrix.names[column]);
    if (std::isnan(cell.jaccard)) {
        return OverlapTexts::tr("%1: not comparable, one has no such neurons or is of another "
                                "model")
            .arg(names);
    }
    const int all = cell.sizeA + cell.sizeB - cell.shared;
    const QString text =
        OverlapTexts::tr("%1: %2 shared of %3, Jaccard %4")
            .arg(names, countText(cell.shared), countText(all), numberText(cell.jaccard, 2));
    return std::isnan(cell.chance)
        ? text
        : OverlapTexts::tr("%1, by chance %2").arg(text, numberText(cell.chance, 2));
}

std::string overlapCsv(const OverlapMatrix& matrix)
{
    std::string text = "a,b,model,kind,size_a,size_b,shared,jaccard,chance\n";
    const int count = static_cast<int>(matrix.names.size());
    for (int a = 0; a < count; ++a) {
        for (int b = a + 1; b < count; ++b) {
            const OverlapCell& cell = matrix.at(a, b);
            text += csvField(matrix.names[a].toStdString()) + ','
                + csvField(matrix.names[b].toStdString()) + ',' + matrix.choice.role.toStdString()
                + ',' + familyWord(matrix.choice.family).toStdString() + ','
                + std::to_string(cell.sizeA) + ',' + std::to_string(cell.sizeB) + ','
                + std::to_string(cell.shared) + ',' + fileNumber(cell.jaccard) + ','
                + fileNumber(cell.chance) + '\n';
        }
    }
    return text;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/neuron_shift_table.h"

#include "core/run/kept_model.h"
#include "core/run/neuron.h"
#include "widgets/models/next_token_table_model.h"
#include "widgets/plots/curve_data.h"
#include "widgets/plots/number_text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace neurograft {

namespace {

constexpr int kShiftTokens = 3; ///< that are named before and after
constexpr std::size_t kShiftsTogether = 8; ///< neurons that read the unembedding once

QString promotedText(const NeuronReader& reader, const NeuronTokens& tokens)
{
    QStringList texts;
    for (const TokenScore& token : tokens.promoted) {
        texts << visibleToken(reader.tokenText(token.id));
    }
    return texts.join(QStringLiteral("  "));
}

} // namespace

std::vector<NeuronShift> neuronShifts(KeptModel& student, const ModelOverlay& overlay,
                                      const NeuronShiftChoice& choice, const RunContext& context)
{
    // The plain student first: the overlay lies over what is open.
    const std::shared_ptr<const OpenModel> plain = student.get({}, context);
    const std::shared_ptr<const OpenModel> changed = plain->withOverlay(overlay, context);
    std::vector<NeuronShift> shifts;
    // Of one layer: all are ranked, which costs no more than ranking the first.
    const int ranked = choice.layer < 0 ? choice.count : std::numeric_limits<int>::max();
    for (const ChangedNeuron& neuron : changedNeurons(*changed, ranked, context)) {
        if ((choice.layer < 0 || neuron.neuron.layer == choice.layer)
            && static_cast<int>(shifts.size()) < choice.count) {
            shifts.push_back({neuron, {}, {}});
        }
    }
    const NeuronReader before(plain, context);
    const NeuronReader after(changed, context);
    for (std::size_t first = 0; first < shifts.size(); first += kShiftsTogether) {
        context.throwIfStopped();
        const std::size_t end = std::min(shifts.size(), first + kShiftsTogether);
        std::vector<NeuronId> ids;
        for (std::size_t i = first; i < end; ++i) {
            ids.push_back(shifts[i].neuron.neuron);
        }
        const std::vector<NeuronTokens> old = before.project(ids, kShiftTokens);
        const std::vector<NeuronTokens> now = after.project(ids, kShiftTokens);
        for (std::size_t i = first; i < end; ++i) {
            shifts[i].before = promotedText(before, old[i - first]);
            shifts[i].after = promotedText(after, now[i - first]);
        }
    }
    return shifts;
}

void NeuronShiftTable::setNeurons(const std::vector<NeuronShift>& neurons)
{
    beginResetModel();
    m_neurons = neurons;
    endResetModel();
}

int NeuronShiftTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_neurons.size());
}

int NeuronShiftTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString NeuronShiftTable::text(const NeuronShift& shift, int column)
{
    const ChangedNeuron& changed = shift.neuron;
    switch (column) {
    case Neuron:
        return QStringLiteral("S L%1 %2 %3")
            .arg(changed.neuron.layer)
            .arg(changed.neuron.kind == NeuronKind::Ffn ? QStringLiteral("down")
                                                        : QStringLiteral("o"))
            .arg(changed.neuron.index);
    case Norm:
        return curveNumber(changed.norm);
    case Relative:
        return std::isinf(changed.relative) ? QStringLiteral("∞")
                                            : curveNumber(changed.relative * 100.0);
    case Cosine:
        return std::isnan(changed.cosine) ? QString() : numberText(changed.cosine, 3);
    case Before:
        return shift.before;
    case After:
        return shift.after;
    default:
        return {};
    }
}

QVariant NeuronShiftTable::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    if (role == Qt::TextAlignmentRole && index.column() >= Norm && index.column() <= Cosine) {
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    }
    return role == Qt::DisplayRole || role == Qt::ToolTipRole
        ? text(m_neurons[static_cast<std::size_t>(index.row())], index.column())
        : QVariant();
}

QVariant NeuronShiftTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    switch (section) {
    case Neuron:
        return tr("Neuron");
    case Norm:
        return tr("Norm of change");
    case Relative:
        return tr("% of its norm");
    case Cosine:
        return tr("Cosine");
    case Before:
        return tr("Promotes before");
    case After:
        return tr("and after");
    default:
        return {};
    }
}

QString NeuronShiftTable::toTsv() const
{
    QStringList lines;
    QStringList cells;
    for (int column = 0; column < ColumnCount; ++column) {
        cells << headerData(column, Qt::Horizontal).toString();
    }
    lines << cells.join(QLatin1Char('\t'));
    for (const NeuronShift& shift : m_neurons) {
        cells.clear();
        for (int column = 0; column < ColumnCount; ++column) {
            cells << text(shift, column);
        }
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace neurograft

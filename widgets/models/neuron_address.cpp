// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/neuron_address.h"

#include "core/run/model_report.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace neurograft {

namespace {

struct NeuronAddressTexts {
    Q_DECLARE_TR_FUNCTIONS(NeuronAddress)
};

QString columnWords(const std::vector<int>& columns)
{
    QStringList words;
    for (const int column : columns) {
        words << QString::number(column);
    }
    return words.join(QStringLiteral(", "));
}

} // namespace

AttentionShape AttentionShape::of(const ModelReport& report)
{
    return {static_cast<int>(report.heads), static_cast<int>(report.kvHeads),
            static_cast<int>(report.headDim)};
}

int AttentionShape::valueRow(int column) const
{
    const int head = column / std::max(1, headDim);
    const int group = head * kvHeads / std::max(1, heads);
    return group * headDim + column % std::max(1, headDim);
}

std::vector<int> AttentionShape::columns(int row) const
{
    std::vector<int> found;
    for (int head = 0; head < heads; ++head) {
        const int column = head * headDim + row % std::max(1, headDim);
        if (valueRow(column) == row) {
            found.push_back(column);
        }
    }
    return found;
}

NeuronAddress addressOf(const NeuronItem& neuron, const AttentionShape& shape)
{
    const bool isValue = neuron.module == QLatin1String("v_proj");
    if (isValue && shape.isGrouped()) {
        return {std::nullopt,
                NeuronAddressTexts::tr(
                    "Not defined for grouped queries: the o columns %1 share the value row "
                    "%2; look at one of them.")
                    .arg(columnWords(shape.columns(neuron.index)), goToText(neuron))};
    }
    const bool isAttention = isValue || neuron.module == QLatin1String("o_proj");
    return {
        NeuronId{neuron.layer, isAttention ? NeuronKind::Attention : NeuronKind::Ffn, neuron.index},
        {}};
}

NeuronItem neuronItem(Role role, const NeuronId& id)
{
    return {role, static_cast<int>(id.layer),
            id.kind == NeuronKind::Ffn ? QStringLiteral("down_proj") : QStringLiteral("o_proj"),
            static_cast<int>(id.index)};
}

std::vector<Fact> attentionFacts(const NeuronItem& neuron, const AttentionShape& shape)
{
    if (shape.headDim <= 0) {
        return {};
    }
    if (neuron.module == QLatin1String("o_proj")) {
        const NeuronItem row{neuron.role, neuron.layer, QStringLiteral("v_proj"),
                             shape.valueRow(neuron.index)};
        const int sharing = shape.isGrouped() ? shape.heads / std::max(1, shape.kvHeads) : 1;
        return {
            {NeuronAddressTexts::tr("head"), QString::number(neuron.index / shape.headDim)},
            {NeuronAddressTexts::tr("value row"),
             sharing > 1
                 ? NeuronAddressTexts::tr("%1, shared by %2 heads").arg(goToText(row)).arg(sharing)
                 : goToText(row)}};
    }
    if (neuron.module == QLatin1String("v_proj")) {
        return {{NeuronAddressTexts::tr("o columns"), columnWords(shape.columns(neuron.index))}};
    }
    return {};
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/pair_facts.h"

#include "widgets/models/pair_model.h"

#include <QCoreApplication>

#include <algorithm>

namespace neurograft {

namespace {

struct PairFactsTexts {
    Q_DECLARE_TR_FUNCTIONS(PairFacts)
};

/// "256 × 96, bf16" of a layer's matrix; empty when the checkpoint has none of that name.
QString weightText(const ModelReport& report, const QString& module, int layer)
{
    const std::string ending = "." + module.toStdString() + ".weight";
    const std::string place = "layers." + std::to_string(layer) + ".";
    const auto found =
        std::find_if(report.tensors.begin(), report.tensors.end(), [&](const TensorReport& tensor) {
            const std::string& name = tensor.name;
            const std::size_t at = name.find(place);
            return name.size() > ending.size()
                && name.compare(name.size() - ending.size(), ending.size(), ending) == 0
                && at != std::string::npos && (at == 0 || name[at - 1] == '.');
        });
    if (found == report.tensors.end()) {
        return {};
    }
    QStringList sizes;
    for (const std::int64_t size : found->shape) {
        sizes << QString::number(size);
    }
    return QStringLiteral("%1, %2").arg(sizes.join(QStringLiteral(" × ")),
                                        shortTypeName(report.dtype));
}

} // namespace

std::vector<Fact> weightFacts(const SelectionItem& item, const PairModel& pair)
{
    std::vector<Fact> facts;
    const auto* cell = std::get_if<CellItem>(&item);
    if (cell == nullptr) {
        return facts;
    }
    const auto add = [&](Role role, int layer, const QString& name) {
        const ModelSlot& slot = pair.model(role);
        const QString text =
            slot.report ? weightText(*slot.report, cell->module, layer) : QString();
        if (!text.isEmpty()) {
            facts.push_back({name, text});
        }
    };
    add(Role::Student, cell->student, PairFactsTexts::tr("student weight"));
    add(Role::Teacher, cell->teacher, PairFactsTexts::tr("teacher weight"));
    return facts;
}

} // namespace neurograft

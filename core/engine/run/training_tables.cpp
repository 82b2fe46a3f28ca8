// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/transfer_run.h"

#include <cmath>
#include <utility>

namespace neurograft {

namespace {

/// A curve of the values of @p valueOf that are numbers; no table without any.
template <class ValueOf>
void addCurve(const std::vector<StepReport>& reports, const char* name, const char* unit,
              const ValueOf& valueOf, std::vector<Table>& tables)
{
    std::vector<double> values;
    for (const StepReport& report : reports) {
        const double value = valueOf(report);
        if (!std::isnan(value)) {
            values.push_back(static_cast<double>(report.step));
            values.push_back(value);
        }
    }
    if (values.empty()) {
        return;
    }
    Table table;
    table.path = std::string("training/") + name;
    table.shape = {static_cast<std::int64_t>(values.size() / 2), 2};
    table.axes = {"point", "step then value"};
    table.unit = unit;
    table.values = std::move(values);
    tables.push_back(std::move(table));
}

} // namespace

std::vector<Table> trainingTables(const std::vector<StepReport>& reports, const LossNames& names)
{
    std::vector<Table> tables;
    addCurve(
        reports, "loss", names.lossUnit, [](const StepReport& r) { return r.loss; }, tables);
    bool hasPenalty = false;
    for (const StepReport& report : reports) {
        hasPenalty = hasPenalty || report.penalty != 0.0;
    }
    if (hasPenalty) {
        addCurve(
            reports, names.addedName, names.addedUnit,
            [](const StepReport& r) { return r.penalty; }, tables);
    }
    addCurve(
        reports, "unedited_loss", names.lossUnit,
        [](const StepReport& r) { return r.uneditedLoss; }, tables);
    addCurve(
        reports, "learning_rate", "", [](const StepReport& r) { return r.learningRate; }, tables);
    addCurve(
        reports, "gradient_norm", "before clipping",
        [](const StepReport& r) { return r.gradientNorm; }, tables);
    addCurve(
        reports, "validation_loss", "nats per label",
        [](const StepReport& r) { return r.validationLoss; }, tables);
    return tables;
}

} // namespace neurograft

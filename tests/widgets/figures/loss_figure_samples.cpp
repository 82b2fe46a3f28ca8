// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/figures/loss_figure_samples.h"

#include "core/study/transfer_study.h"
#include "widgets/plots/number_text.h"

#include <cmath>

namespace neurograft::testing {

namespace fs = std::filesystem;

namespace {

Table curve(const std::string& name, const std::string& unit, std::vector<double> values)
{
    Table table;
    table.path = "training/" + name;
    table.shape = {static_cast<std::int64_t>(values.size() / 2), 2};
    table.axes = {"point", "step then value"};
    table.unit = unit;
    table.values = std::move(values);
    return table;
}

} // namespace

ResultFile sampleTransfer(int steps)
{
    ResultFile result;
    TransferStudy study = transferDefaults("seeking");
    study.teacher = "tiny-T";
    study.student = "tiny-S";
    study.extract = "extract.jsonl";
    study.train = "train.jsonl";
    result.manifest.programVersion = "0.0.0";
    result.manifest.study = studyText(study);
    result.manifest.command = transferCommandLine(study, "seeking");
    result.manifest.createdUtc = "2026-11-25T03:00:00Z";
    result.manifest.teacher = "tiny-T";
    result.manifest.student = "tiny-S";
    std::vector<double> loss;
    std::vector<double> rate;
    for (int step = 0; step < steps; ++step) {
        loss.insert(loss.end(),
                    {static_cast<double>(step), 1.0 + std::exp(-step / 7.0) + 0.05 * (step % 3)});
        rate.insert(rate.end(),
                    {static_cast<double>(step), 3e-4 * (1.0 - static_cast<double>(step) / steps)});
    }
    const double last = steps - 1;
    result.tables = {curve("loss", "nats per label", loss),
                     curve("validation_loss", "nats per label", {0.0, 2.25, last, 1.5}),
                     curve("learning_rate", "", rate)};
    return result;
}

void writeSampleTransfer(const fs::path& folder)
{
    writeResult(folder / "loss.h5", sampleTransfer(40), true);
}

FigureEntry lossEntry(const fs::path& folder)
{
    FigureEntry entry;
    entry.runs = {folder / "loss.h5"};
    entry.recipe.kind = QStringLiteral("loss");
    entry.recipe.spec.applyPreset(QStringLiteral("acl-column"));
    return entry;
}

QString lossStoreProblem(const FigureEntry& entry, const std::string& csv)
{
    const auto loss = readTable(entry.runs.front(), "training/loss").as<double>();
    const auto validation = readTable(entry.runs.front(), "training/validation_loss").as<double>();
    std::string expected = "step,loss,validation_loss\n";
    for (std::size_t i = 0; i < loss.size(); i += 2) {
        expected += fileNumber(loss[i]) + ',' + fileNumber(loss[i + 1]) + ',';
        for (std::size_t at = 0; at < validation.size(); at += 2) {
            expected += validation[at] == loss[i] ? fileNumber(validation[at + 1]) : "";
        }
        expected += '\n';
    }
    return csv == expected ? QString() : QStringLiteral("curves differ from training/");
}

} // namespace neurograft::testing

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/distillation_options.h"

#include "app/commands/common_options.h"
#include "app/commands/transfer_changes.h"

#include <cstdint>
#include <vector>

namespace neurograft {

namespace {

using OptionText = std::string;

void declareSamples(CLI::App& parser, TransferChanges& changes)
{
    changes.add<double>(
        parser, "--beta",
        "Of gkd: share of the teacher in the mixture; 0 (default) is KL(teacher || "
        "student), 1 KL(student || teacher)",
        "X", [](TransferStudy& study, double value) { study.distillation.beta = value; });
    changes.addFlag(parser, "--seq-kd",
                    "Of gkd: the steps that do not learn the student's samples learn the teacher's",
                    [](TransferStudy& study) { study.distillation.teacherAnswers = true; });
    changes.add<double>(
        parser, "--temperature", "Of samples (gkd 0.9; seqkd 0, the teacher's likeliest answer)",
        "X", [](TransferStudy& study, double value) { study.distillation.temperature = value; });
    changes.add<double>(
        parser, "--top-p", "Of samples (default 1)", "X",
        [](TransferStudy& study, double value) { study.distillation.topP = value; });
    changes.add<std::int64_t>(
        parser, "--max-new-tokens", "Of a sample (default 512)", "N",
        [](TransferStudy& study, std::int64_t value) { study.distillation.maxNewTokens = value; });
}

void declareSemAlign(CLI::App& parser, TransferChanges& changes)
{
    changes.add<OptionText>(
        parser, "--semalign",
        "Of semalign: v1 (default), the critical layers alone, or v2, every layer in turn", "NAME",
        [](TransferStudy& study, const OptionText& value) { study.semalign.version = value; });
    changes.add<OptionText>(
        parser, "--layers",
        "Of semalign: critical layers of the teacher (default: found by attribution)", "L,...",
        [](TransferStudy& study, const OptionText& value) {
            const std::vector<std::int32_t> layers = parseIds("--layers", value);
            study.semalign.layers = {layers.begin(), layers.end()};
        });
    changes.add<std::int64_t>(
        parser, "--critical", "Of semalign: how many are found (default 1)", "N",
        [](TransferStudy& study, std::int64_t value) { study.semalign.critical = value; });
    changes.add<OptionText>(
        parser, "--layer-score",
        "Of semalign: gradient times activation as a sum (default) or of absolute values: absolute",
        "NAME",
        [](TransferStudy& study, const OptionText& value) { study.semalign.score = value; });
}

} // namespace

void declareDistillation(CLI::App& parser, TransferChanges& changes)
{
    declareSamples(parser, changes);
    declareSemAlign(parser, changes);
}

} // namespace neurograft

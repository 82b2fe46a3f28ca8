// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/study_protocol.h"

#include "core/run/error.h"

namespace neurograft {

EvaluationProtocol protocolOf(const EvaluateStudy& study, const std::string& modelTemplate)
{
    checkEvaluateStudy(study);
    EvaluationProtocol protocol = evaluationProtocol(taskFromWord(study.task), study.protocol,
                                                     study.promptTemplate, modelTemplate);
    if (study.plainStop == "blank-line" && protocol.task == EvaluationTask::Gsm8k
        && protocol.isPlain()) {
        protocol.stops = {"\n\n"};
    }
    if (study.maxNewTokens > 0) {
        protocol.maxNewTokens = study.maxNewTokens;
    }
    if (study.temperature >= 0.0) {
        protocol.temperature = study.temperature;
        protocol.samples = study.temperature > 0.0 ? protocol.samples : 1;
    }
    if (study.topP > 0.0) {
        protocol.topP = study.topP;
    }
    if (study.samples > 0) {
        protocol.samples = study.samples;
    }
    if (protocol.samples > 1 && protocol.temperature == 0.0) {
        throw UsageError("--samples", "1 without --temperature: all would be the same",
                         std::to_string(protocol.samples));
    }
    return protocol;
}

} // namespace neurograft

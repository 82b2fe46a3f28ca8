// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/distillation_study_io.h"

#include "core/study/command_line_text.h"
#include "core/study/study_parts.h"
#include "core/study/study_reader.h"

#include <string>

namespace neurograft {

nlohmann::ordered_json distillationJson(const DistillationStudy& distillation)
{
    return {{"beta", distillation.beta},
            {"lambda", distillation.studentShare},
            {"seq_kd", distillation.teacherAnswers},
            {"temperature", distillation.temperature},
            {"top_p", distillation.topP},
            {"max_new_tokens", distillation.maxNewTokens}};
}

nlohmann::ordered_json semAlignJson(const SemAlignStudy& semalign)
{
    return {{"version", semalign.version},
            {"layers", semalign.layers},
            {"critical", semalign.critical},
            {"layer_score", semalign.score}};
}

void takeDistillation(StudyReader& reader, DistillationStudy& distillation)
{
    if (!reader.has("distillation")) {
        return;
    }
    const nlohmann::json object = reader.takeAny("distillation");
    StudyReader inner(object, reader.path("distillation"));
    takeNumber(inner, "beta", distillation.beta);
    takeNumber(inner, "lambda", distillation.studentShare);
    inner.take("seq_kd", distillation.teacherAnswers);
    takeNumber(inner, "temperature", distillation.temperature);
    takeNumber(inner, "top_p", distillation.topP);
    inner.take("max_new_tokens", distillation.maxNewTokens, 1);
    inner.requireAllTaken();
}

void takeSemAlign(StudyReader& reader, SemAlignStudy& semalign)
{
    if (!reader.has("semalign")) {
        return;
    }
    const nlohmann::json object = reader.takeAny("semalign");
    StudyReader inner(object, reader.path("semalign"));
    inner.take("version", semalign.version);
    inner.take("layers", semalign.layers);
    inner.take("critical", semalign.critical, 1);
    inner.take("layer_score", semalign.score);
    inner.requireAllTaken();
}

void addDistillation(CommandLineText& line, const DistillationStudy& distillation,
                     const DistillationStudy& standard)
{
    const auto addNumber = [&line](const char* flag, double usual, double value) {
        line.addUnless(shortNumber(usual), flag, shortNumber(value));
    };
    addNumber("--beta", standard.beta, distillation.beta);
    if (distillation.teacherAnswers) {
        line.add("--seq-kd");
    }
    addNumber("--temperature", standard.temperature, distillation.temperature);
    addNumber("--top-p", standard.topP, distillation.topP);
    line.addUnless(std::to_string(standard.maxNewTokens), "--max-new-tokens",
                   std::to_string(distillation.maxNewTokens));
}

void addSemAlign(CommandLineText& line, const SemAlignStudy& semalign,
                 const SemAlignStudy& standard)
{
    std::vector<std::string> layers;
    for (const std::int64_t layer : semalign.layers) {
        layers.push_back(std::to_string(layer));
    }
    line.addUnless(standard.version, "--semalign", semalign.version);
    line.addUnless("", "--layers", commaList(layers));
    line.addUnless(std::to_string(standard.critical), "--critical",
                   std::to_string(semalign.critical));
    line.addUnless(standard.score, "--layer-score", semalign.score);
}

} // namespace neurograft

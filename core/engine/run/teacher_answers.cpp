// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/teacher_answers.h"

#include "core/engine/generate/text_decoding.h"
#include "core/engine/run/distillation_making.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "core/support/random_stream.h"
#include "core/support/sha256.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

std::string answerLine(const ExampleRow& example, const std::string& answer)
{
    nlohmann::ordered_json line;
    if (!example.id.empty()) {
        line["id"] = example.id;
    }
    if (!example.category.empty()) {
        line["category"] = example.category;
    }
    line["prompt"] = example.prompt;
    line["response"] = answer;
    return line.dump() + "\n";
}

std::size_t linesOf(const std::string& text)
{
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// First line of answers that are not complete: whose they are.
std::string headOf(const TransferStudy& study)
{
    return nlohmann::json({{"study", sha256Hex(studyText(study))}}).dump() + "\n";
}

/// Answers of an earlier session of this very study; none of another's.
std::string begunAnswers(const fs::path& file, const std::string& head)
{
    if (!fs::exists(file)) {
        return {};
    }
    const std::string text = readFile(file);
    return text.compare(0, head.size(), head) == 0 ? text.substr(head.size()) : std::string();
}

std::vector<std::string> promptsOf(const std::vector<ExampleRow>& examples)
{
    std::vector<std::string> prompts;
    for (const ExampleRow& example : examples) {
        prompts.push_back(example.prompt);
    }
    return prompts;
}

} // namespace

std::vector<TeacherAnswers::Answer> TeacherAnswers::ask(const TransferInputs& inputs,
                                                        const TransformerModel& teacher,
                                                        std::size_t first, std::size_t end,
                                                        const RunContext& context) const
{
    DecodeOptions options = gkdOptions(inputs).samples.decode;
    options.seed = deriveSeed(inputs.study.seed, "seqkd.sample", 0);
    options.eosIds = endOfTextIds(teacher.config(), inputs.teacherTokenizer.get());
    std::vector<DecodeRow> prompts;
    for (std::size_t i = first; i < end; ++i) {
        DecodeRow row{inputs.teacherTokenizer->encode(inputs.examples[i].prompt, true).ids, i};
        const auto length = static_cast<std::int64_t>(row.prompt.size());
        if (length >= teacher.config().longestText()) {
            throw StudyError("row " + std::to_string(inputs.examples[i].line),
                             "a prompt of fewer than "
                                 + std::to_string(teacher.config().longestText())
                                 + " of the teacher's tokens",
                             std::to_string(length), "Leave it out with --rows.");
        }
        prompts.push_back(std::move(row));
    }
    RunContext quiet = context; // rows are counted, not the tokens of each
    quiet.onProgress = nullptr;
    std::vector<Answer> answers;
    for (const DecodedText& each :
         decodeTexts(teacher, inputs.teacherTokenizer, prompts, options, {}, {}, quiet).rows) {
        answers.push_back({each.text, each.reason != StopReason::Eos});
    }
    return answers;
}

void TeacherAnswers::write(const TransferInputs& inputs, const fs::path& folder,
                           const RunContext& context)
{
    const fs::path begun = folder / kBegunAnswersName;
    const std::string head = headOf(inputs.study);
    std::string text = begunAnswers(begun, head);
    const std::size_t count = inputs.examples.size();
    const auto batch = static_cast<std::size_t>(inputs.study.microBatch);
    const std::shared_ptr<const TransformerModel> teacher = computingTeacher(inputs);
    std::int64_t cut = 0;
    for (std::size_t first = linesOf(text); first < count; first += batch) {
        context.checkpoint({"answers of the teacher", 1, 2, static_cast<std::int64_t>(first),
                            static_cast<std::int64_t>(count), "rows"});
        const std::size_t end = std::min(count, first + batch);
        const std::vector<Answer> answers = ask(inputs, *teacher, first, end, context);
        for (std::size_t i = first; i < end; ++i) {
            text += answerLine(inputs.examples[i], answers[i - first].text);
            cut += answers[i - first].isCut ? 1 : 0;
        }
        writeFileAtomically(begun, head + text, true);
    }
    if (cut > 0) {
        context.log(LogLevel::Warning,
                    std::to_string(cut) + " of " + std::to_string(count)
                        + " answers had not ended after --max-new-tokens "
                        + std::to_string(inputs.study.distillation.maxNewTokens)
                        + " and are learned as if they had.");
    }
    if (inputs.study.distillation.temperature == 0.0) {
        m_greedy = text;
        m_prompts = promptsOf(inputs.examples);
    }
    writeFileAtomically(folder / kAnswersName, text, true);
    fs::remove(begun);
}

LearningRows TeacherAnswers::make(const TransferInputs& inputs, const fs::path& folder,
                                  const RunContext& context)
{
    const fs::path file = folder / kAnswersName;
    const bool isKnown = inputs.study.distillation.temperature == 0.0
        && m_prompts == promptsOf(inputs.examples) && !m_greedy.empty();
    if (!fs::exists(file)) {
        if (isKnown) {
            writeFileAtomically(file, m_greedy, true);
        } else {
            write(inputs, folder, context);
        }
    }
    const ModelConfig& student = inputs.student->config();
    const std::int64_t longest = std::min(inputs.study.maxLength, student.longestText());
    LearningRows learned =
        learningRows(readDataset(file), *inputs.tokenizer, student, {longest, false});
    if (learned.truncated > 0) {
        context.log(LogLevel::Warning,
                    std::to_string(learned.truncated) + " of " + std::to_string(learned.rows.size())
                        + " answers are cut after " + std::to_string(longest)
                        + " tokens with their prompts.");
    }
    if (learned.rows.size() != inputs.train.rows.size()) {
        throw StudyError(file.string(),
                         "an answer with a label for each of "
                             + std::to_string(inputs.train.rows.size()) + " prompts",
                         std::to_string(learned.rows.size()),
                         "It belongs to another study; remove the folder to start anew.");
    }
    return learned;
}

} // namespace neurograft

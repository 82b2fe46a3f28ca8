// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/run/learning_rows.h"
#include "core/engine/run/transfer_inputs.h"
#include "core/run/run_context.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// What a teacher answered, beside the adapter that learned it; a data file like any other.
inline constexpr const char* kAnswersName = "answers.jsonl";
/// The same while it is being written.
inline constexpr const char* kBegunAnswersName = "answers.begun.jsonl";

/// The teacher's answers to the prompts of a study (sequence-level distillation, Kim and Rush 2016,
/// arXiv:1606.07947; transfer.md 8), greedy or sampled, as rows to learn. They are texts: the two
/// models may have different tokenizers. Greedy answers are kept for further seeds.
class TeacherAnswers {
public:
    /// Writes `answers.jsonl` (prompt, response) into @p folder, a few rows at a time, and reads
    /// it back as the student learns it; answers that an earlier session wrote there are not
    /// written again.
    /// @return as many rows as inputs.train has, each with a label
    /// @throws Canceled, what is written is kept; StudyError for a prompt beyond the teacher's
    /// context
    LearningRows make(const TransferInputs& inputs, const std::filesystem::path& folder,
                      const RunContext& context);

private:
    struct Answer {
        std::string text;
        bool isCut = false; ///< it had not ended
    };

    std::vector<Answer> ask(const TransferInputs& inputs, const TransformerModel& teacher,
                            std::size_t first, std::size_t end, const RunContext& context) const;
    void write(const TransferInputs& inputs, const std::filesystem::path& folder,
               const RunContext& context);

    std::string m_greedy; ///< the file of the last greedy answers
    std::vector<std::string> m_prompts; ///< they answer
};

} // namespace neurograft

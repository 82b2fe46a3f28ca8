// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/score_table.h"
#include "core/studies/chain_study.h"

#include <cstddef>
#include <string>
#include <vector>

namespace neurograft {

/// A published number beside a column of a score table.
struct PublishedScore {
    PublishedNumber number;
    double score = 0.0; ///< share of right answers
    std::size_t column = 0; ///< of the table
    std::vector<std::size_t> rows; ///< models of the table it speaks of; may be none
};

/// Those published numbers of @p study that are scores of the tasks of @p table, in their order.
/// The task is `where` task, else the first word of the number's column; shots must agree where it
/// says them ("GSM8K 0-shot"). Protocols are not compared: papers seldom state theirs.
/// A number speaks of the rows with a result that its `metric` names, where the study was computed
/// (isMeasuredBy()). Without one it speaks of rows by name: of a model ("Llama-2-7B-Chat" of
/// "Llama-2-7b-chat-hf"), of a method ("LaTen" of "tiny-S + LaTen run 5"), or of both
/// ("Llama-1 7B LoRA"). Looks at the disk.
std::vector<PublishedScore> publishedScores(const ScoreTable& table, const ChainStudy& study);

/// The same for the exports of a score table.
std::vector<StatedScore> statedScores(const std::vector<PublishedScore>& published);

/// Names of their rows, each once, in order.
std::vector<std::string> publishedRows(const std::vector<PublishedScore>& scores);
/// What they were taken from, each once.
std::vector<std::string> publishedSources(const std::vector<PublishedScore>& scores);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

enum class TemplateKind { Tulu, Train, Llama2, ChatMl, Alpaca, None };

/// How one user turn is written (evaluation.md 1.1). `Alpaca`, the frame of the protocol `ml`
/// (evaluation.md 3), is that of Taori et al. 2023, Stanford Alpaca, without an input.
struct PromptTemplate {
    TemplateKind kind = TemplateKind::Train;
    std::string system; ///< ChatMl: the block the model's template puts in front; empty = none

    /// tulu | train | llama2 | chatml | alpaca | none
    const char* name() const;
    /// The user's turn and the opening of the assistant's. `None` leaves the content as it is.
    std::string render(std::string_view content) const;
    /// The same with the beginning of the answer; a space comes before it when the turn ends in
    /// neither a newline nor a space. An empty prefix adds nothing.
    std::string render(std::string_view content, std::string_view answerPrefix) const;
};

const std::vector<std::string>& templateWords();
/// @throws UsageError for another word
TemplateKind templateFromWord(const std::string& word);

/// The template that a model's own chat template (Jinja text) amounts to: llama2 when it writes
/// [INST], chatml with its default system block when it writes <|im_start|>.
/// @throws StudyError naming @p where for another one, or none
PromptTemplate nativeTemplate(std::string_view chatTemplate, const std::string& where);

} // namespace neurograft

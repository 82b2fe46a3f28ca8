// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/prompt_template.h"

#include "core/run/error.h"
#include "core/support/text_utf8.h"

#include <algorithm>
#include <iterator>

namespace neurograft {

namespace {

constexpr const char* kNames[] = {"tulu", "train", "llama2", "chatml", "alpaca", "none"};

/// Text of a string literal in a Jinja template: "\n" may be written out.
std::string withNewlines(std::string_view literal)
{
    std::string text;
    for (std::size_t i = 0; i < literal.size(); ++i) {
        const bool isNewline = literal.substr(i, 2) == "\\n";
        text += isNewline ? '\n' : literal[i];
        i += isNewline ? 1 : 0;
    }
    return text;
}

/// The system message a ChatML template writes when the conversation has none: the first one that
/// stands there as plain text. Empty when there is none.
std::string defaultSystem(std::string_view chatTemplate)
{
    constexpr std::string_view kStart("<|im_start|>system");
    constexpr std::string_view kEnd("<|im_end|>");
    for (std::size_t at = chatTemplate.find(kStart); at != std::string_view::npos;
         at = chatTemplate.find(kStart, at + 1)) {
        const std::size_t begin = at + kStart.size();
        const std::size_t end = chatTemplate.find(kEnd, begin);
        if (end == std::string_view::npos) {
            break;
        }
        const std::string_view literal = chatTemplate.substr(begin, end - begin);
        const bool isPlain = literal.find_first_of("'\"{}") == std::string_view::npos;
        std::string text = withNewlines(literal);
        if (isPlain && !text.empty() && text.front() == '\n' && text.size() > 1) {
            return text.substr(1);
        }
    }
    return {};
}

} // namespace

const char* PromptTemplate::name() const
{
    return kNames[static_cast<std::size_t>(kind)];
}

const std::vector<std::string>& templateWords()
{
    static const std::vector<std::string> kWords(std::begin(kNames), std::end(kNames));
    return kWords;
}

TemplateKind templateFromWord(const std::string& word)
{
    const auto found = std::find(std::begin(kNames), std::end(kNames), word);
    if (found == std::end(kNames)) {
        std::string all;
        for (const char* name : kNames) {
            all += (all.empty() ? "" : ", ") + std::string(name);
        }
        throw UsageError("--template", "one of " + all, "'" + word + "'");
    }
    return static_cast<TemplateKind>(found - std::begin(kNames));
}

std::string PromptTemplate::render(std::string_view content) const
{
    const std::string whole(content);
    const std::string stripped(stripPython(content));
    switch (kind) {
    case TemplateKind::Tulu:
        return "<|user|>\n" + whole + "\n<|assistant|>\n";
    case TemplateKind::Train:
        return "<|user|>\n" + stripped + "\n\n<|assistant|>\n";
    case TemplateKind::Llama2:
        return "[INST] " + stripped + " [/INST]";
    case TemplateKind::ChatMl:
        return (system.empty() ? std::string() : "<|im_start|>system\n" + system + "<|im_end|>\n")
            + "<|im_start|>user\n" + whole + "<|im_end|>\n<|im_start|>assistant\n";
    case TemplateKind::Alpaca:
        return "Below is an instruction that describes a task. Write a response that appropriately "
               "completes the request.\n\n### Instruction:\n"
            + whole + "\n\n### Response:";
    case TemplateKind::None:
        break;
    }
    return whole;
}

std::string PromptTemplate::render(std::string_view content, std::string_view answerPrefix) const
{
    std::string text = render(content);
    if (answerPrefix.empty()) {
        return text;
    }
    if (!text.empty() && text.back() != '\n' && text.back() != ' ') {
        text += ' ';
    }
    return text.append(answerPrefix);
}

PromptTemplate nativeTemplate(std::string_view chatTemplate, const std::string& where)
{
    PromptTemplate native;
    if (chatTemplate.find("<|im_start|>") != std::string_view::npos) {
        native.kind = TemplateKind::ChatMl;
        native.system = defaultSystem(chatTemplate);
    } else if (chatTemplate.find("[INST]") != std::string_view::npos) {
        native.kind = TemplateKind::Llama2;
    } else {
        throw StudyError(where, "a chat template of its own, llama2 or chatml",
                         chatTemplate.empty() ? "none" : "another template",
                         "Name one: --template train, tulu, llama2, chatml or none.");
    }
    return native;
}

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/data_preview.h"

#include <string>

namespace neurograft {

/// A typed text as the models are given it: verbatim, or as the user's turn of the training
/// template with the assistant's mark behind it (decisions.md D1).
std::string promptText(const std::string& typed, bool usesTemplate);

/// A text and what one tokenizer makes of it: no token carries the loss, none is cut, no eos
/// follows.
RowPreview previewPrompt(const std::string& text, const Tokenizer& tokenizer);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/studies/chain_study.h"

#include <QString>

#include <optional>

namespace neurograft {

/// What is wrong with the text of a chain, and where.
struct ChainProblem {
    int line = 1;
    QString message; ///< "/steps/2: expected …, got …"
};

/// A chain from its text, or the reason why it is none.
struct ParsedChain {
    std::optional<ChainStudy> study;
    std::optional<ChainProblem> problem;
};

/// @param file where it stands or would stand; relative paths are taken from there
ParsedChain parsedChain(const QString& text, const QString& file);

/// The place and the words of an error about a chain whose message names @p file.
ChainProblem chainProblem(const QString& text, const std::string& where,
                          const std::string& message);

/// The text with one value changed by its JSON pointer, written anew with an indent of one; keys
/// keep their order, a missing object on the way is made. The text itself when it is no JSON
/// or has no place for the value.
/// @param value JSON: `42`, `"cpu"`, `[1, 2]`; empty takes the key away
QString withValue(const QString& text, const QString& pointer, const QString& value);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/studies/chain_study.h"

#include <nlohmann/json.hpp>

#include <QString>

#include <memory>
#include <optional>
#include <string>

namespace neurograft {

/// What is wrong with the text of a chain, and where.
struct ChainProblem {
    int line = 1;
    QString message; ///< "/steps/2: expected …, got …"
    QString pointer; ///< "/steps/2"; empty when no value is named
};

/// A chain from its text, or the reason why it is none.
struct ParsedChain {
    std::optional<ChainStudy> study;
    std::optional<ChainProblem> problem;
    std::shared_ptr<const nlohmann::ordered_json> json; ///< null for a text that is none
};

/// @param file where it stands or would stand; relative paths are taken from there
ParsedChain parsedChain(const QString& text, const QString& file);

/// The place and the words of an error about a chain whose message names @p file.
ChainProblem chainProblem(const QString& text, const std::string& where,
                          const std::string& message);

/// JSON pointer of a step: "/steps/2/each/0".
QString pointerOf(const ChainStep& step);

/// The text with one value changed by its JSON pointer, all else to the byte as it was; a key that
/// is not there comes to the end of its object, a missing object on the way is made. The text
/// itself when it is no JSON object or has no place for the value.
/// @param pointer "/common/seed", with ~0 and ~1 as JSON pointers have them
/// @param value JSON: `42`, `"cpu"`, `[1, 2]`; empty takes the key away
QString withValue(const QString& text, const QString& pointer, const QString& value);

} // namespace neurograft

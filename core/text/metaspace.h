// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/json_node.h"

#include <string>

namespace neurograft {

/// When a replacement mark is put in front of a piece that has none.
enum class PrependScheme { Always, First, Never };

/// Component "Metaspace" of tokenizer.json, a pre-tokenizer and a decoder.
struct Metaspace {
    std::string replacement; ///< one character, usually U+2581
    PrependScheme scheme = PrependScheme::Always;
    bool isSplit = true; ///< cut before every mark
};

/// @throws FormatError for a malformed component, also when the older key add_prefix_space
/// contradicts
///         prepend_scheme (the reference refuses it, too)
Metaspace readMetaspace(const JsonNode& node);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/metaspace.h"

#include "core/text/code_points.h"

namespace neurograft {

Metaspace readMetaspace(const JsonNode& node)
{
    Metaspace metaspace;
    metaspace.replacement = utf8Of(node.at("replacement").asCharacter());
    const std::string scheme = node.stringOr("prepend_scheme", "always");
    if (scheme == "first") {
        metaspace.scheme = PrependScheme::First;
    } else if (scheme == "never") {
        metaspace.scheme = PrependScheme::Never;
    } else if (scheme != "always") {
        node.at("prepend_scheme").fail("\"always\", \"first\" or \"never\"");
    }
    if (!node.boolOr("add_prefix_space", true) && metaspace.scheme != PrependScheme::Never) {
        node.at("add_prefix_space").fail("true, or prepend_scheme \"never\"");
    }
    metaspace.isSplit = node.boolOr("split", true);
    return metaspace;
}

} // namespace neurograft

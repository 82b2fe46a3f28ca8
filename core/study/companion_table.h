// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace neurograft {

/// Whether a table `similarity/<module>/<name>` accompanies a map (`cka_undefined`, `cka_low`,
/// `cka_null95`, `cka_self_student`, …) instead of being one: names of measures have no underscore.
inline bool isCompanionTable(std::string_view name)
{
    return name.find('_') != std::string_view::npos;
}

} // namespace neurograft

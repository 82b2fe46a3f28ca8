// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace neurograft {

/// A JSON text with one value changed by its pointer; every other byte stays. A key that is not
/// there is put at the end of its object in the style of its neighbours, with the objects that miss
/// on the way; a key that is taken away takes its comma and its line along. The text itself when
/// there is no place for the value.
/// @param json  an object, as JSON
/// @param value JSON; empty takes the key away
/// @throws nlohmann::json::exception for a pointer that is none
std::string withJsonValue(const std::string& json, std::string_view pointer,
                          const std::string& value);

} // namespace neurograft

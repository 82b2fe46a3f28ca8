// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/selection_item.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace neurograft {

/// {"kind": "cell", "module": "up_proj", "student": 2, "teacher": 3}, … for every kind; null for
/// nothing. Layers and neurons count from 0, rows from 1.
nlohmann::json selectionJson(const SelectionItem& item);
/// @throws FormatError naming @p where when the value is no such item
SelectionItem selectionFromJson(const nlohmann::json& value, const std::string& where);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_tables.h"

#include <QString>

#include <optional>

namespace neurograft {

/// A text attribute; empty when the table has none of that name, or one of another type.
QString textAttribute(const Table& table, const char* name);
/// A number, whole or not.
std::optional<double> numberAttribute(const Table& table, const char* name);

} // namespace neurograft

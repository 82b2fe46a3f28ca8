// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QString>

#include <functional>
#include <string>

class QObject;

namespace neurograft {

/// Asks where to, then writes a text off the GUI thread; says what was written or why not.
/// @param text  makes the content, on the quick lane; told whether the suffix chosen is ".json"
/// @param types of files offered: "CSV (*.csv);;JSON (*.json)"
/// @param owner nothing is said any more once it is gone
void exportText(const WindowParts& parts, QObject* owner, const QString& title,
                const QString& suggestion, const QString& types,
                std::function<std::string(bool isJson)> text);

} // namespace neurograft

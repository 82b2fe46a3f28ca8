// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/data_preview.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// Edited rows. A row that is edited stays as it is: its copy with the new texts becomes the last
/// row of the file and says whose copy it is (`"copy_of": 5`, counted from 1), so that rows keep
/// their numbers. Nothing but lists looks at that key.

/// Row from 0 that a line says it is a copy of; -1 when it is none.
/// @param row the line's own row: copies come after what they are of
std::int64_t copiedRow(std::string_view line, std::int64_t row);

/// A text of a row that can be edited.
struct RowField {
    std::string key; ///< "prompt", "response", "text", "messages[1]"
    std::string role; ///< of a message: "user"; else empty
    std::string text;
};
/// The texts that make prompt and response of a row, in their order.
/// @pre facts(row).isUsable; @throws FormatError otherwise
std::vector<RowField> rowFields(const DataFile& file, std::int64_t row);

/// The file with a copy of @p row whose rowFields() have these texts, as its last row; a row that
/// is a copy itself is changed where it stands. All else of the row is kept.
/// @pre facts(row).isUsable; @throws FormatError otherwise
/// @throws StudyError when texts and fields differ in number
std::string withEditedRow(const DataFile& file, std::int64_t row,
                          const std::vector<std::string>& texts);

/// The file without that copy. @throws StudyError when the row is none
std::string withoutCopy(const DataFile& file, std::int64_t row);

} // namespace neurograft

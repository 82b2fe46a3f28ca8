// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/data_preview.h"

#include <QString>

namespace neurograft {

/// Words about rows that were not read (ux.md 8.4 no. 6). @pre file.problems() is not empty
/// "Row 17 of gsm_align.jsonl was not read.", "3 rows of … were not read: 17, 20, 31."
QString brokenRowsHeadline(const DataFile& file, const QString& fileName);
/// "It has keys answer, prompt; messages, or prompt and response, or text was expected."
QString brokenRowsReason(const DataFile& file);
/// One line for each such row, at most a hundred.
QString brokenRowsDetails(const DataFile& file);

} // namespace neurograft

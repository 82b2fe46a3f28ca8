// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/report/run_report.h"

#include <filesystem>

namespace neurograft {

enum class ReportFormat { Html, Pdf };

/// By the suffix of the file: .html, .htm or .pdf. @throws UsageError for another one
ReportFormat reportFormatOf(const std::filesystem::path& path);

/// Writes the document under a temporary name and renames it.
/// @throws StudyError when the file exists and @p overwrite is false, StoreError when writing fails
void writeReportFile(const RunReport& report, ReportFormat format,
                     const std::filesystem::path& path, bool overwrite);

} // namespace neurograft

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/report/run_report.h"

#include <QByteArray>

namespace neurograft {

/// The report on A4 pages: text as text, figures as they are printed, smaller only where a page is
/// too narrow; the provenance of every run and the numbers of every figure are attached. Equal
/// reports give equal bytes.
QByteArray writeReportPdf(const RunReport& report);

} // namespace neurograft

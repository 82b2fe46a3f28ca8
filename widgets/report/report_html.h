// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/report/run_report.h"

#include <QByteArray>

namespace neurograft {

/// One HTML file that needs no other: figures as SVG, the numbers of each as a CSV to save, the
/// provenance of every run folded away. Equal reports give equal bytes.
QByteArray writeReportHtml(const RunReport& report);

/// The scores as an HTML table, the models' names as row headings.
QString scoreTableHtml(const ScoreTable& scores);
/// Names and values of a run, a row each.
QString factTableHtml(const std::vector<ReportFact>& facts);

} // namespace neurograft
